// A persistent map from 32-bit ids to pointers. Forking is one copy of two words: both copies then share all nodes
// and copy a node when they change it (nodes carry the token of the only map that may write them in place).
// Nodes live in the arena of the analysis and are freed with it.
#pragma once
#include "base/arena.h"
#include <stdbool.h>
#include <stdint.h>

struct trie { // zeroed is the empty map
    struct trie_node *root;
    uint32_t levels;
};

void *trie_get(const struct trie *trie, uint32_t key); // NULL when absent
// `token` names the writer: after a fork, both sides must use tokens never used before. NULL removes.
void trie_put(struct trie *trie, struct arena *arena, uint32_t token, uint32_t key, void *value);

// Visits the keys in ascending order whose values differ as pointers (or are in one only); either may be empty.
typedef void trie_visit(void *context, uint32_t key, void *a, void *b);
void trie_difference(const struct trie *a, const struct trie *b, trie_visit *visit, void *context);
