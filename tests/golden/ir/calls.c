// Calls of every sort; what never returns; variable arguments.
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
int unknown();
static int once(int a) { return a; }
int direct(int a) { return once(a) + unknown(a, 2); }
typedef int fn(int);
fn *which(int c) { return c ? once : (fn *)0; }
int indirect(fn *f) { return f(3); }
void stop(int code) { if (code) exit(code); abort(); }
int sum(int n, ...) { va_list list, other; va_start(list, n); va_copy(other, list); int s = va_arg(list, int); va_end(other); va_end(list); return s; }
int many(void) { return sum(2, 4, 5L); }
void blocks(char *a, const char *b, size_t n) { memcpy(a, b, n); memmove(a, b, n); memset(a, 1, n); }
int overflowed(int a, int b) { int r; return __builtin_add_overflow(a, b, &r) ? -1 : r; }
int other(int) __attribute__((alias("direct")));
