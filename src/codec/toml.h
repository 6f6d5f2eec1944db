// TOML 1.0, read into the same tree as YAML (codec/yaml.h): tables are maps, arrays are lists, numbers, booleans and
// dates are plain texts. Lines are those of the file. Made for lock files: what is legal reads right, and some of what
// is not (a key given twice: the later one is dropped with a warning) is let pass.
#pragma once
#include "codec/yaml.h"

enum { TOML_DEPTH_MAX = 64, TOML_SIZE_MAX = 64 << 20 };

// Everything lives in the arena. On malformed text: a diagnostic with file and line, then NULL.
struct yaml *toml_parse(struct arena *arena, const char *bytes, size_t size, const char *file, struct diags *diags);
