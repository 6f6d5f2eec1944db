// Commands and libraries that an attacker chooses.
#include "code/check/check.h"

enum { COMMAND_INJECTION, LIBRARY_INJECTION };

const struct rule RULES_command[] = {
    [COMMAND_INJECTION] = {"command-injection", 78, SEVERITY_CRITICAL, "Command from outside",
     "Text from outside becomes a command, or part of one: whoever sends it runs programs on the device.",
     "Do not go through a shell; run a fixed program with separate arguments, and check those against a list.", "engine"},
    [LIBRARY_INJECTION] = {"library-injection", 114, SEVERITY_HIGH, "Library to load is chosen from outside",
     "Whoever names the library runs code in this process.",
     "Load libraries by fixed absolute names only.", "engine"},
    {0}};

extern const struct checker CHECKER_command;

static void call(struct flow *flow, const struct call *c)
{
    for (uint32_t i = 0; c->model && i < c->model->count && !flow->ended; i++) {
        const struct effect *e = &c->model->effects[i];
        if ((e->kind != EFFECT_COMMAND && e->kind != EFFECT_LIBRARY) || (uint32_t)e->arg0 >= c->count)
            continue;
        uint32_t first = (uint32_t)e->arg0, last = text_starts(c->model->name, "exec") ? c->count : first + 1;
        for (uint32_t k = first; k < last && !flow->ended; k++) {
            if (!(term_of(&flow->world.terms, c->terms[k])->flags & T_POINTER))
                continue;
            (void)flow_require(flow, &CHECKER_command,
                               (struct requirement){.need = NEED_CLEAN, .a = c->terms[k], .width = e->width,
                                                    .kind = e->kind == EFFECT_LIBRARY,
                                                    .text = flow_text(flow, "%s goes to %s()",
                                                                      flow_name(flow, c->arguments[k], "a text"), c->name)});
        }
    }
}

static bool judge(struct flow *flow, const struct requirement *q, const struct verdict *v, struct judgement *ret)
{
    (void)flow, (void)v;
    ret->rule = &RULES_command[q->kind ? LIBRARY_INJECTION : COMMAND_INJECTION];
    buf_printf(&ret->message, "%s, and it comes from outside", q->text);
    return true;
}

const struct checker CHECKER_command = {.name = "command", .rules = RULES_command, .call = call, .judge = judge};
