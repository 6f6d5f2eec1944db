// Reverse postorder, predecessors, dominators. No recursion: the depth of a function's graph is input.
#include "code/ir/cfg.h"
#include "code/ir/build.h"
#include <string.h>

struct frame {
    uint32_t block, left; // successors not yet visited
};

void ir_reverse_postorder(const struct ir_function *function, uint32_t *ret_order)
{
    size_t count = function->blocks.count;
    bool *seen = mem_alloc(count + 1);
    VEC(struct frame) stack = {0};
    uint32_t degree, place = (uint32_t)count;
    cfg_successors(function, 0, &degree);
    VEC_PUSH(&stack, ((struct frame){0, degree}));
    seen[0] = true;
    while (stack.count) {
        struct frame *top = VEC_LAST(&stack);
        const uint32_t *successors = cfg_successors(function, top->block, &degree);
        if (!top->left) {
            ret_order[--place] = top->block;
            stack.count--;
            continue;
        }
        // The last successor first, so that the first one comes next in reverse postorder.
        uint32_t next = successors[--top->left];
        if (seen[next]) continue;
        seen[next] = true;
        cfg_successors(function, next, &degree);
        VEC_PUSH(&stack, ((struct frame){next, degree}));
    }
    // Reachable blocks to the front; the rest of the order says "none".
    memmove(ret_order, ret_order + place, (count - place) * sizeof *ret_order);
    for (size_t i = count - place; i < count; i++)
        ret_order[i] = UINT32_MAX;
    VEC_FREE(&stack);
    free(seen);
}

static void predecessor_add(struct ir_block *block, uint32_t from)
{
    // Blocks come in ascending order, so that a repetition can only be the last one.
    if (block->predecessors.count && *VEC_LAST(&block->predecessors) == from) return;
    VEC_PUSH(&block->predecessors, from);
}

void cfg_predecessors(struct ir_function *function)
{
    VEC_EACH(&function->blocks, block)
        VEC_CLEAR(&block->predecessors);
    for (uint32_t b = 0; b < function->blocks.count; b++) {
        uint32_t count;
        const uint32_t *successors = cfg_successors(function, b, &count);
        for (uint32_t i = 0; i < count; i++)
            predecessor_add(&function->blocks.items[successors[i]], b);
    }
}

static uint32_t meet(const uint32_t *dominator, uint32_t a, uint32_t b)
{
    while (a != b) {
        while (a > b)
            a = dominator[a];
        while (b > a)
            b = dominator[b];
    }
    return a;
}

void cfg_dominators(struct ir_function *function)
{
    size_t count = function->blocks.count;
    uint32_t *dominator = mem_alloc((count + 1) * sizeof *dominator);
    for (size_t i = 1; i < count; i++)
        dominator[i] = UINT32_MAX;
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t b = 1; b < count; b++) {
            uint32_t found = UINT32_MAX;
            VEC_EACH(&function->blocks.items[b].predecessors, from)
                if (dominator[*from] != UINT32_MAX)
                    found = found == UINT32_MAX ? *from : meet(dominator, found, *from);
            if (found == dominator[b]) continue;
            dominator[b] = found;
            changed = true;
        }
    }
    for (uint32_t b = 1; b < count; b++)
        function->blocks.items[b].dominator = dominator[b] + 1;
    free(dominator);
}

bool ir_dominates(const struct ir_function *function, uint32_t a, uint32_t b)
{
    while (b > a)
        b = function->blocks.items[b].dominator - 1;
    return a == b;
}

ir_id ir_phi_from(const struct ir_function *function, const struct ir_instr *phi, uint32_t from)
{
    for (uint32_t i = 0; i < phi->edge_count; i++)
        if (function->edges.items[phi->first_edge + i] == from) return ir_operand(function, phi, i);
    return 0;
}
