#include "code/syntax/predicate.h"
#include <stdio.h>
#include <string.h>

bool match_capture(const TSQueryMatch *match, uint32_t capture, TSNode *ret_node)
{
    for (uint16_t i = 0; i < match->capture_count; i++)
        if (match->captures[i].index == capture) {
            *ret_node = match->captures[i].node;
            return true;
        }
    return false;
}

// --- compiling ---------------------------------------------------------------------------------

struct compiler {
    struct arena *arena;
    const struct language *language;
    const TSQuery *query;
    const TSQueryPredicateStep *at, *end; // what is left of this predicate
    struct buf *error;
};

static struct str step_text(const struct compiler *compiler, const TSQueryPredicateStep *step)
{
    uint32_t size;
    const char *text = ts_query_string_value_for_id(compiler->query, step->value_id, &size);
    return (struct str){text, size};
}

static bool is_step(const struct compiler *compiler, TSQueryPredicateStepType type)
{
    return compiler->at < compiler->end && compiler->at->type == type;
}

static bool take_regex(struct compiler *compiler, struct predicate *predicate)
{
    char why[REGEX_ERROR_SIZE];
    if (!is_step(compiler, TSQueryPredicateStepTypeString)) return false;
    struct str pattern = step_text(compiler, compiler->at++);
    predicate->regex = regex_new(pattern.at, pattern.size, why);
    if (!predicate->regex) buf_printf(compiler->error, "regular expression %s", why);
    return predicate->regex != NULL;
}

// A kind that only some languages have is fine: rules for C are also run on C++.
static bool is_kind_of_any(struct arena *arena, struct str name)
{
    char *list = arena_copy(arena, name.at, name.size);
    for (size_t i = 0; i < LANGUAGE_COUNT; i++) {
        struct str unknown = {0};
        kinds_new(arena, &LANGUAGES[i], list, &unknown);
        if (!unknown.size) return true;
    }
    return false;
}

static bool take_kinds(struct compiler *compiler, struct predicate *predicate)
{
    struct buf list = {0};
    bool known = true;
    for (; known && is_step(compiler, TSQueryPredicateStepTypeString); compiler->at++) {
        struct str name = step_text(compiler, compiler->at);
        buf_printf(&list, "%s%.*s", list.size ? " " : "", (int)name.size, name.at);
        known = is_kind_of_any(compiler->arena, name);
        if (!known) buf_printf(compiler->error, "no language has the node kind '%.*s'", (int)name.size, name.at);
    }
    predicate->kinds = kinds_new(compiler->arena, compiler->language, buf_cstr(&list), NULL);
    known = known && list.size;
    buf_free(&list);
    return known;
}

static bool take_texts(struct compiler *compiler, struct predicate *predicate)
{
    predicate->texts = ARENA_ARRAY(compiler->arena, struct str, (size_t)(compiler->end - compiler->at));
    while (is_step(compiler, TSQueryPredicateStepTypeString))
        predicate->texts[predicate->text_count++] = step_text(compiler, compiler->at++);
    return predicate->text_count > 0;
}

static bool take_argument(struct compiler *compiler, struct predicate *predicate, char kind, size_t *number)
{
    switch (kind) {
    case 'c':
        if (!is_step(compiler, TSQueryPredicateStepTypeCapture)) return false;
        *(predicate->capture == NO_CAPTURE ? &predicate->capture : &predicate->other) = (compiler->at++)->value_id;
        return true;
    case 'C':
        if (is_step(compiler, TSQueryPredicateStepTypeCapture)) predicate->other = (compiler->at++)->value_id;
        return true;
    case 'x':
        if (is_step(compiler, TSQueryPredicateStepTypeCapture)) return take_argument(compiler, predicate, 'c', number);
        return take_texts(compiler, predicate) && predicate->text_count == 1;
    case 's': return take_texts(compiler, predicate);
    case 'r': return take_regex(compiler, predicate);
    case 'k': return take_kinds(compiler, predicate);
    case 'i': {
        if (!is_step(compiler, TSQueryPredicateStepTypeString) || *number >= COUNT_OF(predicate->numbers)) return false;
        struct str text = step_text(compiler, compiler->at++);
        return text_to_int(arena_copy(compiler->arena, text.at, text.size), INT64_MIN, INT64_MAX,
                           &predicate->numbers[(*number)++]);
    }
    default: fatal("predicate table: no argument '%c'", kind);
    }
}

// "not-eq?" is eq negated; the question mark may be left out.
static const struct predicate_kind *find_kind(struct str name, bool *ret_negated)
{
    if (name.size && name.at[name.size - 1] == '?') name.size--;
    *ret_negated = name.size > 4 && memcmp(name.at, "not-", 4) == 0;
    if (*ret_negated) name.at += 4, name.size -= 4;
    for (const struct predicate_kind *kind = PREDICATES; kind->name; kind++)
        if (str_is(name, kind->name)) return kind;
    return NULL;
}

static bool compile_one(struct compiler *compiler, struct predicates *list)
{
    if (!is_step(compiler, TSQueryPredicateStepTypeString)) return false;
    struct str name = step_text(compiler, compiler->at++);
    bool negated;
    const struct predicate_kind *kind = find_kind(name, &negated);
    if (!kind) {
        buf_printf(compiler->error, "no predicate '#%.*s'", (int)name.size, name.at);
        return false;
    }
    struct predicate *predicate = VEC_ADD(list);
    *predicate = (struct predicate){.kind = kind, .negated = negated, .capture = NO_CAPTURE, .other = NO_CAPTURE};
    bool good = true;
    size_t number = 0;
    for (const char *argument = kind->arguments; good && *argument; argument++)
        good = take_argument(compiler, predicate, *argument, &number);
    if (good && compiler->at == compiler->end) return true;
    if (!compiler->error->size)
        buf_printf(compiler->error, "'#%.*s' has wrong arguments (docs/extend/syntax-rule.md lists them)", (int)name.size,
                   name.at);
    return false;
}

static int by_cost(const void *left, const void *right)
{
    const struct predicate *a = left, *b = right;
    return (a->kind->cost > b->kind->cost) - (a->kind->cost < b->kind->cost);
}

bool predicates_compile(struct arena *arena, const struct language *language, const TSQuery *query, uint32_t pattern,
                        struct predicates *ret_predicates, struct buf *ret_error)
{
    uint32_t count;
    const TSQueryPredicateStep *steps = ts_query_predicates_for_pattern(query, pattern, &count);
    struct compiler compiler = {arena, language, query, steps, steps, ret_error};
    for (uint32_t i = 0; i < count; i++) {
        if (steps[i].type != TSQueryPredicateStepTypeDone) continue;
        compiler.end = steps + i;
        if (!compile_one(&compiler, ret_predicates)) return false;
        compiler.at = steps + i + 1;
    }
    VEC_SORT(ret_predicates, by_cost);
    return true;
}

// --- asking ------------------------------------------------------------------------------------

static bool holds(struct unit *unit, const struct predicate *predicate, const TSQueryMatch *match)
{
    if (predicate->capture == NO_CAPTURE)
        return predicate->kind->holds(unit, predicate, unit->root, match) != predicate->negated;
    // Of a quantified capture every node must satisfy it.
    for (uint16_t i = 0; i < match->capture_count; i++)
        if (match->captures[i].index == predicate->capture &&
            predicate->kind->holds(unit, predicate, match->captures[i].node, match) == predicate->negated)
            return false;
    return true;
}

bool predicates_hold(struct unit *unit, const struct predicates *predicates, const TSQueryMatch *match)
{
    for (size_t i = 0; i < predicates->count; i++)
        if (!holds(unit, &predicates->items[i], match)) return false;
    return true;
}

void predicates_free(struct predicates *predicates)
{
    VEC_EACH(predicates, predicate)
        regex_free(predicate->regex);
    VEC_FREE(predicates);
}
