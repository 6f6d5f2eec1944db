#include "code/check/check.h"

#define CHECKER(name) extern const struct checker CHECKER_##name; extern const struct rule RULES_##name[];
#include "code/check/checkers.h"
#undef CHECKER

const struct checker *const ENGINE_CHECKERS[] = {
#define CHECKER(name) &CHECKER_##name,
#include "code/check/checkers.h"
#undef CHECKER
    NULL};

const struct rule *const ENGINE_RULE_TABLES[] = {
#define CHECKER(name) RULES_##name,
#include "code/check/checkers.h"
#undef CHECKER
    NULL};
