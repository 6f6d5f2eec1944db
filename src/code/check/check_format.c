// Format strings that an attacker chooses.
#include "code/check/check.h"

enum { FORMAT_STRING };

const struct rule RULES_format[] = {
    [FORMAT_STRING] = {"format-string", 134, SEVERITY_HIGH, "Format string from outside",
     "Whoever writes the format can read the stack with %x and write memory with %n.",
     "Use a constant format, and pass the text as an argument: printf(\"%s\", text).", "engine"},
    {0}};

extern const struct checker CHECKER_format;

static void call(struct flow *flow, const struct call *c)
{
    for (uint32_t i = 0; c->model && i < c->model->count && !flow->ended; i++) {
        const struct effect *e = &c->model->effects[i];
        int8_t at = e->kind == EFFECT_SPRINTF ? e->arg1 : e->kind == EFFECT_PRINTF || e->kind == EFFECT_SCANF ? e->arg0 : -1;
        if (at < 0 || (uint32_t)at >= c->count)
            continue;
        (void)flow_require(flow, &CHECKER_format,
                           (struct requirement){.need = NEED_CLEAN, .a = c->terms[at], .width = e->width,
                                                .settles = SETTLES_FORMAT,
                                                .text = flow_text(flow, "%s is the format of %s()",
                                                                  flow_name(flow, c->arguments[at], "a text"), c->name)});
    }
}

static bool judge(struct flow *flow, const struct requirement *q, const struct verdict *v, struct judgement *ret)
{
    (void)flow, (void)v;
    ret->rule = &RULES_format[FORMAT_STRING];
    buf_printf(&ret->message, "%s, and it comes from outside", q->text);
    return true;
}

const struct checker CHECKER_format = {.name = "format", .rules = RULES_format, .call = call, .judge = judge};
