// A function's instructions. Calls are in llvm_call.c, the sanitizer's checks in llvm_check.c.
#include "base/hash.h"
#include "code/front/llvm.h"
#include <string.h>

void lower_fail(struct lower *lower, LLVMValueRef at, const char *why)
{
    if (lower->failure) return;
    lower->failure = why;
    lower->failed_at = at;
}

static bool operands_of(struct lower *lower, LLVMValueRef instr, unsigned count, ir_id *ret_ids)
{
    for (unsigned i = 0; i < count; i++)
        if (!(ret_ids[i] = lower_value(lower, LLVMGetOperand(instr, i)))) return false;
    return true;
}

static void emit(struct lower *lower, LLVMValueRef instr, enum ir_op op, unsigned sub, unsigned count, unsigned flags)
{
    ir_id operands[3] = {0};
    if (!operands_of(lower, instr, count, operands)) return;
    ir_id result = ir_build(&lower->build, op, sub, lower_type(lower, LLVMTypeOf(instr)), operands, count);
    ir_build_last(&lower->build)->flags |= (uint16_t)flags;
    if (result) set_value(lower, instr, result);
}

// --- arithmetic ----------------------------------------------------------------------------------

static const struct {
    uint8_t op, sub;
} PLAIN[] = { // by opcode: those whose operands are just values
    [LLVMAdd] = {IR_BINARY, IR_ADD}, [LLVMSub] = {IR_BINARY, IR_SUB}, [LLVMMul] = {IR_BINARY, IR_MUL},
    [LLVMUDiv] = {IR_BINARY, IR_UDIV}, [LLVMSDiv] = {IR_BINARY, IR_SDIV}, [LLVMURem] = {IR_BINARY, IR_UREM},
    [LLVMSRem] = {IR_BINARY, IR_SREM}, [LLVMShl] = {IR_BINARY, IR_SHL}, [LLVMLShr] = {IR_BINARY, IR_LSHR},
    [LLVMAShr] = {IR_BINARY, IR_ASHR}, [LLVMAnd] = {IR_BINARY, IR_AND}, [LLVMOr] = {IR_BINARY, IR_OR},
    [LLVMXor] = {IR_BINARY, IR_XOR}, [LLVMFAdd] = {IR_BINARY, IR_FADD}, [LLVMFSub] = {IR_BINARY, IR_FSUB},
    [LLVMFMul] = {IR_BINARY, IR_FMUL}, [LLVMFDiv] = {IR_BINARY, IR_FDIV}, [LLVMFRem] = {IR_BINARY, IR_FREM},
    [LLVMTrunc] = {IR_CAST, IR_TRUNC}, [LLVMZExt] = {IR_CAST, IR_ZEXT}, [LLVMSExt] = {IR_CAST, IR_SEXT},
    [LLVMFPToUI] = {IR_CAST, IR_FTOU}, [LLVMFPToSI] = {IR_CAST, IR_FTOS}, [LLVMUIToFP] = {IR_CAST, IR_UTOF},
    [LLVMSIToFP] = {IR_CAST, IR_STOF}, [LLVMFPTrunc] = {IR_CAST, IR_FTRUNC}, [LLVMFPExt] = {IR_CAST, IR_FEXT},
    [LLVMPtrToInt] = {IR_CAST, IR_PTOI}, [LLVMIntToPtr] = {IR_CAST, IR_ITOP}, [LLVMBitCast] = {IR_CAST, IR_BITCAST},
    [LLVMAddrSpaceCast] = {IR_CAST, IR_BITCAST}, [LLVMSelect] = {IR_SELECT, 0}, [LLVMFreeze] = {IR_FREEZE, 0},
    [LLVMExtractElement] = {IR_ELEMENT, 0}, [LLVMInsertElement] = {IR_ELEMENT, 0},
    [LLVMShuffleVector] = {IR_ELEMENT, 0}, [LLVMResume] = {IR_RESUME, 0}};

static unsigned wrap_flags(LLVMValueRef instr, LLVMOpcode opcode)
{
    if (opcode != LLVMAdd && opcode != LLVMSub && opcode != LLVMMul && opcode != LLVMShl) return 0;
    return (LLVMGetNSW(instr) ? IR_NSW : 0u) | (LLVMGetNUW(instr) ? IR_NUW : 0u);
}

static void lower_compare(struct lower *lower, LLVMValueRef instr, bool real)
{
    static const uint8_t INTS[] = {IR_EQ, IR_NE, IR_UGT, IR_UGE, IR_ULT, IR_ULE, IR_SGT, IR_SGE, IR_SLT, IR_SLE};
    static const uint8_t REALS[] = {IR_FFALSE, IR_FEQ, IR_FGT, IR_FGE, IR_FLT, IR_FLE, IR_FNE, IR_FORD, IR_FUNO, IR_FEQ,
                                    IR_FGT, IR_FGE, IR_FLT, IR_FLE, IR_FNE, IR_FTRUE};
    unsigned at = real ? (unsigned)LLVMGetFCmpPredicate(instr) : (unsigned)LLVMGetICmpPredicate(instr) - LLVMIntEQ;
    if (at >= (real ? COUNT_OF(REALS) : COUNT_OF(INTS))) {
        lower_fail(lower, instr, "an unknown comparison");
        return;
    }
    emit(lower, instr, IR_COMPARE, real ? REALS[at] : INTS[at], 2, 0);
}

// fneg is one of LLVM's operations, and pure.
static void lower_negate(struct lower *lower, LLVMValueRef instr)
{
    ir_id operand = lower_value(lower, LLVMGetOperand(instr, 0));
    if (!operand) return;
    ir_id result = ir_build(&lower->build, IR_PURE, 0, lower_type(lower, LLVMTypeOf(instr)), &operand, 1);
    ir_build_last(&lower->build)->aux = (uint32_t)lower->build.function.names.count;
    VEC_PUSH(&lower->build.function.names, (const char *)"fneg");
    set_value(lower, instr, result);
}

// --- memory --------------------------------------------------------------------------------------

static void lower_alloca(struct lower *lower, LLVMValueRef instr)
{
    LLVMTypeRef type = LLVMGetAllocatedType(instr);
    LLVMValueRef count = LLVMGetOperand(instr, 0);
    bool one = LLVMGetValueKind(count) == LLVMConstantIntValueKind && LLVMConstIntGetZExtValue(count) == 1;
    ir_id operand = one ? 0 : lower_value(lower, count);
    if (!one && !operand) return;
    ir_id result = ir_build(&lower->build, IR_ALLOCA, 0, lower->type_pointer, &operand, one ? 0 : 1);
    ir_build_last(&lower->build)->aux = lower_type(lower, type);
    if (!one) ir_build_last(&lower->build)->flags |= IR_DYNAMIC;
    set_value(lower, instr, result);
}

static unsigned access_flags(LLVMValueRef instr)
{
    bool atomic = LLVMGetOrdering(instr) != LLVMAtomicOrderingNotAtomic;
    return (LLVMGetVolatile(instr) ? IR_VOLATILE : 0u) | (atomic ? IR_ATOMIC_ACCESS : 0u);
}

static void lower_store(struct lower *lower, LLVMValueRef instr)
{
    ir_id operands[2];
    if (!operands_of(lower, instr, 2, operands)) return;
    ir_build_store(&lower->build, operands[0], operands[1]);
    // A parameter that clang puts into its variable has no place in the source: nothing there does it.
    bool param = LLVMGetValueKind(LLVMGetOperand(instr, 0)) == LLVMArgumentValueKind || !lower->build.location;
    ir_build_last(&lower->build)->flags |= (uint16_t)(access_flags(instr) | (param ? IR_IMPLICIT : 0u));
}

static void name_struct(struct lower *lower, LLVMValueRef gep, LLVMTypeRef type)
{
    ir_id id = lower_type(lower, type);
    if (id < lower->bound.count && lower->bound.items[id]) return;
    uint32_t declared = debug_pointee(lower, LLVMGetOperand(gep, 0));
    if (declared) debug_bind(lower, id, declared);
}

static void add_step(struct lower *lower, ir_id *operands, uint32_t *count, LLVMValueRef index, LLVMTypeRef container,
                     int64_t scale)
{
    bool constant = LLVMGetValueKind(index) == LLVMConstantIntValueKind;
    struct ir_step step = {.scale = scale, .container = container ? lower_type(lower, container) : 0};
    if (constant) {
        step.constant = LLVMConstIntGetSExtValue(index);
    } else {
        if (!(operands[*count] = lower_value(lower, index))) return;
        step.operand = (*count)++;
    }
    if (container) step.bound = lower->module->types.items[step.container].count;
    VEC_PUSH(&lower->build.function.steps, step);
}

static LLVMTypeRef add_field(struct lower *lower, LLVMValueRef index, LLVMTypeRef type)
{
    unsigned field = (unsigned)LLVMConstIntGetZExtValue(index);
    if (LLVMGetValueKind(index) != LLVMConstantIntValueKind || field >= LLVMCountStructElementTypes(type)) {
        lower_fail(lower, index, "a member of a structure that is not there");
        return type;
    }
    VEC_PUSH(&lower->build.function.steps,
             ((struct ir_step){.is_field = true, .field = field, .container = lower_type(lower, type),
                               .scale = (int64_t)LLVMOffsetOfElement(lower->layout, type, field)}));
    return LLVMStructGetTypeAtIndex(type, field);
}

enum { ADDRESS_OPERANDS = 64 };

ir_id lower_address(struct lower *lower, LLVMValueRef gep)
{
    struct ir_function *function = &lower->build.function;
    LLVMTypeRef type = LLVMGetGEPSourceElementType(gep);
    unsigned total = (unsigned)LLVMGetNumOperands(gep);
    ir_id operands[ADDRESS_OPERANDS];
    uint32_t count = 1, first_step = (uint32_t)function->steps.count;
    if (total > ADDRESS_OPERANDS || LLVMGetTypeKind(LLVMTypeOf(gep)) != LLVMPointerTypeKind) {
        lower_fail(lower, gep, "an address of many parts at once");
        return 0;
    }
    if (LLVMGetTypeKind(type) == LLVMStructTypeKind) name_struct(lower, gep, type);
    if (!(operands[0] = lower_value(lower, LLVMGetOperand(gep, 0)))) return 0;
    for (unsigned i = 1; i < total && !lower->failure; i++) {
        LLVMValueRef index = LLVMGetOperand(gep, i);
        bool still = LLVMGetValueKind(index) == LLVMConstantIntValueKind && LLVMConstIntGetZExtValue(index) == 0;
        if (i == 1) {
            // p->member begins with a step of no elements; it says nothing.
            if (!still || total == 2) add_step(lower, operands, &count, index, NULL, (int64_t)lower_size(lower, type));
        } else if (LLVMGetTypeKind(type) == LLVMStructTypeKind) {
            type = add_field(lower, index, type);
        } else {
            LLVMTypeRef element = LLVMGetElementType(type);
            add_step(lower, operands, &count, index, type, (int64_t)lower_size(lower, element));
            type = element;
        }
    }
    if (lower->failure) return 0;
    ir_id result = ir_build(&lower->build, IR_ADDRESS, 0, lower->type_pointer, operands, count);
    ir_build_last(&lower->build)->aux = first_step;
    ir_build_last(&lower->build)->step_count = (uint32_t)function->steps.count - first_step;
    return result;
}

// --- aggregates held as values -------------------------------------------------------------------

static void add_path(struct lower *lower, LLVMValueRef instr)
{
    LLVMTypeRef type = LLVMTypeOf(LLVMGetOperand(instr, 0));
    const unsigned *path = LLVMGetIndices(instr);
    uint32_t first = (uint32_t)lower->build.function.steps.count;
    for (unsigned i = 0; i < LLVMGetNumIndices(instr); i++) {
        struct ir_step step = {.container = lower_type(lower, type)};
        if (LLVMGetTypeKind(type) == LLVMStructTypeKind) {
            step.is_field = true;
            step.field = path[i];
            step.scale = (int64_t)LLVMOffsetOfElement(lower->layout, type, path[i]);
            type = LLVMStructGetTypeAtIndex(type, path[i]);
        } else {
            type = LLVMGetElementType(type);
            step.constant = path[i];
            step.scale = (int64_t)lower_size(lower, type);
            step.bound = lower->module->types.items[step.container].count;
        }
        VEC_PUSH(&lower->build.function.steps, step);
    }
    ir_build_last(&lower->build)->aux = first;
    ir_build_last(&lower->build)->step_count = (uint32_t)lower->build.function.steps.count - first;
}

// Whether an operation overflows, asked for by something else than its check.
static ir_id overflow_flag(struct lower *lower, ir_id sum)
{
    const struct ir_function *function = &lower->build.function;
    const struct ir_instr made = *ir_definition(function, sum);
    ir_id operands[] = {ir_operand(function, &made, 0), ir_operand(function, &made, 1)};
    ir_id flag = ir_build(&lower->build, IR_OVERFLOW, made.sub, lower->type_i1, operands, 2);
    if (made.flags & IR_NSW) ir_build_last(&lower->build)->flags |= IR_SIGNED;
    return flag;
}

static void lower_extract(struct lower *lower, LLVMValueRef instr)
{
    uint64_t flag;
    LLVMValueRef whole = LLVMGetOperand(instr, 0);
    if (idmap_get(&lower->overflow, (uint64_t)(uintptr_t)whole, &flag)) {
        // The two parts of an operation with overflow are values of their own.
        bool second = LLVMGetIndices(instr)[0] == 1;
        ir_id part = second && flag ? (ir_id)flag : lower_value(lower, whole);
        if (second && !flag && part) part = overflow_flag(lower, part);
        if (part) set_value(lower, instr, part);
        return;
    }
    emit(lower, instr, IR_EXTRACT, 0, 1, 0);
    if (!lower->failure) add_path(lower, instr);
}

static void lower_insert(struct lower *lower, LLVMValueRef instr)
{
    emit(lower, instr, IR_INSERT, 0, 2, 0);
    if (!lower->failure) add_path(lower, instr);
}

// --- atomics -------------------------------------------------------------------------------------

static void lower_atomic(struct lower *lower, LLVMValueRef instr)
{
    static const uint8_t OPS[] = {IR_BINARY_NONE, IR_ADD, IR_SUB, IR_AND, IR_NAND, IR_OR, IR_XOR, IR_SMAX, IR_SMIN,
                                  IR_UMAX, IR_UMIN, IR_FADD, IR_FSUB};
    unsigned op = (unsigned)LLVMGetAtomicRMWBinOp(instr);
    emit(lower, instr, IR_ATOMIC, op < COUNT_OF(OPS) ? OPS[op] : IR_BINARY_OTHER, 2,
         LLVMGetVolatile(instr) ? IR_VOLATILE | IR_ATOMIC_ACCESS : IR_ATOMIC_ACCESS);
}

// --- exceptions ----------------------------------------------------------------------------------

static void lower_landing_pad(struct lower *lower, LLVMValueRef instr)
{
    unsigned count = LLVMGetNumClauses(instr);
    ir_id *clauses = mem_alloc((count + 1) * sizeof *clauses);
    for (unsigned i = 0; i < count; i++)
        clauses[i] = lower_value(lower, LLVMGetClause(instr, i));
    if (!lower->failure) {
        ir_id result = ir_build(&lower->build, IR_LANDINGPAD, 0, lower_type(lower, LLVMTypeOf(instr)), clauses, count);
        if (LLVMIsCleanup(instr)) ir_build_last(&lower->build)->flags |= IR_CLEANUP;
        set_value(lower, instr, result);
    }
    free(clauses);
}

// --- control flow --------------------------------------------------------------------------------

static uint64_t phi_key(LLVMValueRef phi, LLVMBasicBlockRef from)
{
    return hash_mix((uint64_t)(uintptr_t)phi, (uint64_t)(uintptr_t)from);
}

// Constants that need code are made before the edge is taken to the phi that wants them.
static void prepare_phis(struct lower *lower, LLVMBasicBlockRef from)
{
    LLVMValueRef end = LLVMGetBasicBlockTerminator(from);
    for (unsigned i = 0; i < LLVMGetNumSuccessors(end); i++) {
        LLVMValueRef phi = LLVMGetFirstInstruction(LLVMGetSuccessor(end, i));
        for (; phi && LLVMGetInstructionOpcode(phi) == LLVMPHI; phi = LLVMGetNextInstruction(phi))
            for (unsigned k = 0; k < LLVMCountIncoming(phi); k++) {
                LLVMValueRef value = LLVMGetIncomingValue(phi, k);
                if (LLVMGetIncomingBlock(phi, k) != from || !constant_needs_code(value)) continue;
                ir_id made = lower_value(lower, value);
                if (made) idmap_put(&lower->phi_code, phi_key(phi, from), made);
            }
    }
}

static void lower_phi(struct lower *lower, const struct plan *plan, LLVMValueRef instr)
{
    if (plan->inner) {
        // The other way in was the sanitizer's: what comes from the test's block is the only value.
        for (unsigned i = 0; i < LLVMCountIncoming(instr); i++)
            if (LLVMGetIncomingBlock(instr, i) == plan->from) {
                ir_id value = lower_value(lower, LLVMGetIncomingValue(instr, i));
                if (value) set_value(lower, instr, value);
            }
        return;
    }
    ir_id result = ir_build(&lower->build, IR_PHI, 0, lower_type(lower, LLVMTypeOf(instr)), NULL, 0);
    VEC_PUSH(&lower->phis, ((struct pending_phi){instr, (uint32_t)lower->build.function.instrs.count - 1}));
    set_value(lower, instr, result);
}

static void finish_phi(struct lower *lower, struct pending_phi pending)
{
    struct ir_function *function = &lower->build.function;
    uint32_t first_operand = (uint32_t)function->operands.count, first_edge = (uint32_t)function->edges.count,
        count = 0;
    for (unsigned i = 0; i < LLVMCountIncoming(pending.phi); i++) {
        LLVMBasicBlockRef from = LLVMGetIncomingBlock(pending.phi, i);
        const struct plan *plan = plan_of(lower, from);
        if (plan->dropped || plan->cut || (!plan->predecessors && plan != lower->plans.items)) continue;
        if (plan->taken && LLVMGetSuccessor(LLVMGetBasicBlockTerminator(from), plan->taken - 1u) !=
                               LLVMGetInstructionParent(pending.phi))
            continue;
        uint64_t made;
        ir_id value = idmap_get(&lower->phi_code, phi_key(pending.phi, from), &made)
                          ? (ir_id)made
                          : lower_value(lower, LLVMGetIncomingValue(pending.phi, i));
        if (!value) return;
        VEC_PUSH(&function->operands, value);
        VEC_PUSH(&function->edges, plan->into);
        count++;
    }
    struct ir_instr *phi = &function->instrs.items[pending.instr];
    phi->first_operand = first_operand;
    phi->first_edge = first_edge;
    phi->operand_count = phi->edge_count = count;
}

static uint32_t target(struct lower *lower, LLVMValueRef end, unsigned index)
{
    return plan_of(lower, LLVMGetSuccessor(end, index))->into;
}

static void add_targets(struct lower *lower, LLVMValueRef end)
{
    unsigned count = LLVMGetNumSuccessors(end);
    ir_build_last(&lower->build)->first_edge = (uint32_t)lower->build.function.edges.count;
    ir_build_last(&lower->build)->edge_count = count;
    for (unsigned i = 0; i < count; i++)
        VEC_PUSH(&lower->build.function.edges, target(lower, end, i));
}

static void lower_branch(struct lower *lower, LLVMValueRef end)
{
    if (!LLVMIsConditional(end)) {
        ir_build_jump(&lower->build, target(lower, end, 0));
        return;
    }
    LLVMValueRef constant = LLVMGetCondition(end);
    if (LLVMGetValueKind(constant) == LLVMConstantIntValueKind && is_nosanitize(lower, end)) {
        // A function's end that must not be reached: only the way to the handler is there.
        ir_build_jump(&lower->build, target(lower, end, LLVMConstIntGetZExtValue(constant) ? 0 : 1));
        lower->plan->taken = LLVMConstIntGetZExtValue(constant) ? 1 : 2;
        return;
    }
    ir_id condition = lower_value(lower, constant);
    if (condition) ir_build_branch(&lower->build, condition, target(lower, end, 0), target(lower, end, 1));
}

static void lower_switch(struct lower *lower, LLVMValueRef end)
{
    unsigned count = (unsigned)LLVMGetNumOperands(end) / 2; // value, default, then pairs of case and block
    ir_id *operands = mem_alloc((count + 1) * sizeof *operands);
    for (unsigned i = 0; i < count; i++)
        if (!(operands[i] = lower_value(lower, LLVMGetOperand(end, 2 * i)))) break;
    if (!lower->failure) {
        ir_build(&lower->build, IR_SWITCH, 0, 0, operands, count);
        add_targets(lower, end);
    }
    free(operands);
}

static void lower_indirect_branch(struct lower *lower, LLVMValueRef end)
{
    ir_id address = lower_value(lower, LLVMGetOperand(end, 0));
    if (!address) return;
    ir_build(&lower->build, IR_INDIRECT, 0, 0, &address, 1);
    if (LLVMGetNumSuccessors(end))
        add_targets(lower, end);
    else
        ir_build_last(&lower->build)->op = IR_UNREACHABLE, ir_build_last(&lower->build)->operand_count = 0;
}

// asm goto: the assembly, and then any of its labels.
static void lower_call_branch(struct lower *lower, LLVMValueRef end)
{
    lower_call(lower, end);
    if (lower->failure) return;
    ir_id anywhere = ir_build_undef(&lower->build, lower->type_pointer, 0);
    ir_build(&lower->build, IR_INDIRECT, 0, 0, &anywhere, 1);
    add_targets(lower, end);
}

static void lower_return(struct lower *lower, LLVMValueRef end)
{
    ir_id value = 0;
    if (LLVMGetNumOperands(end) && !(value = lower_value(lower, LLVMGetOperand(end, 0)))) return;
    ir_build_return(&lower->build, value);
    const struct ir_location *location = ir_location_at(lower->module, lower->build.location);
    if (location->line > lower->build.function.end_line) lower->build.function.end_line = location->line;
}

// __builtin_unreachable is a promise of the program. Behind a call that never returns, or the report of a missing
// return, it is clang's own.
static void lower_unreachable(struct lower *lower)
{
    const struct ir_function *function = &lower->build.function;
    bool own = !lower->build.location || (function->instrs.count && VEC_LAST(&function->instrs)->op == IR_CHECK &&
                                          *VEC_LAST(&lower->build.block_of) == lower->build.block);
    const struct ir_check_info info = {.kind = IR_CHECK_UNREACHABLE};
    if (!own) ir_build_check(&lower->build, &info, NULL, 0);
    ir_build(&lower->build, IR_UNREACHABLE, 0, 0, NULL, 0);
}

static bool lower_terminator(struct lower *lower, LLVMValueRef instr, LLVMOpcode opcode)
{
    switch (opcode) {
    case LLVMBr: lower_branch(lower, instr); return true;
    case LLVMSwitch: lower_switch(lower, instr); return true;
    case LLVMIndirectBr: lower_indirect_branch(lower, instr); return true;
    case LLVMRet: lower_return(lower, instr); return true;
    case LLVMUnreachable: lower_unreachable(lower); return true;
    case LLVMResume: emit(lower, instr, IR_RESUME, 0, 1, 0); return true;
    case LLVMInvoke:
        lower_call(lower, instr);
        return true;
    case LLVMCallBr: lower_call_branch(lower, instr); return true;
    default: return false;
    }
}

// --- the function --------------------------------------------------------------------------------

static void lower_instruction(struct lower *lower, LLVMValueRef instr)
{
    LLVMOpcode opcode = LLVMGetInstructionOpcode(instr);
    switch (opcode) {
    case LLVMAlloca: lower_alloca(lower, instr); return;
    case LLVMLoad: emit(lower, instr, IR_LOAD, 0, 1, access_flags(instr)); return;
    case LLVMStore: lower_store(lower, instr); return;
    case LLVMGetElementPtr: {
        ir_id result = lower_address(lower, instr);
        if (result) set_value(lower, instr, result);
        return;
    }
    case LLVMICmp: lower_compare(lower, instr, false); return;
    case LLVMFCmp: lower_compare(lower, instr, true); return;
    case LLVMFNeg: lower_negate(lower, instr); return;
    case LLVMCall: lower_call(lower, instr); return;
    case LLVMExtractValue: lower_extract(lower, instr); return;
    case LLVMInsertValue: lower_insert(lower, instr); return;
    case LLVMVAArg: emit(lower, instr, IR_VA, IR_VA_ARG, 1, 0); return;
    case LLVMFence: ir_build(&lower->build, IR_FENCE, 0, 0, NULL, 0); return;
    case LLVMAtomicRMW: lower_atomic(lower, instr); return;
    case LLVMAtomicCmpXchg: emit(lower, instr, IR_ATOMIC, IR_BINARY_NONE, 3, IR_ATOMIC_ACCESS); return;
    case LLVMLandingPad: lower_landing_pad(lower, instr); return;
    case LLVMExtractElement:
    case LLVMInsertElement:
    case LLVMShuffleVector: emit(lower, instr, IR_ELEMENT, 0, (unsigned)LLVMGetNumOperands(instr), 0); return;
    default: break;
    }
    if (opcode < COUNT_OF(PLAIN) && PLAIN[opcode].op != IR_NOP) {
        emit(lower, instr, PLAIN[opcode].op, PLAIN[opcode].sub, (unsigned)LLVMGetNumOperands(instr),
             wrap_flags(instr, opcode));
        if (opcode == LLVMTrunc && !lower->failure) lower_explicit_cast(lower, instr);
        return;
    }
    lower_fail(lower, instr, "an instruction that is not known");
}

ir_id lower_lazy(struct lower *lower, LLVMValueRef instr)
{
    if (++lower->depth > LOWER_DEPTH || LLVMGetInstructionOpcode(instr) == LLVMPHI) {
        lower_fail(lower, instr, "arithmetic of a check that is used elsewhere");
        return 0;
    }
    lower_instruction(lower, instr);
    lower->depth--;
    uint64_t id = 0;
    (void)idmap_get(&lower->values, (uint64_t)(uintptr_t)instr, &id);
    if (!id) lower_fail(lower, instr, "arithmetic of a check that cannot be told");
    set_value(lower, instr, 0); // another use may stand where this place does not lead
    return (ir_id)id;
}

// Control ends here, whatever LLVM has behind it: the sanitizer would report what cannot be reached.
static void cut(struct lower *lower, struct plan *plan)
{
    ir_build(&lower->build, IR_UNREACHABLE, 0, 0, NULL, 0);
    plan->cut = true;
    while (plan->next) {
        plan = &lower->plans.items[plan->next - 1];
        plan->cut = true;
    }
}

static bool ends_control(const struct lower *lower, LLVMValueRef instr)
{
    if (LLVMGetInstructionOpcode(instr) != LLVMCall || !lower->build.function.instrs.count) return false;
    const struct ir_instr *last = VEC_LAST(&lower->build.function.instrs);
    return last->op == IR_CALL && lower->build.function.calls.items[last->aux].no_return;
}

static void lower_block(struct lower *lower, struct plan *plan)
{
    lower->plan = plan;
    LLVMValueRef end = LLVMGetBasicBlockTerminator(plan->block);
    for (LLVMValueRef instr = LLVMGetFirstInstruction(plan->block); instr != end && !lower->failure;
         instr = LLVMGetNextInstruction(instr)) {
        if (is_lazy(lower, instr)) continue;
        lower->build.location = debug_location(lower, LLVMInstructionGetDebugLoc(instr));
        if (LLVMGetInstructionOpcode(instr) == LLVMPHI)
            lower_phi(lower, plan, instr);
        else
            lower_instruction(lower, instr);
        if (ends_control(lower, instr)) {
            cut(lower, plan);
            return;
        }
    }
    if (lower->failure) return;
    lower->build.location = debug_location(lower, LLVMInstructionGetDebugLoc(end));
    if (plan->next) {
        if (plan->handler) lower_check(lower, plan->handler, LLVMGetCondition(end));
        return;
    }
    prepare_phis(lower, plan->block);
    if (!lower->failure && !lower_terminator(lower, end, LLVMGetInstructionOpcode(end)))
        lower_fail(lower, end, "an instruction that is not known");
}

void note_home(struct lower *lower, LLVMValueRef address, enum home what)
{
    uint64_t known;
    for (unsigned depth = 0; depth < LOWER_DEPTH && LLVMGetValueKind(address) == LLVMInstructionValueKind &&
                             LLVMGetInstructionOpcode(address) == LLVMGetElementPtr; depth++)
        address = LLVMGetOperand(address, 0);
    if (!idmap_get(&lower->params, (uint64_t)(uintptr_t)address, &known))
        idmap_put(&lower->params, (uint64_t)(uintptr_t)address, what);
}

// Which locals are parameters: clang stores to those before it declares them; a local is declared first. What arrives
// in pieces goes through a temporary on its way.
static void find_params(struct lower *lower)
{
    LLVMBasicBlockRef entry = LLVMGetEntryBasicBlock(lower->function);
    for (LLVMValueRef instr = LLVMGetFirstInstruction(entry); instr; instr = LLVMGetNextInstruction(instr)) {
        if (LLVMGetInstructionOpcode(instr) == LLVMStore)
            note_home(lower, LLVMGetOperand(instr, 1), HOME_PARAM);
        else if (LLVMGetInstructionOpcode(instr) == LLVMCall)
            call_homes(lower, instr);
    }
}

// A structure passed by value arrives as a pointer to a copy that the call made; here the copy is the function's own.
static void copy_param(struct lower *lower, LLVMValueRef param, ir_id id, LLVMTypeRef type)
{
    struct ir_builder *build = &lower->build;
    build->flags = IR_IMPLICIT;
    ir_id own = ir_build_alloca(build, lower_type(lower, type), 0);
    ir_id size = ir_build_int(build, ir_type_int(lower->module, 64), (int64_t)lower_size(lower, type));
    ir_build(build, IR_COPY, 0, 0, (ir_id[]){own, id, size}, 3);
    build->flags = 0;
    set_value(lower, param, own);
    idmap_put(&lower->params, (uint64_t)(uintptr_t)param, HOME_PARAM);
}

static void lower_params(struct lower *lower)
{
    ir_id id = 1;
    for (LLVMValueRef param = LLVMGetFirstParam(lower->function); param; param = LLVMGetNextParam(param), id++) {
        set_value(lower, param, id);
        LLVMAttributeRef copied = LLVMGetEnumAttributeAtIndex(lower->function, id, lower->attr_byval);
        if (copied) copy_param(lower, param, id, LLVMGetTypeAttributeValue(copied));
    }
}

static void forget_function(struct lower *lower)
{
    struct idmap *maps[] = {&lower->values, &lower->blocks, &lower->overflow, &lower->vtables, &lower->params,
                            &lower->phi_code};
    for (size_t i = 0; i < COUNT_OF(maps); i++)
        idmap_free(maps[i]), *maps[i] = (struct idmap){0};
    VEC_CLEAR(&lower->phis);
    lower->failure = NULL;
    lower->failed_at = NULL;
    lower->depth = 0;
}

static void report(struct lower *lower, const char *name)
{
    char *text = lower->failed_at ? LLVMPrintValueToString(lower->failed_at) : NULL;
    const char *shown = text ? text + strspn(text, " ") : "";
    ir_id location = lower->build.location;
    const char *file = ir_location_file(lower->module, location);
    DIAG(lower->diags, DIAG_SKIPPED, file ? file : lower->path, ir_location_at(lower->module, location)->line,
         "the function %s is left out: %s%s%.120s", name, lower->failure, text ? ": " : "", shown);
    LLVMDisposeMessage(text);
    lower->module->skipped++;
}

static void set_function_flags(struct lower *lower, LLVMValueRef llvm)
{
    struct ir_function *function = &lower->build.function;
    const struct ir_symbol *symbol = &lower->module->symbols.items[function->symbol];
    function->location = symbol->location;
    function->is_main = text_equal(symbol->name, "main");
    function->no_return = LLVMGetEnumAttributeAtIndex(llvm, LLVMAttributeFunctionIndex, lower->attr_noreturn) != NULL;
    function->no_throw = LLVMGetEnumAttributeAtIndex(llvm, LLVMAttributeFunctionIndex, lower->attr_nounwind) != NULL;
}

void lower_function(struct lower *lower, LLVMValueRef function)
{
    forget_function(lower);
    lower->function = function;
    ir_build_start(&lower->build, lower->module, lower_symbol(lower, function));
    set_function_flags(lower, function);
    plan_blocks(lower);
    find_params(lower);
    ir_build_at(&lower->build, 0);
    lower_params(lower);
    for (size_t i = 0; i < lower->order.count && !lower->failure; i++) {
        struct plan *plan = &lower->plans.items[lower->order.items[i]];
        if (plan->dropped || plan->inner) continue;
        ir_build_at(&lower->build, plan->into);
        lower_block(lower, plan);
        while (plan->next && !plan->cut && !lower->failure) {
            plan = &lower->plans.items[plan->next - 1];
            lower_block(lower, plan);
        }
    }
    for (size_t i = 0; i < lower->phis.count && !lower->failure; i++)
        finish_phi(lower, lower->phis.items[i]);
    if (!lower->failure) {
        ir_build_end(&lower->build);
        return;
    }
    report(lower, lower->build.function.name);
    ir_build_abandon(&lower->build);
}
