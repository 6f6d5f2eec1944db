// Calls: who is called, and what stands for them: a model, a summary, or the assumption that anything may happen.
#include "code/flow/content.h"
#include "code/flow/enginep.h"
#include "code/flow/hooks.h"
#include <string.h>

enum { CALL_TARGETS = 4 };

void flow_branch(struct flow *flow, struct state *state)
{
    if (flow->branches.count >= DISJUNCTS || flow->exhausted) {
        struct state **last = flow->branches.count ? VEC_LAST(&flow->branches) : NULL;
        if (last) {
            *last = state_join(flow, *last, state, JOIN_EVERYTHING, false);
            return;
        }
    }
    *VEC_ADD(&flow->branches) = state;
}

static void forget_shared(void *context, uint32_t key, void *a, void *b)
{
    struct flow *flow = context;
    const struct object *o = &flow->world.terms.objects.items[key];
    const struct memory *m = a ? a : b;
    bool internal = o->kind == OBJECT_GLOBAL && engine_global_is_private(flow->engine, o->key);
    if ((m->escaped || (o->kind == OBJECT_GLOBAL && !internal)) && !o->constant && o->kind != OBJECT_FUNCTION) {
        flow_keep_range(flow, flow->state, key, 0, UINT64_MAX); // whoever holds the object holds what it holds
        memory_forget(&flow->world, flow->state, key, 0, 0);
    }
}

// What a C++ function's name says of its parameters, which its prototype in the bitcode leaves out for members.
struct promise {
    bool borrows;   // a reference to a constant object, or the object of a const member function
    uint32_t bytes; // of the standard library: nothing but this many bytes behind the pointer; 0: not known
};

static struct promise promise_of(const struct call *call, uint32_t position)
{
    const struct cxx_name *cxx = call->cxx;
    const struct ir_symbol *symbol = call->symbol;
    struct promise p = {0};
    if (!cxx || !symbol || position < symbol->returns_memory)
        return p;
    bool standard = cxx->holder && text_starts(cxx->holder, "std::"), member = call->count == cxx->parameters + 1 + symbol->returns_memory;
    uint32_t at = position - symbol->returns_memory;
    const char *type = member ? (at && at <= CXX_ARGUMENTS ? cxx->types[at - 1] : NULL) : at < CXX_ARGUMENTS ? cxx->types[at] : NULL;
    p.borrows = (member && !at && cxx->constant) || (type && text_ends(type, " const&"));
    if (standard && position + 1 < symbol->extent_count)
        p.bytes = symbol->extents[position + 1];
    return p;
}

// A call without arguments, outside of loops, whose answer is only compared with zero: a question like is_enabled(). Asked
// twice in one function, it gets one answer.
static bool is_question(const struct flow *flow, const struct call *call)
{
    const struct ir_function *f = flow->function;
    bool asked = false;
    if (call->count || !call->symbol || f->blocks.items[flow->block].loop_depth)
        return false;
    VEC_EACH(&f->instrs, instr)
        for (uint32_t i = 0; i < instr->operand_count; i++) {
            if (ir_operand(f, instr, i) != call->result)
                continue;
            const struct ir_value *other = instr->op == IR_COMPARE ? &f->values.items[ir_operand(f, instr, 1 - i)] : NULL;
            if (!other || (instr->sub != IR_EQ && instr->sub != IR_NE) || other->kind != IR_VALUE_INT || other->number)
                return false;
            asked = true;
        }
    return asked;
}

// Nobody knows what the callee does: what it can reach may change, and be kept.
static void call_unknown(struct flow *flow, const struct call *call)
{
    struct terms *terms = &flow->world.terms;
    struct trie none = {0}, now = flow->state->memory;
    flow->state->token = ++flow->world.next_token; // `now` must stay as it is
    if (!call->cxx || !call->cxx->constant || !call->cxx->holder || !text_starts(call->cxx->holder, "std::"))
        trie_difference(&now, &none, forget_shared, flow);
    const struct ir_call_info *info = &flow->function->calls.items[flow->instr->aux];
    const struct ir_symbol *symbol = info->symbol ? &flow->module->symbols.items[info->symbol] : NULL;
    for (uint32_t i = 0; i < call->count; i++) {
        uint64_t bit = i < 64 ? UINT64_C(1) << i : 0;
        struct promise promise = promise_of(call, i);
        if ((symbol && symbol->borrows & bit) || promise.borrows)
            flow_lend(flow, flow->state, call->terms[i]);
        else if (promise.bytes)
            flow_escape_part(flow, flow->state, call->terms[i], promise.bytes);
        else
            flow_escape(flow, flow->state, call->terms[i], !(symbol && symbol->reads & bit), 0);
    }
    if (!call->result)
        return;
    uint32_t bits = flow_bits(flow, flow->instr->type);
    bool pointer = flow->module->types.items[flow->instr->type].kind == IR_POINTER;
    if (bits && is_question(flow, call))
        flow_set(flow, call->result, term_fresh(terms, QUESTION_SITE, call->symbol->program_id, bits, 0, 0));
    else if (bits)
        flow_set(flow, call->result,
                 term_fresh(terms, flow->instr_index, ++terms->fresh, bits, pointer ? T_POINTER : 0, 0));
    else
        trie_put(&flow->state->environment, flow->world.arena, flow->state->token, call->result, NULL);
}

// A throw without a handler around it leaves the function here; another one at the end of its cleanup.
static void throw_on(struct flow *flow)
{
    flow->throws = flow->unwind = flow->ended = true;
    flow->state->thrown = true;
    if (flow->instr->op == IR_CALL)
        flow_find_lost(flow, flow->state, 0);
}

// What checkers see of a call whose model speaks of texts: the texts of its arguments stand behind them.
static struct call with_texts(struct flow *flow, const struct call *call, term_id *terms, ir_id *values)
{
    struct call with = *call;
    uint32_t count = call->count < MODEL_ARGS ? call->count : MODEL_ARGS;
    memset(terms, 0, 2 * MODEL_ARGS * sizeof *terms);
    memset(values, 0, 2 * MODEL_ARGS * sizeof *values);
    for (uint32_t i = 0; i < count; i++) {
        terms[i] = call->terms[i];
        values[i] = values[ARGUMENT_TEXTS + i] = call->arguments[i];
    }
    for (uint32_t k = 0; k < call->model->count; k++) {
        const struct effect *e = &call->model->effects[k];
        const int8_t named[] = {e->arg0, e->arg1, e->arg2};
        for (size_t i = 0; i < COUNT_OF(named); i++)
            if (named[i] >= ARGUMENT_TEXTS && named[i] < ARGUMENT_TEXTS + MODEL_ARGS)
                terms[named[i]] = flow_text_of(flow, call, named[i], false);
    }
    with.terms = terms;
    with.arguments = values;
    with.count = 2 * MODEL_ARGS;
    return with;
}

static void ask_checkers(struct flow *flow, const struct call *call)
{
    term_id terms[2 * MODEL_ARGS];
    ir_id values[2 * MODEL_ARGS];
    struct call with = *call;
    if (call->model && call->model->texts)
        with = with_texts(flow, call, terms, values);
    for (const struct checker *const *c = ENGINE_CHECKERS; *c && !flow->ended; c++)
        if ((*c)->call)
            (*c)->call(flow, &with);
}

static void call_one(struct flow *flow, struct call *call, uint32_t program_id)
{
    const struct ir_program_symbol *symbol = &flow->engine->program->symbols.items[program_id];
    const struct summary *summary = engine_summary(flow, program_id);
    const struct known *known = &flow->engine->known[program_id];
    call->name = symbol->display ? symbol->display : symbol->name;
    call->model = known->model;
    // A body that was too much to follow is still the body: of a pair, half would be the model's and half the program's.
    if (call->model && call->model->yields && (summary || ir_program_function(flow->engine->program, program_id)))
        call->model = NULL;
    call->cxx = known->cxx;
    call->callee = program_id;
    struct call inner; // where a C++ function puts its result is no argument to its model
    if (known->replaced) {
        call->name = known->cxx->name;
        if (call->symbol && call->symbol->returns_memory && call->count) {
            inner = *call;
            inner.returned_at = call->terms[0];
            inner.arguments++;
            inner.terms++;
            inner.count--;
            call = &inner;
        }
    }
    ask_checkers(flow, call);
    if (flow->ended)
        return;
    if (call->model) {
        flow_apply_model(flow, call);
        if (symbol->name && !strcmp(symbol->name, "__cxa_begin_catch"))
            flow->state->thrown = false;
    } else if (symbol->name && (!strcmp(symbol->name, "__cxa_throw") || !strcmp(symbol->name, "__cxa_rethrow"))) {
        throw_on(flow);
    } else if (summary) {
        // What a body does with its variable arguments is not followed: it may write through them and keep them.
        const struct ir_call_info *call_info = &flow->function->calls.items[flow->instr->aux];
        size_t before = flow->branches.count;
        for (uint32_t i = 0; summary->foreign && i < call->count; i++)
            flow_keep(flow, flow->state, call->terms[i]);
        summary_apply(flow, summary, call, program_id);
        for (uint32_t i = call_info->fixed_arguments; i < call->count; i++) {
            flow_escape(flow, flow->state, call->terms[i], true, 0);
            for (size_t k = before; k < flow->branches.count; k++)
                flow_escape(flow, flow->branches.items[k], call->terms[i], true, 0);
        }
        flow->throws |= summary->throws && flow->instr->op == IR_CALL;
    } else {
        call_unknown(flow, call);
    }
    const struct ir_call_info *info = &flow->function->calls.items[flow->instr->aux];
    if (info->no_return && !call->model && !summary)
        flow->ended = true;
}

// The functions that a pointer may stand for; 0 when some are unknown.
static uint32_t targets_of(struct flow *flow, term_id callee, uint32_t *ret_ids)
{
    const struct terms *terms = &flow->world.terms;
    const struct term *t = term_of(terms, callee);
    const term_id *list = &callee;
    uint32_t count = t->kind == TERM_JOIN ? term_alternatives(terms, callee, &list) : 1, out = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct term *x = term_of(terms, list[i]);
        if (x->kind == TERM_CONST)
            continue;
        if (x->kind != TERM_OBJECT || terms->objects.items[x->a].kind != OBJECT_FUNCTION || out == CALL_TARGETS)
            return 0;
        ret_ids[out++] = terms->objects.items[x->a].key;
    }
    return out;
}

static uint32_t default_of(struct flow *flow, ir_id callee, uint32_t *ret_id)
{
    uint64_t key = hook_key(flow, callee);
    if (key)
        dependency_add(flow, DEPENDS_HOOK, key);
    *ret_id = hook_default(flow->engine, key);
    return *ret_id != 0;
}

// The functions of a table that the callee was read from at an index that is not known. What each demands is looked at;
// what they do stays unknown.
static void check_table(struct flow *flow, struct call *call, ir_id callee)
{
    const struct ir_instr *load = ir_definition(flow->function, callee);
    struct place place;
    if (!load || load->op != IR_LOAD ||
        !flow_place(flow, flow->state, flow_term(flow, ir_operand(flow->function, load, 0)), &place))
        return;
    const struct object *o = &flow->world.terms.objects.items[place.object];
    const struct ir_global *table = o->kind == OBJECT_GLOBAL && engine_global_is_constant(flow->engine, o->key) ?
                                    o->global : NULL;
    const struct ir_module *home = o->module;
    uint32_t known = 0;
    dependency_add(flow, DEPENDS_TARGETS, callgraph_set_key(flow->module, flow->function, flow->instr));
    const uint32_t *fitting = callgraph_targets(&flow->engine->graph, flow->engine->program, flow->module, flow->function,
                                                flow->instr, &known);
    for (uint32_t i = 0; table && i < table->relocation_count && i < CALLGRAPH_TABLE_MAX; i++) {
        uint32_t id = home->symbols.items[table->relocations[i].symbol].program_id;
        bool fits = false;
        for (uint32_t k = 0; k < known && !fits; k++)
            fits = fitting[k] == id;
        const struct summary *summary = fits ? engine_summary(flow, id) : NULL;
        const struct ir_program_symbol *symbol = &flow->engine->program->symbols.items[id];
        call->name = symbol->display ? symbol->display : symbol->name;
        if (summary)
            summary_check(flow, summary, call, id);
    }
    call->name = NULL;
}

// A pointer to a handler for the worst, say: none of the functions that it may stand for comes back.
static bool never_returns(struct flow *flow)
{
    uint32_t count = 0;
    dependency_add(flow, DEPENDS_TARGETS, callgraph_set_key(flow->module, flow->function, flow->instr));
    const uint32_t *targets = callgraph_targets(&flow->engine->graph, flow->engine->program, flow->module, flow->function,
                                                flow->instr, &count);
    if (count > CALLGRAPH_INDIRECT_MAX)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        const struct summary *summary = engine_summary(flow, targets[i]);
        if (!summary || summary->outcome_count || summary->throws)
            return false;
    }
    return count > 0;
}

void flow_call(struct flow *flow)
{
    const struct ir_instr *instr = flow->instr;
    const struct ir_function *function = flow->function;
    const struct ir_call_info *info = &function->calls.items[instr->aux];
    term_id terms[CALL_ARGUMENTS];
    ir_id values[CALL_ARGUMENTS];
    struct call call = {.arguments = values, .terms = terms, .result = instr->result};
    for (uint32_t i = 1; i < instr->operand_count && call.count < CALL_ARGUMENTS; i++) {
        values[call.count] = ir_operand(function, instr, i);
        terms[call.count++] = flow_term(flow, ir_operand(function, instr, i));
    }
    for (uint32_t i = 0; i < call.count && !flow->ended; i++)
        flow_use(flow, values[i], USE_ARGUMENT);
    if (flow->ended)
        return;
    for (uint32_t i = 0; i < call.count; i++) // what is required may have been learned meanwhile
        terms[i] = flow_term(flow, values[i]);
    uint32_t targets[CALL_TARGETS], count = 1;
    if (info->symbol) {
        call.symbol = &flow->module->symbols.items[info->symbol];
        targets[0] = call.symbol->program_id;
    } else {
        ir_id callee = ir_operand(function, instr, 0);
        flow_use(flow, callee, USE_POINTER);
        term_id pointer = flow_term(flow, callee);
        count = flow->ended ? 0 : targets_of(flow, pointer, targets);
        if (!flow->ended && !count)
            count = default_of(flow, callee, targets);
        if (!flow->ended && !count) {
            flow_access(flow, &(struct access){pointer, term_const(&flow->world.terms, 0, flow->world.terms.pointer_bits),
                                               callee, false, NULL});
            if (!flow->ended)
                check_table(flow, &call, callee);
            if (!flow->ended && never_returns(flow))
                flow->ended = true;
            if (!flow->ended)
                call_unknown(flow, &call);
            return;
        }
    }
    struct state *before = flow->state;
    for (uint32_t i = 0; i < count; i++) {
        flow->state = i + 1 < count ? state_fork(&flow->world, before) : before;
        flow->ended = false;
        call_one(flow, &call, targets[i]);
        if (i + 1 < count && !flow->ended)
            flow_branch(flow, flow->state);
    }
}

bool flow_is_outside(const struct flow *flow, uint32_t program_id)
{
    const char *name = flow->engine->program->symbols.items[program_id].name;
    return name && model_effect(models_find(&flow->engine->models, name), EFFECT_TAINTED);
}

const struct model *models_find_for(const struct flow *flow, ir_id symbol)
{
    return symbol ? flow->engine->known[flow->module->symbols.items[symbol].program_id].model : NULL;
}

enum object_kind flow_storage(struct flow *flow, term_id pointer)
{
    struct place place;
    return pointer && flow_place(flow, flow->state, pointer, &place) ?
           flow->world.terms.objects.items[place.object].kind : OBJECT_NONE;
}

bool flow_knows(const struct flow *flow, ir_id symbol)
{
    return models_find_for(flow, symbol) || engine_summary(flow, flow->module->symbols.items[symbol].program_id);
}

bool flow_expects_null(const struct flow *flow, uint32_t program_id)
{
    dependency_add((struct flow *)(uintptr_t)flow, DEPENDS_HABIT, program_id);
    return engine_expects_null(flow->engine, program_id);
}

bool flow_is_root(const struct flow *flow)
{
    return !flow->engine->called[flow->program_id];
}
