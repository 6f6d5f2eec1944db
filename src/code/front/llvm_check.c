// The sanitizer's checks as obligations. What the handler's static data says is decoded from the constant that it gets:
// a place, one or two type descriptors (kind, width and sign, the type's spelling), and details by kind.
#include "code/front/llvm.h"
#include <string.h>

struct described { // an arithmetic type, as a descriptor has it
    const char *name; // NULL when unknown
    uint32_t bits;
    bool is_signed;
};

// The spelling comes as "'byte' (aka 'unsigned char')": the first name is the source's.
static const char *first_quoted(struct lower *lower, const char *text, size_t size)
{
    const char *from = memchr(text, '\'', size);
    if (!from) return NULL;
    from++;
    const char *to = memchr(from, '\'', size - (size_t)(from - text));
    return to ? arena_copy(&lower->module->arena, from, (size_t)(to - from)) : NULL;
}

static bool constant_number(LLVMValueRef value, uint64_t *ret_number)
{
    if (!value || LLVMGetValueKind(value) != LLVMConstantIntValueKind) return false;
    *ret_number = LLVMConstIntGetZExtValue(value);
    return true;
}

enum { DESCRIPTOR_INT = 0, DESCRIPTOR_FLOAT = 1 };

static struct described read_descriptor(struct lower *lower, LLVMValueRef descriptor)
{
    struct described type = {0};
    if (!descriptor || LLVMGetValueKind(descriptor) != LLVMGlobalVariableValueKind) return type;
    LLVMValueRef data = LLVMGetInitializer(descriptor);
    uint64_t kind, info;
    if (!data || !constant_number(LLVMGetAggregateElement(data, 0), &kind) ||
        !constant_number(LLVMGetAggregateElement(data, 1), &info))
        return type;
    if (kind == DESCRIPTOR_INT) {
        type.is_signed = info & 1;
        type.bits = 1u << ((info >> 1) & 31);
    } else if (kind == DESCRIPTOR_FLOAT) {
        type.is_signed = true;
        type.bits = (uint32_t)info;
    }
    LLVMValueRef text = LLVMGetAggregateElement(data, 2);
    size_t length;
    if (text && LLVMGetValueKind(text) == LLVMConstantDataArrayValueKind && LLVMIsConstantString(text)) {
        const char *name = LLVMGetAsString(text, &length);
        type.name = first_quoted(lower, name, length);
    }
    return type;
}

static struct described type_at(struct lower *lower, LLVMValueRef data, unsigned index)
{
    return read_descriptor(lower, data ? LLVMGetAggregateElement(data, index) : NULL);
}

// --- the operands --------------------------------------------------------------------------------

// The handler gets numbers widened to 64 bits, reals as bits, and what is wider by the address of a copy: this finds
// the value itself.
static LLVMValueRef unwrap(struct lower *lower, LLVMValueRef value)
{
    for (unsigned depth = 0; depth < 4; depth++) {
        if (LLVMGetValueKind(value) != LLVMInstructionValueKind || !is_nosanitize(lower, value)) return value;
        switch (LLVMGetInstructionOpcode(value)) {
        case LLVMZExt:
        case LLVMBitCast: value = LLVMGetOperand(value, 0); break;
        case LLVMPtrToInt: {
            LLVMValueRef copy = LLVMGetOperand(value, 0);
            LLVMValueRef instr = LLVMGetFirstInstruction(LLVMGetInstructionParent(value));
            while (instr && !(LLVMGetInstructionOpcode(instr) == LLVMStore && LLVMGetOperand(instr, 1) == copy))
                instr = LLVMGetNextInstruction(instr);
            if (!instr) return value;
            value = LLVMGetOperand(instr, 0);
            break;
        }
        default: return value;
        }
    }
    return value;
}

static ir_id operand(struct lower *lower, LLVMValueRef handler, unsigned index, const struct described *type)
{
    if (index >= LLVMGetNumArgOperands(handler)) return 0;
    LLVMValueRef value = unwrap(lower, LLVMGetOperand(handler, index));
    if (LLVMGetValueKind(value) == LLVMConstantIntValueKind && type->bits && type->bits <= 64)
        return ir_build_int(&lower->build, ir_type_int(lower->module, type->bits), (int64_t)LLVMConstIntGetZExtValue(value));
    return lower_value(lower, value);
}

// --- kinds ---------------------------------------------------------------------------------------

enum { CONVERT_SIGN = 3 };

static void set_types(struct ir_check_info *info, struct described from, struct described to)
{
    info->bits = to.bits;
    info->is_signed = to.is_signed;
    info->type_name = to.name;
    info->from_bits = from.bits;
    info->from_signed = from.is_signed;
    info->from_name = from.name;
}

// The comparison that guards an index, where the bound stands: index < bound, or index <= bound for an address only.
static LLVMValueRef find_bound(LLVMValueRef condition, bool *ret_inclusive)
{
    if (!condition || LLVMGetValueKind(condition) != LLVMInstructionValueKind ||
        LLVMGetInstructionOpcode(condition) != LLVMICmp)
        return NULL;
    LLVMIntPredicate predicate = LLVMGetICmpPredicate(condition);
    *ret_inclusive = predicate == LLVMIntULE;
    return predicate == LLVMIntULE || predicate == LLVMIntULT ? LLVMGetOperand(condition, 1) : NULL;
}

// "int[4][2]": the count of the outermost dimension, where the comparison was folded away.
static uint64_t bound_of_name(const char *name)
{
    const char *open = name ? strchr(name, '[') : NULL;
    uint64_t bound = 0;
    for (; open && open[1] >= '0' && open[1] <= '9'; open++)
        bound = bound * 10 + (uint64_t)(open[1] - '0');
    return bound;
}

static void lower_bounds(struct lower *lower, LLVMValueRef handler, LLVMValueRef condition, LLVMValueRef data)
{
    struct described array = type_at(lower, data, 1), index = type_at(lower, data, 2);
    struct ir_check_info info = {.kind = IR_CHECK_INDEX, .type_name = array.name, .from_name = index.name,
                                 .from_bits = index.bits, .from_signed = index.is_signed};
    ir_id operands[2] = {operand(lower, handler, 1, &index)};
    bool inclusive = false;
    uint64_t constant;
    LLVMValueRef bound = find_bound(condition, &inclusive);
    unsigned count = 1;
    if (bound && constant_number(bound, &constant)) {
        info.bound = constant + inclusive;
    } else if (bound) {
        info.bound = inclusive;
        operands[count++] = lower_value(lower, bound);
    } else {
        info.bound = bound_of_name(array.name);
    }
    if (lower->failure || !operands[0]) return;
    const struct ir_value *value = &lower->build.function.values.items[operands[0]];
    bool inside = count == 1 && value->kind == IR_VALUE_INT && value->number >= 0 &&
        (uint64_t)value->number < info.bound;
    if (!inside) ir_build_check(&lower->build, &info, operands, count);
}

// Whether a constant is the same number in both types: nothing can go wrong there.
static bool keeps_constant(struct lower *lower, ir_id id, const struct ir_check_info *info)
{
    const struct ir_value *value = &lower->build.function.values.items[id];
    if (value->kind != IR_VALUE_INT || value->wide || info->bits > 64 || info->from_bits > 64 ||
        !info->bits) return false;
    int64_t number = value->number;
    if (!info->from_signed && info->from_bits < 64) number &= (int64_t)((UINT64_C(1) << info->from_bits) - 1);
    if (number < 0 && !info->from_signed) return !info->is_signed && info->bits == 64; // above the largest signed one
    if (number < 0 && !info->is_signed) return false;
    unsigned room = info->bits - info->is_signed;
    int64_t most = room >= 63 ? INT64_MAX : (int64_t)((UINT64_C(1) << room) - 1);
    return number <= most && number >= -most - 1;
}

static void lower_conversion(struct lower *lower, LLVMValueRef handler, LLVMValueRef data)
{
    struct ir_check_info info = {.kind = IR_CHECK_CONVERT, .implicit = true};
    struct described from = type_at(lower, data, 1), to = type_at(lower, data, 2);
    uint64_t bits = 0;
    set_types(&info, from, to);
    LLVMValueRef width = data ? LLVMGetAggregateElement(data, 4) : NULL;
    if (constant_number(width, &bits) && bits) info.bits = (uint32_t)bits; // into a bit-field
    ir_id value = operand(lower, handler, 1, &from);
    if (value && !keeps_constant(lower, value, &info)) ir_build_check(&lower->build, &info, &value, 1);
}

struct kind {
    const char *name;
    enum ir_check check;
    unsigned operands;      // of the handler, after its data
    unsigned type, from;    // where the data has the types; 0: nowhere
};

static const struct kind KINDS[] = {
    {"add_overflow", IR_CHECK_ADD, 2, 1, 0},
    {"sub_overflow", IR_CHECK_SUB, 2, 1, 0},
    {"mul_overflow", IR_CHECK_MUL, 2, 1, 0},
    {"negate_overflow", IR_CHECK_NEGATE, 1, 1, 0},
    {"divrem_overflow", IR_CHECK_DIVIDE, 2, 1, 0},
    {"shift_out_of_bounds", IR_CHECK_SHIFT, 2, 1, 2},
    {"float_cast_overflow", IR_CHECK_FLOAT, 1, 2, 1},
    {"vla_bound_not_positive", IR_CHECK_VLA, 1, 1, 0},
    {"load_invalid_value", IR_CHECK_BOOL, 1, 1, 0},
    {"missing_return", IR_CHECK_RETURN, 0, 0, 0},
    {"builtin_unreachable", IR_CHECK_UNREACHABLE, 0, 0, 0},
    // Its data has no type and it gets no value: what is counted is the comparison's left side.
    {"invalid_builtin", IR_CHECK_NONZERO, 0, 0, 0},
};

static void lower_kind(struct lower *lower, LLVMValueRef handler, LLVMValueRef condition, LLVMValueRef data,
                       const struct kind *kind)
{
    struct ir_check_info info = {.kind = kind->check};
    struct described type = kind->type ? type_at(lower, data, kind->type) : (struct described){0};
    struct described from = kind->from ? type_at(lower, data, kind->from) : (struct described){0};
    set_types(&info, from, type);
    ir_id operands[2] = {0};
    for (unsigned i = 0; i < kind->operands; i++) {
        // A shift's amount has a type of its own; a real is the only operand and is no integer.
        const struct described *of = kind->check == IR_CHECK_SHIFT && i ? &from : &type;
        operands[i] = operand(lower, handler, i + 1, kind->check == IR_CHECK_FLOAT ? &from : of);
        if (!operands[i]) return;
    }
    unsigned count = kind->operands;
    if (kind->check == IR_CHECK_NONZERO && condition && LLVMGetValueKind(condition) == LLVMInstructionValueKind &&
        LLVMGetInstructionOpcode(condition) == LLVMICmp) {
        operands[0] = lower_value(lower, LLVMGetOperand(condition, 0));
        count = operands[0] != 0;
    }
    if (!lower->failure) ir_build_check(&lower->build, &info, operands, count);
}

// --- casts in the source -------------------------------------------------------------------------

enum sign { SIGN_UNKNOWN, SIGN_UNSIGNED, SIGN_SIGNED };

static enum sign declared_sign(struct lower *lower, uint32_t type)
{
    const struct debug_type *t = debug_type_at(lower, type);
    if (!type || !t->is_integer) return SIGN_UNKNOWN;
    return t->is_signed ? SIGN_SIGNED : SIGN_UNSIGNED;
}

// Where the value comes from: a declared object, an operation whose check names its type, a call of a known function.
static enum sign source_sign(struct lower *lower, LLVMValueRef value, const char **ret_name)
{
    if (LLVMGetValueKind(value) != LLVMInstructionValueKind) return SIGN_UNKNOWN;
    uint32_t type = 0;
    switch (LLVMGetInstructionOpcode(value)) {
    case LLVMLoad: type = debug_pointee(lower, LLVMGetOperand(value, 0)); break;
    case LLVMCall: type = debug_result(lower, value); break;
    case LLVMSExt:
    case LLVMFPToSI: return SIGN_SIGNED;
    case LLVMFPToUI: return SIGN_UNSIGNED;
    default: break;
    }
    *ret_name = debug_type_at(lower, type)->spelling;
    return declared_sign(lower, type);
}

// Narrow integers are passed widened, and the attribute says how.
static enum sign extension(LLVMValueRef function, LLVMValueRef call, LLVMAttributeIndex index)
{
    static const struct {
        const char *name;
        enum sign sign;
    } ROWS[] = {{"signext", SIGN_SIGNED}, {"zeroext", SIGN_UNSIGNED}};
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        unsigned kind = LLVMGetEnumAttributeKindForName(ROWS[i].name, strlen(ROWS[i].name));
        if (function ? LLVMGetEnumAttributeAtIndex(function, index, kind) : LLVMGetCallSiteEnumAttribute(call, index, kind))
            return ROWS[i].sign;
    }
    return SIGN_UNKNOWN;
}

// What the result is taken for: the variable that it is stored to, or the way in which it is widened again.
static enum sign target_sign(struct lower *lower, LLVMValueRef value, const char **ret_name)
{
    for (LLVMUseRef use = LLVMGetFirstUse(value); use; use = LLVMGetNextUse(use)) {
        LLVMValueRef user = LLVMGetUser(use);
        if (LLVMGetValueKind(user) != LLVMInstructionValueKind) continue;
        switch (LLVMGetInstructionOpcode(user)) {
        case LLVMSExt:
        case LLVMSIToFP: return SIGN_SIGNED;
        case LLVMZExt:
        case LLVMUIToFP: return SIGN_UNSIGNED;
        case LLVMRet: return extension(lower->function, NULL, LLVMAttributeReturnIndex);
        case LLVMCall:
        case LLVMInvoke:
            for (unsigned i = 0; i < LLVMGetNumArgOperands(user); i++)
                if (LLVMGetOperand(user, i) == value) return extension(NULL, user, i + 1);
            break;
        case LLVMStore: {
            uint32_t type = LLVMGetOperand(user, 0) == value ? debug_pointee(lower, LLVMGetOperand(user, 1)) : 0;
            *ret_name = debug_type_at(lower, type)->spelling;
            return declared_sign(lower, type);
        }
        default: break;
        }
    }
    return SIGN_UNKNOWN;
}

// A conversion that the source does not spell has a check of the sanitizer, which reads the result at once.
static bool is_checked(const struct lower *lower, LLVMValueRef value)
{
    for (LLVMUseRef use = LLVMGetFirstUse(value); use; use = LLVMGetNextUse(use)) {
        LLVMValueRef user = LLVMGetUser(use);
        if (LLVMGetValueKind(user) == LLVMInstructionValueKind && is_nosanitize(lower, user)) return true;
    }
    return false;
}

// Bit-fields mask what they store, and truth values are no numbers: neither is a cast.
static bool is_masked(LLVMValueRef value)
{
    LLVMUseRef use = LLVMGetFirstUse(value);
    LLVMValueRef user = use ? LLVMGetUser(use) : NULL;
    return user && LLVMGetValueKind(user) == LLVMInstructionValueKind && LLVMGetInstructionOpcode(user) == LLVMAnd;
}

void lower_explicit_cast(struct lower *lower, LLVMValueRef trunc)
{
    LLVMValueRef source = LLVMGetOperand(trunc, 0);
    LLVMTypeRef from = LLVMTypeOf(source), to = LLVMTypeOf(trunc);
    if (LLVMGetTypeKind(to) != LLVMIntegerTypeKind || LLVMGetIntTypeWidth(to) == 1) return;
    if (is_nosanitize(lower, trunc) || is_masked(trunc) || is_checked(lower, trunc)) return;
    struct ir_check_info info = {.kind = IR_CHECK_CONVERT, .from_bits = LLVMGetIntTypeWidth(from),
                                 .bits = LLVMGetIntTypeWidth(to)};
    enum sign before = source_sign(lower, source, &info.from_name);
    enum sign after = target_sign(lower, trunc, &info.type_name);
    if (before == SIGN_UNKNOWN || after == SIGN_UNKNOWN) return; // cannot tell what the source means
    info.from_signed = before == SIGN_SIGNED;
    info.is_signed = after == SIGN_SIGNED;
    ir_id value = lower_value(lower, source);
    if (value) ir_build_check(&lower->build, &info, &value, 1);
}

void lower_check(struct lower *lower, LLVMValueRef handler, LLVMValueRef condition)
{
    const char *name = sanitizer_name(handler);
    LLVMValueRef data = LLVMGetNumArgOperands(handler) ? LLVMGetOperand(handler, 0) : NULL;
    data = data && LLVMGetValueKind(data) == LLVMGlobalVariableValueKind ? LLVMGetInitializer(data) : NULL;
    if (!name || text_starts(name, "cfi_check_fail")) return; // asked for the types that come with it, not for the check
    if (text_starts(name, "out_of_bounds")) {
        lower_bounds(lower, handler, condition, data);
        return;
    }
    if (text_starts(name, "implicit_conversion")) {
        lower_conversion(lower, handler, data);
        return;
    }
    for (size_t i = 0; i < COUNT_OF(KINDS); i++)
        if (text_starts(name, KINDS[i].name)) {
            lower_kind(lower, handler, condition, data, &KINDS[i]);
            return;
        }
    lower_fail(lower, handler, "a check of an unknown kind");
}
