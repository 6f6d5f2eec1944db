#include "code/ir/pack.h"

struct packing {
    struct pack *pack;
    struct ir_module *module;
    struct ir_function *function;
};

// The length of a vector, and its items when reading.
#define PACK_VEC(pack, vec)                                                                        \
    do {                                                                                           \
        size_t count_ = (vec)->count;                                                              \
        pack_count((pack), &count_);                                                               \
        if ((pack)->reading) {                                                                     \
            (vec)->items = count_ ? mem_alloc(count_ * sizeof *(vec)->items) : NULL;               \
            (vec)->count = (vec)->capacity = count_;                                               \
        }                                                                                          \
    } while (0)

static void pack_id(struct pack *pack, uint32_t *id, size_t limit)
{
    PACK(pack, *id);
    if (*id >= limit && *id) pack->bad = true;
    if (pack->bad) *id = 0;
}

// An index with a length: both lie in the table.
static void pack_span(struct pack *pack, uint32_t *first, uint32_t *count, size_t limit)
{
    PACK(pack, *first);
    PACK(pack, *count);
    if ((uint64_t)*first + *count > limit && *count) pack->bad = true;
}

static void pack_kind(struct pack *pack, uint32_t *kind, uint32_t last)
{
    PACK(pack, *kind);
    if (*kind > last) pack->bad = true;
}

// Enumerations have no type of their own in the macros above.
#define PACK_KIND(pack, member, last)                                                              \
    do {                                                                                           \
        uint32_t kind_ = (uint32_t)(member);                                                       \
        pack_kind((pack), &kind_, (last));                                                         \
        (member) = (__typeof__(member))kind_;                                                      \
    } while (0)

static void pack_flags(struct pack *pack, bool *const *flags, size_t count)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < count; i++)
        bits |= (uint64_t)*flags[i] << i;
    pack_number(pack, &bits);
    if (bits >> count) pack->bad = true;
    for (size_t i = 0; i < count; i++)
        *flags[i] = bits >> i & 1;
}
#define PACK_FLAGS(pack, ...)                                                                      \
    do {                                                                                           \
        bool *const flags_[] = {__VA_ARGS__};                                                      \
        pack_flags((pack), flags_, COUNT_OF(flags_));                                              \
    } while (0)

// --- a module's tables ---------------------------------------------------------------------------

static void pack_types(struct packing *p)
{
    PACK_COMPLETE(struct ir_type, 56);
    PACK_COMPLETE(struct ir_field, 40);
    PACK_COMPLETE(struct ir_location, 12);
    struct ir_module *m = p->module;
    PACK_VEC(p->pack, &m->types);
    PACK_VEC(p->pack, &m->fields);
    VEC_EACH(&m->types, t) {
        PACK_KIND(p->pack, t->kind, IR_OPAQUE);
        PACK(p->pack, t->bits);
        PACK(p->pack, t->size);
        pack_id(p->pack, &t->element, m->types.count);
        PACK(p->pack, t->count);
        pack_span(p->pack, &t->first_field, &t->field_count, m->fields.count);
        PACK_FLAGS(p->pack, &t->variadic);
        pack_text(p->pack, &t->name);
    }
    VEC_EACH(&m->fields, f) {
        pack_id(p->pack, &f->type, m->types.count);
        PACK(p->pack, f->offset);
        pack_text(p->pack, &f->name);
        pack_text(p->pack, &f->spelling);
        PACK_FLAGS(p->pack, &f->is_signed);
    }
    PACK_VEC(p->pack, &m->locations);
    VEC_EACH(&m->locations, l) {
        pack_id(p->pack, &l->file, m->files.count);
        PACK(p->pack, l->line);
        PACK(p->pack, l->column);
    }
}

static void pack_numbers(struct packing *p, const uint32_t **list, size_t count, size_t limit)
{
    uint32_t *items = p->pack->reading ? ARENA_ARRAY(&p->module->arena, uint32_t, count) : (uint32_t *)(uintptr_t)*list;
    for (size_t i = 0; i < count; i++)
        pack_id(p->pack, &items[i], limit);
    *list = items;
}

static void pack_symbol(struct packing *p, struct ir_symbol *s)
{
    PACK_COMPLETE(struct ir_symbol, 88);
    PACK_KIND(p->pack, s->kind, IR_SYMBOL_GLOBAL);
    pack_text(p->pack, &s->name);
    pack_text(p->pack, &s->display);
    pack_id(p->pack, &s->type, p->module->types.count);
    pack_id(p->pack, &s->location, p->module->locations.count);
    bool pointees = s->pointees != NULL;
    PACK_FLAGS(p->pack, &s->defined, &s->internal, &s->weak, &s->address_taken, &s->returns_memory, &pointees);
    PACK(p->pack, s->index);
    PACK(p->pack, s->reads);
    PACK(p->pack, s->borrows);
    if (pointees) pack_numbers(p, &s->pointees, IR_POINTEES, p->module->types.count);
    size_t extents = s->extent_count;
    pack_count(p->pack, &extents);
    s->extent_count = (uint32_t)extents;
    if (extents) pack_numbers(p, &s->extents, extents, UINT32_MAX);
    if (!s->name || !s->display) p->pack->bad = true;
    // program_id: each run's own
}

static void pack_global(struct packing *p, struct ir_global *g)
{
    PACK_COMPLETE(struct ir_global, 48);
    PACK_COMPLETE(struct ir_relocation, 24);
    struct str bytes = {(const char *)g->bytes, (size_t)g->size};
    bool has_bytes = g->bytes != NULL;
    pack_id(p->pack, &g->symbol, p->module->symbols.count);
    PACK_FLAGS(p->pack, &g->constant, &g->is_thread_local, &g->literal, &g->is_volatile, &g->zero, &has_bytes);
    PACK(p->pack, g->size);
    if (has_bytes) pack_bytes(p->pack, &bytes);
    if (has_bytes && bytes.size != g->size) p->pack->bad = true;
    g->bytes = has_bytes ? (const uint8_t *)bytes.at : NULL;
    size_t count = g->relocation_count;
    pack_count(p->pack, &count);
    struct ir_relocation *list = p->pack->reading ? ARENA_ARRAY(&p->module->arena, struct ir_relocation, count)
                                                  : (struct ir_relocation *)(uintptr_t)g->relocations;
    for (size_t i = 0; i < count; i++) {
        PACK(p->pack, list[i].offset);
        pack_id(p->pack, &list[i].symbol, p->module->symbols.count);
        PACK_SIGNED(p->pack, list[i].addend);
    }
    g->relocations = list;
    g->relocation_count = (uint32_t)count;
}

// --- a function ----------------------------------------------------------------------------------

static void pack_value(struct packing *p, struct ir_value *v)
{
    PACK_COMPLETE(struct ir_value, 32);
    PACK_KIND(p->pack, v->kind, IR_VALUE_AGGREGATE);
    pack_id(p->pack, &v->type, p->module->types.count);
    pack_id(p->pack, &v->variable, p->function->variables.count);
    pack_id(p->pack, &v->symbol, p->module->symbols.count);
    PACK_FLAGS(p->pack, &v->wide);
    if (v->kind == IR_VALUE_INSTR)
        pack_id(p->pack, &v->instr, p->function->instrs.count);
    else
        PACK_SIGNED(p->pack, v->number); // or the bits of `real`
}

static void pack_variable(struct packing *p, struct ir_variable *v)
{
    PACK_COMPLETE(struct ir_variable, 32);
    pack_text(p->pack, &v->name);
    pack_id(p->pack, &v->location, p->module->locations.count);
    pack_id(p->pack, &v->type, p->module->types.count);
    PACK_FLAGS(p->pack, &v->is_signed, &v->is_param, &v->is_static);
    pack_text(p->pack, &v->spelling);
}

static size_t aux_limit(const struct packing *p, const struct ir_instr *instr)
{
    switch (instr->op) {
    case IR_ALLOCA: return p->module->types.count;
    case IR_CHECK: return p->function->checks.count;
    case IR_CALL:
    case IR_INVOKE: return p->function->calls.count;
    case IR_PURE: return p->function->names.count;
    default: return UINT32_MAX;
    }
}

static void pack_instr(struct packing *p, struct ir_instr *i)
{
    PACK_COMPLETE(struct ir_instr, 40);
    const struct ir_function *f = p->function;
    PACK(p->pack, i->op);
    PACK(p->pack, i->sub);
    PACK(p->pack, i->flags);
    if (i->op >= IR_OP_COUNT) p->pack->bad = true;
    pack_id(p->pack, &i->type, p->module->types.count);
    pack_id(p->pack, &i->result, f->values.count);
    pack_id(p->pack, &i->location, p->module->locations.count);
    pack_span(p->pack, &i->first_operand, &i->operand_count, f->operands.count);
    pack_span(p->pack, &i->first_edge, &i->edge_count, f->edges.count);
    pack_id(p->pack, &i->aux, aux_limit(p, i));
    PACK(p->pack, i->step_count);
    if (i->step_count && (uint64_t)i->aux + i->step_count > f->steps.count) p->pack->bad = true;
}

static void pack_block(struct packing *p, struct ir_block *b)
{
    PACK_COMPLETE(struct ir_block, 56);
    size_t blocks = p->function->blocks.count;
    pack_span(p->pack, &b->first_instr, &b->instr_count, p->function->instrs.count);
    PACK_VEC(p->pack, &b->predecessors);
    VEC_EACH(&b->predecessors, from)
        pack_id(p->pack, from, blocks);
    pack_id(p->pack, &b->dominator, blocks + 1);
    pack_id(p->pack, &b->loop_parent, blocks + 1);
    pack_id(p->pack, &b->loop_header, blocks + 1);
    PACK(p->pack, b->loop_depth);
    PACK_FLAGS(p->pack, &b->is_loop_header);
    if (!b->instr_count) p->pack->bad = true;
}

static void pack_assignment(struct packing *p, struct ir_assignment *a)
{
    PACK_COMPLETE(struct ir_assignment, 24);
    pack_id(p->pack, &a->variable, p->function->variables.count);
    pack_id(p->pack, &a->value, p->function->values.count);
    pack_id(p->pack, &a->block, p->function->blocks.count);
    PACK(p->pack, a->position);
    pack_id(p->pack, &a->location, p->module->locations.count);
    PACK(p->pack, a->unread);
}

static void pack_step(struct packing *p, struct ir_step *s)
{
    PACK_COMPLETE(struct ir_step, 48);
    PACK_FLAGS(p->pack, &s->is_field);
    PACK(p->pack, s->field);
    PACK(p->pack, s->operand);
    PACK_SIGNED(p->pack, s->scale);
    PACK_SIGNED(p->pack, s->constant);
    pack_id(p->pack, &s->container, p->module->types.count);
    PACK(p->pack, s->bound);
    const struct ir_type *container = &p->module->types.items[s->container];
    if (!p->pack->bad && s->is_field && s->container && s->field >= container->field_count) p->pack->bad = true;
}

static void pack_check(struct packing *p, struct ir_check_info *c)
{
    PACK_COMPLETE(struct ir_check_info, 48);
    PACK_KIND(p->pack, c->kind, IR_CHECK_KINDS - 1);
    PACK_FLAGS(p->pack, &c->is_signed, &c->from_signed, &c->implicit);
    PACK(p->pack, c->bits);
    PACK(p->pack, c->from_bits);
    PACK(p->pack, c->bound);
    pack_text(p->pack, &c->type_name);
    pack_text(p->pack, &c->from_name);
}

static void pack_call(struct packing *p, struct ir_call_info *c)
{
    PACK_COMPLETE(struct ir_call_info, 40);
    pack_id(p->pack, &c->symbol, p->module->symbols.count);
    PACK_FLAGS(p->pack, &c->is_virtual, &c->no_return, &c->no_throw, &c->variadic);
    pack_text(p->pack, &c->virtual_type);
    PACK(p->pack, c->virtual_slot);
    PACK(p->pack, c->fixed_arguments);
}

static void pack_lengths(struct pack *pack, struct ir_function *f)
{
    PACK_VEC(pack, &f->blocks);
    PACK_VEC(pack, &f->instrs);
    PACK_VEC(pack, &f->values);
    PACK_VEC(pack, &f->variables);
    PACK_VEC(pack, &f->assignments);
    PACK_VEC(pack, &f->operands);
    PACK_VEC(pack, &f->edges);
    PACK_VEC(pack, &f->steps);
    PACK_VEC(pack, &f->checks);
    PACK_VEC(pack, &f->calls);
    PACK_VEC(pack, &f->names);
    if (!f->blocks.count || f->param_count >= f->values.count) pack->bad = true;
}

// The tables may hold what no instruction names any more.
static bool operands_in_range(const struct ir_function *f, const struct ir_instr *instr)
{
    for (uint32_t i = 0; i < instr->operand_count; i++)
        if (ir_operand(f, instr, i) >= f->values.count) return false;
    for (uint32_t i = 0; i < instr->edge_count; i++)
        if (f->edges.items[instr->first_edge + i] >= f->blocks.count) return false;
    for (uint32_t i = 0; i < instr->step_count; i++) {
        uint32_t operand = f->steps.items[instr->aux + i].operand;
        if (operand && operand >= instr->operand_count) return false;
    }
    return true;
}

// Blocks stand in reverse postorder: who walks dominators or loops outwards comes to an end.
static bool nesting_ends(const struct ir_function *f)
{
    for (uint32_t i = 0; i < f->blocks.count; i++) {
        const struct ir_block *b = &f->blocks.items[i];
        if (b->dominator > i || !b->dominator != !i || b->loop_parent > i || b->loop_header > i + 1) return false;
    }
    return true;
}

static void pack_function(struct packing *p, struct ir_function *f)
{
    PACK_COMPLETE(struct ir_function, 312);
    p->function = f;
    pack_id(p->pack, &f->symbol, p->module->symbols.count);
    pack_text(p->pack, &f->name);
    pack_id(p->pack, &f->location, p->module->locations.count);
    PACK(p->pack, f->end_line);
    PACK(p->pack, f->param_count);
    PACK_FLAGS(p->pack, &f->variadic, &f->no_return, &f->no_throw, &f->is_main, &f->is_weak, &f->is_constructor,
               &f->is_destructor);
    PACK(p->pack, f->hash);
    pack_lengths(p->pack, f);
    if (p->pack->bad || !f->name) {
        p->pack->bad = true;
        return;
    }
    VEC_EACH(&f->values, value)
        pack_value(p, value);
    VEC_EACH(&f->variables, variable)
        pack_variable(p, variable);
    VEC_EACH(&f->instrs, instr)
        pack_instr(p, instr);
    VEC_EACH(&f->blocks, block)
        pack_block(p, block);
    VEC_EACH(&f->assignments, assignment)
        pack_assignment(p, assignment);
    VEC_EACH(&f->operands, operand)
        PACK(p->pack, *operand);
    VEC_EACH(&f->edges, edge)
        PACK(p->pack, *edge);
    VEC_EACH(&f->steps, step)
        pack_step(p, step);
    VEC_EACH(&f->checks, check)
        pack_check(p, check);
    VEC_EACH(&f->calls, call)
        pack_call(p, call);
    VEC_EACH(&f->names, name)
        pack_text(p->pack, name);
    if (!p->pack->bad && !nesting_ends(f)) p->pack->bad = true;
    VEC_EACH(&f->instrs, instr)
        if (!p->pack->bad && !operands_in_range(f, instr)) p->pack->bad = true;
}

// --- all of it -----------------------------------------------------------------------------------

static void pack_symbols(struct packing *p)
{
    struct ir_module *m = p->module;
    PACK_VEC(p->pack, &m->symbols);
    VEC_EACH(&m->symbols, symbol)
        pack_symbol(p, symbol);
    PACK_VEC(p->pack, &m->globals);
    VEC_EACH(&m->globals, global)
        pack_global(p, global);
    PACK_VEC(p->pack, &m->vtables);
    VEC_EACH(&m->vtables, vtable) {
        PACK_COMPLETE(struct ir_vtable, 24);
        pack_id(p->pack, &vtable->symbol, m->symbols.count);
        PACK(p->pack, vtable->address_point);
        pack_text(p->pack, &vtable->type);
        if (!vtable->type) p->pack->bad = true;
    }
}

static void check_definitions(struct packing *p)
{
    const struct ir_module *m = p->module;
    VEC_EACH(&m->symbols, symbol)
        if (symbol->defined &&
            symbol->index >= (symbol->kind == IR_SYMBOL_FUNCTION ? m->functions.count : m->globals.count))
            p->pack->bad = true;
}

void ir_module_pack(struct pack *pack, struct ir_module *module)
{
    PACK_COMPLETE(struct ir_module, 304);
    struct packing p = {pack, module, NULL};
    pack_text(pack, &module->path);
    pack_text(pack, &module->language);
    PACK(pack, module->pointer_bits);
    PACK_FLAGS(pack, &module->big_endian);
    PACK_VEC(pack, &module->files);
    VEC_EACH(&module->files, file)
        pack_text(pack, file);
    pack_types(&p);
    if (!pack->bad) pack_symbols(&p);
    if (pack->bad) return;
    PACK_VEC(pack, &module->functions);
    VEC_EACH(&module->functions, function)
        if (!pack->bad) pack_function(&p, function);
    PACK(pack, module->hash);
    PACK(pack, module->skipped);
    check_definitions(&p);
}

bool ir_module_read(struct ir_module *module, struct buf *bytes)
{
    struct pack pack;
    *module = (struct ir_module){.packed = *bytes};
    *bytes = (struct buf){0};
    pack_read(&pack, buf_cstr(&module->packed), module->packed.size);
    ir_module_pack(&pack, module);
    bool good = pack_done(&pack);
    pack_free(&pack);
    if (!good) ir_module_free(module);
    return good;
}
