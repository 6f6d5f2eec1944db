// What one instruction does to a state.
#include "base/hash.h"
#include "code/flow/enginep.h"
#include <string.h>

enum { ADDRESS_SITE = 0x7e000000 }; // beyond every instruction

uint32_t flow_bits(const struct flow *flow, ir_id type)
{
    const struct ir_type *t = &flow->module->types.items[type];
    switch (t->kind) {
    case IR_INT:
        return t->bits <= 64 ? t->bits : 0;
    case IR_POINTER:
        return flow->world.terms.pointer_bits;
    case IR_FLOAT:
        return t->bits <= 64 ? t->bits : 64;
    default:
        return 0;
    }
}

static bool is_pointer(const struct flow *flow, ir_id type)
{
    return flow->module->types.items[type].kind == IR_POINTER;
}

static uint64_t type_size(const struct flow *flow, ir_id type)
{
    return flow->module->types.items[type].size;
}

void flow_set(struct flow *flow, ir_id value, term_id term)
{
    if (value)
        trie_put(&flow->state->environment, flow->world.arena, flow->state->token, value, (void *)(uintptr_t)term);
}

// Aggregates as values live in an object of their own.
static term_id aggregate_object(struct flow *flow, ir_id value, uint64_t size)
{
    bool fresh;
    struct terms *terms = &flow->world.terms;
    object_id id = object_make(terms, OBJECT_STACK, value, 1, &fresh);
    if (fresh)
        terms->objects.items[id].size = term_const(terms, (int64_t)size, terms->pointer_bits);
    return terms->objects.items[id].address;
}

static term_id symbol_term(struct flow *flow, const struct ir_value *v)
{
    struct terms *terms = &flow->world.terms;
    const struct ir_symbol *symbol = &flow->module->symbols.items[v->symbol];
    bool fresh, function = symbol->kind == IR_SYMBOL_FUNCTION;
    object_id id = object_make(terms, function ? OBJECT_FUNCTION : OBJECT_GLOBAL, symbol->program_id, 0, &fresh);
    if (fresh)
        engine_describe_object(flow, id, symbol);
    return term_add(terms, terms->objects.items[id].address, v->number);
}

term_id flow_term(struct flow *flow, ir_id value)
{
    struct terms *terms = &flow->world.terms;
    const struct ir_value *v = &flow->function->values.items[value];
    uint32_t bits = flow_bits(flow, v->type);
    switch (v->kind) {
    case IR_VALUE_INT:
        return v->wide || !bits ? term_fresh(terms, value, 1, 64, 0, 0) : term_const(terms, v->number, bits);
    case IR_VALUE_FLOAT:
        return term_real(terms, v->real);
    case IR_VALUE_NULL:
        return term_const(terms, 0, terms->pointer_bits);
    case IR_VALUE_SYMBOL:
        return symbol_term(flow, v);
    case IR_VALUE_UNDEF:
        if (bits)
            return v->variable ? term_undef(terms, 0, v->variable, bits) : term_fresh(terms, value, 2, bits, 0, 0);
        break;
    case IR_VALUE_ZERO:
        if (bits)
            return term_const(terms, 0, bits);
        break;
    default:
        break;
    }
    term_id known = (term_id)(uintptr_t)trie_get(&flow->state->environment, value);
    if (known)
        return known;
    if (!bits) {
        term_id address = aggregate_object(flow, value, type_size(flow, v->type));
        struct memory *m = memory_own(&flow->world, flow->state, term_of(terms, address)->a);
        m->generation = generation_make(terms, v->kind == IR_VALUE_ZERO ? GENERATION_ZERO : GENERATION_UNKNOWN, 0, 0);
        return address;
    }
    return term_fresh(terms, value, 0, bits, is_pointer(flow, v->type) ? T_POINTER : 0, 0);
}

static term_id operand(struct flow *flow, uint32_t position)
{
    return flow_term(flow, ir_operand(flow->function, flow->instr, position));
}

void flow_event(struct flow *flow, enum event_kind kind, term_id term, const struct story *inner)
{
    struct event *event = ARENA_NEW(flow->world.arena, struct event);
    *event = (struct event){.previous = flow->state->trace, .kind = (uint8_t)kind, .term = term, .inner = inner,
                            .location = flow->instr->location, .instr = flow->instr_index,
                            .length = flow->state->trace ? flow->state->trace->length + 1 : 1};
    flow->state->trace = event;
}

void flow_sift(struct flow *flow, struct state *state, term_id text)
{
    struct place place;
    if (!flow_place(flow, state, text, &place) || flow->world.terms.objects.items[place.object].constant)
        return;
    const struct memory *m = memory_get(state, place.object);
    if (!m || !m->sifted)
        memory_own(&flow->world, state, place.object)->sifted = true;
}

void flow_use(struct flow *flow, ir_id value, enum use use)
{
    term_id term = flow_term(flow, value);
    for (const struct checker *const *c = ENGINE_CHECKERS; *c && !flow->ended; c++)
        if ((*c)->use)
            (*c)->use(flow, value, term, use);
}

void flow_access(struct flow *flow, const struct access *access)
{
    for (const struct checker *const *c = ENGINE_CHECKERS; *c && !flow->ended; c++)
        if ((*c)->access)
            (*c)->access(flow, access);
}

// --- instructions --------------------------------------------------------------------------------

static void execute_alloca(struct flow *flow)
{
    struct world *world = &flow->world;
    const struct ir_instr *instr = flow->instr;
    const struct ir_value *v = &flow->function->values.items[instr->result];
    bool fresh, dynamic = instr->flags & IR_DYNAMIC;
    object_id id = object_make(&world->terms, OBJECT_STACK, instr->result, 0, &fresh);
    uint32_t bits = world->terms.pointer_bits;
    uint64_t size = type_size(flow, instr->aux);
    term_id bytes = term_const(&world->terms, (int64_t)size, bits);
    if (instr->operand_count) {
        term_id count = state_cast(world, flow->state, IR_ZEXT, operand(flow, 0), bits, false);
        if (dynamic)
            flow_use(flow, ir_operand(flow->function, instr, 0), USE_ARITHMETIC);
        bytes = state_binary(world, flow->state, IR_MUL, count, bytes, false);
    }
    struct object *o = &world->terms.objects.items[id];
    if (fresh) {
        o->type = instr->aux;
        o->location = instr->location;
        o->name = v->variable ? flow->function->variables.items[v->variable].name : NULL;
        o->size = bytes;
    }
    struct memory *m = memory_own(world, flow->state, id);
    m->generation = generation_make(&world->terms, instr->flags & IR_IMPLICIT ? GENERATION_UNKNOWN : GENERATION_UNWRITTEN,
                                    0, 0);
    m->count = 0;
    m->size = bytes;
    m->life = LIFE_ALIVE;
    flow_set(flow, instr->result, world->terms.objects.items[id].address);
}

static void execute_begin(struct flow *flow)
{
    struct place place;
    if (!flow_place(flow, flow->state, operand(flow, 0), &place))
        return;
    struct memory *m = memory_own(&flow->world, flow->state, place.object);
    m->count = 0;
    m->last_pointer = 0;
    m->text_length = 0;
    m->generation = generation_make(&flow->world.terms, GENERATION_UNWRITTEN, 0, 0);
}

static void execute_load(struct flow *flow)
{
    const struct ir_instr *instr = flow->instr;
    struct terms *terms = &flow->world.terms;
    ir_id address = ir_operand(flow->function, instr, 0);
    term_id pointer = flow_term(flow, address);
    uint64_t size = type_size(flow, instr->type);
    flow_use(flow, address, USE_POINTER);
    if (!flow->ended)
        flow_access(flow, &(struct access){pointer, term_const(terms, (int64_t)size, terms->pointer_bits), address,
                                           false, NULL});
    if (flow->ended)
        return;
    uint32_t bits = flow_bits(flow, instr->type);
    bool is_ptr = is_pointer(flow, instr->type);
    if (!bits) {
        term_id copy = aggregate_object(flow, instr->result, size);
        flow_copy(flow, copy, pointer, term_const(terms, (int64_t)size, terms->pointer_bits));
        flow_set(flow, instr->result, copy);
    } else if (instr->flags & IR_VOLATILE) {
        flow_set(flow, instr->result, term_fresh(terms, flow->instr_index, ++terms->fresh, bits,
                                                 is_ptr ? T_POINTER : 0, 0));
    } else {
        term_id value = flow_load(flow, pointer, bits, is_ptr);
        flow_set(flow, instr->result, value);
    }
}

static void execute_store(struct flow *flow)
{
    const struct ir_instr *instr = flow->instr;
    struct terms *terms = &flow->world.terms;
    ir_id source = ir_operand(flow->function, instr, 0), address = ir_operand(flow->function, instr, 1);
    term_id value = flow_term(flow, source), pointer = flow_term(flow, address);
    uint64_t size = type_size(flow, instr->type);
    term_id bytes = term_const(terms, (int64_t)size, terms->pointer_bits);
    flow_use(flow, address, USE_POINTER);
    if (!flow->ended)
        flow_access(flow, &(struct access){pointer, bytes, address, true, NULL});
    for (const struct checker *const *c = ENGINE_CHECKERS; *c && !flow->ended; c++)
        if ((*c)->store)
            (*c)->store(flow, pointer, value, source);
    if (flow->ended)
        return;
    if (flow_bits(flow, instr->type))
        flow_store(flow, pointer, size, value);
    else
        flow_copy(flow, pointer, value, bytes);
    const struct term *t = term_of(terms, value);
    if (t->flags & T_POINTER || t->kind == TERM_CONST)
        flow_event(flow, EVENT_ASSIGN, value, NULL);
}

static void execute_address(struct flow *flow)
{
    const struct ir_instr *instr = flow->instr;
    struct world *world = &flow->world;
    uint32_t bits = world->terms.pointer_bits;
    term_id result = operand(flow, 0);
    for (uint32_t i = 0; i < instr->step_count; i++) {
        const struct ir_step *step = &flow->function->steps.items[instr->aux + i];
        if (step->is_field || !step->operand) {
            int64_t add = step->is_field ? step->scale : (int64_t)((uint64_t)step->scale * (uint64_t)step->constant);
            result = term_add(&world->terms, result, add);
            continue;
        }
        term_id index = operand(flow, step->operand);
        index = state_simplify(world, flow->state, index);
        uint32_t from = term_of(&world->terms, index)->bits;
        if (from != bits)
            index = state_cast(world, flow->state, from < bits ? IR_SEXT : IR_TRUNC, index, bits, false);
        index = term_binary(&world->terms, IR_MUL, index, term_const(&world->terms, step->scale, bits), true);
        result = term_binary(&world->terms, IR_ADD, result, index, true);
    }
    if (!(term_of(&world->terms, result)->flags & T_POINTER) && term_of(&world->terms, result)->kind != TERM_CONST &&
        term_of(&world->terms, result)->kind != TERM_UNDEF)
        result = term_fresh(&world->terms, ADDRESS_SITE, result, bits, // the same sum is the same address
                            T_POINTER | (term_of(&world->terms, result)->flags & T_DEPENDS), 0);
    flow_set(flow, instr->result, result);
}

static void execute_binary(struct flow *flow)
{
    const struct ir_instr *instr = flow->instr;
    struct world *world = &flow->world;
    uint32_t bits = flow_bits(flow, instr->type);
    ir_id x = ir_operand(flow->function, instr, 0), y = ir_operand(flow->function, instr, 1);
    if (!bits) { // wide integers and vectors
        term_id a = flow_term(flow, x), b = flow_term(flow, y);
        uint16_t flags = (term_of(&world->terms, a)->flags | term_of(&world->terms, b)->flags) & (T_TAINT | T_RANDOM);
        flow_set(flow, instr->result, term_fresh(&world->terms, flow->instr_index, ++world->terms.fresh, 64, flags, 0));
        return;
    }
    flow_use(flow, x, USE_ARITHMETIC);
    if (!flow->ended)
        flow_use(flow, y, USE_ARITHMETIC);
    if (flow->ended)
        return;
    term_id a = flow_term(flow, x), b = flow_term(flow, y);
    for (const struct checker *const *c = ENGINE_CHECKERS; *c && !flow->ended; c++)
        if ((*c)->binary)
            (*c)->binary(flow, instr, a, b);
    if (term_of(&world->terms, a)->bits != term_of(&world->terms, b)->bits &&
        term_of(&world->terms, a)->kind != TERM_REAL && term_of(&world->terms, b)->kind != TERM_REAL) {
        flow_set(flow, instr->result, term_fresh(&world->terms, flow->instr_index, a, bits, 0, 0));
        return;
    }
    flow_set(flow, instr->result, state_binary(world, flow->state, instr->sub, a, b, instr->flags & IR_NSW));
}

static void execute_cast(struct flow *flow)
{
    const struct ir_instr *instr = flow->instr;
    uint32_t bits = flow_bits(flow, instr->type);
    term_id a = operand(flow, 0);
    if (!bits) {
        uint16_t flags = term_of(&flow->world.terms, a)->flags & (T_TAINT | T_RANDOM);
        flow_set(flow, instr->result, term_fresh(&flow->world.terms, flow->instr_index, a, 64, flags, 0));
        return;
    }
    for (const struct checker *const *c = ENGINE_CHECKERS; *c && !flow->ended &&
         (instr->sub == IR_TRUNC || instr->sub == IR_FTRUNC);
         c++)
        if ((*c)->convert)
            (*c)->convert(flow, instr, a);
    if (flow->ended)
        return;
    a = state_simplify(&flow->world, flow->state, a);
    flow_set(flow, instr->result,
             state_cast(&flow->world, flow->state, instr->sub, a, bits, is_pointer(flow, instr->type)));
}

static void execute_select(struct flow *flow)
{
    term_id condition = operand(flow, 0), a = operand(flow, 1), b = operand(flow, 2);
    flow_use(flow, ir_operand(flow->function, flow->instr, 0), USE_BRANCH);
    if (flow->ended)
        return;
    enum truth truth = state_truth(&flow->world, flow->state, condition);
    if (truth == TRUTH_MAYBE && a != b) {
        struct state *other = state_fork(&flow->world, flow->state);
        if (state_assume(&flow->world, other, condition, false)) {
            trie_put(&other->environment, flow->world.arena, other->token, flow->instr->result, (void *)(uintptr_t)b);
            flow_branch(flow, other);
        }
        flow->ended = !state_assume(&flow->world, flow->state, condition, true);
    }
    flow_set(flow, flow->instr->result, truth == TRUTH_NO ? b : a);
}

// Where in an aggregate value the steps lead.
static int64_t path_offset(struct flow *flow)
{
    int64_t offset = 0;
    for (uint32_t i = 0; i < flow->instr->step_count; i++) {
        const struct ir_step *step = &flow->function->steps.items[flow->instr->aux + i];
        offset = (int64_t)((uint64_t)offset + (step->is_field ? (uint64_t)step->scale : (uint64_t)step->scale * (uint64_t)step->constant));
    }
    return offset;
}

static void execute_extract(struct flow *flow)
{
    struct terms *terms = &flow->world.terms;
    const struct ir_instr *instr = flow->instr;
    term_id from = term_add(terms, operand(flow, 0), path_offset(flow));
    uint32_t bits = flow_bits(flow, instr->type);
    if (bits) {
        flow_set(flow, instr->result, flow_load(flow, from, bits, is_pointer(flow, instr->type)));
    } else {
        term_id to = aggregate_object(flow, instr->result, type_size(flow, instr->type));
        flow_copy(flow, to, from, term_const(terms, (int64_t)type_size(flow, instr->type), terms->pointer_bits));
        flow_set(flow, instr->result, to);
    }
}

static void execute_insert(struct flow *flow)
{
    struct terms *terms = &flow->world.terms;
    const struct ir_instr *instr = flow->instr;
    uint64_t size = type_size(flow, instr->type);
    term_id to = aggregate_object(flow, instr->result, size), from = operand(flow, 0);
    flow_copy(flow, to, from, term_const(terms, (int64_t)size, terms->pointer_bits));
    ir_id member = ir_operand(flow->function, instr, 1), type = flow->function->values.items[member].type;
    term_id at = term_add(terms, to, path_offset(flow));
    if (flow_bits(flow, type))
        flow_store(flow, at, type_size(flow, type), flow_term(flow, member));
    else
        flow_copy(flow, at, flow_term(flow, member), term_const(terms, (int64_t)type_size(flow, type),
                                                               terms->pointer_bits));
    flow_set(flow, instr->result, to);
}

static void execute_block_copy(struct flow *flow, bool fill)
{
    const struct ir_instr *instr = flow->instr;
    ir_id to = ir_operand(flow->function, instr, 0), from = ir_operand(flow->function, instr, 1);
    ir_id count = ir_operand(flow->function, instr, 2);
    uint32_t bits = flow->world.terms.pointer_bits;
    term_id size = flow_term(flow, count);
    bool library = !(instr->flags & IR_IMPLICIT);
    if (term_of(&flow->world.terms, size)->bits != bits)
        size = state_cast(&flow->world, flow->state, IR_ZEXT, size, bits, false);
    flow_use(flow, count, USE_ARGUMENT);
    if (!flow->ended)
        flow_access(flow, &(struct access){flow_term(flow, to), size, to, true, !library ? NULL : fill ? "memset()" :
                                           instr->flags & IR_MAY_OVERLAP ? "memmove()" : "memcpy()"});
    if (!fill && !flow->ended)
        flow_access(flow, &(struct access){flow_term(flow, from), size, from, false, !library ? NULL :
                                           instr->flags & IR_MAY_OVERLAP ? "memmove()" : "memcpy()"});
    if (flow->ended)
        return;
    if (fill)
        flow_fill(flow, flow_term(flow, to), size, CELL_FILL, 1,
                  term_cast(&flow->world.terms, IR_TRUNC, flow_term(flow, from), 8, false));
    else
        flow_copy(flow, flow_term(flow, to), flow_term(flow, from), size);
}

static void execute_pure(struct flow *flow)
{
    const struct ir_instr *instr = flow->instr;
    struct terms *terms = &flow->world.terms;
    uint32_t bits = flow_bits(flow, instr->type);
    const char *name = flow->function->names.items[instr->aux];
    term_id a = instr->operand_count ? operand(flow, 0) : 0, b = instr->operand_count > 1 ? operand(flow, 1) : 0;
    uint16_t flags = (uint16_t)((a ? term_of(terms, a)->flags : 0) | (b ? term_of(terms, b)->flags : 0)) & T_DEPENDS;
    if (!bits || !a || !name) {
        flow_set(flow, instr->result, term_fresh(terms, flow->instr_index, ++terms->fresh, bits ? bits : 64, flags, 0));
        return;
    }
    enum term_function function = text_starts(name, "llvm.fabs") || text_starts(name, "llvm.abs") ? FUNCTION_ABS :
                                  text_starts(name, "llvm.sqrt") ? FUNCTION_SQRT : FUNCTION_OTHER;
    if (function == FUNCTION_OTHER) {
        enum ir_binary op = text_starts(name, "llvm.umax") ? IR_UMAX : text_starts(name, "llvm.umin") ? IR_UMIN :
                            text_starts(name, "llvm.smax") ? IR_SMAX : text_starts(name, "llvm.smin") ? IR_SMIN : 0;
        if (op && b) {
            flow_set(flow, instr->result, term_binary(terms, op, a, b, false));
            return;
        }
        b = term_const(terms, (int64_t)instr->aux, 32); // keeps different functions apart
    } else {
        b = 0;
    }
    flow_set(flow, instr->result, term_pure(terms, function, a, b, bits));
}

static void execute_atomic(struct flow *flow)
{
    const struct ir_instr *instr = flow->instr;
    struct terms *terms = &flow->world.terms;
    ir_id address = ir_operand(flow->function, instr, 0);
    uint64_t size = type_size(flow, instr->type);
    flow_access(flow, &(struct access){flow_term(flow, address), term_const(terms, (int64_t)size, terms->pointer_bits),
                                       address, true, NULL});
    if (flow->ended)
        return;
    uint32_t bits = flow_bits(flow, instr->type);
    flow_fill(flow, flow_term(flow, address), term_const(terms, (int64_t)(size ? size : 8), terms->pointer_bits),
              CELL_GENERATION, 0, generation_make(terms, GENERATION_UNKNOWN, 0, 0));
    if (bits)
        flow_set(flow, instr->result, term_fresh(terms, flow->instr_index, ++terms->fresh, bits,
                                                 is_pointer(flow, instr->type) ? T_POINTER : 0, 0));
}

// A result that nothing is known of, tainted by the operands.
static void execute_unknown(struct flow *flow)
{
    const struct ir_instr *instr = flow->instr;
    struct terms *terms = &flow->world.terms;
    uint16_t flags = 0;
    for (uint32_t i = 0; i < instr->operand_count; i++)
        flags |= term_of(terms, operand(flow, i))->flags & (T_TAINT | T_RANDOM);
    uint32_t bits = instr->result ? flow_bits(flow, instr->type) : 0;
    if (bits)
        flow_set(flow, instr->result,
                 term_fresh(terms, flow->instr_index, ++terms->fresh, bits,
                            (uint16_t)(flags | (is_pointer(flow, instr->type) ? T_POINTER : 0)), 0));
    else if (instr->result) // its object, unknown: flow_term makes it
        trie_put(&flow->state->environment, flow->world.arena, flow->state->token, instr->result, NULL);
}

static void execute_check(struct flow *flow)
{
    const struct ir_check_info *info = &flow->function->checks.items[flow->instr->aux];
    for (const struct checker *const *c = ENGINE_CHECKERS; *c && !flow->ended; c++)
        if ((*c)->check)
            (*c)->check(flow, flow->instr, info);
}

void flow_execute(struct flow *flow)
{
    const struct ir_instr *instr = flow->instr;
    struct world *world = &flow->world;
    switch ((enum ir_op)instr->op) {
    case IR_ALLOCA:
        execute_alloca(flow);
        break;
    case IR_BEGIN:
        execute_begin(flow);
        break;
    case IR_LOAD:
        execute_load(flow);
        break;
    case IR_STORE:
        execute_store(flow);
        break;
    case IR_ADDRESS:
        execute_address(flow);
        break;
    case IR_BINARY:
        execute_binary(flow);
        break;
    case IR_COMPARE:
        flow_use(flow, ir_operand(flow->function, instr, 0), USE_ARITHMETIC);
        if (!flow->ended)
            flow_use(flow, ir_operand(flow->function, instr, 1), USE_ARITHMETIC);
        if (!flow->ended)
            flow_set(flow, instr->result, flow_bits(flow, instr->type) ?
                     term_compare(&world->terms, instr->sub, operand(flow, 0), operand(flow, 1)) :
                     term_fresh(&world->terms, flow->instr_index, ++world->terms.fresh, 1, 0, 0));
        break;
    case IR_CAST:
        execute_cast(flow);
        break;
    case IR_SELECT:
        execute_select(flow);
        break;
    case IR_CHECK:
        execute_check(flow);
        break;
    case IR_CALL:
    case IR_INVOKE:
        flow_call(flow);
        break;
    case IR_COPY:
    case IR_FILL:
        execute_block_copy(flow, instr->op == IR_FILL);
        break;
    case IR_EXTRACT:
        execute_extract(flow);
        break;
    case IR_INSERT:
        execute_insert(flow);
        break;
    case IR_ATOMIC:
        execute_atomic(flow);
        break;
    case IR_PURE:
        execute_pure(flow);
        break;
    case IR_FREEZE:
        flow_set(flow, instr->result, operand(flow, 0));
        break;
    case IR_ASSUME:
        flow->ended = !state_assume(world, flow->state, operand(flow, 0), true);
        break;
    case IR_ASM:
        for (uint32_t i = 0; i < instr->operand_count; i++)
            flow_escape(flow, flow->state, operand(flow, i), true, 0);
        execute_unknown(flow);
        break;
    case IR_VA: // the list is set up, or moves on
        for (uint32_t i = 0; i < instr->operand_count; i++)
            flow_escape(flow, flow->state, operand(flow, i), true, 0);
        execute_unknown(flow);
        break;
    case IR_OVERFLOW:
    case IR_ELEMENT:
    case IR_LANDINGPAD:
        execute_unknown(flow);
        break;
    default: // no-ops, fences; phis and terminators belong to the walk (run.c)
        break;
    }
}
