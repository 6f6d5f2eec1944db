// Objects, members, arrays, unions, bit-fields, structures by value, initialisers.
#include <stddef.h>
struct point { int x, y; };
struct item { char name[8]; struct point at[3]; struct item *next; union { int i; float f; struct point p; } u; unsigned low : 3, high : 5; };
static const int table[4] = {1, 2, 3, 4};
struct item first = {.name = "one", .next = &first, .at = {{1, 2}}};
const char *text = "hello";
int (*callback)(int) = NULL;
_Thread_local int mine;
int member(struct item *it, int i) { return it->next->at[i].y + it->name[2]; }
void set(struct item *it, unsigned v) { it->low = v; it->u.p.y = table[v]; first.at[1].x = 5; mine++; }
struct item copy(struct item it) { it.next = 0; return it; }
struct point pair(struct point p) { p.x++; return p; }
int local(int n) { int a[4] = {1, 2}; int *p = &a[n]; char s[] = "abc"; return *p + s[1]; }
int vla(int n) { int a[n]; a[0] = n; return a[n - 1]; }
volatile int port;
int spin(void) { volatile int twice = port; return twice + port; }
int outside(void) { return table[4]; }
int *end(int *p, int n) { return &p[n] - 1; }
