// The checkers of the engine: each is one file check_NAME.c that defines `const struct checker CHECKER_NAME`, and one
// line in checkers.h. docs/extend/checker.md shows how to add one.
#pragma once
#include "code/flow/flow.h"

// The rules of every checker: tables that each end with a row whose id is NULL; the list ends with NULL.
extern const struct rule *const ENGINE_RULE_TABLES[];
