// A module's tables: types, files, locations, symbols, globals.
#include "base/hash.h"
#include "code/ir/build.h"
#include <string.h>

void ir_module_start(struct ir_module *module, const char *path, const char *language, uint32_t pointer_bits)
{
    module->path = arena_str(&module->arena, path);
    module->language = arena_str(&module->arena, language);
    module->pointer_bits = pointer_bits;
    VEC_PUSH(&module->files, (const char *)"");
    (void)VEC_ADD(&module->types); // none; its kind is IR_VOID by value, and no id of a void type
    (void)VEC_ADD(&module->fields);
    VEC_PUSH(&module->symbols, ((struct ir_symbol){.name = "", .display = ""}));
    (void)VEC_ADD(&module->locations);
}

void ir_module_free(struct ir_module *module)
{
    VEC_EACH(&module->functions, function)
        ir_function_free(function);
    VEC_FREE(&module->files);
    VEC_FREE(&module->types);
    VEC_FREE(&module->fields);
    VEC_FREE(&module->symbols);
    VEC_FREE(&module->locations);
    VEC_FREE(&module->functions);
    VEC_FREE(&module->globals);
    VEC_FREE(&module->vtables);
    idmap_free(&module->interned);
    buf_free(&module->packed);
    arena_free(&module->arena);
    *module = (struct ir_module){0};
}

// Whether two types may share an id. Structs never do: their names and fields are their own.
static bool type_same(const struct ir_module *module, const struct ir_type *a, const struct ir_type *b)
{
    if (a->kind != b->kind || a->bits != b->bits || a->size != b->size || a->element != b->element ||
        a->count != b->count || a->field_count != b->field_count || a->variadic != b->variadic)
        return false;
    for (uint32_t i = 0; i < a->field_count; i++)
        if (module->fields.items[a->first_field + i].type != module->fields.items[b->first_field + i].type) return false;
    return true;
}

static uint64_t type_hash(const struct ir_module *module, const struct ir_type *type)
{
    uint64_t hash = hash_mix(((uint64_t)type->kind << 32) | type->bits, type->size);
    hash = hash_mix(hash, type->element);
    hash = hash_mix(hash, type->count);
    hash = hash_mix(hash, type->variadic);
    for (uint32_t i = 0; i < type->field_count; i++)
        hash = hash_mix(hash, module->fields.items[type->first_field + i].type);
    return hash;
}

static ir_id type_intern(struct ir_module *module, struct ir_type type)
{
    uint64_t found;
    for (uint64_t key = type_hash(module, &type);; key++) {
        if (!idmap_get(&module->interned, key, &found)) {
            idmap_put(&module->interned, key, module->types.count);
            VEC_PUSH(&module->types, type);
            return (ir_id)(module->types.count - 1);
        }
        if (found < module->types.count && type_same(module, &module->types.items[found], &type)) return (ir_id)found;
    }
}

ir_id ir_type_void(struct ir_module *module)
{
    return type_intern(module, (struct ir_type){.kind = IR_VOID});
}

ir_id ir_type_int(struct ir_module *module, uint32_t bits)
{
    uint64_t size = 1;
    while (size * 8 < bits)
        size *= 2;
    if (bits > 128) size = (bits + 63) / 64 * 8;
    return type_intern(module, (struct ir_type){.kind = IR_INT, .bits = bits, .size = size});
}

ir_id ir_type_float(struct ir_module *module, uint32_t bits)
{
    return type_intern(module, (struct ir_type){.kind = IR_FLOAT, .bits = bits, .size = bits == 80 ? 16 : bits / 8});
}

ir_id ir_type_pointer(struct ir_module *module)
{
    return type_intern(module, (struct ir_type){.kind = IR_POINTER, .bits = module->pointer_bits,
                                                .size = module->pointer_bits / 8});
}

static ir_id type_repeat(struct ir_module *module, enum ir_type_kind kind, ir_id element, uint64_t count)
{
    uint64_t size;
    if (__builtin_mul_overflow(module->types.items[element].size, count, &size)) size = 0;
    return type_intern(module, (struct ir_type){.kind = kind, .element = element, .count = count, .size = size});
}

ir_id ir_type_array(struct ir_module *module, ir_id element, uint64_t count)
{
    return type_repeat(module, IR_ARRAY, element, count);
}

ir_id ir_type_vector(struct ir_module *module, ir_id element, uint64_t count)
{
    return type_repeat(module, IR_VECTOR, element, count);
}

ir_id ir_type_struct(struct ir_module *module, const char *name, uint64_t size, const struct ir_field *fields,
                     uint32_t count)
{
    struct ir_type type = {.kind = IR_STRUCT, .size = size, .field_count = count,
                           .first_field = (uint32_t)module->fields.count, .name = arena_str(&module->arena, name)};
    for (uint32_t i = 0; i < count; i++) {
        struct ir_field field = fields[i];
        field.name = arena_str(&module->arena, field.name);
        field.spelling = arena_str(&module->arena, field.spelling);
        VEC_PUSH(&module->fields, field);
    }
    VEC_PUSH(&module->types, type);
    return (ir_id)(module->types.count - 1);
}

ir_id ir_type_function(struct ir_module *module, ir_id result, const ir_id *params, uint32_t count, bool variadic)
{
    struct ir_type type = {.kind = IR_FUNCTION, .element = result, .variadic = variadic, .field_count = count,
                           .first_field = (uint32_t)module->fields.count};
    for (uint32_t i = 0; i < count; i++)
        VEC_PUSH(&module->fields, ((struct ir_field){.type = params[i]}));
    size_t before = module->types.count;
    ir_id id = type_intern(module, type);
    if (id < before) module->fields.count = type.first_field; // it was there: its parameters are too
    return id;
}

ir_id ir_type_opaque(struct ir_module *module, uint64_t size)
{
    return type_intern(module, (struct ir_type){.kind = IR_OPAQUE, .size = size});
}

// Files, locations and types share one table of hashes; this keeps their keys apart.
enum { KEY_FILE = 0x46, KEY_LOCATION = 0x4c };

ir_id ir_file_add(struct ir_module *module, const char *path)
{
    uint64_t found;
    for (uint64_t key = hash_mix(hash_text(path), KEY_FILE);; key++) {
        if (!idmap_get(&module->interned, key, &found)) {
            idmap_put(&module->interned, key, module->files.count);
            VEC_PUSH(&module->files, (const char *)arena_str(&module->arena, path));
            return (ir_id)(module->files.count - 1);
        }
        if (found < module->files.count && strcmp(module->files.items[found], path) == 0) return (ir_id)found;
    }
}

ir_id ir_location_add(struct ir_module *module, ir_id file, uint32_t line, uint32_t column)
{
    uint64_t found;
    for (uint64_t key = hash_mix(((uint64_t)line << 32) | column, ((uint64_t)KEY_LOCATION << 32) | file);; key++) {
        if (!idmap_get(&module->interned, key, &found)) {
            idmap_put(&module->interned, key, module->locations.count);
            VEC_PUSH(&module->locations, ((struct ir_location){file, line, column}));
            return (ir_id)(module->locations.count - 1);
        }
        if (found >= module->locations.count) continue;
        const struct ir_location *old = &module->locations.items[found];
        if (old->file == file && old->line == line && old->column == column) return (ir_id)found;
    }
}

const struct ir_location *ir_location_at(const struct ir_module *module, ir_id location)
{
    return &module->locations.items[location < module->locations.count ? location : 0];
}

const char *ir_location_file(const struct ir_module *module, ir_id location)
{
    ir_id file = ir_location_at(module, location)->file;
    return file && file < module->files.count ? module->files.items[file] : NULL;
}

ir_id ir_symbol_add(struct ir_module *module, enum ir_symbol_kind kind, const char *name, ir_id type)
{
    const char *copy = arena_str(&module->arena, name);
    VEC_PUSH(&module->symbols, ((struct ir_symbol){.kind = kind, .name = copy, .display = copy, .type = type}));
    return (ir_id)(module->symbols.count - 1);
}

struct ir_global *ir_global_add(struct ir_module *module, ir_id symbol, uint64_t size)
{
    module->symbols.items[symbol].defined = true;
    module->symbols.items[symbol].index = (uint32_t)module->globals.count;
    struct ir_global *global = VEC_ADD(&module->globals);
    *global = (struct ir_global){.symbol = symbol, .size = size};
    return global;
}
