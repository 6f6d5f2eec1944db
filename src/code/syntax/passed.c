// Functions whose names are handed on: arguments of calls, assigned fields, initialisers.
#include "code/syntax/unit.h"
#include <string.h>

enum { NAME_MAX_BYTES = 200 };

static TSNode field(TSNode node, const char *name)
{
    return ts_node_child_by_field_name(node, name, (uint32_t)strlen(name));
}

static void note_passed(struct unit *unit, const struct map *functions, TSNode value, struct str to)
{
    // "&handler" is the same as "handler".
    if (!ts_node_is_null(value) && strcmp(ts_node_type(value), "pointer_expression") == 0) value = field(value,
        "argument");
    if (ts_node_is_null(value) || strcmp(ts_node_type(value), "identifier") != 0) return;
    struct str name = unit_text(unit, value);
    if (!name.size || name.size > NAME_MAX_BYTES || !to.size || to.size > NAME_MAX_BYTES) return;
    char *key = arena_copy(&unit->arena, name.at, name.size);
    if (!map_has(functions, key)) return;
    struct passed *made = ARENA_NEW(&unit->arena, struct passed);
    void **place = map_at(&unit->passed, key);
    *made = (struct passed){arena_copy(&unit->arena, to.at, to.size), *place};
    *place = made;
}

// The last part of "a.sa_handler" or "p->sa_handler", or of a designator ".sa_handler".
static struct str last_part(struct str text)
{
    for (size_t i = text.size; i-- > 0;)
        if (text.at[i] == '.' || text.at[i] == '>') return (struct str){text.at + i + 1, text.size - i - 1};
    return text;
}

static void see_node(struct unit *unit, const struct map *functions, TSNode node)
{
    const char *kind = ts_node_type(node);
    if (strcmp(kind, "call_expression") == 0) {
        TSNode arguments = field(node, "arguments");
        uint32_t count = ts_node_is_null(arguments) ? 0 : ts_node_named_child_count(arguments);
        for (uint32_t i = 0; i < count; i++)
            note_passed(unit, functions, ts_node_named_child(arguments, i), unit_text(unit, field(node, "function")));
    } else if (strcmp(kind, "assignment_expression") == 0) {
        note_passed(unit, functions, field(node, "right"), last_part(unit_text(unit, field(node, "left"))));
    } else if (strcmp(kind, "initializer_pair") == 0) {
        note_passed(unit, functions, field(node, "value"), last_part(unit_text(unit, field(node, "designator"))));
    }
}

static void collect(struct unit *unit, const struct map *functions)
{
    TSTreeCursor cursor = ts_tree_cursor_new(unit->root);
    for (bool down = true; unit_work(unit, 1);) {
        if (down) {
            see_node(unit, functions, ts_tree_cursor_current_node(&cursor));
            if (ts_tree_cursor_goto_first_child(&cursor)) continue;
        }
        down = ts_tree_cursor_goto_next_sibling(&cursor);
        if (!down && !ts_tree_cursor_goto_parent(&cursor)) break;
    }
    ts_tree_cursor_delete(&cursor);
}

const struct passed *unit_passed(struct unit *unit, const char *function)
{
    if (!unit->passed_known) {
        struct map functions = {0};
        VEC_EACH(&unit->functions, own)
            map_put(&functions, own->name, own);
        collect(unit, &functions);
        map_free(&functions);
        unit->passed_known = true;
    }
    return map_get(&unit->passed, function);
}
