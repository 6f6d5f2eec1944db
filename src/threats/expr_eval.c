// Evaluation in three values. Each outcome keeps the facts that it rests on: of `a and b` that is false, those of the
// side that is false; of one that is unknown, those of what is unknown.
#include "threats/expr_internal.h"
#include <stdlib.h>
#include <string.h>

enum tri tri_not(enum tri tri)
{
    return (enum tri)(TRI_YES - tri);
}

enum tri tri_and(enum tri a, enum tri b)
{
    return a < b ? a : b;
}

enum tri tri_or(enum tri a, enum tri b)
{
    return a > b ? a : b;
}

// --- operands ----------------------------------------------------------------------------------

static void read_path(const struct operand *operand, struct expr_run *run, struct attribute_value *ret_value)
{
    const struct element *element = run->variables[operand->variable];
    *ret_value = (struct attribute_value){.type = element ? VALUE_ELEMENT : VALUE_UNKNOWN, .element = element};
    for (size_t i = 0; i < operand->name_count && ret_value->type == VALUE_ELEMENT; i++)
        attribute_read(run, ret_value->element, operand->names[i], ret_value);
}

// Does the entry of a list say this word? "tls 1.2" says "tls".
static bool entry_says(const char *entry, const char *word)
{
    size_t size = strlen(word);
    return strncmp(entry, word, size) == 0 && (!entry[size] || entry[size] == ' ');
}

static void read_version(const struct operand *operand, struct attribute_value *ret_value)
{
    struct attribute_value list = *ret_value;
    if (list.type != VALUE_TEXTS) return;
    *ret_value = (struct attribute_value){.type = VALUE_NOTHING};
    for (size_t i = 0; i < list.count; i++) {
        if (!entry_says(list.texts[i], operand->text)) continue;
        const char *version = list.texts[i] + strlen(operand->text);
        *ret_value = (struct attribute_value){.type = *version ? VALUE_TEXT : VALUE_UNKNOWN,
                                              .text = *version ? version + 1 : NULL};
        return;
    }
}

void operand_read(const struct operand *operand, struct expr_run *run, struct attribute_value *ret_value)
{
    *ret_value = (struct attribute_value){.type = VALUE_UNKNOWN};
    switch (operand->kind) {
    case OPERAND_PATH: read_path(operand, run, ret_value); break;
    case OPERAND_SECTION: (void)attribute_section(run, operand->text, ret_value); break;
    case OPERAND_WORD: *ret_value = (struct attribute_value){.type = VALUE_TEXT, .text = operand->text}; break;
    case OPERAND_NUMBER:
        *ret_value = (struct attribute_value){
            .type = VALUE_NUMBER, .number = strtoll(operand->text, NULL, 10), .text = operand->text};
        break;
    case OPERAND_FLAG: *ret_value = (struct attribute_value){.type = VALUE_FLAG, .yes = operand->yes}; break;
    case OPERAND_LIST:
        *ret_value =
            (struct attribute_value){.type = VALUE_TEXTS, .texts = operand->list, .count = operand->list_count};
        break;
    case OPERAND_VERSION:
        read_path(operand, run, ret_value);
        read_version(operand, ret_value);
        break;
    case OPERAND_KNOWN:
        read_path(operand, run, ret_value);
        *ret_value = (struct attribute_value){.type = VALUE_FLAG, .yes = ret_value->type != VALUE_UNKNOWN};
        break;
    case OPERAND_COUNT:
        read_path(operand, run, ret_value);
        if (ret_value->type == VALUE_TEXTS || ret_value->type == VALUE_ELEMENTS)
            *ret_value = (struct attribute_value){.type = VALUE_NUMBER, .number = (int64_t)ret_value->count};
        break;
    }
}

// --- comparisons -------------------------------------------------------------------------------

static enum tri tri_of(bool yes)
{
    return yes ? TRI_YES : TRI_NO;
}

static bool same_kind(const struct element *element, const char *kind)
{
    return strcmp(element_kind_name(element->kind), kind) == 0;
}

static enum tri equal(const struct attribute_value *a, const struct attribute_value *b)
{
    switch (a->type) {
    case VALUE_FLAG: return tri_of(b->type == VALUE_FLAG && a->yes == b->yes);
    case VALUE_NUMBER: return tri_of(b->type == VALUE_NUMBER && a->number == b->number);
    case VALUE_TEXT: return tri_of(b->text && strcmp(a->text, b->text) == 0);
    case VALUE_ELEMENT:
        return tri_of(b->type == VALUE_ELEMENT ? a->element == b->element : b->text && same_kind(a->element, b->text));
    default: return TRI_NO;
    }
}

// Dotted numbers: 1.2 < 1.10.
static int compare_versions(const char *a, const char *b)
{
    while (*a || *b) {
        char *a_end, *b_end;
        unsigned long long x = strtoull(a, &a_end, 10), y = strtoull(b, &b_end, 10);
        if (x != y) return x < y ? -1 : 1;
        if (a_end == a && b_end == b) return strcmp(a, b);
        a = *a_end == '.' ? a_end + 1 : a_end;
        b = *b_end == '.' ? b_end + 1 : b_end;
    }
    return 0;
}

static int position(const char *words, const char *word)
{
    struct str rest = str_of(words), piece;
    for (int i = 0; str_next(&rest, ' ', &piece); i++)
        if (str_is(piece, word)) return i;
    return -1;
}

static int order_of(const struct attribute_value *a, const struct attribute_value *b)
{
    if (a->type == VALUE_NUMBER) return a->number < b->number ? -1 : a->number > b->number;
    if (a->choices) return position(a->choices, a->text) - position(a->choices, b->text);
    return compare_versions(a->text, b->text ? b->text : "");
}

static enum tri ordered(enum expr_operator operator, const struct attribute_value * a, const struct attribute_value *b)
{
    int order = order_of(a, b);
    switch (operator) {
    case OPERATOR_LESS: return tri_of(order < 0);
    case OPERATOR_LESS_EQUAL: return tri_of(order <= 0);
    case OPERATOR_GREATER: return tri_of(order > 0);
    default: return tri_of(order >= 0);
    }
}

static enum tri list_says(const struct attribute_value *list, const char *word)
{
    enum tri found = TRI_NO;
    for (size_t i = 0; i < list->count && found != TRI_YES; i++) {
        if (list->type == VALUE_TEXTS)
            found = tri_of(entry_says(list->texts[i], word));
        else if (!list->elements[i])
            found = TRI_UNKNOWN; // a reference to nothing
        else
            found = tri_or(found, tri_of(same_kind(list->elements[i], word)));
    }
    return found;
}

static enum tri contains(const struct attribute_value *list, const struct attribute_value *item)
{
    if (list->type != VALUE_TEXTS && list->type != VALUE_ELEMENTS) return TRI_NO;
    if (item->type == VALUE_TEXT) return list_says(list, item->text);
    if (item->type == VALUE_TEXTS) { // any of them
        enum tri found = TRI_NO;
        for (size_t i = 0; i < item->count; i++)
            found = tri_or(found, list_says(list, item->texts[i]));
        return found;
    }
    for (size_t i = 0; item->type == VALUE_ELEMENT && list->type == VALUE_ELEMENTS && i < list->count; i++)
        if (list->elements[i] == item->element) return TRI_YES;
    return TRI_NO;
}

static enum tri is_in(const struct attribute_value *item, const struct attribute_value *list)
{
    if (item->type == VALUE_ELEMENT && list->type == VALUE_TEXTS) { // source in [party, processor]
        for (size_t i = 0; i < list->count; i++)
            if (same_kind(item->element, list->texts[i])) return TRI_YES;
        return TRI_NO;
    }
    return contains(list, item);
}

static enum tri compare(const struct expr *expr, struct expr_run *run)
{
    struct attribute_value a, b;
    operand_read(&expr->a, run, &a);
    operand_read(&expr->b, run, &b);
    if (a.type == VALUE_NOTHING || b.type == VALUE_NOTHING) return TRI_NO;
    if (a.type == VALUE_UNKNOWN || b.type == VALUE_UNKNOWN) return TRI_UNKNOWN;
    switch (expr->operator) {
    case OPERATOR_IS: return equal(&a, &b);
    case OPERATOR_IS_NOT: return tri_not(equal(&a, &b));
    case OPERATOR_IN: return is_in(&a, &b);
    case OPERATOR_NOT_IN: return tri_not(is_in(&a, &b));
    case OPERATOR_HAS: return contains(&a, &b);
    case OPERATOR_LACKS: return tri_not(contains(&a, &b));
    case OPERATOR_REACHES: return tri_of(attribute_reaches(run, a.element, b.element));
    default: return ordered(expr->operator, & a, &b);
    }
}

// --- conditions --------------------------------------------------------------------------------

// Drops the facts from `from` up to `to`.
static void drop_facts(struct expr_run *run, size_t from, size_t to)
{
    struct expr_fact *facts = run->facts.items;
    if (from == to) return;
    memmove(facts + from, facts + to, (run->facts.count - to) * sizeof *facts);
    run->facts.count -= to - from;
}

// `decisive` is the value of one side that settles the outcome whatever the other says: NO of and, YES of or.
static enum tri joined(const struct expr *expr, struct expr_run *run, enum tri decisive)
{
    size_t start = run->facts.count;
    enum tri left = expr_eval(expr->left, run);
    if (left == decisive) return left;
    size_t middle = run->facts.count;
    enum tri right = expr_eval(expr->right, run);
    if (right == decisive) {
        drop_facts(run, start, middle);
        return right;
    }
    if (left == TRI_UNKNOWN && right != TRI_UNKNOWN) drop_facts(run, middle, run->facts.count);
    if (right == TRI_UNKNOWN && left != TRI_UNKNOWN) drop_facts(run, start, middle);
    return left == TRI_UNKNOWN || right == TRI_UNKNOWN ? TRI_UNKNOWN : left;
}

// A run of outcomes of which one value decides at once. Facts of those that did not matter are dropped.
struct series {
    enum tri decisive, outcome;
    size_t start; // of the facts
};

static struct series series_start(const struct expr_run *run, enum tri decisive)
{
    return (struct series){decisive, tri_not(decisive), run->facts.count};
}

// True when it is decided. `before` is where the facts of this one begin.
static bool series_add(struct series *series, struct expr_run *run, enum tri one, size_t before)
{
    if (one == series->decisive) {
        drop_facts(run, series->start, before);
        series->outcome = one;
        return true;
    }
    if (one == TRI_UNKNOWN && series->outcome != TRI_UNKNOWN)
        drop_facts(run, series->start, before); // from here on only what is unknown matters
    else if (one != TRI_UNKNOWN && series->outcome == TRI_UNKNOWN)
        drop_facts(run, before, run->facts.count);
    if (one == TRI_UNKNOWN) series->outcome = TRI_UNKNOWN;
    return false;
}

// any: YES decides; all: NO decides.
static enum tri over_elements(const struct expr *expr, struct expr_run *run, enum tri decisive)
{
    struct attribute_value list;
    operand_read(&expr->a, run, &list);
    if (list.type == VALUE_UNKNOWN) return TRI_UNKNOWN;
    struct series series = series_start(run, decisive);
    for (size_t i = 0; list.type == VALUE_ELEMENTS && i < list.count; i++) {
        size_t before = run->facts.count;
        run->variables[expr->variable] = list.elements[i];
        enum tri one = list.elements[i] ? expr_eval(expr->left, run) : TRI_UNKNOWN;
        if (series_add(&series, run, one, before)) break;
    }
    return series.outcome;
}

enum tri expr_eval_parts(struct expr *const *parts, size_t count, bool all, struct expr_run *run)
{
    struct series series = series_start(run, all ? TRI_NO : TRI_YES);
    for (size_t i = 0; i < count; i++) {
        size_t before = run->facts.count;
        if (series_add(&series, run, expr_eval(parts[i], run), before)) break;
    }
    return series.outcome;
}

static enum tri truth(const struct expr *expr, struct expr_run *run)
{
    struct attribute_value value;
    operand_read(&expr->a, run, &value);
    if (value.type == VALUE_UNKNOWN) return TRI_UNKNOWN;
    return tri_of(value.type == VALUE_FLAG && value.yes);
}

enum tri expr_eval(const struct expr *expr, struct expr_run *run)
{
    switch (expr->kind) {
    case EXPR_AND: return joined(expr, run, TRI_NO);
    case EXPR_OR: return joined(expr, run, TRI_YES);
    case EXPR_NOT: return tri_not(expr_eval(expr->left, run));
    case EXPR_ANY: return over_elements(expr, run, TRI_YES);
    case EXPR_ALL: return over_elements(expr, run, TRI_NO);
    case EXPR_NONE: return tri_not(over_elements(expr, run, TRI_YES));
    case EXPR_COMPARE: return compare(expr, run);
    case EXPR_TRUTH: return truth(expr, run);
    }
    return TRI_UNKNOWN;
}
