#include "triage/cwe.h"
#include "base/buf.h"
#include "base/data.h"
#include <limits.h>

enum { ANCESTORS_MAX = 64 };

struct parent {
    unsigned child, parent;
};
struct member {
    unsigned group, cwe;
};

struct cwe_relations {
    VEC(struct parent) parents; // sorted by child, as the file is
    VEC(struct member) members;
};

static unsigned number_of(struct str text)
{
    unsigned number = 0;
    for (size_t i = 0; i < text.size && text.at[i] >= '0' && text.at[i] <= '9' && number < UINT_MAX / 10; i++)
        number = number * 10 + (unsigned)(text.at[i] - '0');
    return number;
}

static void load_line(struct cwe_relations *relations, struct str line, unsigned group)
{
    struct str rest = line, word;
    if (!line.size || line.at[0] == '#' || !str_next(&rest, ' ', &word)) return;
    bool family = str_is(word, "~");
    unsigned child = number_of(word);
    while (str_next(&rest, ' ', &word)) {
        unsigned number = number_of(word);
        if (family)
            VEC_PUSH(&relations->members, ((struct member){group, number}));
        else
            VEC_PUSH(&relations->parents, ((struct parent){child, number}));
    }
}

struct cwe_relations *cwe_relations_load(void)
{
    struct cwe_relations *relations = mem_alloc(sizeof *relations);
    const struct data_file *file = data_find("triage/cwe-relations.txt");
    struct str rest = str_of(file ? file->content : ""), line;
    for (unsigned number = 1; str_next(&rest, '\n', &line); number++)
        load_line(relations, line, number);
    return relations;
}

// The weakness itself and everything above it; the count is bounded, and each stands once.
static size_t ancestors(const struct cwe_relations *relations, unsigned cwe, unsigned ret_list[ANCESTORS_MAX])
{
    size_t count = 0;
    ret_list[count++] = cwe;
    for (size_t at = 0; at < count; at++)
        VEC_EACH(&relations->parents, row) {
            bool known = row->child != ret_list[at];
            for (size_t i = 0; i < count && !known; i++)
                known = ret_list[i] == row->parent;
            if (!known && count < ANCESTORS_MAX) ret_list[count++] = row->parent;
        }
    return count;
}

static bool contains(const unsigned *list, size_t count, unsigned cwe)
{
    for (size_t i = 0; i < count; i++)
        if (list[i] == cwe) return true;
    return false;
}

// Some family group has a member above (or equal to) each of the two.
static bool share_family(const struct cwe_relations *relations, const unsigned *a, size_t a_count, const unsigned *b,
                         size_t b_count)
{
    VEC_EACH(&relations->members, left) {
        if (!contains(a, a_count, left->cwe)) continue;
        VEC_EACH(&relations->members, right)
            if (right->group == left->group && contains(b, b_count, right->cwe)) return true;
    }
    return false;
}

bool cwe_related(const struct cwe_relations *relations, unsigned a, unsigned b)
{
    unsigned above_a[ANCESTORS_MAX], above_b[ANCESTORS_MAX];
    if (!a || !b) return false;
    if (a == b) return true;
    size_t a_count = ancestors(relations, a, above_a), b_count = ancestors(relations, b, above_b);
    return contains(above_a, a_count, b) || contains(above_b, b_count, a) ||
           share_family(relations, above_a, a_count, above_b, b_count);
}

bool cwe_is_below(const struct cwe_relations *relations, unsigned a, unsigned b)
{
    unsigned above[ANCESTORS_MAX];
    if (!a || !b) return false;
    return a == b || contains(above, ancestors(relations, a, above), b);
}

void cwe_relations_free(struct cwe_relations *relations)
{
    if (!relations) return;
    VEC_FREE(&relations->parents);
    VEC_FREE(&relations->members);
    free(relations);
}
