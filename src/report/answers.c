#include "report/answers.h"
#include "report/render.h"
#include <string.h>

struct keyed {
    const struct match *match;
    const char *id;
    size_t vulnerability;
    const struct decision *decision;
};

static int by_answer(const void *left, const void *right)
{
    const struct keyed *a = left, *b = right;
    int order = strcmp(a->id, b->id);
    if (!order) order = (a->vulnerability > b->vulnerability) - (a->vulnerability < b->vulnerability);
    // Decisions stand in one array, so that their addresses give their order; the unanswered come first.
    if (!order) order = (a->decision > b->decision) - (a->decision < b->decision);
    return order;
}

void answers_collect(const struct assessment *assessment, struct answers *ret_answers)
{
    VEC(struct keyed) keyed = {0};
    if (!assessment->matches || !assessment->components) return;
    VEC_EACH(&assessment->matches->list, match)
        if (match_is_told(match))
            VEC_PUSH(&keyed, ((struct keyed){match, match_vulnerability(assessment, match)->id, match->vulnerability,
                                             match_decision(assessment, match)}));
    VEC_SORT(&keyed, by_answer);
    VEC_EACH(&keyed, one) {
        struct answer_group *last = ret_answers->groups.count ? VEC_LAST(&ret_answers->groups) : NULL;
        const struct vulnerability *vulnerability = match_vulnerability(assessment, one->match);
        if (last && last->vulnerability == vulnerability && last->decision == one->decision)
            last->count++;
        else
            VEC_PUSH(&ret_answers->groups,
                     ((struct answer_group){vulnerability, one->decision, ret_answers->matches.count, 1}));
        VEC_PUSH(&ret_answers->matches, one->match);
    }
    VEC_FREE(&keyed);
}

void answers_free(struct answers *answers)
{
    VEC_FREE(&answers->matches);
    VEC_FREE(&answers->groups);
}

static void add_sentence(struct buf *out, const char *label, const char *text)
{
    if (!text || !text[0]) return;
    buf_printf(out, "%s%s%s", out->size ? " " : "", label, text);
    if (!text_ends(text, ".")) buf_char(out, '.');
}

void answer_detail(struct buf *out, const struct decision *decision)
{
    add_sentence(out, "", decision->rationale);
    add_sentence(out, "Plan: ", decision->patch_plan);
    add_sentence(out, "Verification: ", decision->verification);
    if (decision->verification)
        add_sentence(out, "Verification status: ", decision->verification_status ? decision->verification_status
                                                                                : "planned");
}
