// Decides, before a function is lowered, what becomes of each of LLVM's blocks: which are reachable, in which order
// they are emitted, and how the sanitizer's branches fold away.
//
// clang makes of a checked operation: the test, a branch to a block that calls __ubsan_handle_KIND and then goes on,
// and the block where both meet. Here the meeting block is emitted right behind the test's block, into the same IR
// block; the call's block is dropped and leaves an IR_CHECK. Shifts have one more diamond before it, made of arithmetic
// only.
#include "code/front/llvm.h"
#include "code/ir/cfg.h"

bool is_nosanitize(const struct lower *lower, LLVMValueRef instr)
{
    return LLVMGetMetadata(instr, lower->kind_nosanitize) != NULL;
}

static bool is_arithmetic(LLVMValueRef instr)
{
    switch (LLVMGetInstructionOpcode(instr)) {
    case LLVMICmp:
    case LLVMFCmp:
    case LLVMAnd:
    case LLVMOr:
    case LLVMXor:
    case LLVMAdd:
    case LLVMSub:
    case LLVMShl:
    case LLVMLShr:
    case LLVMAShr:
    case LLVMZExt:
    case LLVMSExt:
    case LLVMTrunc:
    case LLVMBitCast:
    case LLVMPtrToInt:
    case LLVMSelect:
    case LLVMPHI: return true;
    default: return false;
    }
}

bool is_lazy(const struct lower *lower, LLVMValueRef instr)
{
    LLVMOpcode opcode = LLVMGetInstructionOpcode(instr);
    // The flag of an overflow operation; its sum is used by the source.
    if (opcode == LLVMExtractValue) {
        const unsigned *path = LLVMGetIndices(instr);
        return LLVMGetNumIndices(instr) == 1 && path[0] == 1 && is_nosanitize(lower, instr);
    }
    return is_arithmetic(instr) && is_nosanitize(lower, instr);
}

// --- the graph -----------------------------------------------------------------------------------

struct frame {
    uint32_t plan, left;
};

static uint32_t plan_index(struct lower *lower, LLVMBasicBlockRef block)
{
    return (uint32_t)(plan_of(lower, block) - lower->plans.items);
}

static bool collect(struct lower *lower)
{
    VEC_CLEAR(&lower->plans);
    for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(lower->function); block; block = LLVMGetNextBasicBlock(block)) {
        idmap_put(&lower->blocks, (uint64_t)(uintptr_t)block, lower->plans.count);
        VEC_PUSH(&lower->plans, ((struct plan){.block = block}));
        if (LLVMGetBasicBlockTerminator(block)) continue;
        lower_fail(lower, NULL, "a block without an end");
        return false;
    }
    return true;
}

static void order_blocks(struct lower *lower)
{
    bool *seen = mem_alloc(lower->plans.count + 1);
    VEC(struct frame) stack = {0};
    VEC_CLEAR(&lower->order);
    LLVMValueRef end = LLVMGetBasicBlockTerminator(lower->plans.items[0].block);
    VEC_PUSH(&stack, ((struct frame){0, LLVMGetNumSuccessors(end)}));
    seen[0] = true;
    while (stack.count) {
        struct frame *top = VEC_LAST(&stack);
        end = LLVMGetBasicBlockTerminator(lower->plans.items[top->plan].block);
        if (!top->left) {
            VEC_PUSH(&lower->order, top->plan);
            stack.count--;
            continue;
        }
        uint32_t next = plan_index(lower, LLVMGetSuccessor(end, --top->left));
        lower->plans.items[next].predecessors++;
        if (seen[next]) continue;
        seen[next] = true;
        end = LLVMGetBasicBlockTerminator(lower->plans.items[next].block);
        VEC_PUSH(&stack, ((struct frame){next, LLVMGetNumSuccessors(end)}));
    }
    for (size_t i = 0, k = lower->order.count; i + 1 < k; i++) {
        uint32_t swap = lower->order.items[i];
        lower->order.items[i] = lower->order.items[--k];
        lower->order.items[k] = swap;
    }
    VEC_FREE(&stack);
    free(seen);
}

// --- folding -------------------------------------------------------------------------------------

// The block's only successor; NULL when it ends otherwise.
static LLVMBasicBlockRef goes_to(LLVMBasicBlockRef block)
{
    LLVMValueRef end = LLVMGetBasicBlockTerminator(block);
    if (LLVMGetInstructionOpcode(end) != LLVMBr || LLVMIsConditional(end)) return NULL;
    return LLVMGetSuccessor(end, 0);
}

// The handler's call, in a block that does nothing but report.
static LLVMValueRef handler_of(const struct lower *lower, LLVMBasicBlockRef block)
{
    LLVMValueRef handler = NULL, end = LLVMGetBasicBlockTerminator(block);
    for (LLVMValueRef instr = LLVMGetFirstInstruction(block); instr != end; instr = LLVMGetNextInstruction(instr)) {
        if (sanitizer_name(instr)) {
            if (handler) return NULL;
            handler = instr;
        } else if (!is_nosanitize(lower, instr)) {
            return NULL;
        }
    }
    return handler;
}

static bool only_sanitizes(const struct lower *lower, LLVMBasicBlockRef block)
{
    for (LLVMValueRef instr = LLVMGetFirstInstruction(block); instr; instr = LLVMGetNextInstruction(instr)) {
        if (LLVMGetInstructionOpcode(instr) == LLVMBr) return is_nosanitize(lower, instr);
        if (!is_lazy(lower, instr)) return false;
    }
    return false;
}

static void fold(struct lower *lower, struct plan *plan)
{
    LLVMValueRef end = LLVMGetBasicBlockTerminator(plan->block);
    if (LLVMGetInstructionOpcode(end) != LLVMBr || !LLVMIsConditional(end) || !is_nosanitize(lower, end)) return;
    for (unsigned side = 0; side < 2; side++) {
        struct plan *aside = plan_of(lower, LLVMGetSuccessor(end, side));
        struct plan *onward = plan_of(lower, LLVMGetSuccessor(end, 1 - side));
        LLVMBasicBlockRef meeting = goes_to(aside->block);
        if (aside->predecessors != 1 || aside == onward || meeting != onward->block) continue;
        LLVMValueRef handler = handler_of(lower, aside->block);
        if (!handler && !only_sanitizes(lower, aside->block)) continue;
        if (onward->predecessors != 2 || onward->inner || onward == plan) continue;
        aside->dropped = true;
        plan->handler = handler;
        plan->next = (uint32_t)(onward - lower->plans.items) + 1;
        onward->inner = true;
        onward->from = plan->block;
        return;
    }
}

void plan_blocks(struct lower *lower)
{
    if (!collect(lower) || !lower->plans.count) return;
    order_blocks(lower);
    for (size_t i = 0; i < lower->order.count; i++)
        fold(lower, &lower->plans.items[lower->order.items[i]]);
    bool first = true;
    for (size_t i = 0; i < lower->order.count; i++) {
        struct plan *plan = &lower->plans.items[lower->order.items[i]];
        if (plan->dropped || plan->inner) continue;
        plan->into = first ? 0 : ir_build_block(&lower->build);
        first = false;
        for (struct plan *at = plan; at->next;) {
            uint32_t into = at->into;
            at = &lower->plans.items[at->next - 1];
            at->into = into;
        }
    }
}
