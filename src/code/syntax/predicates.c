// The predicates themselves: a function and a row in PREDICATES each.
#include "code/syntax/predicate.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { STATEMENT_DEPTH_MAX = 32, NUMBER_SIZE_MAX = 40 };

static bool view_matches(struct str text, const struct regex *regex)
{
    return regex_matches(regex, text.at, text.size);
}

// The next node of a walk below `top` in source order; false at its end. `descend` says whether to look inside.
static bool walk_next(TSTreeCursor *cursor, bool descend)
{
    if (descend && ts_tree_cursor_goto_first_child(cursor)) return true;
    for (;;) {
        if (ts_tree_cursor_goto_next_sibling(cursor)) return true;
        if (!ts_tree_cursor_goto_parent(cursor)) return false;
    }
}

// --- text --------------------------------------------------------------------------------------

static bool text_eq(struct unit *unit, const struct predicate *predicate, TSNode node, const TSQueryMatch *match)
{
    TSNode other;
    if (predicate->other == NO_CAPTURE) return str_equal(unit_text(unit, node), predicate->texts[0]);
    return !match_capture(match, predicate->other, &other) || str_equal(unit_text(unit, node), unit_text(unit, other));
}

static bool text_any_of(struct unit *unit, const struct predicate *predicate, TSNode node, const TSQueryMatch *match)
{
    (void)match;
    struct str text = unit_text(unit, node);
    for (size_t i = 0; i < predicate->text_count; i++)
        if (str_equal(text, predicate->texts[i])) return true;
    return false;
}

static bool text_match(struct unit *unit, const struct predicate *predicate, TSNode node, const TSQueryMatch *match)
{
    (void)match;
    return view_matches(unit_text(unit, node), predicate->regex);
}

static bool file_has(struct unit *unit, const struct predicate *predicate, TSNode node, const TSQueryMatch *match)
{
    (void)node, (void)match;
    unit_work(unit, unit->size / 16);
    return regex_matches(predicate->regex, unit->text, unit->size);
}

static bool function_has(struct unit *unit, const struct predicate *predicate, TSNode node, const TSQueryMatch *match)
{
    (void)match;
    const struct function_span *function = unit_function_at(unit, ts_node_start_byte(node));
    if (!function) return false;
    unit_work(unit, (function->end - function->start) / 16);
    return view_matches(unit_text(unit, function->node), predicate->regex);
}

static bool function_name(struct unit *unit, const struct predicate *predicate, TSNode node, const TSQueryMatch *match)
{
    (void)match;
    const struct function_span *function = unit_function_at(unit, ts_node_start_byte(node));
    return function && regex_matches(predicate->regex, function->name, strlen(function->name));
}

// "#set! key value" is no question: ruleset.c reads it.
static bool always(struct unit *unit, const struct predicate *predicate, TSNode node, const TSQueryMatch *match)
{
    (void)unit, (void)predicate, (void)node, (void)match;
    return true;
}

// --- shape -------------------------------------------------------------------------------------

static bool inside(struct unit *unit, const struct predicate *predicate, TSNode node, const TSQueryMatch *match)
{
    (void)match;
    const TSNode *above;
    for (size_t count = unit_ancestors(unit, node, &above); count-- > 0;)
        if (kinds_have(&predicate->kinds, above[count])) return true;
    return false;
}

static bool child_of(struct unit *unit, const struct predicate *predicate, TSNode node, const TSQueryMatch *match)
{
    (void)match;
    const TSNode *above;
    size_t count = unit_ancestors(unit, node, &above);
    return count && kinds_have(&predicate->kinds, above[count - 1]);
}

static bool parent_match(struct unit *unit, const struct predicate *predicate, TSNode node, const TSQueryMatch *match)
{
    (void)match;
    const TSNode *above;
    size_t count = unit_ancestors(unit, node, &above);
    return count && view_matches(unit_text(unit, above[count - 1]), predicate->regex);
}

static bool contains(struct unit *unit, const struct predicate *predicate, TSNode node, const TSQueryMatch *match)
{
    (void)match;
    TSTreeCursor cursor = ts_tree_cursor_new(node);
    bool found = false;
    do
        found = kinds_have(&predicate->kinds, ts_tree_cursor_current_node(&cursor));
    while (!found && unit_work(unit, 1) && walk_next(&cursor, true));
    ts_tree_cursor_delete(&cursor);
    return found;
}

static bool is_comment(TSNode node)
{
    return ts_node_is_extra(node) && strstr(ts_node_type(node), "comment");
}

static bool count_between(struct unit *unit, const struct predicate *predicate, TSNode node, const TSQueryMatch *match)
{
    (void)match;
    int64_t count = 0;
    uint32_t children = ts_node_named_child_count(node);
    unit_work(unit, children);
    for (uint32_t i = 0; i < children; i++)
        count += !is_comment(ts_node_named_child(node, i));
    return count >= predicate->numbers[0] && count <= predicate->numbers[1];
}

static bool is_bare(struct unit *unit, const struct predicate *predicate, TSNode node, const TSQueryMatch *match)
{
    (void)unit, (void)predicate, (void)match;
    return ts_node_named_child_count(node) == 0;
}

// --- values ------------------------------------------------------------------------------------

// A literal's integer value: decimal, hexadecimal, octal, binary; separators and suffixes are passed over.
static bool integer_value(struct str text, int64_t *ret_value)
{
    char digits[NUMBER_SIZE_MAX + 1];
    size_t size = 0;
    bool negative = text.size && text.at[0] == '-';
    for (size_t i = negative; i < text.size && size < NUMBER_SIZE_MAX; i++)
        if (text.at[i] != '\'' && text.at[i] != '_') digits[size++] = text.at[i];
    digits[size] = '\0';
    if (!size || !isdigit((unsigned char)digits[0])) return false;
    bool binary = digits[0] == '0' && (digits[1] == 'b' || digits[1] == 'B');
    char *end;
    unsigned long long value = strtoull(binary ? digits + 2 : digits, &end, binary ? 2 : 0);
    if (end[strspn(end, "uUlLzZ")] != '\0' || value > INT64_MAX) return false;
    *ret_value = negative ? -(int64_t)value : (int64_t)value;
    return true;
}

static bool value_between(struct unit *unit, const struct predicate *predicate, TSNode node, const TSQueryMatch *match)
{
    (void)match;
    int64_t value;
    return integer_value(unit_text(unit, node), &value) && value >= predicate->numbers[0] &&
           value <= predicate->numbers[1];
}

static bool has_type(struct unit *unit, const struct predicate *predicate, TSNode node, const TSQueryMatch *match)
{
    (void)match;
    const struct declaration *found = unit_declaration(unit, unit_text(unit, node), ts_node_start_byte(node));
    return found && regex_matches(predicate->regex, found->type, strlen(found->type));
}

static bool is_declared(struct unit *unit, const struct predicate *predicate, TSNode node, const TSQueryMatch *match)
{
    (void)predicate, (void)match;
    return unit_declaration(unit, unit_text(unit, node), ts_node_start_byte(node)) != NULL;
}

static bool is_parameter(struct unit *unit, const struct predicate *predicate, TSNode node, const TSQueryMatch *match)
{
    (void)predicate, (void)match;
    const struct declaration *found = unit_declaration(unit, unit_text(unit, node), ts_node_start_byte(node));
    return found && strstr(ts_node_type(found->node), "parameter");
}

// The function around the node was handed to something of this name: it is a handler.
static bool passed_to(struct unit *unit, const struct predicate *predicate, TSNode node, const TSQueryMatch *match)
{
    (void)match;
    const struct function_span *function = unit_function_at(unit, ts_node_start_byte(node));
    for (const struct passed *at = function ? unit_passed(unit, function->name) : NULL; at; at = at->next)
        if (regex_matches(predicate->regex, at->to, strlen(at->to))) return true;
    return false;
}

static bool is_upper_name(struct str name)
{
    bool letters = false;
    for (size_t i = 0; i < name.size; i++) {
        if (islower((unsigned char)name.at[i])) return false;
        letters |= isupper((unsigned char)name.at[i]) != 0;
    }
    return letters;
}

// A name whose value the program cannot change: written in capitals, or declared const or static final here.
static bool is_constant_name(const struct unit *unit, TSNode node)
{
    struct str name = unit_text(unit, node);
    if (is_upper_name(name)) return true;
    const struct declaration *found = unit_declaration(unit, name, ts_node_start_byte(node));
    if (!found || strchr(found->type, '*') || strstr(ts_node_type(found->node), "parameter")) return false;
    return strstr(found->type, "static final ") || text_starts(found->type, "const ") ||
           strstr(found->type, "static const ") || strstr(found->type, "const string");
}

// Made of literals and constants only: nothing that an attacker could choose.
static bool is_constant(struct unit *unit, const struct predicate *predicate, TSNode node, const TSQueryMatch *match)
{
    (void)predicate, (void)match;
    TSTreeCursor cursor = ts_tree_cursor_new(node);
    bool constant = true;
    do {
        TSNode at = ts_tree_cursor_current_node(&cursor);
        const char *kind = ts_node_type(at);
        if (strstr(kind, "call_expression") || strstr(kind, "invocation") || strstr(kind, "assignment"))
            constant = false;
        else if (ts_node_is_named(at) && ts_node_named_child_count(at) == 0 && strstr(kind, "identifier"))
            constant = is_constant_name(unit, at) || strcmp(kind, "type_identifier") == 0;
    } while (constant && unit_work(unit, 1) && walk_next(&cursor, true));
    ts_tree_cursor_delete(&cursor);
    return constant;
}

// --- statements --------------------------------------------------------------------------------

static bool is_empty_statement(TSNode node)
{
    return strcmp(ts_node_type(node), "expression_statement") == 0 && ts_node_named_child_count(node) == 0;
}

static TSNode last_statement(TSNode block)
{
    TSNode last = {0};
    for (uint32_t i = ts_node_named_child_count(block); i-- > 0;) {
        last = ts_node_named_child(block, i);
        if (!is_comment(last) && !is_empty_statement(last)) return last;
    }
    return (TSNode){0};
}

static bool kind_is_any(TSNode node, const char *list)
{
    return word_listed(list, str_of(ts_node_type(node)));
}

static bool is_noreturn_text(struct str text)
{
    static const char *const NAMES[] = {"exit",   "abort", "fatal", "panic",       "die",       "unreachable", "longjmp",
                                        "assert", "throw", "fail",  "fallthrough", "fall_through", "err("};
    char lower[120];
    size_t size = text.size < sizeof lower - 1 ? text.size : sizeof lower - 1;
    for (size_t i = 0; i < size; i++)
        lower[i] = (char)tolower((unsigned char)text.at[i]);
    lower[size] = '\0';
    for (size_t i = 0; i < COUNT_OF(NAMES); i++)
        if (strstr(lower, NAMES[i])) return true;
    return false;
}

// Whether control never runs past the end of this statement. An if needs both branches; what is not known runs on.
static bool never_ends(const struct unit *unit, TSNode node)
{
    TSNode open[STATEMENT_DEPTH_MAX]; // all of them must leave
    size_t count = 1;
    open[0] = node;
    while (count) {
        TSNode at = open[--count];
        if (ts_node_is_null(at)) return false;
        if (kind_is_any(at, "break_statement return_statement continue_statement goto_statement throw_statement"
                            " yield_statement co_return_statement attributed_statement"))
            continue;
        if (kind_is_any(at, "expression_statement") && is_noreturn_text(unit_text(unit, at))) continue;
        if (kind_is_any(at, "for_statement while_statement do_statement")) continue; // may well be endless: don't speak
        if (strncmp(ts_node_type(at), "preproc", 7) == 0) continue; // which of its branches is compiled?
        if (count + 2 > STATEMENT_DEPTH_MAX) return true;
        if (kind_is_any(at, "compound_statement block else_clause synchronized_statement labeled_statement")) {
            open[count++] = last_statement(at);
        } else if (kind_is_any(at, "if_statement")) {
            open[count++] = ts_node_child_by_field_name(at, "consequence", 11);
            open[count++] = ts_node_child_by_field_name(at, "alternative", 11);
        } else if (kind_is_any(at, "switch_statement switch_expression try_statement")) {
            continue; // its own cases may all leave: don't speak
        } else {
            return false;
        }
    }
    return true;
}

static bool mentions_fall(struct str text)
{
    for (size_t i = 0; i + 4 <= text.size; i++)
        if (strncasecmp(text.at + i, "fall", 4) == 0 ||
            (i + 8 <= text.size && strncasecmp(text.at + i, "no break", 8) == 0) ||
            (i + 7 <= text.size && strncasecmp(text.at + i, "through", 7) == 0))
            return true;
    return false;
}

// The first statement of a case and of the empty ones it opens for.
static TSNode first_statement(TSNode group)
{
    for (int steps = 0; !ts_node_is_null(group) && steps < 100; steps++) {
        TSNode value = ts_node_child_by_field_name(group, "value", 5);
        uint32_t count = ts_node_named_child_count(group);
        for (uint32_t i = 0; i < count; i++) {
            TSNode child = ts_node_named_child(group, i);
            if (child.id != value.id && !is_comment(child) &&
                strcmp(ts_node_type(child), "switch_label") != 0) return child;
        }
        group = ts_node_next_named_sibling(group);
    }
    return (TSNode){0};
}

// Whether one of the ways through this statement, the last of a case, ends in a break: then the others run on on purpose.
static bool breaks_sometimes(TSNode node)
{
    TSNode open[STATEMENT_DEPTH_MAX];
    size_t count = 1;
    open[0] = node;
    while (count) {
        TSNode at = open[--count];
        if (ts_node_is_null(at)) continue;
        if (kind_is_any(at, "break_statement")) return true;
        if (count + 2 > STATEMENT_DEPTH_MAX) return false;
        if (kind_is_any(at, "compound_statement block else_clause")) {
            open[count++] = last_statement(at);
        } else if (kind_is_any(at, "if_statement")) {
            open[count++] = ts_node_child_by_field_name(at, "consequence", 11);
            open[count++] = ts_node_child_by_field_name(at, "alternative", 11);
        }
    }
    return false;
}

// Whether a case begins with the very statement that the next one begins with: rounds of a loop, written out.
static bool repeats(const struct unit *unit, TSNode node, TSNode behind)
{
    TSNode first = first_statement(node);
    return !ts_node_is_null(first) && !ts_node_is_null(behind) && str_equal(unit_text(unit, first), unit_text(unit, behind));
}

// A case with statements whose last one lets control run into the next case, and no comment that says so.
static bool falls_through(struct unit *unit, const struct predicate *predicate, TSNode node, const TSQueryMatch *match)
{
    (void)predicate, (void)match;
    TSNode next = ts_node_next_named_sibling(node);
    while (!ts_node_is_null(next) && is_comment(next))
        next = ts_node_next_named_sibling(next);
    if (ts_node_is_null(next) || strcmp(ts_node_type(next), ts_node_type(node)) != 0) return false;
    TSNode last = last_statement(node);
    TSNode value = ts_node_child_by_field_name(node, "value", 5);
    if (ts_node_is_null(last) || last.id == value.id || strcmp(ts_node_type(last), "switch_label") == 0) return false;
    TSNode behind = first_statement(next); // running on into a mere break does no harm
    if (!ts_node_is_null(behind) && kind_is_any(behind, "break_statement")) return false;
    if (str_is(unit_text(unit, last), ";") || repeats(unit, node, behind) || breaks_sometimes(last)) return false;
    if (strncmp(ts_node_type(last), "preproc", 7) == 0 || ts_node_has_error(node)) return false;
    if (ts_node_end_point(last).row == ts_node_start_point(next).row) return false; // both on one line: seen and meant
    unit_work(unit, ts_node_named_child_count(node));
    uint32_t from = ts_node_end_byte(last), to = ts_node_start_byte(next);
    // The comment may also stand inside the last block, before its brace.
    uint32_t back = from - ts_node_start_byte(last);
    from -= back < 80 ? back : 80;
    return to > from && !mentions_fall((struct str){unit->text + from, to - from}) && !never_ends(unit, last);
}

// --- before and behind -------------------------------------------------------------------------

static bool passes(const struct unit *unit, TSNode call, struct str wanted)
{
    TSNode arguments = ts_node_child_by_field_name(call, "arguments", 9);
    if (ts_node_is_null(arguments)) return false;
    uint32_t count = ts_node_named_child_count(arguments);
    for (uint32_t i = 0; i < count && i < 64; i++)
        if (str_equal(unit_text(unit, ts_node_named_child(arguments, i)), wanted)) return true;
    return false;
}

static bool is_call_to(const struct unit *unit, TSNode node, const struct regex *name)
{
    if (!kind_is_any(node, "call_expression method_invocation invocation_expression")) return false;
    TSNode callee = ts_node_child_by_field_name(node, "function", 8);
    if (ts_node_is_null(callee)) callee = ts_node_child_by_field_name(node, "name", 4);
    return !ts_node_is_null(callee) && view_matches(unit_text(unit, callee), name);
}

// A call in the same function between two bytes, whose callee matches and, where a second capture is given, one
// of whose arguments is spelled like it.
static bool has_call(struct unit *unit, const struct predicate *predicate, uint32_t from, uint32_t to,
                     const TSQueryMatch *match, const struct function_span *function)
{
    TSNode argument;
    bool by_argument = predicate->other != NO_CAPTURE;
    if (by_argument && !match_capture(match, predicate->other, &argument)) return false;
    struct str wanted = by_argument ? unit_text(unit, argument) : (struct str){0};
    TSTreeCursor cursor = ts_tree_cursor_new(function->node);
    bool found = false, descend = true;
    while (!found && unit_work(unit, 1) && walk_next(&cursor, descend)) {
        TSNode at = ts_tree_cursor_current_node(&cursor);
        descend = ts_node_end_byte(at) > from && ts_node_start_byte(at) < to;
        if (!descend || ts_node_start_byte(at) < from) continue;
        found = is_call_to(unit, at, predicate->regex) && (!by_argument || passes(unit, at, wanted));
    }
    ts_tree_cursor_delete(&cursor);
    return found;
}

static bool later_call(struct unit *unit, const struct predicate *predicate, TSNode node, const TSQueryMatch *match)
{
    const struct function_span *function = unit_function_at(unit, ts_node_start_byte(node));
    return function && has_call(unit, predicate, ts_node_end_byte(node), function->end, match, function);
}

static bool earlier_call(struct unit *unit, const struct predicate *predicate, TSNode node, const TSQueryMatch *match)
{
    const struct function_span *function = unit_function_at(unit, ts_node_start_byte(node));
    return function && has_call(unit, predicate, function->start, ts_node_start_byte(node), match, function);
}

// The statement that holds the node: its ancestor right inside of a block.
static TSNode statement_around(TSNode node)
{
    TSNode parent = ts_node_parent(node);
    while (!ts_node_is_null(parent) && !strstr(ts_node_type(parent), "compound") && !strstr(ts_node_type(parent), "block")) {
        node = parent;
        parent = ts_node_parent(node);
    }
    return node;
}

// The text of the statement behind the one that holds the node.
static bool next_match(struct unit *unit, const struct predicate *predicate, TSNode node, const TSQueryMatch *match)
{
    (void)match;
    TSNode next = ts_node_next_named_sibling(statement_around(node));
    while (!ts_node_is_null(next) && ts_node_is_extra(next))
        next = ts_node_next_named_sibling(next);
    if (ts_node_is_null(next)) return false;
    struct str text = unit_text(unit, next);
    return regex_matches(predicate->regex, text.at, text.size);
}

// A comment behind the node, on the same line.
static bool is_explained(struct unit *unit, const struct predicate *predicate, TSNode node, const TSQueryMatch *match)
{
    (void)unit, (void)predicate, (void)match;
    TSNode next = ts_node_next_sibling(node);
    return !ts_node_is_null(next) && ts_node_is_extra(next) &&
           ts_node_start_point(next).row == ts_node_end_point(node).row;
}

// The name of the second capture stands again behind the first, in the same function.
static bool later_use(struct unit *unit, const struct predicate *predicate, TSNode node, const TSQueryMatch *match)
{
    TSNode name;
    const struct function_span *function = unit_function_at(unit, ts_node_start_byte(node));
    if (!function || !match_capture(match, predicate->other, &name)) return true; // not known: as if it were
    struct str wanted = unit_text(unit, name);
    uint32_t from = ts_node_end_byte(node);
    TSTreeCursor cursor = ts_tree_cursor_new(function->node);
    bool found = false, descend = true;
    while (!found && unit_work(unit, 1) && walk_next(&cursor, descend)) {
        TSNode at = ts_tree_cursor_current_node(&cursor);
        descend = ts_node_end_byte(at) > from;
        found = ts_node_start_byte(at) >= from && strstr(ts_node_type(at), "identifier") &&
                str_equal(unit_text(unit, at), wanted);
    }
    ts_tree_cursor_delete(&cursor);
    return found;
}

// --- secrets -----------------------------------------------------------------------------------

static struct str literal_content(struct str text)
{
    const char *open = memchr(text.at, '"', text.size);
    if (!open) return text;
    size_t size = text.size - (size_t)(open - text.at) - 1;
    if (size && open[size] == '"') size--;
    return (struct str){open + 1, size};
}

static bool has_word(struct str text, const char *const *words, size_t count)
{
    for (size_t w = 0; w < count; w++) {
        size_t size = strlen(words[w]);
        for (size_t i = 0; i + size <= text.size; i++)
            if (strncasecmp(text.at + i, words[w], size) == 0) return true;
    }
    return false;
}

// A literal that could open something: not a prompt, a format, a path, a placeholder or the name of a setting.
static bool is_secret(struct unit *unit, const struct predicate *predicate, TSNode node, const TSQueryMatch *match)
{
    (void)predicate, (void)match;
    static const char *const FILLERS[] = {"%s", "%d", "%.", "${", "{{", "{0}", "<%", "://", "...", "***", "xxxx", "\\n", "\\t"};
    static const char *const NAMES[] = {"passw", "secret", "token", "credential", "passphrase", "key", "user", "pwd",
                                        "pin",   "auth",   "null",  "none",       "unknown",    "default", "required"};
    struct str text = literal_content(unit_text(unit, node));
    if (text.size < 4 || text.size > 4096 || strchr("<-/$[{%:.@#", text.at[0])) return false;
    if (has_word(text, FILLERS, COUNT_OF(FILLERS))) return false;
    bool digit = false, mark = false;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (isspace(c) || c == ':' || c == '?') return false;
        digit |= isdigit(c) != 0;
        mark |= strchr("!@#$%^&*+=~", c) != NULL;
    }
    return digit || mark || !has_word(text, NAMES, COUNT_OF(NAMES));
}

const struct predicate_kind PREDICATES[] = {
    {"set!", "s", 0, always},
    {"eq", "cx", 0, text_eq},
    {"any-of", "cs", 0, text_any_of},
    {"match", "cr", 1, text_match},
    {"count", "cii", 1, count_between},
    {"bare", "c", 1, is_bare},
    {"value", "cii", 1, value_between},
    {"secret", "c", 2, is_secret},
    {"type", "cr", 3, has_type},
    {"declared", "c", 3, is_declared},
    {"parameter", "c", 3, is_parameter},
    {"function-name", "cr", 3, function_name},
    {"explained", "c", 2, is_explained},
    {"next-match", "cr", 4, next_match},
    {"child-of", "ck", 4, child_of},
    {"parent-match", "cr", 4, parent_match},
    {"inside", "ck", 4, inside},
    {"constant", "c", 5, is_constant},
    {"contains", "ck", 5, contains},
    {"falls-through", "c", 5, falls_through},
    {"function-has", "cr", 6, function_has},
    {"passed-to", "cr", 6, passed_to},
    {"later-use", "cc", 7, later_use},
    {"later-call", "crC", 7, later_call},
    {"earlier-call", "crC", 7, earlier_call},
    {"file-has", "r", 8, file_has},
    {0},
};
