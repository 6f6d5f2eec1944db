// What comes behind a loop that a callee goes through is reached, however often it goes round.
#include <stddef.h>

static void up(char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        bytes[i] = 0;
}

static void down(char *bytes, size_t count)
{
    while (count > 0) {
        *bytes++ = 0;
        --count;
    }
}

int behind_up(char bytes[96])
{
    int *nothing = NULL;
    up(bytes, 96);
    return *nothing; // expect: null-dereference
}

int behind_down(char bytes[96])
{
    int *nothing = NULL;
    down(bytes, 96);
    return *nothing; // expect: null-dereference
}

int behind_both(char bytes[96])
{
    char last[4];
    up(bytes, 96);
    down(bytes, 95);
    last[0] = bytes[95];
    return last[0];
}
