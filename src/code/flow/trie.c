#include "code/flow/trie.h"

static uint32_t slot_of(uint32_t key, uint32_t level)
{
    return (key >> (TRIE_BITS * level)) & (TRIE_WAYS - 1);
}

static struct trie_node *own(struct trie_node *node, struct arena *arena, uint32_t token)
{
    if (node && node->token == token)
        return node;
    struct trie_node *copy = ARENA_NEW(arena, struct trie_node);
    if (node)
        *copy = *node;
    copy->token = token;
    return copy;
}

void trie_put(struct trie *trie, struct arena *arena, uint32_t token, uint32_t key, void *value)
{
    while (!trie->root || !trie_fits(trie, key)) {
        struct trie_node *top = own(NULL, arena, token);
        top->slots[0] = trie->root;
        trie->root = top;
        trie->levels++;
    }
    trie->root = own(trie->root, arena, token);
    struct trie_node *node = trie->root;
    for (uint32_t level = trie->levels - 1; level; level--) {
        void **slot = &node->slots[slot_of(key, level)];
        *slot = own(*slot, arena, token);
        node = *slot;
    }
    node->slots[slot_of(key, 0)] = value;
}

// The depth is bounded by 32 / TRIE_BITS.
static void difference(const struct trie_node *a, const struct trie_node *b, uint32_t level, uint32_t prefix,
                       trie_visit *visit, void *context)
{
    if (a == b)
        return;
    for (uint32_t i = 0; i < TRIE_WAYS; i++) {
        void *x = a ? a->slots[i] : NULL, *y = b ? b->slots[i] : NULL;
        if (x == y)
            continue;
        uint32_t key = prefix | i << (TRIE_BITS * level);
        if (level)
            difference(x, y, level - 1, key, visit, context);
        else
            visit(context, key, x, y);
    }
}

void trie_difference(const struct trie *a, const struct trie *b, trie_visit *visit, void *context)
{
    struct trie x = *a, y = *b;
    struct trie_node pads[2][8] = {0}; // tops that bring both to the same height
    uint32_t used[2] = {0};
    while (x.levels < y.levels) {
        pads[0][used[0]].slots[0] = x.root;
        x.root = &pads[0][used[0]++];
        x.levels++;
    }
    while (y.levels < x.levels) {
        pads[1][used[1]].slots[0] = y.root;
        y.root = &pads[1][used[1]++];
        y.levels++;
    }
    if (x.levels)
        difference(x.root, y.root, x.levels - 1, 0, visit, context);
}
