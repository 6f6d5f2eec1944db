// Calls: direct, indirect, virtual, inline assembly, and LLVM's intrinsics, which become operations of the IR.
#include "code/front/llvm.h"
#include <ctype.h>
#include <string.h>

enum callee_kind {
    CALLEE_PLAIN, // an ordinary call
    CALLEE_SKIP,  // nothing that the IR keeps
    CALLEE_DECLARE,
    CALLEE_COPY,
    CALLEE_MOVE,
    CALLEE_FILL,
    CALLEE_FIRST, // its result is its first argument
    CALLEE_VA_START,
    CALLEE_VA_END,
    CALLEE_VA_COPY,
    CALLEE_OVERFLOW, // the operation stands in the row
    CALLEE_BINARY,
    CALLEE_ASSUME,
    CALLEE_TYPE_TEST,
    CALLEE_SANITIZER,
    CALLEE_PURE
};

struct row {
    const char *name; // without the types that LLVM appends
    uint8_t kind, sub;
    bool is_signed;
};

static const struct row ROWS[] = {
    {"llvm.dbg.declare", CALLEE_DECLARE, 0, false},
    {"llvm.dbg.", CALLEE_SKIP, 0, false},
    {"llvm.memcpy.", CALLEE_COPY, 0, false},
    {"llvm.memmove.", CALLEE_MOVE, 0, false},
    {"llvm.memset.", CALLEE_FILL, 0, false},
    {"llvm.lifetime.", CALLEE_SKIP, 0, false},
    {"llvm.invariant.", CALLEE_SKIP, 0, false},
    {"llvm.stackrestore", CALLEE_SKIP, 0, false},
    {"llvm.prefetch", CALLEE_SKIP, 0, false},
    {"llvm.donothing", CALLEE_SKIP, 0, false},
    {"llvm.sideeffect", CALLEE_SKIP, 0, false},
    {"llvm.experimental.noalias.scope.decl", CALLEE_SKIP, 0, false},
    {"llvm.var.annotation", CALLEE_SKIP, 0, false},
    {"llvm.codeview.annotation", CALLEE_SKIP, 0, false},
    {"llvm.annotation.", CALLEE_FIRST, 0, false},
    {"llvm.ptr.annotation.", CALLEE_FIRST, 0, false},
    {"llvm.expect.", CALLEE_FIRST, 0, false},
    {"llvm.arithmetic.fence", CALLEE_FIRST, 0, false},
    {"llvm.launder.invariant.group", CALLEE_FIRST, 0, false},
    {"llvm.strip.invariant.group", CALLEE_FIRST, 0, false},
    {"llvm.threadlocal.address", CALLEE_FIRST, 0, false},
    {"llvm.ssa.copy", CALLEE_FIRST, 0, false},
    {"llvm.preserve.", CALLEE_PURE, 0, false},
    {"llvm.va_start", CALLEE_VA_START, 0, false},
    {"llvm.va_end", CALLEE_VA_END, 0, false},
    {"llvm.va_copy", CALLEE_VA_COPY, 0, false},
    {"llvm.sadd.with.overflow.", CALLEE_OVERFLOW, IR_ADD, true},
    {"llvm.uadd.with.overflow.", CALLEE_OVERFLOW, IR_ADD, false},
    {"llvm.ssub.with.overflow.", CALLEE_OVERFLOW, IR_SUB, true},
    {"llvm.usub.with.overflow.", CALLEE_OVERFLOW, IR_SUB, false},
    {"llvm.smul.with.overflow.", CALLEE_OVERFLOW, IR_MUL, true},
    {"llvm.umul.with.overflow.", CALLEE_OVERFLOW, IR_MUL, false},
    {"llvm.umax.", CALLEE_BINARY, IR_UMAX, false},
    {"llvm.umin.", CALLEE_BINARY, IR_UMIN, false},
    {"llvm.smax.", CALLEE_BINARY, IR_SMAX, false},
    {"llvm.smin.", CALLEE_BINARY, IR_SMIN, false},
    {"llvm.assume", CALLEE_ASSUME, 0, false},
    {"llvm.type.test", CALLEE_TYPE_TEST, 0, false},
    {"llvm.public.type.test", CALLEE_TYPE_TEST, 0, false},
    {"llvm.stacksave", CALLEE_PURE, 0, false},
    {"llvm.objectsize.", CALLEE_PURE, 0, false},
    {"llvm.is.constant.", CALLEE_PURE, 0, false},
    {"llvm.eh.typeid.for", CALLEE_PURE, 0, false},
    {"llvm.eh.exceptioncode", CALLEE_PURE, 0, false},
    {"llvm.frameaddress", CALLEE_PURE, 0, false},
    {"llvm.returnaddress", CALLEE_PURE, 0, false},
    {"llvm.addressofreturnaddress", CALLEE_PURE, 0, false},
    {"llvm.sponentry", CALLEE_PURE, 0, false},
    {"llvm.thread.pointer", CALLEE_PURE, 0, false},
    {"llvm.ptrmask.", CALLEE_PURE, 0, false},
    {"llvm.get.dynamic.area.offset", CALLEE_PURE, 0, false},
    {"__ubsan_handle_", CALLEE_SANITIZER, 0, false},
};

static bool takes_pointers(LLVMTypeRef type)
{
    unsigned count = LLVMCountParamTypes(type);
    LLVMTypeRef *params = mem_alloc((count + 1) * sizeof *params);
    LLVMGetParamTypes(type, params);
    bool found = false;
    for (unsigned i = 0; i < count; i++)
        found |= LLVMGetTypeKind(params[i]) == LLVMPointerTypeKind;
    free(params);
    return found;
}

// Which row a function has: its number + 1, or 0 for a plain call, or PURE_ROW.
enum { PURE_ROW = COUNT_OF(ROWS) + 1 };

static unsigned row_of(struct lower *lower, LLVMValueRef function)
{
    uint64_t found;
    if (idmap_get(&lower->callees, (uint64_t)(uintptr_t)function, &found)) return (unsigned)found;
    size_t length;
    const char *name = LLVMGetValueName2(function, &length);
    unsigned row = 0;
    if (text_starts(name, "llvm.") || text_starts(name, "__ubsan_")) {
        while (row < COUNT_OF(ROWS) && !text_starts(name, ROWS[row].name))
            row++;
        LLVMTypeRef type = LLVMGlobalGetValueType(function);
        bool pure = LLVMGetTypeKind(LLVMGetReturnType(type)) != LLVMVoidTypeKind && !takes_pointers(type);
        // What neither takes an address nor returns nothing computes; anything else is a call of something unknown.
        row = row < COUNT_OF(ROWS) ? row + 1 : pure ? PURE_ROW : 0;
    }
    idmap_put(&lower->callees, (uint64_t)(uintptr_t)function, row);
    return row;
}

static unsigned call_row(struct lower *lower, LLVMValueRef call)
{
    LLVMValueRef callee = LLVMGetCalledValue(call);
    return LLVMGetValueKind(callee) == LLVMFunctionValueKind ? row_of(lower, callee) : 0;
}

const char *sanitizer_name(LLVMValueRef call)
{
    if (LLVMGetInstructionOpcode(call) != LLVMCall) return NULL;
    LLVMValueRef callee = LLVMGetCalledValue(call);
    if (LLVMGetValueKind(callee) != LLVMFunctionValueKind) return NULL;
    size_t length;
    const char *name = LLVMGetValueName2(callee, &length);
    return text_starts(name, "__ubsan_handle_") ? name + strlen("__ubsan_handle_") : NULL;
}

// --- names of locals -----------------------------------------------------------------------------

static LLVMMetadataRef metadata_argument(LLVMValueRef call, unsigned index)
{
    LLVMValueRef value = LLVMGetOperand(call, index);
    return LLVMGetValueKind(value) == LLVMMetadataAsValueValueKind ? LLVMValueAsMetadata(value) : NULL;
}

static LLVMValueRef described_address(LLVMValueRef call)
{
    LLVMMetadataRef first = metadata_argument(call, 0);
    if (!first || LLVMGetMetadataKind(first) != LLVMLocalAsMetadataMetadataKind) return NULL;
    LLVMValueRef address = NULL;
    LLVMGetMDNodeOperands(LLVMGetOperand(call, 0), &address);
    return address;
}

static void name_local(struct lower *lower, LLVMValueRef call)
{
    LLVMValueRef address = described_address(call);
    LLVMMetadataRef variable = metadata_argument(call, 1);
    uint64_t id, home = HOME_LOCAL;
    if (!address || !variable || LLVMGetMetadataKind(variable) != LLVMDILocalVariableMetadataKind) return;
    if (!idmap_get(&lower->values, (uint64_t)(uintptr_t)address, &id)) return;
    struct ir_function *function = &lower->build.function;
    const struct ir_instr *made = ir_definition(function, (ir_id)id);
    (void)idmap_get(&lower->params, (uint64_t)(uintptr_t)address, &home);
    bool param = home == HOME_PARAM;
    ir_id type = made && made->op == IR_ALLOCA ? made->aux : function->values.items[id].type;
    unsigned made_flags = made ? made->flags : 0;
    bool own = made && made->op == IR_ALLOCA && !function->values.items[id].variable;
    ir_id named = debug_variable(lower, variable, type, param);
    uint32_t declared = debug_type(lower, debug_operand(lower, variable, 3));
    // An argument that points to the object (a structure's result): the object has no home of its own here.
    if (own) function->values.items[id].variable = named;
    idmap_put(&lower->declared, (uint64_t)(uintptr_t)address, declared);
    debug_bind(lower, type, declared);
    if (own && !param && !(made_flags & IR_DYNAMIC)) { // a variable length array begins where it is made
        ir_id place = (ir_id)id;
        ir_build(&lower->build, IR_BEGIN, 0, 0, &place, 1);
    }
}

// --- intrinsics ----------------------------------------------------------------------------------

static bool arguments(struct lower *lower, LLVMValueRef call, unsigned count, ir_id *ret_ids)
{
    for (unsigned i = 0; i < count; i++)
        if (!(ret_ids[i] = lower_value(lower, LLVMGetOperand(call, i)))) return false;
    return true;
}

static void lower_block_operation(struct lower *lower, LLVMValueRef call, enum ir_op op, unsigned flags)
{
    ir_id operands[3];
    if (!arguments(lower, call, 3, operands)) return;
    ir_build(&lower->build, op, 0, 0, operands, 3);
    LLVMValueRef is_volatile = LLVMGetOperand(call, 3);
    if (LLVMGetValueKind(is_volatile) == LLVMConstantIntValueKind && LLVMConstIntGetZExtValue(is_volatile))
        flags |= IR_VOLATILE;
    ir_build_last(&lower->build)->flags |= (uint16_t)flags;
}

static void lower_overflow(struct lower *lower, LLVMValueRef call, const struct row *row)
{
    ir_id operands[2];
    if (!arguments(lower, call, 2, operands)) return;
    bool checked = is_nosanitize(lower, call); // an operation of the source; else __builtin_add_overflow and kin
    if (checked && lower->plan->handler) {
        // The obligation stands before the operation. The block ends in this check's branch: nothing else is between.
        lower_check(lower, lower->plan->handler, NULL);
        lower->plan->handler = NULL;
    }
    ir_id sum = ir_build_binary(&lower->build, row->sub, checked && row->is_signed ? IR_NSW : 0, operands[0], operands[1]);
    ir_id flag = 0;
    if (!checked) {
        flag = ir_build(&lower->build, IR_OVERFLOW, row->sub, lower->type_i1, operands, 2);
        if (row->is_signed) ir_build_last(&lower->build)->flags |= IR_SIGNED;
    }
    set_value(lower, call, sum);
    idmap_put(&lower->overflow, (uint64_t)(uintptr_t)call, flag);
}

// "llvm.ctpop.i32" is "llvm.ctpop".
static const char *plain_name(struct lower *lower, LLVMValueRef call)
{
    size_t length;
    const char *name = LLVMGetValueName2(LLVMGetCalledValue(call), &length);
    char *copy = arena_copy(&lower->module->arena, name, length);
    for (char *dot; (dot = strrchr(copy, '.')) && dot > copy + 4; *dot = 0) {
        bool type = (strchr("ifpv", dot[1]) && isdigit((unsigned char)dot[2])) || text_starts(dot, ".bf16") ||
                    text_starts(dot, ".sl_") || text_starts(dot, ".ppcf128") || text_starts(dot, ".nxv");
        if (!type) break;
    }
    return copy;
}

static void lower_pure(struct lower *lower, LLVMValueRef call)
{
    unsigned count = LLVMGetNumArgOperands(call), kept = 0;
    ir_id *operands = mem_alloc((count + 1) * sizeof *operands);
    for (unsigned i = 0; i < count && !lower->failure; i++) {
        LLVMValueRef argument = LLVMGetOperand(call, i);
        if (LLVMGetValueKind(argument) == LLVMMetadataAsValueValueKind) continue; // rounding modes and such
        operands[kept++] = lower_value(lower, argument);
    }
    if (!lower->failure) {
        const char *name = plain_name(lower, call);
        ir_id result = ir_build(&lower->build, IR_PURE, 0, lower_type(lower, LLVMTypeOf(call)), operands, kept);
        ir_build_last(&lower->build)->aux = (uint32_t)lower->build.function.names.count;
        VEC_PUSH(&lower->build.function.names, name);
        if (result) set_value(lower, call, result);
    }
    free(operands);
}

static void lower_va(struct lower *lower, LLVMValueRef call, enum ir_va va, unsigned count)
{
    ir_id operands[2];
    if (arguments(lower, call, count, operands)) ir_build(&lower->build, IR_VA, va, 0, operands, count);
}

static bool is_type_test(struct lower *lower, LLVMValueRef value)
{
    if (LLVMGetValueKind(value) != LLVMInstructionValueKind ||
        LLVMGetInstructionOpcode(value) != LLVMCall) return false;
    unsigned row = call_row(lower, value);
    return row && row <= COUNT_OF(ROWS) && ROWS[row - 1].kind == CALLEE_TYPE_TEST;
}

// The program's promise about a virtual table: which class the object has at least.
static void note_type_test(struct lower *lower, LLVMValueRef call)
{
    LLVMMetadataRef name = metadata_argument(call, 1);
    const char *text = debug_text(lower, name);
    if (!text || text_starts(text, "_ZTSF")) return; // of a function pointer; or a class that no other module can see: the type is a node of its own
    idmap_put(&lower->vtables, (uint64_t)(uintptr_t)LLVMGetOperand(call, 0), (uint64_t)(uintptr_t)text);
}

static void lower_assume(struct lower *lower, LLVMValueRef call)
{
    LLVMValueRef condition = LLVMGetOperand(call, 0);
    if (is_type_test(lower, condition)) return;
    ir_id operand = lower_value(lower, condition);
    if (operand) ir_build(&lower->build, IR_ASSUME, 0, 0, &operand, 1);
}

static void lower_intrinsic(struct lower *lower, LLVMValueRef call, const struct row *row)
{
    ir_id first;
    switch ((enum callee_kind)row->kind) {
    case CALLEE_SKIP: break;
    case CALLEE_DECLARE: name_local(lower, call); break;
    case CALLEE_COPY: lower_block_operation(lower, call, IR_COPY, 0); break;
    case CALLEE_MOVE: lower_block_operation(lower, call, IR_COPY, IR_MAY_OVERLAP); break;
    case CALLEE_FILL: lower_block_operation(lower, call, IR_FILL, 0); break;
    case CALLEE_FIRST:
        first = lower_value(lower, LLVMGetOperand(call, 0));
        if (first) set_value(lower, call, first);
        break;
    case CALLEE_VA_START: lower_va(lower, call, IR_VA_START, 1); break;
    case CALLEE_VA_END: lower_va(lower, call, IR_VA_END, 1); break;
    case CALLEE_VA_COPY: lower_va(lower, call, IR_VA_COPY, 2); break;
    case CALLEE_OVERFLOW: lower_overflow(lower, call, row); break;
    case CALLEE_BINARY: {
        ir_id operands[2];
        if (arguments(lower, call, 2, operands))
            set_value(lower, call, ir_build_binary(&lower->build, row->sub, 0, operands[0], operands[1]));
        break;
    }
    case CALLEE_ASSUME: lower_assume(lower, call); break;
    case CALLEE_TYPE_TEST: note_type_test(lower, call); break;
    case CALLEE_SANITIZER: lower_check(lower, call, NULL); break;
    default: lower_pure(lower, call); break;
    }
}

void call_homes(struct lower *lower, LLVMValueRef call)
{
    unsigned row = call_row(lower, call);
    if (!row || row > COUNT_OF(ROWS)) return;
    LLVMValueRef address = ROWS[row - 1].kind == CALLEE_DECLARE ? described_address(call) : NULL;
    if (address) note_home(lower, address, HOME_LOCAL);
    if (ROWS[row - 1].kind == CALLEE_COPY) note_home(lower, LLVMGetOperand(call, 0), HOME_PARAM);
}

// --- calls ---------------------------------------------------------------------------------------

// The type of a virtual call, when the callee was loaded from a table whose class is known: table + constant.
static void note_virtual(struct lower *lower, LLVMValueRef callee, struct ir_call_info *info)
{
    if (LLVMGetValueKind(callee) != LLVMInstructionValueKind || LLVMGetInstructionOpcode(callee) != LLVMLoad) return;
    LLVMValueRef place = LLVMGetOperand(callee, 0);
    uint64_t slot = 0, name;
    if (LLVMGetValueKind(place) == LLVMInstructionValueKind &&
        LLVMGetInstructionOpcode(place) == LLVMGetElementPtr && LLVMGetNumOperands(place) == 2) {
        LLVMValueRef index = LLVMGetOperand(place, 1);
        if (LLVMGetValueKind(index) != LLVMConstantIntValueKind) return;
        slot = LLVMConstIntGetZExtValue(index) * lower_size(lower, LLVMGetGEPSourceElementType(place));
        place = LLVMGetOperand(place, 0);
    }
    if (!idmap_get(&lower->vtables, (uint64_t)(uintptr_t)place, &name)) return;
    info->is_virtual = true;
    info->virtual_type = (const char *)(uintptr_t)name;
    info->virtual_slot = slot;
}

static bool call_has(LLVMValueRef call, LLVMValueRef callee, unsigned attribute)
{
    if (LLVMGetCallSiteEnumAttribute(call, LLVMAttributeFunctionIndex, attribute)) return true;
    return LLVMGetValueKind(callee) == LLVMFunctionValueKind &&
           LLVMGetEnumAttributeAtIndex(callee, LLVMAttributeFunctionIndex, attribute);
}

// The callee's value. Using a function as a callee does not count as taking its address.
static ir_id lower_callee(struct lower *lower, LLVMValueRef callee, struct ir_call_info *info)
{
    LLVMValueKind kind = LLVMGetValueKind(callee);
    if (kind != LLVMFunctionValueKind && kind != LLVMGlobalAliasValueKind) {
        note_virtual(lower, callee, info);
        return lower_value(lower, callee);
    }
    info->symbol = lower_symbol(lower, callee);
    return ir_build_symbol(&lower->build, info->symbol, 0);
}

static void build_call(struct lower *lower, LLVMValueRef call, enum ir_op op, ir_id *operands, uint32_t count,
                       const struct ir_call_info *info)
{
    ir_id result = ir_build(&lower->build, op, 0, lower_type(lower, LLVMTypeOf(call)), operands, count);
    if (result) set_value(lower, call, result);
    if (op == IR_ASM) {
        // Effects on memory, or none; an address that it gets may be written through either way.
        if (LLVMGetInlineAsmHasSideEffects(LLVMGetCalledValue(call))) ir_build_last(&lower->build)->flags |= IR_EFFECTS;
        return;
    }
    ir_build_last(&lower->build)->aux = (uint32_t)lower->build.function.calls.count;
    VEC_PUSH(&lower->build.function.calls, *info);
    if (op != IR_INVOKE) return;
    uint32_t targets[] = {plan_of(lower, LLVMGetNormalDest(call))->into, plan_of(lower, LLVMGetUnwindDest(call))->into};
    ir_build_edges(&lower->build, targets, 2);
}

static void lower_plain_call(struct lower *lower, LLVMValueRef call)
{
    LLVMValueRef callee = LLVMGetCalledValue(call);
    LLVMTypeRef type = LLVMGetCalledFunctionType(call);
    unsigned count = LLVMGetNumArgOperands(call), at = 0;
    struct ir_call_info info = {.variadic = LLVMIsFunctionVarArg(type), .fixed_arguments = LLVMCountParamTypes(type)};
    info.no_return = call_has(call, callee, lower->attr_noreturn);
    info.no_throw = call_has(call, callee, lower->attr_nounwind);
    bool assembly = LLVMGetValueKind(callee) == LLVMInlineAsmValueKind;
    bool invoke = LLVMGetInstructionOpcode(call) == LLVMInvoke;
    if (assembly && invoke) {
        lower_fail(lower, call, "assembly that may throw");
        return;
    }
    ir_id *operands = mem_alloc((count + 2) * sizeof *operands);
    if (!assembly) operands[at++] = lower_callee(lower, callee, &info);
    for (unsigned i = 0; i < count && !lower->failure; i++) {
        LLVMValueRef argument = LLVMGetOperand(call, i);
        if (LLVMGetValueKind(argument) == LLVMMetadataAsValueValueKind) continue;
        operands[at++] = lower_value(lower, argument);
    }
    if (!lower->failure) build_call(lower, call, assembly ? IR_ASM : invoke ? IR_INVOKE : IR_CALL, operands, at, &info);
    free(operands);
}

void lower_call(struct lower *lower, LLVMValueRef call)
{
    unsigned row = call_row(lower, call);
    bool invoke = LLVMGetInstructionOpcode(call) == LLVMInvoke;
    if (!row || invoke)
        lower_plain_call(lower, call);
    else if (row == PURE_ROW)
        lower_pure(lower, call);
    else
        lower_intrinsic(lower, call, &ROWS[row - 1]);
}
