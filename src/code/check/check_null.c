// Null pointers that are followed: null for certain on a path, or the result of a call that may fail.
#include "code/check/check.h"

enum { NULL_DEREFERENCE, UNCHECKED_ALLOCATION, UNTESTED_RESULT, NULL_PAGE = 4096 };

const struct rule RULES_null[] = {
    [NULL_DEREFERENCE] = {"null-dereference", 476, SEVERITY_MEDIUM, "Null pointer dereference",
     "The program follows a pointer that is null on this path. On most systems it ends there; on a small device without "
     "memory protection it reads or overwrites whatever lies at address zero.",
     "Test the pointer before it is used, or make sure that every path gives it a value.", "engine"},
    [UNCHECKED_ALLOCATION] = {"unchecked-allocation", 690, SEVERITY_MEDIUM, "Result used without a test for failure",
     "The call returns a null pointer when it fails, and the result is used without a test. Whoever can make the device run "
     "out of memory or of the resource can stop it here.",
     "Test the result and handle the failure before the first use.", "engine"},
    [UNTESTED_RESULT] = {"untested-result", 476, SEVERITY_LOW, "Result that others test for null",
     "A function of the program returns null under some condition. Most of its callers test for that, this one follows the "
     "pointer at once. Often it knows that the condition cannot hold, which is why this counts as low.",
     "Test the pointer, or say with an assertion why it cannot be null here.", "engine"},
    {0}};

static void access_null(struct flow *flow, const struct access *access)
{
    term_id base, offset;
    struct terms *terms = &flow->world.terms;
    if (!term_pointer(terms, access->pointer, &base, &offset)) {
        int64_t address;
        if (!term_is_const(terms, access->pointer, &address) || address < 0 || address >= NULL_PAGE)
            return;
        base = term_const(terms, 0, terms->pointer_bits);
    }
    const char *name = flow_name(flow, access->value, "the pointer");
    const char *text = access->who ? flow_text(flow, "%s follows %s", access->who, name) :
                       flow_text(flow, "%s is followed", name);
    extern const struct checker CHECKER_null;
    if (!flow_require(flow, &CHECKER_null, (struct requirement){.need = NEED_NONZERO, .a = base, .text = text,
                                                                .write = access->write}))
        flow->ended = true;
}

static bool judge(struct flow *flow, const struct requirement *q, const struct verdict *v, struct judgement *ret)
{
    uint32_t source = flow_null_source(flow, q->a);
    bool asked = term_of(&flow->world.terms, q->a)->flags & T_TAINT; // for something that somebody outside chooses
    if (v->chosen || (source && !flow_expects_null(flow, source)))
        return false;
    if (source)
        ret->confidence = CONFIDENCE_MEDIUM;
    ret->rule = &RULES_null[v->may_fail ? UNCHECKED_ALLOCATION : source && !asked ? UNTESTED_RESULT : NULL_DEREFERENCE];
    buf_printf(&ret->message, source ? "%s, and the function that gave it may return null" : v->may_fail ? "%s, and nobody has tested whether the call that made it failed" :
               "%s, and it is null here", q->text);
    return true;
}

const struct checker CHECKER_null = {.name = "null", .rules = RULES_null, .access = access_null, .judge = judge};
