// Pointers that are taken for what they are not.
#include <stdlib.h>
#include <string.h>

struct limits { int low, high; };
struct message { int kind; char text[]; };
void show(struct limits *limits);
void show_all(const struct limits *limits, int count);
void post(struct message *message);
extern char image_start[], image_end[]; // placed by a linker script

long place_in_another(void)
{
    char order[] = "dose/rate", copy[] = "dose/rate";
    char *slash = strchr(order, '/');
    return slash ? slash - copy : -1; // expect: pointers-of-different-objects
}

long place_in_the_same(void)
{
    char order[] = "dose/rate";
    char *slash = strchr(order, '/');
    return slash ? slash - order : -1;
}

long size_of_image(void)
{
    return image_end - image_start;
}

void number_as_struct(void)
{
    int low = 3;
    void *any = &low;
    show(any); // expect: object-smaller-than-its-type
}

static void show_any(void *any)
{
    show(any);
}

void number_as_struct_further_on(void)
{
    int low = 3;
    show_any(&low); // expect: object-smaller-than-its-type
}

void struct_as_struct(void)
{
    struct limits both[2] = {{1, 2}, {3, 4}};
    show_any(&both[1]);
    show_all(both, 2);
}

void block_of_one_member(void)
{
    struct limits *limits = malloc(sizeof limits->low);
    if (!limits)
        return;
    limits->low = 1;
    show_all(limits, 1); // expect: object-smaller-than-its-type
    free(limits);
}

void message_without_text(void)
{
    struct message *message = malloc(sizeof message->kind);
    if (!message)
        return;
    message->kind = 1;
    post(message);
    free(message);
}
