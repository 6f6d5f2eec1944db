#include "code/flow/identity.h"
#include "base/hash.h"
#include "base/pool.h"
#include <string.h>

// --- symbols -------------------------------------------------------------------------------------

// ".str.12" is numbered through its file: the number says nothing.
static size_t name_size(const char *name)
{
    size_t size = strlen(name);
    while (size && name[size - 1] >= '0' && name[size - 1] <= '9')
        size--;
    return size;
}

static uint64_t content_hash(const struct ir_global *global)
{
    uint64_t hash = hash_mix(global->size, (uint64_t)global->zero | (uint64_t)global->relocation_count << 1);
    return global->bytes ? hash_mix(hash, hash_bytes(global->bytes, global->size)) : hash;
}

enum symbol_scope { SCOPE_PROGRAM = 1, SCOPE_MODULE, SCOPE_LITERAL };

static uint64_t symbol_name(const struct ir_program *program, uint32_t id)
{
    const struct ir_program_symbol *symbol = &program->symbols.items[id];
    const struct ir_global *global = ir_program_global(program, id);
    uint64_t file = symbol->module && symbol->module->path ? hash_text(symbol->module->path) : 0;
    if (global && global->literal)
        return hash_mix(hash_mix(hash_bytes(symbol->name, name_size(symbol->name)), SCOPE_LITERAL),
                        hash_mix(file, content_hash(global)));
    return symbol->internal ? hash_mix(hash_mix(hash_text(symbol->name), SCOPE_MODULE), file)
                            : hash_mix(hash_text(symbol->name), SCOPE_PROGRAM);
}

// Equal names (several programs scanned at once, equal literals) are told apart by their order.
static void name_symbols(struct identity *identity, const struct ir_program *program)
{
    for (uint32_t id = 1; id < program->symbols.count; id++) {
        uint64_t name = symbol_name(program, id), taken;
        for (uint64_t number = 1; !name || idmap_get(&identity->ids, name, &taken); number++)
            name = hash_mix(name, number);
        identity->symbols[id] = name;
        idmap_put(&identity->ids, name, id);
    }
}

uint32_t identity_find(const struct identity *identity, uint64_t symbol)
{
    uint64_t id;
    return idmap_get(&identity->ids, symbol, &id) ? (uint32_t)id : 0;
}

// --- places --------------------------------------------------------------------------------------

static int by_place(const void *left, const void *right)
{
    const struct anchor *a = left, *b = right;
    int order = strcmp(a->file, b->file);
    if (!order) order = (a->first > b->first) - (a->first < b->first);
    if (!order) order = (a->last > b->last) - (a->last < b->last);
    return order ? order : strcmp(a->name, b->name);
}

static void collect_anchors(struct identity *identity, const struct ir_module *module)
{
    VEC_EACH(&module->functions, function) {
        const char *file = ir_location_file(module, function->location);
        uint32_t first = ir_location_at(module, function->location)->line;
        if (file && first && function->end_line >= first)
            VEC_PUSH(&identity->anchors, ((struct anchor){file, module->symbols.items[function->symbol].name, first,
                                                          function->end_line, true}));
    }
}

// A function of a header is there once for each file that includes it.
static void drop_repetitions(struct identity *identity)
{
    size_t kept = 0;
    VEC_EACH(&identity->anchors, anchor)
        if (!kept || by_place(&identity->anchors.items[kept - 1], anchor) != 0) identity->anchors.items[kept++] = *anchor;
    identity->anchors.count = kept;
}

static uint64_t anchor_key(const char *file, const char *name)
{
    return hash_mix(hash_text(file), hash_text(name));
}

static void find_anchors(struct identity *identity, const struct ir_program *program)
{
    VEC_EACH(&program->modules, module)
        collect_anchors(identity, *module);
    VEC_SORT(&identity->anchors, by_place);
    drop_repetitions(identity);
    struct anchor *list = identity->anchors.items, *widest = NULL; // that ends last, of the same file so far
    for (size_t i = 0; i < identity->anchors.count; i++) {
        uint64_t key = anchor_key(list[i].file, list[i].name), other;
        if (!widest || strcmp(widest->file, list[i].file) != 0) {
            map_put(&identity->anchor_files, list[i].file, (void *)(uintptr_t)(i + 1));
            widest = &list[i];
        } else {
            if (list[i].first <= widest->last) list[i].alone = widest->alone = false;
            if (list[i].last > widest->last) widest = &list[i];
        }
        if (idmap_get(&identity->anchor_names, key, &other))
            list[i].alone = list[other].alone = false;
        else
            idmap_put(&identity->anchor_names, key, i);
    }
}

const struct anchor *identity_anchor(const struct identity *identity, const char *file, uint32_t line)
{
    size_t start = file ? (size_t)(uintptr_t)map_get(&identity->anchor_files, file) : 0;
    if (!start) return NULL;
    const struct anchor *list = identity->anchors.items;
    size_t low = start - 1, high = identity->anchors.count; // the last of the file that begins at or before the line
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (strcmp(list[middle].file, file) == 0 && list[middle].first <= line)
            low = middle;
        else
            high = middle;
    }
    return list[low].alone && list[low].first <= line && line <= list[low].last ? &list[low] : NULL;
}

static uint32_t anchored_line(const struct identity *identity, struct pack *pack, const char *file, const char *name)
{
    uint64_t index;
    if (file && name && idmap_get(&identity->anchor_names, anchor_key(file, name), &index) &&
        identity->anchors.items[index].alone)
        return identity->anchors.items[index].first;
    pack->bad = true;
    return 0;
}

void identity_location(void *context, struct pack *pack, struct location *location)
{
    PACK_COMPLETE(struct location, 24);
    const struct identity *identity = context;
    const struct anchor *anchor = pack->reading ? NULL : identity_anchor(identity, location->file, location->line);
    const char *name = anchor ? anchor->name : NULL;
    uint32_t start = anchor ? anchor->first : 0;
    pack_text(pack, &location->file);
    pack_text(pack, &name);
    if (pack->reading && name) start = anchored_line(identity, pack, location->file, name);
    uint32_t line = location->line - start, end = location->end_line - start;
    PACK(pack, line);
    PACK(pack, end);
    PACK(pack, location->column);
    PACK(pack, location->end_column);
    location->line = start + line;
    location->end_line = start + end;
}

// --- bodies --------------------------------------------------------------------------------------

struct hashing { // of the functions of one module
    const struct ir_program *program;
    struct identity *identity;
    const struct ir_module *module;
    uint64_t *types, *symbols, *files; // by id in the module; symbols: 0 until asked for
    const struct ir_function *function;
    const struct anchor *anchor; // its lines; NULL: places count as they are
    ir_id file;
    uint64_t hash, named;
};

static void add(struct hashing *h, uint64_t number)
{
    h->hash = hash_mix(h->hash, number);
}

static void add_text(struct hashing *h, const char *text)
{
    add(h, text ? hash_text(text) : 1);
}

// What a type is made of has been there before it.
static uint64_t type_or_id(const struct hashing *h, ir_id type, ir_id before)
{
    return type < before ? h->types[type] : ~(uint64_t)type;
}

static void hash_types(struct hashing *h)
{
    PACK_COMPLETE(struct ir_type, 56);
    PACK_COMPLETE(struct ir_field, 40);
    for (ir_id id = 0; id < h->module->types.count; id++) {
        const struct ir_type *t = &h->module->types.items[id];
        h->hash = hash_mix((uint64_t)t->kind << 32 | t->bits, t->size);
        add(h, hash_mix(type_or_id(h, t->element, id), t->count));
        add(h, (uint64_t)t->field_count << 1 | t->variadic);
        add_text(h, t->name);
        for (uint32_t i = 0; i < t->field_count; i++) {
            const struct ir_field *f = &h->module->fields.items[t->first_field + i];
            add(h, hash_mix(type_or_id(h, f->type, id), f->offset << 1 | f->is_signed));
            add_text(h, f->name);
            add_text(h, f->spelling);
        }
        h->types[id] = h->hash;
    }
}

static void add_type(struct hashing *h, ir_id type)
{
    add(h, h->types[type]);
}

static uint64_t symbol_hash(const struct hashing *h, ir_id symbol)
{
    PACK_COMPLETE(struct ir_symbol, 88);
    const struct ir_symbol *s = &h->module->symbols.items[symbol];
    uint64_t hash = hash_mix(h->identity->symbols[s->program_id], hash_text(s->display ? s->display : ""));
    hash = hash_mix(hash, hash_mix(h->types[s->type], (uint64_t)s->kind << 2 | (uint64_t)s->defined << 1 | s->internal));
    for (size_t i = 0; s->pointees && i < IR_POINTEES; i++)
        hash = hash_mix(hash, h->types[s->pointees[i]]);
    bool has_body = h->program->symbols.items[s->program_id].module;
    hash = hash_mix(hash, hash_mix(s->reads, s->borrows));
    hash = hash_mix(hash, (uint64_t)s->extent_count << 2 | (uint64_t)s->returns_memory << 1 | has_body);
    return s->extent_count ? hash_mix(hash, hash_bytes(s->extents, s->extent_count * sizeof *s->extents)) : hash;
}

static void add_symbol(struct hashing *h, ir_id symbol)
{
    if (symbol && !h->symbols[symbol]) h->symbols[symbol] = symbol_hash(h, symbol);
    add(h, symbol ? h->symbols[symbol] : 0);
}

static void add_location(struct hashing *h, ir_id location)
{
    PACK_COMPLETE(struct ir_location, 12);
    const struct ir_location *l = ir_location_at(h->module, location);
    const struct anchor *a = h->anchor;
    bool inside = location && a && l->file == h->file && l->line >= a->first && l->line <= a->last;
    add(h, inside ? (uint64_t)(l->line - a->first) << 32 | l->column : (uint64_t)l->line << 32 | l->column);
    add(h, inside ? 1 : h->files[l->file]);
}

static void add_values(struct hashing *h)
{
    PACK_COMPLETE(struct ir_value, 32);
    PACK_COMPLETE(struct ir_variable, 32);
    uint64_t named = 0;
    VEC_EACH(&h->function->values, v) {
        add(h, (uint64_t)v->kind << 33 | (uint64_t)v->wide << 32 | v->variable);
        add_type(h, v->type);
        add(h, v->kind == IR_VALUE_INSTR ? v->instr : (uint64_t)v->number); // or the bits of `real`
        if (v->kind != IR_VALUE_SYMBOL) continue;
        add_symbol(h, v->symbol);
        named += h->identity->symbols[h->module->symbols.items[v->symbol].program_id];
    }
    VEC_EACH(&h->function->variables, v) {
        add_text(h, v->name);
        add_text(h, v->spelling);
        add_location(h, v->location);
        add_type(h, v->type);
        add(h, (uint64_t)v->is_signed | (uint64_t)v->is_param << 1 | (uint64_t)v->is_static << 2);
    }
    h->named = named;
}

static void add_instrs(struct hashing *h)
{
    PACK_COMPLETE(struct ir_instr, 40);
    const struct ir_function *f = h->function;
    VEC_EACH(&f->instrs, i) {
        add(h, (uint64_t)i->op << 56 | (uint64_t)i->sub << 48 | (uint64_t)i->flags << 32 | i->result);
        add(h, (uint64_t)i->operand_count << 32 | i->edge_count);
        add(h, (uint64_t)i->first_operand << 32 | i->first_edge);
        add(h, (uint64_t)(i->op == IR_ALLOCA ? 0 : i->aux) << 32 | i->step_count);
        add_type(h, i->type);
        if (i->op == IR_ALLOCA) add_type(h, i->aux);
        add_location(h, i->location);
    }
    for (size_t b = 0; b < f->blocks.count; b++)
        add(h, (uint64_t)f->blocks.items[b].first_instr << 32 | f->blocks.items[b].instr_count);
    add(h, hash_bytes(f->operands.items, f->operands.count * sizeof *f->operands.items));
    add(h, hash_bytes(f->edges.items, f->edges.count * sizeof *f->edges.items));
}

static void add_details(struct hashing *h)
{
    PACK_COMPLETE(struct ir_assignment, 24);
    PACK_COMPLETE(struct ir_step, 48);
    PACK_COMPLETE(struct ir_check_info, 48);
    PACK_COMPLETE(struct ir_call_info, 40);
    VEC_EACH(&h->function->assignments, a) {
        add(h, (uint64_t)a->variable << 32 | a->value);
        add(h, (uint64_t)a->block << 32 | a->position);
        add(h, a->unread);
        add_location(h, a->location);
    }
    VEC_EACH(&h->function->steps, s) {
        add(h, (uint64_t)s->is_field << 63 | (uint64_t)s->operand << 32 | s->field);
        add(h, hash_mix((uint64_t)s->scale, (uint64_t)s->constant));
        add(h, s->bound);
        add_type(h, s->container);
    }
    VEC_EACH(&h->function->checks, c) {
        add(h, (uint64_t)c->kind << 3 | (uint64_t)c->is_signed << 2 | (uint64_t)c->from_signed << 1 | c->implicit);
        add(h, hash_mix((uint64_t)c->bits << 32 | c->from_bits, c->bound));
        add_text(h, c->type_name);
        add_text(h, c->from_name);
    }
    VEC_EACH(&h->function->calls, c) {
        add_symbol(h, c->symbol);
        add(h, (uint64_t)c->is_virtual << 3 | (uint64_t)c->no_return << 2 | (uint64_t)c->no_throw << 1 | c->variadic);
        add_text(h, c->virtual_type);
        add(h, hash_mix(c->virtual_slot, c->fixed_arguments));
    }
    VEC_EACH(&h->function->names, name)
        add_text(h, *name);
}

static uint64_t body_hash(struct hashing *h, const struct ir_function *f)
{
    PACK_COMPLETE(struct ir_function, 312);
    const struct ir_module *m = h->module;
    const struct ir_location *l = ir_location_at(m, f->location);
    h->function = f;
    h->file = l->file;
    h->anchor = identity_anchor(h->identity, ir_location_file(m, f->location), l->line);
    h->hash = hash_mix((uint64_t)m->pointer_bits << 1 | m->big_endian, hash_text(m->language ? m->language : ""));
    add(h, h->files[l->file]);
    add_location(h, f->location);
    add_symbol(h, f->symbol);
    add_text(h, f->name);
    add(h, (uint64_t)f->param_count << 32 | (uint64_t)f->variadic << 6 | (uint64_t)f->no_return << 5 |
           (uint64_t)f->no_throw << 4 | (uint64_t)f->is_main << 3 | (uint64_t)f->is_weak << 2 |
           (uint64_t)f->is_constructor << 1 | f->is_destructor);
    add_values(h);
    add_instrs(h);
    add_details(h);
    return h->hash;
}

struct building {
    struct identity *identity;
    const struct ir_program *program;
};

static void hash_module(void *context, size_t index, unsigned worker)
{
    const struct building *b = context;
    const struct ir_module *m = b->program->modules.items[index];
    struct hashing h = {.program = b->program, .identity = b->identity, .module = m};
    (void)worker;
    h.types = mem_alloc((m->types.count + 1) * sizeof *h.types);
    h.symbols = mem_alloc((m->symbols.count + 1) * sizeof *h.symbols);
    h.files = mem_alloc((m->files.count + 1) * sizeof *h.files);
    for (size_t i = 0; i < m->files.count; i++)
        h.files[i] = hash_text(m->files.items[i]);
    hash_types(&h);
    for (size_t i = 1; i < m->symbols.count; i++) { // an alias has a body, too
        uint32_t id = m->symbols.items[i].program_id;
        const struct ir_function *f = ir_program_function(b->program, id);
        if (!f || b->program->symbols.items[id].module != m || b->identity->bodies[id]) continue;
        b->identity->bodies[id] = body_hash(&h, f);
        b->identity->named[id] = h.named;
    }
    free(h.types);
    free(h.symbols);
    free(h.files);
}

void identity_build(struct identity *identity, const struct ir_program *program, unsigned jobs)
{
    size_t count = program->symbols.count + 1;
    *identity = (struct identity){.symbols = mem_alloc(count * sizeof(uint64_t)), .bodies = mem_alloc(count * sizeof(uint64_t)),
                                  .named = mem_alloc(count * sizeof(uint64_t))};
    name_symbols(identity, program);
    find_anchors(identity, program);
    struct building building = {identity, program};
    pool_run(jobs, program->modules.count, hash_module, &building);
}

void identity_free(struct identity *identity)
{
    free(identity->symbols);
    free(identity->bodies);
    free(identity->named);
    idmap_free(&identity->ids);
    VEC_FREE(&identity->anchors);
    map_free(&identity->anchor_files);
    idmap_free(&identity->anchor_names);
}
