// File names that an attacker chooses.
#include "code/check/check.h"

enum { PATH_TRAVERSAL, RELATIVE_PATH, ABSOLUTE_PATH };

const struct rule RULES_path[] = {
    [PATH_TRAVERSAL] = {"path-traversal", 22, SEVERITY_HIGH, "File name from outside",
     "Whoever names the file reads or writes files that were not meant for them.",
     "Resolve the name and check that it stays below the folder it belongs to.", "engine"},
    [RELATIVE_PATH] = {"relative-path", 23, SEVERITY_HIGH, "Part of a file name comes from outside",
     "A part like ../../etc/passwd leaves the folder that the name starts with.",
     "Refuse names with separators or dots, or resolve the name and check that it stays below its folder.", "engine"},
    [ABSOLUTE_PATH] = {"absolute-path", 36, SEVERITY_HIGH, "Whole file name comes from outside",
     "Any file that the program may open can be named.",
     "Choose from a list of names, or put the name below a fixed folder and check that it stays there.", "engine"},
    {0}};

extern const struct checker CHECKER_path;

static void call(struct flow *flow, const struct call *c)
{
    for (uint32_t i = 0; c->model && i < c->model->count && !flow->ended; i++) {
        const struct effect *e = &c->model->effects[i];
        if (e->kind != EFFECT_PATH || e->arg0 < 0 || (uint32_t)e->arg0 >= c->count)
            continue;
        (void)flow_require(flow, &CHECKER_path,
                           (struct requirement){.need = NEED_CLEAN, .a = c->terms[e->arg0], .width = e->width,
                                                .text = flow_text(flow, "%s() uses the file name %s", c->name,
                                                                  flow_name(flow, c->arguments[e->arg0], "given"))});
    }
}

static bool judge(struct flow *flow, const struct requirement *q, const struct verdict *v, struct judgement *ret)
{
    struct place place;
    uint32_t origin = 0;
    int rule = PATH_TRAVERSAL;
    (void)v;
    // argv[1] as a file name is what command line tools are for.
    if (flow->tainted_entry && flow->function->is_main)
        ret->severity = SEVERITY_LOW;
    if (flow_place(flow, flow->state, q->a, &place) && place.exact)
        rule = memory_flags(&flow->world, flow->state, place.object, (int64_t)place.range.low, 1, &origin) & T_TAINT ?
               ABSOLUTE_PATH : RELATIVE_PATH;
    ret->rule = &RULES_path[rule];
    buf_printf(&ret->message, "%s, and %s comes from outside", q->text, rule == RELATIVE_PATH ? "part of it" : "it");
    return true;
}

const struct checker CHECKER_path = {.name = "path", .rules = RULES_path, .call = call, .judge = judge};
