// Memory and files: used after their end, released twice or the wrong way, never released.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int use_after_free(void)
{
    int *p = malloc(sizeof *p);
    if (!p)
        return 0;
    *p = 4;
    free(p);
    return *p; // expect: use-after-free
}

void double_free(int twice)
{
    char *p = malloc(8);
    free(p);
    if (twice)
        free(p); // expect: double-free
}

static void drop(char *p)
{
    free(p);
}

void double_free_by_callee(void)
{
    char *p = malloc(8);
    drop(p);
    drop(p); // expect: double-free
}

void free_once(void)
{
    char *p = malloc(8);
    drop(p);
}

void free_local(void)
{
    char buffer[8];
    free(buffer); // expect: invalid-free
}

void free_moved(void)
{
    char *p = malloc(8);
    if (!p)
        return;
    p += 2;
    free(p); // expect: free-of-offset-pointer
}

int leak(int n)
{
    char *p = malloc(8); // expect: memory-leak
    if (!p)
        return -1;
    if (n > 3)
        return -2;
    free(p);
    return 0;
}

int leak_clean(int n)
{
    char *p = malloc(8);
    if (!p)
        return -1;
    if (n > 3) {
        free(p);
        return -2;
    }
    free(p);
    return 0;
}

static char *kept;

void not_lost(void)
{
    kept = malloc(8);
}

char *given_away(void)
{
    return malloc(8);
}

int file_leak(void)
{
    FILE *f = fopen("settings", "r"); // expect: resource-leak
    if (!f)
        return -1;
    return fgetc(f);
}

int file_clean(void)
{
    FILE *f = fopen("settings", "r");
    if (!f)
        return -1;
    int c = fgetc(f);
    fclose(f);
    return c;
}

static void shut(int fd)
{
    if (fd >= 0)
        close(fd);
}

int descriptor_clean(void)
{
    int fd = open("settings", O_RDONLY);
    shut(fd);
    return 0;
}

int descriptor_leak(void)
{
    int fd = open("settings", O_RDONLY); // expect: resource-leak
    if (fd < 0)
        return -1;
    return 0;
}

int *escapes(void)
{
    int local = 4;
    int *p = &local;
    return p; // expect: stack-address-escape
}

// What the function itself released is gone, whatever its callers passed: on a path that they decide, and in a list.
struct link { struct link *next; int value; };

void release_all(struct link *all)
{
    for (struct link *l = all; l; l = l->next) // expect: use-after-free
        free(l);
}
void release_all_well(struct link *all)
{
    while (all) {
        struct link *next = all->next;
        free(all);
        all = next;
    }
}
static void release_when_empty(struct link *l)
{
    if (!l->value)
        free(l);
    l->value = 1;
}
void gives_a_full_one(void)
{
    struct link *l = malloc(sizeof *l);
    if (!l)
        return;
    l->value = 2;
    release_when_empty(l);
    free(l);
}
void gives_an_empty_one(void)
{
    struct link *l = malloc(sizeof *l);
    if (!l)
        return;
    l->value = 0;
    release_when_empty(l); // expect: use-after-free
}

// Addresses of locals in what outlives them.
static int *current;

static int *exchange(int *with)
{
    int *before = current;
    current = with;
    return before;
}
void stays(void)
{
    int own = 1;
    current = &own; // expect: stack-address-escape
    own++;
}
void is_taken_back(void)
{
    int own = 1;
    int *before = exchange(&own);
    own++;
    exchange(before);
}
void stays_through_a_callee(void)
{
    int own = 1;
    exchange(&own);
    own++;
} // expect: stack-address-escape
