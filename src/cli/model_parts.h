// The libraries that the device model names, joined with the parts that manifests and packages show.
#pragma once
#include "base/diag.h"
#include "model/component.h"
#include "model/device.h"

// Each library becomes evidence, support level and end of support of the part that it means: the same package URL, or
// the same package with an equal or unstated version, or, where the model states no package URL, the same name. One
// that no manifest shows becomes a part of its own. To diags: a library whose version differs from the manifest's; then
// both are kept, since either may be in the device. `root` is the workspace, which evidence is told relative to. Ends
// with components_finish.
void model_parts_add(const struct device *device, const char *root, struct components *components, struct diags *diags);
