// Pointers that an attacker chooses, because they lie in memory that was received.
#include "code/check/check.h"

enum { WRITE_ANYWHERE, READ_ANYWHERE };

const struct rule RULES_pointer[] = {
    [WRITE_ANYWHERE] = {"write-what-where", 123, SEVERITY_HIGH, "Write through a pointer that comes from outside",
     "The pointer is part of what was received. Whoever sends it chooses which memory of the program is overwritten.",
     "Never take pointers from received bytes: send an index or an offset, and check it.", "engine"},
    [READ_ANYWHERE] = {"untrusted-pointer", 822, SEVERITY_MEDIUM, "Read through a pointer that comes from outside",
     "The pointer is part of what was received. Whoever sends it chooses which memory is read, or ends the program.",
     "Never take pointers from received bytes: send an index or an offset, and check it.", "engine"},
    {0}};

extern const struct checker CHECKER_pointer;

// Whether a pointer is read from bytes that somebody received. What a library call gives, and what the arguments of the
// program lead to, are pointers to chosen bytes, and no chosen pointers.
static bool is_received(const struct terms *terms, term_id pointer)
{
    const struct term *t = term_of(terms, pointer);
    const term_id *list;
    if (t->kind == TERM_JOIN) {
        uint32_t count = term_alternatives(terms, pointer, &list);
        for (uint32_t i = 0; i < count; i++)
            if (term_of(terms, list[i])->kind != TERM_JOIN && is_received(terms, list[i]))
                return true;
        return false;
    }
    if (t->kind != TERM_CONTENT || !t->b || !(t->flags & T_TAINT))
        return false;
    const struct generation *g = &terms->generations.items[t->b];
    return g->received;
}

static void access_memory(struct flow *flow, const struct access *access)
{
    term_id base, offset;
    if (access->who || !term_pointer(&flow->world.terms, access->pointer, &base, &offset))
        return;
    const struct term *t = term_of(&flow->world.terms, base);
    // What callers gave is asked of them for writes only: most pointers come that way, and most are their own.
    bool asked = access->write && t->flags & T_INPUT && (t->kind == TERM_PARAM || (t->kind == TERM_CONTENT && !t->b));
    if (!asked && !is_received(&flow->world.terms, base))
        return;
    (void)flow_require(flow, &CHECKER_pointer,
                       (struct requirement){.need = NEED_CLEAN, .a = base, .write = access->write,
                                            .text = flow_text(flow, "%s is %s through", flow_name(flow, access->value,
                                                              "a pointer"), access->write ? "written" : "read")});
}

static bool judge(struct flow *flow, const struct requirement *q, const struct verdict *v, struct judgement *ret)
{
    (void)v;
    if (!is_received(&flow->world.terms, q->a))
        return false;
    ret->rule = &RULES_pointer[q->write ? WRITE_ANYWHERE : READ_ANYWHERE];
    buf_printf(&ret->message, "%s, and it is part of what came from outside", q->text);
    return true;
}

const struct checker CHECKER_pointer = {.name = "pointer", .rules = RULES_pointer, .access = access_memory, .judge = judge};
