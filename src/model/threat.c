#include "model/threat.h"
#include <string.h>

static const char *const HARMS[] = {"unknown", "negligible", "minor", "serious", "critical", "catastrophic"};

const char *harm_severity_name(enum harm_severity severity)
{
    return HARMS[severity];
}

int harm_severity_parse(const char *text)
{
    for (size_t i = 0; text && i < COUNT_OF(HARMS); i++)
        if (strcmp(text, HARMS[i]) == 0) return (int)i;
    return -1;
}

static struct question *find_question(struct threats *threats, const char *element, const char *attribute)
{
    VEC_EACH(&threats->questions, question)
        if (strcmp(question->element, element) == 0 && strcmp(question->attribute, attribute) == 0) return question;
    return NULL;
}

static void add_asker(struct threats *threats, struct question *question, const char *rule)
{
    size_t count = 0;
    for (; question->rules[count]; count++)
        if (strcmp(question->rules[count], rule) == 0) return;
    const char **rules = ARENA_ARRAY(&threats->arena, const char *, count + 2);
    if (count) memcpy(rules, question->rules, count * sizeof *rules);
    rules[count] = arena_str(&threats->arena, rule);
    question->rules = rules;
}

void threats_ask(struct threats *threats, const struct question *question, const char *rule)
{
    static const char *const NOBODY[] = {NULL};
    struct question *known = find_question(threats, question->element, question->attribute);
    if (!known) {
        known = VEC_ADD(&threats->questions);
        known->element = arena_str(&threats->arena, question->element);
        known->attribute = arena_str(&threats->arena, question->attribute);
        known->text = arena_str(&threats->arena, question->text);
        known->file = arena_str(&threats->arena, question->file);
        known->line = question->line;
        known->rules = NOBODY;
    }
    if (rule) add_asker(threats, known, rule);
}

void threats_free(struct threats *threats)
{
    VEC_FREE(&threats->list);
    VEC_FREE(&threats->questions);
    arena_free(&threats->arena);
}
