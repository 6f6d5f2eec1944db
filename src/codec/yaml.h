// YAML 1.2. Reading: a tree of nodes with their lines, over libfyaml, which yaml.c alone calls. Writing: canonical
// block style, so that the same tree always gives the same bytes and a diff shows only what changed.
//
// Every node lives in the arena that the caller gives; nothing needs to be freed. Anchors and aliases are followed
// (an alias shares the node of its anchor); tags are ignored but for !!str; merge keys ("<<") are ordinary keys.
// Whole-line comments above a member or an item are kept and written again; those behind a value are not.
#pragma once
#include "base/buf.h"
#include "base/diag.h"

enum {
    YAML_SIZE_MAX = 64 << 20, // bytes of a document
    YAML_DEPTH_MAX = 100,
    YAML_NODES_MAX = 4000000, // nodes, counting what aliases repeat
    YAML_KEY_MAX = 1000       // bytes of a key
};

enum yaml_kind { YAML_NULL, YAML_TEXT, YAML_LIST, YAML_MAP };

struct yaml {
    enum yaml_kind kind;
    bool plain;            // a text without quotes: true, 12, 1.5 have their meaning; else it is text
    unsigned line, column; // from 1; 0 for nodes that were made by the program
    const char *text;      // YAML_TEXT: never NULL; holds no NUL
    struct yaml_item *items;
    size_t count, capacity;
};

struct yaml_item {
    const char *key;       // NULL in a list
    const char *comment;   // lines that stand above it, each with its '#', no newline at the end; NULL when none
    unsigned line, column; // of the key, or of the list item
    struct yaml *value;    // never NULL
};

// Parses one document. Malformed text, a key twice in one map, a limit: a diagnostic with file and line, then NULL.
// Of several documents the first counts; the others are reported as skipped. An empty document is a YAML_NULL node.
struct yaml *yaml_parse(struct arena *arena, const char *bytes, size_t size, const char *file, struct diags *diags);
struct yaml *yaml_read(struct arena *arena, const char *path, struct diags *diags);

// Every getter takes NULL and the wrong kind, and answers with nothing: NULL, 0, false.
struct yaml *yaml_get(const struct yaml *map, const char *key);
const struct yaml_item *yaml_item(const struct yaml *map, const char *key); // to learn the key's line
struct yaml *yaml_at(const struct yaml *list, size_t index);
size_t yaml_size(const struct yaml *list_or_map);
const char *yaml_string(const struct yaml *node); // of any scalar as it stands, quoted or not; NULL otherwise
const char *yaml_text(const struct yaml *map, const char *key);
bool yaml_is_null(const struct yaml *node); // absent, empty, ~ or null
bool yaml_is_list(const struct yaml *node);
bool yaml_is_map(const struct yaml *node);
bool yaml_to_bool(const struct yaml *node, bool *ret_value); // plain true or false only; false when it is not
bool yaml_to_int(const struct yaml *node, int64_t low, int64_t high, int64_t *ret_value); // plain decimal
const char *yaml_kind_name(const struct yaml *node); // for messages: "a text", "a list", "a map", "nothing"

// Items of a list or members of a map, in the order of the file.
#define YAML_EACH(list_or_map, name)                                                               \
    for (const struct yaml_item *name = (list_or_map) ? (list_or_map)->items : NULL,               \
                                *name##_end = name ? name + (list_or_map)->count : NULL;           \
         name < name##_end; name++)

// Making trees. Texts are copied into the arena.
struct yaml *yaml_new_text(struct arena *arena, const char *text); // quoted where it would read as something else
struct yaml *yaml_new_plain(struct arena *arena, const char *text); // true, 12: must be plain YAML
struct yaml *yaml_new_list(struct arena *arena);
struct yaml *yaml_new_map(struct arena *arena);
void yaml_add(struct arena *arena, struct yaml *list, struct yaml *value);
void yaml_set(struct arena *arena, struct yaml *map, const char *key, struct yaml *value); // replaces or appends
void yaml_set_text(struct arena *arena, struct yaml *map, const char *key, const char *text); // NULL sets nothing
void yaml_add_item(struct arena *arena, struct yaml *list_or_map, const struct yaml_item *item); // with its comment
bool yaml_remove(struct yaml *map, const char *key);

// A tree in which `change` was laid over `base`; neither is changed, and they share nodes with it. Maps are merged
// member by member, lists of maps by their `id` (new ones come at the end); anything else takes the place of what was
// there.
struct yaml *yaml_merged(struct arena *arena, const struct yaml *base, const struct yaml *change);

// Writes a document: two spaces a level; short lists of scalars on one line; long texts folded at 100 columns. Bytes
// that are not UTF-8 become U+FFFD. What it writes, yaml_parse reads as the same tree.
void yaml_write(const struct yaml *root, struct buf *out);
