#include "threats/graph_ids.h"
#include "base/arena.h"
#include "base/map.h"
#include "base/vec.h"

struct numbers { // of one graph
    struct arena arena;
    struct map named;          // name -> its number
    VEC(const char *) names;   // by number - 1
    IDTYPE anonymous;
};

static void *numbers_open(Agraph_t *graph, Agdisc_t *discipline)
{
    (void)graph, (void)discipline;
    return mem_alloc(sizeof(struct numbers));
}

// Named objects get even ids, unnamed ones odd, as Graphviz itself has it.
static long number_of(void *state, int kind, char *name, IDTYPE *id, int create)
{
    struct numbers *numbers = state;
    (void)kind;
    if (!name) {
        *id = numbers->anonymous++ * 2 + 1;
        return 1;
    }
    void *known = map_get(&numbers->named, name);
    if (!known && !create) return 0;
    if (!known) {
        const char *kept = arena_str(&numbers->arena, name);
        VEC_PUSH(&numbers->names, kept);
        known = (void *)numbers->names.count;
        map_put(&numbers->named, kept, known);
    }
    *id = (IDTYPE)(uintptr_t)known * 2;
    return 1;
}

static long number_take(void *state, int kind, IDTYPE id)
{
    (void)state, (void)kind, (void)id;
    return 0; // nobody asks for an id of their own
}

static void number_free(void *state, int kind, IDTYPE id)
{
    (void)state, (void)kind, (void)id; // all at once, when the graph closes
}

static char *name_of(void *state, int kind, IDTYPE id)
{
    const struct numbers *numbers = state;
    (void)kind;
    if (id % 2 || id == 0 || id / 2 > numbers->names.count) return NULL;
    return (char *)(uintptr_t)numbers->names.items[id / 2 - 1];
}

static void numbers_close(void *state)
{
    struct numbers *numbers = state;
    map_free(&numbers->named);
    VEC_FREE(&numbers->names);
    arena_free(&numbers->arena);
    free(numbers);
}

static void number_register(void *state, int kind, void *object)
{
    (void)state, (void)kind, (void)object;
}

static Agiddisc_t IDS = {numbers_open, number_of, number_take, number_free, name_of, numbers_close, number_register};
Agdisc_t GRAPH_DISCIPLINE = {&AgMemDisc, &IDS, &AgIoDisc};
