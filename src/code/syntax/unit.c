#include "code/syntax/unit.h"
#include <ctype.h>
#include <string.h>

enum { NAME_DEPTH_MAX = 64, TYPE_SIZE_MAX = 200, QUALIFIERS_MAX = 8 };

// Budgets in steps, not seconds, so that the same file gives the same findings on any machine. The parser calls
// back every hundred operations; an ordinary file needs far less than one call for each of its bytes.
static const uint64_t PARSE_CALLS_BASE = 200000;
static const uint64_t WORK_BASE = 20000000, WORK_PER_BYTE = 400;

struct unit_kinds unit_kinds_new(struct arena *arena, const struct language *language)
{
    return (struct unit_kinds){kinds_new(arena, language, language->functions, NULL),
                               kinds_new(arena, language, language->classes, NULL),
                               kinds_new(arena, language, language->declarations, NULL),
                               kinds_new(arena, language, language->scopes, NULL)};
}

struct str unit_text(const struct unit *unit, TSNode node)
{
    if (ts_node_is_null(node)) return (struct str){unit->text, 0};
    uint32_t start = ts_node_start_byte(node), end = ts_node_end_byte(node);
    if (end > unit->size || start > end) return (struct str){unit->text, 0};
    return (struct str){unit->text + start, end - start};
}

bool unit_work(struct unit *unit, uint64_t nodes)
{
    unit->work += nodes;
    return unit->work <= unit->work_limit;
}

// --- preprocessor ------------------------------------------------------------------------------

static bool directive_is(struct str line, const char *word, struct str *ret_rest)
{
    line = str_trim(line);
    if (!line.size || line.at[0] != '#') return false;
    line = str_trim((struct str){line.at + 1, line.size - 1});
    size_t size = strlen(word);
    if (line.size < size || memcmp(line.at, word, size) != 0) return false;
    if (line.size > size && (isalnum((unsigned char)line.at[size]) || line.at[size] == '_')) return false;
    *ret_rest = str_trim((struct str){line.at + size, line.size - size});
    return true;
}

static bool is_zero_condition(struct str condition)
{
    if (!condition.size || condition.at[0] != '0') return false;
    return condition.size == 1 || isspace((unsigned char)condition.at[1]) || condition.at[1] == '/';
}

static void blank(char *text, struct str line)
{
    memset(text + (line.at - text), ' ', line.size);
}

// Code under `#if 0` is not compiled, so nothing in it is a finding. Lines keep their number and length.
static void blank_dead_branches(char *text, size_t size)
{
    struct str rest = {text, size}, line, tail;
    size_t depth = 0; // of conditionals inside the dead branch; 0 when code is alive
    while (str_next(&rest, '\n', &line)) {
        if (!depth) {
            depth = directive_is(line, "if", &tail) && is_zero_condition(tail);
            continue;
        }
        if (directive_is(line, "if", &tail) || directive_is(line, "ifdef", &tail) ||
            directive_is(line, "ifndef", &tail))
            depth++;
        else if (directive_is(line, "endif", &tail))
            depth--;
        else if (depth == 1 &&
                 (directive_is(line, "else", &tail) || directive_is(line, "elif", &tail)))
            depth = 0;
        if (depth) blank(text, line);
    }
}

// --- the index of functions and declarations ---------------------------------------------------

static TSNode field(TSNode node, const char *name)
{
    return ts_node_child_by_field_name(node, name, (uint32_t)strlen(name));
}

// The name that a declarator declares: down its "declarator" and "name" fields. Pointers and arrays on the way are
// written behind the type.
static TSNode declared_name(TSNode node, struct buf *suffix)
{
    for (int depth = 0; depth < NAME_DEPTH_MAX; depth++) {
        const char *kind = ts_node_type(node);
        if (suffix && strstr(kind, "pointer_declarator")) buf_char(suffix, '*');
        if (suffix && strstr(kind, "array_declarator")) buf_text(suffix, "[]");
        if (suffix && strstr(kind, "function_declarator")) buf_text(suffix, "()");
        TSNode inner = field(node, "declarator");
        if (ts_node_is_null(inner)) inner = field(node, "name");
        if (ts_node_is_null(inner) && (strcmp(kind, "reference_declarator") == 0 ||
                                       strcmp(kind, "parenthesized_declarator") == 0))
            inner = ts_node_named_child(node, 0);
        if (ts_node_is_null(inner) || strcmp(kind, "qualified_identifier") == 0) return node;
        node = inner;
    }
    return node;
}

static void add_folded(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.size && out->size < TYPE_SIZE_MAX; i++) {
        if (!isspace((unsigned char)text.at[i])) buf_char(out, text.at[i]);
        else if (out->size && out->bytes[out->size - 1] != ' ') buf_char(out, ' ');
    }
}

static bool is_qualifier(TSNode node)
{
    return word_listed("type_qualifier storage_class_specifier modifiers modifier", str_of(ts_node_type(node)));
}

// "static const " before the type: children in front of it that are specifiers; in C# they are elder siblings.
static void add_qualifiers(const struct unit *unit, TSNode node, struct buf *out)
{
    if (strcmp(ts_node_type(node), "variable_declaration") == 0) node = ts_node_parent(node);
    uint32_t count = ts_node_is_null(node) ? 0 : ts_node_named_child_count(node);
    for (uint32_t i = 0; i < count && i < QUALIFIERS_MAX; i++) {
        TSNode child = ts_node_named_child(node, i);
        if (!is_qualifier(child)) continue;
        add_folded(out, unit_text(unit, child));
        buf_char(out, ' ');
    }
}

// `var x = new T()` and `auto x = new T` declare a T.
static TSNode inferred_type(const struct unit *unit, TSNode type, TSNode declarator)
{
    struct str text = unit_text(unit, type);
    if (!str_is(text, "var") && !str_is(text, "auto")) return type;
    uint32_t count = ts_node_named_child_count(declarator);
    for (uint32_t i = 0; i < count && i < 4; i++) {
        TSNode made = field(ts_node_named_child(declarator, i), "type");
        if (!ts_node_is_null(made)) return made;
    }
    return type;
}

struct indexer {
    struct unit *unit;
    const struct unit_kinds *kinds;
    VEC(TSNode) scopes;  // open ones
    VEC(TSNode) classes; // open ones
};

static void add_declaration(struct indexer *indexer, TSNode node, TSNode type, TSNode declarator)
{
    struct unit *unit = indexer->unit;
    struct buf suffix = {0}, full = {0};
    struct str name = unit_text(unit, declared_name(declarator, &suffix));
    if (name.size && name.size <= TYPE_SIZE_MAX) {
        add_qualifiers(unit, node, &full);
        add_folded(&full, unit_text(unit, inferred_type(unit, type, declarator)));
        buf_text(&full, buf_cstr(&suffix));
        TSNode scope = indexer->scopes.count ? *VEC_LAST(&indexer->scopes) : unit->root;
        struct declaration *made = ARENA_NEW(&unit->arena, struct declaration);
        *made = (struct declaration){arena_copy(&unit->arena, name.at, name.size),
                                     arena_str(&unit->arena, buf_cstr(&full)), ts_node_start_byte(scope),
                                     ts_node_end_byte(scope), node, NULL};
        void **place = map_at(&unit->declarations, made->name);
        made->next = *place;
        *place = made;
    }
    buf_free(&suffix);
    buf_free(&full);
}

static void index_declaration(struct indexer *indexer, TSNode node)
{
    TSNode type = field(node, "type");
    if (ts_node_is_null(type)) type = ts_node_named_child(node, 0);
    if (ts_node_is_null(type)) return;
    TSTreeCursor cursor = ts_tree_cursor_new(node);
    bool more = ts_tree_cursor_goto_first_child(&cursor);
    for (; more; more = ts_tree_cursor_goto_next_sibling(&cursor)) {
        const char *name = ts_tree_cursor_current_field_name(&cursor);
        TSNode child = ts_tree_cursor_current_node(&cursor);
        if ((name && (strcmp(name, "declarator") == 0 || strcmp(name, "name") == 0 || strcmp(name, "left") == 0)) ||
            strcmp(ts_node_type(child), "variable_declarator") == 0)
            add_declaration(indexer, node, type, child);
    }
    ts_tree_cursor_delete(&cursor);
}

static void index_function(struct indexer *indexer, TSNode node)
{
    struct unit *unit = indexer->unit;
    TSNode declarator = field(node, "declarator");
    if (ts_node_is_null(declarator)) declarator = field(node, "name");
    if (ts_node_is_null(declarator)) return;
    struct buf full = {0};
    for (size_t i = 0; i < indexer->classes.count && i < NAME_DEPTH_MAX; i++) {
        struct str name = unit_text(unit, field(indexer->classes.items[i], "name"));
        if (name.size && name.size <= TYPE_SIZE_MAX)
            buf_printf(&full, "%.*s%s", (int)name.size, name.at, unit->language->separator);
    }
    struct str name = unit_text(unit, declared_name(declarator, NULL));
    if (name.size > TYPE_SIZE_MAX) name.size = TYPE_SIZE_MAX;
    buf_add(&full, name.at, name.size);
    *VEC_ADD(&unit->functions) = (struct function_span){arena_str(&unit->arena, buf_cstr(&full)), node,
                                                        ts_node_start_byte(node), ts_node_end_byte(node)};
    buf_free(&full);
}

static void enter(struct indexer *indexer, TSNode node)
{
    // A function's own parameters live in it, so its scope opens before they are seen.
    if (kinds_have(&indexer->kinds->functions, node)) index_function(indexer, node);
    if (kinds_have(&indexer->kinds->classes, node)) VEC_PUSH(&indexer->classes, node);
    if (kinds_have(&indexer->kinds->declarations, node)) index_declaration(indexer, node);
    if (kinds_have(&indexer->kinds->scopes, node)) VEC_PUSH(&indexer->scopes, node);
}

static void leave(struct indexer *indexer, TSNode node)
{
    if (indexer->scopes.count && VEC_LAST(&indexer->scopes)->id == node.id) (void)VEC_POP(&indexer->scopes);
    if (indexer->classes.count && VEC_LAST(&indexer->classes)->id == node.id) (void)VEC_POP(&indexer->classes);
}

struct errors {
    size_t count;
    TSPoint first;
};

static void see_error(struct errors *errors, TSNode node)
{
    if (!ts_node_is_error(node) && !ts_node_is_missing(node)) return;
    if (!errors->count++) errors->first = ts_node_start_point(node);
}

// One walk over the tree with a cursor: no recursion, whatever the nesting.
static void index_tree(struct unit *unit, const struct unit_kinds *kinds, struct errors *errors)
{
    struct indexer indexer = {.unit = unit, .kinds = kinds};
    TSTreeCursor cursor = ts_tree_cursor_new(unit->root);
    uint32_t depth = 0;
    for (bool down = true;;) {
        TSNode node = ts_tree_cursor_current_node(&cursor);
        if (down) {
            see_error(errors, node);
            enter(&indexer, node);
            if (depth > unit->depth) unit->depth = depth;
            depth++;
            if (ts_tree_cursor_goto_first_child(&cursor)) continue;
            depth--;
        }
        leave(&indexer, node);
        down = ts_tree_cursor_goto_next_sibling(&cursor);
        if (down) continue;
        if (!ts_tree_cursor_goto_parent(&cursor)) break;
        depth--;
    }
    ts_tree_cursor_delete(&cursor);
    VEC_FREE(&indexer.scopes);
    VEC_FREE(&indexer.classes);
}

// --- parsing -----------------------------------------------------------------------------------

struct parse_budget {
    uint64_t calls, limit;
};

static bool parse_progress(TSParseState *state)
{
    struct parse_budget *budget = state->payload;
    return ++budget->calls > budget->limit;
}

struct source {
    const char *text;
    uint32_t size;
};

static const char *read_source(void *payload, uint32_t byte, TSPoint position, uint32_t *ret_size)
{
    (void)position;
    const struct source *source = payload;
    *ret_size = byte < source->size ? source->size - byte : 0;
    return byte < source->size ? source->text + byte : "";
}

enum status unit_parse(struct unit *unit, const struct language *language, const struct unit_kinds *kinds,
                       TSParser *parser, const char *file, char *text, size_t size, struct diags *diags)
{
    *unit = (struct unit){.language = language, .file = file, .text = text};
    if (size > UNIT_BYTES_MAX) {
        DIAG(diags, DIAG_SKIPPED, file, 0, "%zu bytes are more than the syntax rules read (%d)", size, UNIT_BYTES_MAX);
        return STATUS_LIMIT;
    }
    unit->size = (uint32_t)size;
    unit->work_limit = WORK_BASE + WORK_PER_BYTE * size;
    if (word_listed("c cpp csharp", str_of(language->name))) blank_dead_branches(text, size);
    struct source source = {text, unit->size};
    struct parse_budget budget = {0, PARSE_CALLS_BASE + size};
    ts_parser_reset(parser);
    if (!ts_parser_set_language(parser, language->grammar())) fatal("the %s grammar does not fit", language->name);
    unit->tree = ts_parser_parse_with_options(parser, NULL, (TSInput){&source, read_source, TSInputEncodingUTF8, NULL},
                                              (TSParseOptions){&budget, parse_progress});
    if (!unit->tree) {
        DIAG(diags, DIAG_SKIPPED, file, 0, "the parser gave up: this does not look like %s", language->name);
        return STATUS_LIMIT;
    }
    unit->root = ts_tree_root_node(unit->tree);
    struct errors errors = {0};
    index_tree(unit, kinds, &errors);
    if (errors.count)
        diag_add(diags, DIAG_NOTE, file, errors.first.row + 1, errors.first.column + 1,
                 "%zu part%s could not be parsed as %s, here first; the rest was read", errors.count,
                 errors.count == 1 ? "" : "s", language->name);
    return STATUS_OK;
}

void unit_free(struct unit *unit)
{
    if (unit->tree) ts_tree_delete(unit->tree);
    VEC_FREE(&unit->functions);
    VEC_FREE(&unit->ancestors);
    map_free(&unit->declarations);
    map_free(&unit->passed);
    arena_free(&unit->arena);
    *unit = (struct unit){0};
}

// --- questions ---------------------------------------------------------------------------------

size_t unit_ancestors(struct unit *unit, TSNode node, const TSNode **ret_nodes)
{
    if (unit->ancestors_of != node.id) {
        VEC_CLEAR(&unit->ancestors);
        for (TSNode at = unit->root; !ts_node_is_null(at) && at.id != node.id;) {
            VEC_PUSH(&unit->ancestors, at);
            at = ts_node_child_with_descendant(at, node);
        }
        unit->ancestors_of = node.id;
        unit_work(unit, unit->ancestors.count);
    }
    *ret_nodes = unit->ancestors.items;
    return unit->ancestors.count;
}

// Functions are in order of their start and may nest: the last one that starts before and ends behind is innermost.
const struct function_span *unit_function_at(const struct unit *unit, uint32_t byte)
{
    size_t low = 0, high = unit->functions.count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (unit->functions.items[middle].start <= byte) low = middle + 1;
        else high = middle;
    }
    for (size_t tries = 0; low-- > 0 && tries < NAME_DEPTH_MAX; tries++)
        if (byte < unit->functions.items[low].end) return &unit->functions.items[low];
    return NULL;
}

const struct declaration *unit_declaration(const struct unit *unit, struct str name, uint32_t byte)
{
    char text[TYPE_SIZE_MAX + 1];
    if (!name.size || name.size > TYPE_SIZE_MAX) return NULL;
    memcpy(text, name.at, name.size);
    text[name.size] = '\0';
    const struct declaration *best = NULL;
    bool doubtful = false;
    size_t tries = 0;
    for (const struct declaration *at = map_get(&unit->declarations, text); at && tries < 10000; at = at->next,
         tries++) {
        if (byte < at->scope_start || byte >= at->scope_end || (best && at->scope_start < best->scope_start)) continue;
        // Two in one scope stand under different #if: which one is compiled is not known.
        doubtful = best && at->scope_start == best->scope_start && strcmp(at->type, best->type) != 0;
        best = at;
    }
    return doubtful ? NULL : best;
}
