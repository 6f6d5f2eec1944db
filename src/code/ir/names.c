#include "code/ir/names.h"
#include <stddef.h>

const char *ir_op_name(enum ir_op op)
{
    static const char *const NAMES[IR_OP_COUNT] = {
        [IR_NOP] = "nop", [IR_ALLOCA] = "alloca", [IR_LOAD] = "load", [IR_STORE] = "store", [IR_ADDRESS] = "address",
        [IR_BINARY] = "binary", [IR_COMPARE] = "compare", [IR_CAST] = "cast", [IR_SELECT] = "select", [IR_PHI] = "phi",
        [IR_OVERFLOW] = "overflows", [IR_CHECK] = "check", [IR_CALL] = "call", [IR_COPY] = "copy", [IR_FILL] = "fill",
        [IR_EXTRACT] = "extract", [IR_INSERT] = "insert", [IR_ELEMENT] = "element", [IR_ATOMIC] = "atomic",
        [IR_FENCE] = "fence", [IR_VA] = "va", [IR_PURE] = "pure", [IR_ASM] = "asm", [IR_LANDINGPAD] = "landingpad",
        [IR_FREEZE] = "freeze", [IR_BEGIN] = "begin", [IR_ASSUME] = "assume", [IR_JUMP] = "jump",
        [IR_BRANCH] = "branch", [IR_SWITCH] = "switch", [IR_INDIRECT] = "indirect", [IR_RETURN] = "return",
        [IR_INVOKE] = "invoke", [IR_RESUME] = "resume", [IR_UNREACHABLE] = "unreachable"};
    return op < IR_OP_COUNT && NAMES[op] ? NAMES[op] : "?";
}

static const char *binary_name(unsigned op)
{
    static const char *const NAMES[] = {"none", "add", "sub", "mul", "udiv", "sdiv", "urem", "srem", "shl", "lshr",
                                        "ashr", "and", "or", "xor", "fadd", "fsub", "fmul", "fdiv", "frem", "umax",
                                        "umin", "smax", "smin", "nand", "other"};
    return op < COUNT_OF(NAMES) ? NAMES[op] : "?";
}

static const char *predicate_name(unsigned predicate)
{
    static const char *const NAMES[] = {"eq", "ne", "ugt", "uge", "ult", "ule", "sgt", "sge", "slt", "sle", "feq",
                                        "fne", "fgt", "fge", "flt", "fle", "ford", "funo", "ftrue", "ffalse"};
    return predicate < COUNT_OF(NAMES) ? NAMES[predicate] : "?";
}

static const char *cast_name(unsigned cast)
{
    static const char *const NAMES[] = {"trunc", "zext", "sext", "ftrunc", "fext", "ftou", "ftos", "utof", "stof",
                                        "ptoi", "itop", "bitcast"};
    return cast < COUNT_OF(NAMES) ? NAMES[cast] : "?";
}

static const char *check_name(unsigned check)
{
    static const char *const NAMES[IR_CHECK_KINDS] = {"add", "sub", "mul", "negate", "divide", "shift", "index",
                                                      "convert", "float", "vla", "return", "unreachable", "bool",
                                                      "nonzero"};
    return check < COUNT_OF(NAMES) ? NAMES[check] : "?";
}

const char *ir_sub_name(const struct ir_instr *instr)
{
    static const char *const VA[] = {"start", "end", "copy", "arg"};
    switch ((enum ir_op)instr->op) {
    case IR_BINARY:
    case IR_OVERFLOW: return binary_name(instr->sub);
    case IR_ATOMIC:
        if (instr->sub != IR_BINARY_NONE) return binary_name(instr->sub);
        return instr->operand_count == 3 ? "compare-exchange" : "exchange";
    case IR_COMPARE: return predicate_name(instr->sub);
    case IR_CAST: return cast_name(instr->sub);
    case IR_CHECK: return check_name(instr->sub);
    case IR_VA: return instr->sub < COUNT_OF(VA) ? VA[instr->sub] : "?";
    default: return NULL;
    }
}

const char *ir_binary_sign(enum ir_binary op)
{
    static const char *const SIGNS[] = {NULL, "+", "-", "*", "/", "/", "%", "%", "<<", ">>", ">>", "&", "|", "^", "+",
                                        "-", "*", "/"};
    return op < COUNT_OF(SIGNS) ? SIGNS[op] : NULL;
}
