// Loops whose end the caller decides: in a buffer of the function's own, of the program's, or of the caller's.
#include <stdio.h>
#include <string.h>

static int table[50];

static void into_own(const int *from, unsigned count)
{
    int copy[50] = {0};
    for (unsigned i = 0; i < count; i++)
        copy[i] = from[i];
    printf("%d\n", copy[0]);
}
static void into_table(int count)
{
    for (int i = 0; i < count; i++)
        table[i] = i;
}
static void text_into_own(const char *text)
{
    char copy[50] = "";
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++)
        copy[i] = text[i];
    copy[49] = 0;
    printf("%s\n", copy);
}
static void hands_on(const char *text)
{
    text_into_own(text);
}
static void until_a_sign(const char *text, int count) // may well stop before
{
    char copy[50] = "";
    for (int i = 0; i < count; i++) {
        if (text[i] == ';')
            break;
        copy[i] = text[i];
    }
    printf("%s\n", copy);
}

void hundred(void)
{
    int values[100] = {1};
    into_own(values, 100); // expect: stack-buffer-overflow
}
void hundred_in_the_table(void)
{
    into_table(100); // expect: global-buffer-overflow
}
void hundred_letters(void)
{
    char text[100];
    memset(text, 'a', sizeof text - 1);
    text[99] = 0;
    hands_on(text); // expect: stack-buffer-overflow
}
void stops_before(void)
{
    until_a_sign("some text; and more that stands behind it, and is not looked at by anybody", 70);
}
void fifty(void)
{
    int values[50] = {1};
    char text[50];
    memset(text, 'a', sizeof text - 1);
    text[49] = 0;
    into_own(values, 50);
    into_table(50);
    hands_on(text);
}
