// Buffers: written and read past their ends, and not.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int sweep(void)
{
    int table[10];
    for (int i = 0; i <= 10; i++)
        table[i] = i; // expect: stack-buffer-overflow
    return table[3];
}

int sweep_clean(void)
{
    int table[10];
    for (int i = 0; i < 10; i++)
        table[i] = i;
    return table[3];
}

int long_sweep(void)
{
    static int table[5000];
    for (int i = 0; i <= 5000; i++)
        table[i] = i; // expect: global-buffer-overflow
    return table[3];
}

int long_sweep_clean(void)
{
    static int table[5000];
    for (int i = 0; i < 5000; i++)
        table[i] = i;
    return table[3];
}

static void fill(char *to, int count)
{
    for (int i = 0; i < count; i++)
        to[i] = 'x';
}

int by_callee(void)
{
    char buffer[16];
    fill(buffer, 17); // expect: stack-buffer-overflow
    return buffer[0];
}

int by_callee_clean(void)
{
    char buffer[16];
    fill(buffer, 16);
    return buffer[0];
}

int copy(void)
{
    char buffer[8];
    strcpy(buffer, "too long for it"); // expect: stack-buffer-overflow
    return buffer[0];
}

int copy_clean(void)
{
    char buffer[16];
    strcpy(buffer, "fits into it");
    return buffer[0];
}

int heap(void)
{
    char *block = malloc(strlen("name"));
    if (!block)
        return 0;
    strcpy(block, "name"); // expect: heap-buffer-overflow
    int first = block[0];
    free(block);
    return first;
}

int heap_clean(void)
{
    char *block = malloc(strlen("name") + 1);
    if (!block)
        return 0;
    strcpy(block, "name");
    int first = block[0];
    free(block);
    return first;
}

int before(void)
{
    int table[4] = {1, 2, 3, 4};
    int *p = table;
    p--;
    *p = 0; // expect: buffer-underwrite
    return table[0];
}

int chosen(void)
{
    int table[4] = {1, 2, 3, 4}, index;
    if (scanf("%d", &index) != 1)
        return 0;
    return table[index]; // expect: buffer-underread
}

int chosen_half_checked(void)
{
    int table[4] = {1, 2, 3, 4}, index;
    if (scanf("%d", &index) != 1)
        return 0;
    if (index < 4)
        table[index] = 9; // expect: buffer-underwrite
    return table[0];
}

int chosen_clean(void)
{
    int table[4] = {1, 2, 3, 4}, index;
    if (scanf("%d", &index) != 1 || index < 0 || index >= 4)
        return 0;
    return table[index];
}

struct message {
    char name[8];
    int id;
};

int member(const char *from)
{
    struct message m;
    m.id = 0;
    memcpy(m.name, from, sizeof m); // expect: stack-buffer-overflow
    return m.id;
}

int formatted(void)
{
    char text[8];
    sprintf(text, "%s-%d", "abcdefgh", 4); // expect: stack-buffer-overflow
    return text[0];
}

int formatted_clean(void)
{
    char text[32];
    sprintf(text, "%s-%d", "abcdefgh", 4);
    return text[0];
}

int unterminated(void)
{
    char text[4];
    memcpy(text, "abcd", 4);
    return (int)strlen(text); // expect: buffer-overread
}

// A word of a line is no longer than the line.
#include <stdio.h>
int words_of_line(FILE *in)
{
    char line[512], word[512], small[80];
    if (!fgets(line, sizeof line, in) || sscanf(line, "%s", word) != 1)
        return 0;
    if (sscanf(line, "%s", small) != 1) // expect: stack-buffer-overflow
        return 0;
    return word[0] + small[0];
}

// Tests that let one value too many through, and the same without that.
static int ten[10];

int one_too_many(int at)
{
    if (at < 0 || at > 10)
        return 0;
    return ten[at]; // expect: buffer-overread
}
int none_too_many(int at)
{
    if (at < 0 || at > 9)
        return 0;
    return ten[at];
}
void a_letter_too_many(const char *name)
{
    char copy[10];
    if (strlen(name) <= sizeof copy) {
        strcpy(copy, name); // expect: stack-buffer-overflow
        printf("%s\n", copy);
    }
}
void no_letter_too_many(const char *name)
{
    char copy[10];
    if (strlen(name) < sizeof copy) {
        strcpy(copy, name);
        printf("%s\n", copy);
    }
}
void ends_what_was_read(int from)
{
    char line[10];
    ssize_t count = read(from, line, sizeof line);
    if (count <= 0)
        return;
    line[count] = 0; // expect: stack-buffer-overflow
    printf("%s\n", line);
}
void ends_what_was_not_read(int from)
{
    char line[10];
    ssize_t count = read(from, line, sizeof line - 1);
    line[count] = 0; // expect: buffer-underwrite
    printf("%s\n", line);
}
void ends_it_well(int from)
{
    char line[10];
    ssize_t count = read(from, line, sizeof line - 1);
    if (count < 0)
        return;
    line[count] = 0;
    printf("%s\n", line);
}
