// Counters that move in step: what limits one limits the others.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static int number(void)
{
    char line[20];
    return fgets(line, sizeof line, stdin) ? atoi(line) : 0;
}

void told_by_the_other(const uint8_t *from)
{
    uint8_t reply[260];
    int size = 1, count = number();
    if (count > 1000)
        return;
    reply[0] = 1;
    for (int i = 0; i < count; i++)
        reply[size++] = from[i]; // expect: stack-buffer-overflow
    putchar(reply[0]);
}

void limited_by_the_other(const uint8_t *from)
{
    uint8_t reply[260];
    int size = 1, count = number();
    if (count > 259)
        return;
    reply[0] = 1;
    for (int i = 0; i < count; i++)
        reply[size++] = from[i];
    putchar(reply[0]);
}

void two_a_round(const uint16_t *from)
{
    uint8_t reply[260];
    int size = 0, count = number();
    if (count > 200)
        return;
    reply[0] = 1;
    for (int i = 0; i < count; i++) {
        reply[size++] = (uint8_t)(from[i] >> 8); // expect: stack-buffer-overflow
        reply[size++] = (uint8_t)from[i];
    }
    putchar(reply[0]);
}

void two_a_round_limited(const uint16_t *from)
{
    uint8_t reply[260];
    int size = 0, count = number();
    if (count > 130)
        return;
    reply[0] = 1;
    for (int i = 0; i < count; i++) {
        reply[size++] = (uint8_t)(from[i] >> 8);
        reply[size++] = (uint8_t)from[i];
    }
    putchar(reply[0]);
}

void one_past(const char *from)
{
    char text[8];
    int at = 1;
    for (int i = 0; i < 8; i++)
        text[at++] = from[i]; // expect: stack-buffer-overflow
    putchar(text[3]);
}

// Whether the block has a first number hangs on what is handed through two functions: whoever chooses it answers for it.
static void fill_and_show(int count)
{
    char *block = malloc(count * sizeof(int));
    if (!block)
        return;
    for (size_t i = 0; i < (size_t)count; i++)
        ((int *)block)[i] = 0;
    printf("%d\n", ((int *)block)[0]);
    free(block);
}
static void hand_on(int count)
{
    fill_and_show(count);
}
void shows_twenty(void)
{
    hand_on(20);
}
void shows_none(void)
{
    hand_on(0); // expect: buffer-overread
}
