// Calls that tell of failure in other ways than by a result that stands out.
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

void show(double number);

long number_in(const char *text)
{
    return strtol(text, NULL, 10); // expect: unchecked-error
}

long number_asked_by_end(const char *text)
{
    char *end;
    long number = strtol(text, &end, 10);
    return *end ? -1 : number;
}

long number_asked_by_errno(const char *text)
{
    errno = 0;
    long number = strtol(text, NULL, 10);
    return errno ? -1 : number;
}

void root_of_negative(void)
{
    double number = -4;
    show(sqrt(number)); // expect: unchecked-error
}

void root_of_positive(void)
{
    show(sqrt(4));
}

double root_of_anything(double number)
{
    return sqrt(number);
}

void translated(const wchar_t *text)
{
    char bytes[40] = "";
    size_t size = wcstombs(bytes, text, sizeof bytes); // expect: unchecked-error
    show((double)size);
}

void translated_asked(const wchar_t *text)
{
    char bytes[40] = "";
    size_t size = wcstombs(bytes, text, sizeof bytes);
    if (size != (size_t)-1)
        show((double)size);
}

void zero_is_no_failure(void)
{
    if (puts("ready") == 0) // expect: failure-not-seen
        abort();
}

void below_zero_is(void)
{
    if (puts("ready") < 0)
        abort();
}

int no_items_is_not_all(FILE *in)
{
    int number = 0;
    if (!fscanf(in, "%d", &number)) // expect: failure-not-seen
        return -1;
    return number;
}

int items_are_counted(FILE *in)
{
    int number = 0;
    if (fscanf(in, "%d", &number) != 1)
        return -1;
    return number;
}

int others_may_look(void)
{
    return puts("ready");
}
