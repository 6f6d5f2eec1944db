// The rules of ir.h, checked. A broken one is our own mistake, so every message names the place in the IR.
#include "code/ir/build.h"
#include "code/ir/cfg.h"
#include "code/ir/names.h"

struct verifier {
    const struct ir_module *module;
    const struct ir_function *function;
    struct diags *diags;
    uint32_t block, at;
    bool good;
};

static void broken(struct verifier *v, const char *format, ...) PRINTF_LIKE(2, 3);
static void broken(struct verifier *v, const char *format, ...)
{
    struct buf text = {0};
    char line[512];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    buf_printf(&text, "IR of %s, block %u, instruction %u: %s", v->function->name, v->block, v->at, line);
    ir_id location = v->at < v->function->instrs.count ? v->function->instrs.items[v->at].location : 0;
    DIAG(v->diags, DIAG_ERROR, ir_location_file(v->module, location), ir_location_at(v->module, location)->line, "%s",
         buf_cstr(&text));
    buf_free(&text);
    v->good = false;
}

static bool operands_in_range(struct verifier *v, const struct ir_instr *instr)
{
    const struct ir_function *f = v->function;
    if ((uint64_t)instr->first_operand + instr->operand_count > f->operands.count ||
        (uint64_t)instr->first_edge + instr->edge_count > f->edges.count) {
        broken(v, "operands or edges out of range");
        return false;
    }
    for (uint32_t i = 0; i < instr->operand_count; i++) {
        ir_id operand = ir_operand(f, instr, i);
        if (operand && operand < f->values.count && f->values.items[operand].kind != IR_VALUE_NONE) continue;
        broken(v, "%s: operand %u is no value", ir_op_name(instr->op), i);
        return false;
    }
    for (uint32_t i = 0; i < instr->edge_count; i++)
        if (f->edges.items[instr->first_edge + i] >= f->blocks.count) {
            broken(v, "edge %u leads to no block", i);
            return false;
        }
    if (instr->type >= v->module->types.count || instr->location >= v->module->locations.count) {
        broken(v, "type or location out of range");
        return false;
    }
    return true;
}

// The fewest and the most operands of each op; -1: any number.
static const struct {
    int low, high;
    bool result; // must have one
} SHAPES[IR_OP_COUNT] = {
    [IR_ALLOCA] = {0, 1, true}, [IR_LOAD] = {1, 1, true}, [IR_STORE] = {2, 2, false}, [IR_ADDRESS] = {1, -1, true},
    [IR_BINARY] = {2, 2, true}, [IR_COMPARE] = {2, 2, true}, [IR_CAST] = {1, 1, true}, [IR_SELECT] = {3, 3, true},
    [IR_PHI] = {1, -1, true}, [IR_OVERFLOW] = {2, 2, true}, [IR_CHECK] = {0, 2, false}, [IR_CALL] = {1, -1, false},
    [IR_COPY] = {3, 3, false}, [IR_FILL] = {3, 3, false}, [IR_EXTRACT] = {1, 1, true}, [IR_INSERT] = {2, 2, true},
    [IR_ELEMENT] = {1, -1, true}, [IR_ATOMIC] = {2, 3, true}, [IR_FENCE] = {0, 0, false}, [IR_VA] = {1, 2, false},
    [IR_PURE] = {0, -1, true}, [IR_ASM] = {0, -1, false}, [IR_LANDINGPAD] = {0, -1, true}, [IR_FREEZE] = {1, 1, true},
    [IR_BEGIN] = {1, 1, false}, [IR_ASSUME] = {1, 1, false}, [IR_BRANCH] = {1, 1, false}, [IR_SWITCH] = {1, -1, false},
    [IR_INDIRECT] = {1, 1, false}, [IR_RETURN] = {0, 1, false}, [IR_INVOKE] = {1, -1, false},
    [IR_RESUME] = {1, 1, false}};

static enum ir_type_kind kind_of(const struct verifier *v, ir_id value)
{
    return ir_type_of(v->module, v->function, value)->kind;
}

static void check_types(struct verifier *v, const struct ir_instr *instr)
{
    const struct ir_function *f = v->function;
    ir_id a = instr->operand_count > 0 ? ir_operand(f, instr, 0) : 0;
    ir_id b = instr->operand_count > 1 ? ir_operand(f, instr, 1) : 0;
    switch ((enum ir_op)instr->op) {
    case IR_LOAD:
    case IR_ADDRESS:
    case IR_BEGIN:
        if (kind_of(v, a) != IR_POINTER && kind_of(v, a) != IR_VECTOR) broken(v, "address is no pointer");
        break;
    case IR_STORE:
        if (kind_of(v, b) != IR_POINTER) broken(v, "address is no pointer");
        if (f->values.items[a].type != instr->type) broken(v, "stores another type than its value's");
        break;
    case IR_BINARY:
    case IR_COMPARE:
    case IR_OVERFLOW:
        if (f->values.items[a].type != f->values.items[b].type) broken(v, "sides of different types");
        break;
    case IR_SELECT:
        if (f->values.items[b].type != instr->type) broken(v, "select of another type");
        break;
    case IR_PHI:
        for (uint32_t i = 0; i < instr->operand_count; i++)
            if (f->values.items[ir_operand(f, instr, i)].type != instr->type) broken(v, "phi of another type");
        break;
    case IR_BRANCH:
        if (ir_type_of(v->module, f, a)->bits != 1) broken(v, "branch on something else than a truth value");
        break;
    case IR_SWITCH:
        for (uint32_t i = 1; i < instr->operand_count; i++)
            if (f->values.items[ir_operand(f, instr, i)].kind != IR_VALUE_INT) broken(v, "case is no constant");
        break;
    default: break;
    }
}

static void check_shape(struct verifier *v, const struct ir_instr *instr)
{
    int low = SHAPES[instr->op].low, high = SHAPES[instr->op].high;
    if ((int)instr->operand_count < low || (high >= 0 && (int)instr->operand_count > high))
        broken(v, "%s with %u operands", ir_op_name(instr->op), instr->operand_count);
    else
        check_types(v, instr);
    if (SHAPES[instr->op].result && !instr->result) broken(v, "%s without a result", ir_op_name(instr->op));
    const struct ir_function *f = v->function;
    if (instr->op == IR_CHECK && (instr->aux >= f->checks.count || f->checks.items[instr->aux].kind != instr->sub))
        broken(v, "check without its data");
    if ((instr->op == IR_CALL || instr->op == IR_INVOKE) && instr->aux >= f->calls.count) broken(v,
        "call without data");
    if (instr->op == IR_PURE && instr->aux >= f->names.count) broken(v, "pure operation without a name");
    if (instr->step_count && (uint64_t)instr->aux + instr->step_count > f->steps.count) broken(v, "steps out of range");
    else
        for (uint32_t i = 0; i < instr->step_count; i++)
            if (f->steps.items[instr->aux + i].operand >= (instr->operand_count ? instr->operand_count : 1))
                broken(v, "step %u has no index", i);
    static const struct {
        uint8_t op;
        uint32_t edges;
    } EDGES[] = {{IR_JUMP, 1}, {IR_BRANCH, 2}, {IR_INVOKE, 2}, {IR_RETURN, 0}, {IR_RESUME, 0}, {IR_UNREACHABLE, 0}};
    for (size_t i = 0; i < COUNT_OF(EDGES); i++)
        if (instr->op == EDGES[i].op && instr->edge_count != EDGES[i].edges) broken(v, "wrong number of edges");
    if (instr->op == IR_SWITCH && instr->edge_count != instr->operand_count) broken(v, "a case without its edge");
}

static void check_phi(struct verifier *v, const struct ir_instr *phi)
{
    const struct ir_block *block = &v->function->blocks.items[v->block];
    if (phi->edge_count != phi->operand_count || phi->edge_count != block->predecessors.count) {
        broken(v, "phi has %u values for %zu predecessors", phi->operand_count, block->predecessors.count);
        return;
    }
    VEC_EACH(&block->predecessors, from)
        if (!ir_phi_from(v->function, phi, *from)) broken(v, "phi has no value from block %u", *from);
    if (v->at > block->first_instr && v->function->instrs.items[v->at - 1].op != IR_PHI)
        broken(v, "phi behind another instruction");
}

static uint32_t block_of(const struct ir_function *function, uint32_t instr)
{
    size_t low = 0, high = function->blocks.count;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (function->blocks.items[middle].first_instr <= instr)
            low = middle;
        else
            high = middle;
    }
    return (uint32_t)low;
}

static void check_dominance(struct verifier *v, const struct ir_instr *instr)
{
    const struct ir_function *f = v->function;
    for (uint32_t i = 0; i < instr->operand_count; i++) {
        ir_id operand = ir_operand(f, instr, i);
        const struct ir_value *value = &f->values.items[operand];
        if (value->kind != IR_VALUE_INSTR) continue;
        uint32_t home = block_of(f, value->instr);
        uint32_t use = instr->op == IR_PHI ? f->edges.items[instr->first_edge + i] : v->block;
        bool before = home == use && (instr->op == IR_PHI || value->instr < v->at);
        // The result of an invoke exists on its normal edge only; that much is not checked here.
        if (!before && (home == use || !ir_dominates(f, home, use)))
            broken(v, "%s uses %%%u where it may not exist", ir_op_name(instr->op), operand);
    }
}

static void check_results(struct verifier *v, const struct ir_instr *instr)
{
    if (!instr->result) return;
    const struct ir_function *f = v->function;
    if (instr->result >= f->values.count || f->values.items[instr->result].kind != IR_VALUE_INSTR ||
        f->values.items[instr->result].instr != v->at || f->values.items[instr->result].type != instr->type)
        broken(v, "result %%%u does not lead back here", instr->result);
}

static void check_block(struct verifier *v)
{
    const struct ir_function *f = v->function;
    const struct ir_block *block = &f->blocks.items[v->block];
    uint32_t end = block->first_instr + block->instr_count;
    if (!block->instr_count || end > f->instrs.count) {
        v->at = block->first_instr;
        broken(v, "block without instructions");
        return;
    }
    for (v->at = block->first_instr; v->at < end; v->at++) {
        const struct ir_instr *instr = &f->instrs.items[v->at];
        if (instr->op >= IR_OP_COUNT) {
            broken(v, "unknown operation %u", instr->op);
            continue;
        }
        if (ir_op_ends_block(instr->op) != (v->at + 1 == end)) broken(v, "terminator not at the block's end");
        if (!operands_in_range(v, instr)) continue;
        check_results(v, instr);
        check_shape(v, instr);
        if (instr->op == IR_PHI) check_phi(v, instr);
        check_dominance(v, instr);
    }
}

static void check_tables(struct verifier *v)
{
    const struct ir_function *f = v->function;
    if (f->values.count <= f->param_count) broken(v, "parameters without values");
    VEC_EACH(&f->values, value) {
        if (value->type >= v->module->types.count || value->variable >= f->variables.count ||
            value->symbol >= v->module->symbols.count)
            broken(v, "value %zu: type, variable or symbol out of range", (size_t)(value - f->values.items));
    }
    VEC_EACH(&f->assignments, assignment)
        if (assignment->position >= f->instrs.count || assignment->block >= f->blocks.count ||
            block_of(f, assignment->position) != assignment->block || assignment->value >= f->values.count)
            broken(v, "assignment %zu stands nowhere", (size_t)(assignment - f->assignments.items));
}

bool ir_verify(const struct ir_module *module, const struct ir_function *function, struct diags *diags)
{
    struct verifier v = {.module = module, .function = function, .diags = diags, .good = true};
    if (!function->blocks.count) {
        broken(&v, "no blocks");
        return false;
    }
    if (function->blocks.items[0].predecessors.count) broken(&v, "the entry has predecessors");
    for (v.block = 0; v.block < function->blocks.count; v.block++)
        check_block(&v);
    check_tables(&v);
    return v.good;
}
