// Loops by retreating edges over blocks in reverse postorder. An edge to a block that dominates its source closes a
// natural loop; any other retreating edge closes an irreducible cycle, and its target becomes a header as well: every
// cycle has a retreating edge, so that every cycle passes through a header.
#include "code/ir/build.h"
#include "code/ir/cfg.h"

// The header of the outermost loop known so far around a block, or the block itself. Inner loops are found first.
static uint32_t outermost(const struct ir_function *function, uint32_t block)
{
    uint32_t header = function->blocks.items[block].loop_header;
    if (!header) return block;
    while (function->blocks.items[header - 1].loop_parent)
        header = function->blocks.items[header - 1].loop_parent;
    return header - 1;
}

VEC_NAMED(block_stack, uint32_t);

static void push_predecessors(const struct ir_function *function, uint32_t block, struct block_stack *stack)
{
    VEC_EACH(&function->blocks.items[block].predecessors, from)
        VEC_PUSH(stack, *from);
}

static void collect_body(struct ir_function *function, uint32_t header, struct block_stack *stack)
{
    while (stack->count) {
        uint32_t block = outermost(function, VEC_POP(stack));
        struct ir_block *b = &function->blocks.items[block];
        if (block <= header) continue; // the header, or, in an irreducible cycle, another way in
        if (b->is_loop_header)
            b->loop_parent = header + 1;
        else
            b->loop_header = header + 1;
        push_predecessors(function, block, stack);
    }
}

void ir_find_loops(struct ir_function *function)
{
    struct block_stack stack = {0};
    VEC_EACH(&function->blocks, block) {
        block->loop_depth = block->loop_header = block->loop_parent = 0;
        block->is_loop_header = false;
    }
    for (uint32_t header = (uint32_t)function->blocks.count; header-- > 0;) {
        struct ir_block *block = &function->blocks.items[header];
        VEC_EACH(&block->predecessors, from) {
            if (*from < header) continue;
            block->is_loop_header = true;
            block->loop_header = header + 1;
            if (*from != header) VEC_PUSH(&stack, *from);
        }
        collect_body(function, header, &stack);
    }
    // Outer headers have smaller ids: their depth is known first.
    VEC_EACH(&function->blocks, block) {
        if (!block->loop_header) continue;
        struct ir_block *header = &function->blocks.items[block->loop_header - 1];
        if (block != header)
            block->loop_depth = header->loop_depth;
        else
            block->loop_depth = block->loop_parent ? function->blocks.items[block->loop_parent - 1].loop_depth + 1 : 1;
    }
    VEC_FREE(&stack);
}
