// A persistent map from 32-bit ids to pointers. Forking is one copy of two words: both copies then share all nodes
// and copy a node when they change it (nodes carry the token of the only map that may write them in place).
// Nodes live in the arena of the analysis and are freed with it.
#pragma once
#include "base/arena.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TRIE_BITS = 4, TRIE_WAYS = 1 << TRIE_BITS };

struct trie_node {
    uint32_t token;
    void *slots[TRIE_WAYS]; // nodes, or values at the lowest level
};

struct trie { // zeroed is the empty map
    struct trie_node *root;
    uint32_t levels;
};

static inline bool trie_fits(const struct trie *trie, uint32_t key)
{
    return (uint64_t)key >> (trie->levels * TRIE_BITS) == 0;
}
static inline void *trie_get(const struct trie *trie, uint32_t key) // NULL when absent
{
    if (!trie_fits(trie, key))
        return NULL;
    const struct trie_node *node = trie->root;
    for (uint32_t shift = trie->levels * TRIE_BITS; node && shift;) {
        shift -= TRIE_BITS;
        node = node->slots[key >> shift & (TRIE_WAYS - 1)];
    }
    return (void *)(uintptr_t)node;
}
// `token` names the writer: after a fork, both sides must use tokens never used before. NULL removes.
void trie_put(struct trie *trie, struct arena *arena, uint32_t token, uint32_t key, void *value);

// Visits the keys in ascending order whose values differ as pointers (or are in one only); either may be empty.
typedef void trie_visit(void *context, uint32_t key, void *a, void *b);
void trie_difference(const struct trie *a, const struct trie *b, trie_visit *visit, void *context);
// Whether `check` holds for all of them; stops at the first one that it does not hold for.
typedef bool trie_check(void *context, uint32_t key, void *a, void *b);
bool trie_differences_hold(const struct trie *a, const struct trie *b, trie_check *check, void *context);
