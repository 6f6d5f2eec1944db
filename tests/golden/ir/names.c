// Names of members and types, however the record is declared.
typedef struct outer {
    char tag;
    struct { int pad, deep; } inner;
    struct { int key; union { int value; float real; }; } list[4];
    struct outer *next;
} outer_t;
typedef struct { short key; int value; } row;
static row table[8];
outer_t *get(outer_t *from);
int plain(char c) { return c; }
int members(outer_t *s, int i)
{
    return s->inner.deep + s->list[i].value + get(s)->inner.deep + table[i].value + s->next->next->inner.deep;
}
