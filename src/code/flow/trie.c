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

static bool differences_hold(const struct trie_node *a, const struct trie_node *b, uint32_t level, uint32_t prefix,
                             trie_check *check, void *context)
{
    for (uint32_t i = 0; i < TRIE_WAYS; i++) {
        void *x = a ? a->slots[i] : NULL, *y = b ? b->slots[i] : NULL;
        if (x == y)
            continue;
        uint32_t key = prefix | i << (TRIE_BITS * level);
        if (level ? !differences_hold(x, y, level - 1, key, check, context) : !check(context, key, x, y))
            return false;
    }
    return true;
}

struct tops { // that bring two maps to the same height
    struct trie_node nodes[8];
    uint32_t used;
};

static void raise_to(struct trie *trie, uint32_t levels, struct tops *tops)
{
    while (trie->levels < levels) {
        tops->nodes[tops->used].slots[0] = trie->root;
        trie->root = &tops->nodes[tops->used++];
        trie->levels++;
    }
}

void trie_difference(const struct trie *a, const struct trie *b, trie_visit *visit, void *context)
{
    struct trie x = *a, y = *b;
    if (x.root == y.root && x.levels == y.levels)
        return;
    struct tops tops = {0};
    raise_to(&x, y.levels, &tops);
    raise_to(&y, x.levels, &tops);
    difference(x.root, y.root, x.levels - 1, 0, visit, context);
}

bool trie_differences_hold(const struct trie *a, const struct trie *b, trie_check *check, void *context)
{
    struct trie x = *a, y = *b;
    if (x.root == y.root && x.levels == y.levels)
        return true;
    struct tops tops = {0};
    raise_to(&x, y.levels, &tops);
    raise_to(&y, x.levels, &tops);
    return differences_hold(x.root, y.root, x.levels - 1, 0, check, context);
}
