// Constants as values, symbols, and the initial bytes of global objects.
#include "code/front/llvm.h"
#include "code/ir/demangle.h"
#include <inttypes.h>
#include <string.h>

enum { IMAGE_MAX = 64 << 20 }; // bytes of an initialiser that are kept; larger objects have unknown content

// --- addresses -----------------------------------------------------------------------------------

// Adds up the constant indices of an address expression.
static bool address_offset(struct lower *lower, LLVMValueRef gep, int64_t *ret_offset)
{
    LLVMTypeRef type = LLVMGetGEPSourceElementType(gep);
    int64_t offset = 0;
    int count = LLVMGetNumOperands(gep);
    for (int i = 1; i < count; i++) {
        LLVMValueRef index = LLVMGetOperand(gep, (unsigned)i);
        if (LLVMGetValueKind(index) != LLVMConstantIntValueKind) return false;
        int64_t at = LLVMConstIntGetSExtValue(index), step;
        if (i > 1 && LLVMGetTypeKind(type) == LLVMStructTypeKind) {
            if (at < 0 || (uint64_t)at >= LLVMCountStructElementTypes(type)) return false;
            step = (int64_t)LLVMOffsetOfElement(lower->layout, type, (unsigned)at);
            type = LLVMStructGetTypeAtIndex(type, (unsigned)at);
        } else {
            if (i > 1) type = LLVMGetElementType(type);
            if (__builtin_mul_overflow(at, (int64_t)lower_size(lower, type), &step)) return false;
        }
        if (__builtin_add_overflow(offset, step, &offset)) return false;
    }
    *ret_offset = offset;
    return true;
}

bool lower_constant_address(struct lower *lower, LLVMValueRef value, LLVMValueRef *ret_global, int64_t *ret_offset)
{
    int64_t offset = 0, part;
    for (unsigned depth = 0; depth < LOWER_DEPTH; depth++) {
        switch (LLVMGetValueKind(value)) {
        case LLVMFunctionValueKind:
        case LLVMGlobalVariableValueKind:
        case LLVMGlobalAliasValueKind:
        case LLVMGlobalIFuncValueKind:
            *ret_global = value;
            *ret_offset = offset;
            return true;
        case LLVMConstantExprValueKind: break;
        default: return false;
        }
        switch (LLVMGetConstOpcode(value)) {
        case LLVMGetElementPtr:
            if (!address_offset(lower, value, &part) || __builtin_add_overflow(offset, part, &offset)) return false;
            break;
        case LLVMBitCast:
        case LLVMAddrSpaceCast: break;
        default: return false;
        }
        value = LLVMGetOperand(value, 0);
    }
    return false;
}

// --- symbols -------------------------------------------------------------------------------------

static void set_linkage(struct ir_symbol *symbol, LLVMLinkage linkage)
{
    symbol->internal = linkage == LLVMInternalLinkage || linkage == LLVMPrivateLinkage;
    switch (linkage) {
    case LLVMAvailableExternallyLinkage:
    case LLVMLinkOnceAnyLinkage:
    case LLVMLinkOnceODRLinkage:
    case LLVMWeakAnyLinkage:
    case LLVMWeakODRLinkage:
    case LLVMExternalWeakLinkage:
    case LLVMCommonLinkage: symbol->weak = true; break;
    default: break;
    }
}

// What an alias stands for, if that is plain: a whole symbol.
static LLVMValueRef alias_target(struct lower *lower, LLVMValueRef alias)
{
    LLVMValueRef target = alias;
    for (unsigned depth = 0; depth < LOWER_DEPTH && LLVMGetValueKind(target) == LLVMGlobalAliasValueKind; depth++) {
        int64_t offset;
        LLVMValueRef next;
        if (!lower_constant_address(lower, LLVMAliasGetAliasee(target), &next, &offset) || offset) return NULL;
        target = next;
    }
    return target;
}

// A C++ function without debug information, as a library's are, is called what its linkage name says.
static void name_function(struct lower *lower, struct ir_symbol *symbol)
{
    struct cxx_name name;
    if (symbol->display == symbol->name && cxx_name_read(&lower->module->arena, symbol->name, &name))
        symbol->display = name.name;
}

ir_id lower_symbol(struct lower *lower, LLVMValueRef global)
{
    uint64_t found;
    if (idmap_get(&lower->symbols, (uint64_t)(uintptr_t)global, &found)) return (ir_id)found;
    size_t length;
    const char *name = LLVMGetValueName2(global, &length);
    LLVMTypeRef type = LLVMGlobalGetValueType(global);
    enum ir_symbol_kind kind = LLVMGetTypeKind(type) == LLVMFunctionTypeKind ? IR_SYMBOL_FUNCTION : IR_SYMBOL_GLOBAL;
    char *copy = arena_copy(&lower->module->arena, name, length);
    if (copy[0] == 1) copy++; // says "not to be decorated": asm("name") in the source
    ir_id id = ir_symbol_add(lower->module, kind, copy, lower_type(lower, type));
    idmap_put(&lower->symbols, (uint64_t)(uintptr_t)global, id);
    set_linkage(&lower->module->symbols.items[id], LLVMGetLinkage(global));
    switch (LLVMGetValueKind(global)) {
    case LLVMFunctionValueKind:
        debug_function(lower, global, &lower->module->symbols.items[id]);
        name_function(lower, &lower->module->symbols.items[id]);
        lower_signature(lower, global, &lower->module->symbols.items[id]);
        lower_extents(lower, global, &lower->module->symbols.items[id]);
        break;
    case LLVMGlobalVariableValueKind: VEC_PUSH(&lower->globals, global); break;
    case LLVMGlobalAliasValueKind: {
        // Its body is the target's; lower_globals gives it the index once that is known.
        LLVMValueRef target = alias_target(lower, global);
        if (target) (void)lower_symbol(lower, target);
        if (kind == IR_SYMBOL_FUNCTION) name_function(lower, &lower->module->symbols.items[id]);
        VEC_PUSH(&lower->globals, global);
        break;
    }
    default: break; // an ifunc's resolver decides at run time
    }
    return id;
}

// --- values --------------------------------------------------------------------------------------

bool constant_needs_code(LLVMValueRef value)
{
    if (LLVMGetValueKind(value) != LLVMConstantExprValueKind) return false;
    switch (LLVMGetConstOpcode(value)) {
    case LLVMGetElementPtr:
    case LLVMBitCast:
    case LLVMAddrSpaceCast: return constant_needs_code(LLVMGetOperand(value, 0));
    default: return true;
    }
}

static ir_id lower_int(struct lower *lower, LLVMValueRef value, ir_id type)
{
    unsigned bits = LLVMGetIntTypeWidth(LLVMTypeOf(value));
    if (bits <= 64) return ir_build_int(&lower->build, type, LLVMConstIntGetSExtValue(value));
    // LLVM-C hands out 64 bits only. The text has all of them: "i128 -1".
    char *text = LLVMPrintValueToString(value);
    const char *digits = strchr(text, ' ');
    int64_t number;
    bool small = digits && text_to_int(digits + 1, INT64_MIN, INT64_MAX, &number);
    LLVMDisposeMessage(text);
    if (small) return ir_build_int(&lower->build, type, number);
    return ir_build_wide(&lower->build, type, LLVMConstIntGetZExtValue(value));
}

static ir_id lower_expression(struct lower *lower, LLVMValueRef value, ir_id type)
{
    static const struct {
        LLVMOpcode opcode;
        uint8_t op, sub;
    } ROWS[] = {{LLVMPtrToInt, IR_CAST, IR_PTOI}, {LLVMIntToPtr, IR_CAST, IR_ITOP}, {LLVMTrunc, IR_CAST, IR_TRUNC},
                {LLVMBitCast, IR_CAST, IR_BITCAST}, {LLVMAddrSpaceCast, IR_CAST, IR_BITCAST},
                {LLVMAdd, IR_BINARY, IR_ADD}, {LLVMSub, IR_BINARY, IR_SUB}, {LLVMMul, IR_BINARY, IR_MUL},
                {LLVMXor, IR_BINARY, IR_XOR}, {LLVMShl, IR_BINARY, IR_SHL}};
    LLVMOpcode opcode = LLVMGetConstOpcode(value);
    if (opcode == LLVMGetElementPtr) return lower_address(lower, value);
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        if (ROWS[i].opcode != opcode) continue;
        unsigned count = ROWS[i].op == IR_CAST ? 1 : 2;
        ir_id operands[2] = {0};
        for (unsigned k = 0; k < count; k++)
            if (!(operands[k] = lower_value(lower, LLVMGetOperand(value, k)))) return 0;
        if (lower->build.function.values.items[operands[0]].type == type && count == 1) return operands[0];
        return ir_build(&lower->build, ROWS[i].op, ROWS[i].sub, type, operands, count);
    }
    return ir_build_other(&lower->build, IR_VALUE_AGGREGATE, type); // of vectors
}

static ir_id lower_constant(struct lower *lower, LLVMValueRef value)
{
    struct ir_builder *build = &lower->build;
    LLVMValueKind kind = LLVMGetValueKind(value);
    LLVMValueRef global;
    int64_t offset;
    if (lower_constant_address(lower, value, &global, &offset)) {
        ir_id symbol = lower_symbol(lower, global);
        lower->module->symbols.items[symbol].address_taken = true; // lower_call undoes this for a mere callee
        return ir_build_symbol(build, symbol, offset);
    }
    ir_id type = lower_type(lower, LLVMTypeOf(value));
    LLVMBool loses;
    switch (kind) {
    case LLVMConstantIntValueKind: return lower_int(lower, value, type);
    case LLVMConstantFPValueKind: return ir_build_real(build, type, LLVMConstRealGetDouble(value, &loses));
    case LLVMConstantPointerNullValueKind: return ir_build_null(build);
    case LLVMUndefValueValueKind:
    case LLVMPoisonValueValueKind: return ir_build_undef(build, type, 0);
    case LLVMConstantAggregateZeroValueKind: return ir_build_other(build, IR_VALUE_ZERO, type);
    case LLVMConstantArrayValueKind:
    case LLVMConstantStructValueKind:
    case LLVMConstantVectorValueKind:
    case LLVMConstantDataArrayValueKind:
    case LLVMBlockAddressValueKind:
    case LLVMConstantTargetNoneValueKind:
    case LLVMConstantDataVectorValueKind:
        return ir_build_other(build, LLVMIsNull(value) ? IR_VALUE_ZERO : IR_VALUE_AGGREGATE, type);
    case LLVMConstantExprValueKind: return lower_expression(lower, value, type);
    default: lower_fail(lower, value, "a constant of an unknown kind"); return 0;
    }
}

// --- initial content -----------------------------------------------------------------------------

struct image {
    struct lower *lower;
    uint8_t *bytes;
    uint64_t size;
    VEC(struct ir_relocation) relocations;
    bool unknown; // holds something that bytes and relocations can't say
};

static void image_number(struct image *image, uint64_t at, uint64_t number, uint64_t size)
{
    if (at > image->size || size > image->size - at) return;
    bool big = image->lower->module->big_endian;
    for (uint64_t i = 0; i < size; i++)
        image->bytes[at + (big ? size - 1 - i : i)] = (uint8_t)(i < 8 ? number >> (8 * i) : 0);
}

static void image_address(struct image *image, LLVMValueRef value, uint64_t at)
{
    LLVMValueRef global;
    int64_t offset;
    if (LLVMGetValueKind(value) == LLVMConstantExprValueKind && LLVMGetConstOpcode(value) == LLVMPtrToInt)
        value = LLVMGetOperand(value, 0);
    if (!lower_constant_address(image->lower, value, &global, &offset)) {
        image->unknown = true; // a label's address, a difference, a number as an address
        return;
    }
    VEC_PUSH(&image->relocations,
             ((struct ir_relocation){.offset = at, .symbol = lower_symbol(image->lower, global), .addend = offset}));
}

static void image_real(struct image *image, LLVMValueRef value, uint64_t at)
{
    LLVMBool loses;
    double number = LLVMConstRealGetDouble(value, &loses);
    uint64_t bits = 0;
    float single = (float)number;
    switch (LLVMGetTypeKind(LLVMTypeOf(value))) {
    case LLVMDoubleTypeKind:
        memcpy(&bits, &number, sizeof number);
        image_number(image, at, bits, sizeof number);
        break;
    case LLVMFloatTypeKind:
        memcpy(&bits, &single, sizeof single);
        image_number(image, at, bits, sizeof single);
        break;
    default: image->unknown = true;
    }
}

static void image_add(struct image *image, LLVMValueRef value, uint64_t at, unsigned depth);

static void image_sequence(struct image *image, LLVMValueRef value, uint64_t at, unsigned depth)
{
    LLVMTypeRef type = LLVMTypeOf(value), element = LLVMGetElementType(type);
    bool vector = LLVMGetTypeKind(type) == LLVMVectorTypeKind;
    uint64_t count = vector ? LLVMGetVectorSize(type) : LLVMGetArrayLength2(type);
    uint64_t size = lower_size(image->lower, element);
    if (LLVMGetValueKind(value) == LLVMConstantDataArrayValueKind && LLVMIsConstantString(value)) {
        size_t length;
        const char *text = LLVMGetAsString(value, &length);
        if (at <= image->size && length <= image->size - at) memcpy(image->bytes + at, text, length);
        return;
    }
    for (uint64_t i = 0; i < count; i++)
        image_add(image, LLVMGetAggregateElement(value, (unsigned)i), at + i * size, depth + 1);
}

static void image_add(struct image *image, LLVMValueRef value, uint64_t at, unsigned depth)
{
    if (!value || depth > LOWER_DEPTH) {
        image->unknown = true;
        return;
    }
    if (LLVMIsNull(value)) return;
    LLVMTypeRef type = LLVMTypeOf(value);
    switch (LLVMGetValueKind(value)) {
    case LLVMUndefValueValueKind:
    case LLVMPoisonValueValueKind: return;
    case LLVMConstantIntValueKind:
        if (LLVMGetIntTypeWidth(type) > 64) image->unknown = true;
        image_number(image, at, LLVMConstIntGetZExtValue(value), LLVMStoreSizeOfType(image->lower->layout, type));
        return;
    case LLVMConstantFPValueKind: image_real(image, value, at); return;
    case LLVMConstantStructValueKind:
        for (unsigned i = 0; i < LLVMCountStructElementTypes(type); i++)
            image_add(image, LLVMGetAggregateElement(value, i),
                      at + LLVMOffsetOfElement(image->lower->layout, type, i), depth + 1);
        return;
    case LLVMConstantArrayValueKind:
    case LLVMConstantVectorValueKind:
    case LLVMConstantDataArrayValueKind:
    case LLVMConstantDataVectorValueKind: image_sequence(image, value, at, depth); return;
    default: image_address(image, value, at); return;
    }
}

static int compare_relocations(const void *left, const void *right)
{
    const struct ir_relocation *a = left, *b = right;
    return a->offset < b->offset ? -1 : a->offset > b->offset;
}

static bool is_vtable(const char *name)
{
    return text_starts(name, "_ZTV") || text_starts(name, "_ZTC") || text_starts(name, "_ZTT");
}

static void add_vtable_types(struct lower *lower, LLVMValueRef global, ir_id symbol)
{
    size_t count;
    LLVMValueMetadataEntry *entries = LLVMGlobalCopyAllMetadata(global, &count);
    for (unsigned i = 0; i < count; i++) {
        if (LLVMValueMetadataEntriesGetKind(entries, i) != lower->kind_type) continue;
        LLVMMetadataRef node = LLVMValueMetadataEntriesGetMetadata(entries, i);
        LLVMValueRef parts[2] = {0}, as_value = LLVMMetadataAsValue(lower->context, node);
        if (LLVMGetMDNodeNumOperands(as_value) != 2) continue;
        LLVMGetMDNodeOperands(as_value, parts);
        unsigned length;
        const char *name = parts[1] && LLVMIsAMDString(parts[1]) ? LLVMGetMDString(parts[1], &length) : NULL;
        if (!name || !parts[0] || LLVMGetValueKind(parts[0]) != LLVMConstantIntValueKind) continue;
        VEC_PUSH(&lower->module->vtables,
                 ((struct ir_vtable){symbol, LLVMConstIntGetZExtValue(parts[0]),
                                     arena_copy(&lower->module->arena, name, length)}));
    }
    LLVMDisposeValueMetadataEntries(entries);
}

static void set_content(struct lower *lower, LLVMValueRef initial, ir_id symbol)
{
    uint64_t size = lower->module->globals.items[lower->module->symbols.items[symbol].index].size;
    bool zero = LLVMIsNull(initial), undefined = LLVMIsUndef(initial);
    struct image image = {.lower = lower, .size = size};
    const struct ir_relocation *relocations = NULL;
    if (!zero && !undefined && size && size <= IMAGE_MAX) {
        image.bytes = arena_alloc(&lower->module->arena, size);
        image_add(&image, initial, 0, 0);
        VEC_SORT(&image.relocations, compare_relocations);
        struct ir_relocation *copy = ARENA_ARRAY(&lower->module->arena, struct ir_relocation,
                                                 image.relocations.count + 1);
        if (image.relocations.count) memcpy(copy, image.relocations.items, image.relocations.count * sizeof *copy);
        relocations = copy;
        bool table = is_vtable(lower->module->symbols.items[symbol].name);
        VEC_EACH(&image.relocations, relocation)
            if (!table) lower->module->symbols.items[relocation->symbol].address_taken = true;
    }
    struct ir_global *global = &lower->module->globals.items[lower->module->symbols.items[symbol].index];
    global->zero = zero;
    global->bytes = image.unknown ? NULL : image.bytes;
    global->relocations = relocations;
    global->relocation_count = (uint32_t)image.relocations.count;
    VEC_FREE(&image.relocations);
}

static void define_global(struct lower *lower, LLVMValueRef variable)
{
    ir_id symbol = lower_symbol(lower, variable);
    debug_global(lower, variable, symbol);
    LLVMValueRef initial = LLVMGetInitializer(variable);
    if (!initial) return;
    struct ir_global *global = ir_global_add(lower->module, symbol,
                                             lower_size(lower, LLVMGlobalGetValueType(variable)));
    global->constant = LLVMIsGlobalConstant(variable);
    global->is_thread_local = LLVMIsThreadLocal(variable);
    global->literal = LLVMGetLinkage(variable) == LLVMPrivateLinkage && global->constant;
    set_content(lower, initial, symbol);
    if (is_vtable(lower->module->symbols.items[symbol].name)) add_vtable_types(lower, variable, symbol);
}

static void define_alias(struct lower *lower, LLVMValueRef alias)
{
    LLVMValueRef target = alias_target(lower, alias);
    if (!target) return;
    const struct ir_symbol *of = lower_symbol_at(lower, lower_symbol(lower, target));
    struct ir_symbol *symbol = lower_symbol_at(lower, lower_symbol(lower, alias));
    symbol->defined = of->defined;
    symbol->index = of->index;
}

// Objects with a name that others may use, and what anything lowered so far refers to. Content refers to more.
void lower_globals(struct lower *lower)
{
    for (LLVMValueRef global = LLVMGetFirstGlobal(lower->llvm); global; global = LLVMGetNextGlobal(global)) {
        LLVMLinkage linkage = LLVMGetLinkage(global);
        if (linkage == LLVMPrivateLinkage || linkage == LLVMAppendingLinkage || !LLVMGetInitializer(global)) continue;
        (void)lower_symbol(lower, global);
    }
    for (LLVMValueRef alias = LLVMGetFirstGlobalAlias(lower->llvm); alias; alias = LLVMGetNextGlobalAlias(alias))
        (void)lower_symbol(lower, alias);
    for (size_t i = 0; i < lower->globals.count; i++)
        if (LLVMGetValueKind(lower->globals.items[i]) == LLVMGlobalVariableValueKind)
            define_global(lower, lower->globals.items[i]);
    for (size_t i = 0; i < lower->globals.count; i++)
        if (LLVMGetValueKind(lower->globals.items[i]) == LLVMGlobalAliasValueKind)
            define_alias(lower, lower->globals.items[i]);
}

// --- any value -----------------------------------------------------------------------------------

ir_id lower_value(struct lower *lower, LLVMValueRef value)
{
    uint64_t found;
    if (lower->failure || !value) return 0;
    if (idmap_get(&lower->values, (uint64_t)(uintptr_t)value, &found) && found) return (ir_id)found;
    LLVMValueKind kind = LLVMGetValueKind(value);
    if (kind == LLVMInstructionValueKind && is_lazy(lower, value)) return lower_lazy(lower, value);
    if (kind == LLVMInstructionValueKind || kind == LLVMArgumentValueKind) {
        lower_fail(lower, value, "a value is used before it is made");
        return 0;
    }
    return lower_constant(lower, value);
}
