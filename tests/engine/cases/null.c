// Null pointers: followed, tested, passed on.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct node {
    struct node *next;
    int value;
};

static int read_value(const struct node *node)
{
    return node->value;
}

int direct(void)
{
    struct node *n = NULL;
    return n->value; // expect: null-dereference
}

int by_callee(void)
{
    return read_value(NULL); // expect: null-dereference
}

int by_callee_clean(void)
{
    struct node n = {NULL, 4};
    return read_value(&n);
}

int tested_and_followed(const char *text)
{
    const char *found = text;
    if (text[0] == 'x')
        found = NULL;
    return *found; // expect: null-dereference
}

int tested_clean(const char *text)
{
    const char *found = text;
    if (text[0] == 'x')
        found = NULL;
    return found ? *found : 0;
}

char *unchecked(size_t size)
{
    char *text = malloc(size + 1);
    text[0] = 0; // expect: unchecked-allocation
    return text;
}

char *checked(size_t size)
{
    char *text = malloc(size + 1);
    if (!text)
        return NULL;
    text[0] = 0;
    return text;
}

static struct node *make(int value)
{
    struct node *n = malloc(sizeof *n);
    if (!n)
        return NULL;
    n->next = NULL;
    n->value = value;
    return n;
}

int result_of_callee(void)
{
    struct node *n = make(3);
    int value = n->value; // expect: null-dereference
    free(n);
    return value;
}

int result_of_callee_clean(void)
{
    struct node *n = make(3);
    if (!n)
        return -1;
    int value = n->value;
    free(n);
    return value;
}

static int (*operation)(const struct node *) = read_value;

int through_pointer(void)
{
    return operation(NULL); // expect: null-dereference
}

int in_list(const struct node *list)
{
    int sum = 0;
    for (const struct node *n = list; n; n = n->next)
        sum += n->value;
    return sum;
}
