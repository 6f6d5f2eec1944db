// Integers, divisions, values never written.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int from_outside(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 0;
    return n;
}

int divide(void)
{
    int zero = 0;
    return 10 / zero; // expect: divide-by-zero
}

int divide_chosen(void)
{
    return 100 / from_outside(); // expect: divide-by-zero
}

int divide_clean(void)
{
    int n = from_outside();
    return n == 0 ? 0 : 100 / n;
}

int add(void)
{
    int n = from_outside();
    return n + 1; // expect: integer-overflow
}

int add_clean(void)
{
    int n = from_outside();
    if (n >= 1000)
        return 0;
    return n + 1;
}

int subtract(void)
{
    int n = from_outside();
    return n - 1; // expect: integer-underflow
}

void *allocate(void)
{
    int n = from_outside();
    return malloc(n); // expect: signed-to-unsigned unbounded-allocation
}

void *allocate_clean(void)
{
    int n = from_outside();
    if (n < 0 || n > 4096)
        return NULL;
    return malloc(n);
}

int undefined(int choice)
{
    int value;
    if (choice)
        value = 3;
    return value; // expect: uninitialised-use
}

int defined(int choice)
{
    int value;
    if (choice)
        value = 3;
    else
        value = 4;
    return value;
}

void loop(void)
{
    int n = from_outside();
    for (int i = 0; i < n; i++) // expect: loop-bound
        putchar('.');
}

void loop_clean(void)
{
    int n = from_outside();
    if (n > 100)
        return;
    for (int i = 0; i < n; i++)
        putchar('.');
}

// A hash wraps on purpose.
unsigned hash(const char *text)
{
    unsigned h = 2166136261u;
    while (*text)
        h = (h ^ (unsigned char)*text++) * 16777619u;
    return h;
}

// What strdup gives has something in it, and so has the name that tmpnam writes.
int copies(const char *text)
{
    char *copy = strdup(text);
    if (!copy)
        return -1;
    int last = copy[0] == 'x' ? 1 : strrchr(copy, ';') != NULL;
    free(copy);
    return last;
}

int copies_nothing(void)
{
    char *copy = malloc(8);
    if (!copy)
        return -1;
    int first = copy[0] == 'x'; // expect: uninitialised-use
    free(copy);
    return first;
}

// Unwritten values that are only copied, to where others read them; and an initialiser that was told not to.
static int shown;

static void write_if(int *to, int asked)
{
    if (asked)
        *to = 1;
}
void copies_unwritten(void)
{
    int pair[2];
    pair[0] = 1;
    shown = pair[1]; // expect: uninitialised-use
}
void not_asked(void)
{
    int value;
    write_if(&value, 0);
    shown = value; // expect: uninitialised-use
}
void asked(void)
{
    int value;
    write_if(&value, 1);
    shown = value;
}
void copies_among_its_own(void)
{
    int pair[2], copy[2];
    pair[0] = 1;
    copy[0] = pair[0];
    copy[1] = pair[1];
    shown = copy[0];
}
