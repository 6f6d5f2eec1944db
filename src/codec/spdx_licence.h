// SPDX licence expressions (SPDX 2.3, annex D): checked against the list of identifiers, and made canonical: the
// identifiers' own case, operators in capitals. The list is data/parts/spdx-licences.txt.
#pragma once
#include "base/arena.h"

enum { SPDX_LICENCE_MAX = 4096 }; // bytes of an expression

// "mit or apache-2.0" gives "MIT OR Apache-2.0"; names that manifests use ("Apache License, Version 2.0") and Yocto's
// operators (& and |) are translated. NULL when it is no expression, with the reason in *ret_problem; NULL with no
// reason when it states nothing (NOASSERTION, NONE, empty).
char *spdx_licence_normalise(struct arena *arena, const char *text, const char **ret_problem);
