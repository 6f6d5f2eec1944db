// What few programs use: atomics, assembly, vectors, complex numbers, builtins.
#include <complex.h>
#include <stdatomic.h>
typedef int four __attribute__((vector_size(16)));
int atomics(_Atomic int *p, int *q) { int expected = 1; atomic_compare_exchange_strong(p, &expected, 2); return atomic_fetch_add(p, 3) + __sync_lock_test_and_set(q, 1) + atomic_load(p); }
void fence(void) { atomic_thread_fence(memory_order_seq_cst); }
int assembly(int a) { int r; __asm__ volatile("mov %1, %0" : "=r"(r) : "r"(a) : "memory"); return r; }
int labels(int a) { __asm__ goto("test %0, %0; jne %l1" : : "r"(a) : : yes); return 0; yes: return 1; }
four lanes(four a, four b, int i) { a[i] = 3; return a + b; }
double _Complex rotate(double _Complex a) { return a * I; }
int counts(unsigned a) { return __builtin_popcount(a) + __builtin_clz(a) + __builtin_bswap32(a); }
int likely(int a) { if (__builtin_expect(a, 0)) __builtin_unreachable(); return a; }
unsigned long room(char *p) { return __builtin_object_size(p, 0); }
void registers(void) { *(volatile unsigned *)0x40020000 = 1; }
long difference(int *a, int *b) { return a - b; }
unsigned _BitInt(200) big(unsigned _BitInt(200) a) { return a + 1; }
