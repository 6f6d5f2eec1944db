// What callees decide, what loops fill, what the program has looked through.
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// An insertion sort writes every element before it reads it, whatever the order.
unsigned short median(const unsigned short samples[5])
{
    unsigned short sorted[5];
    for (int i = 0; i < 5; i++) {
        int j = i - 1;
        while (j >= 0 && sorted[j] > samples[i]) {
            sorted[j + 1] = sorted[j];
            j--;
        }
        sorted[j + 1] = samples[i];
    }
    return sorted[2];
}

// Two ways to return 0 stand in one outcome; neither is open to a caller with room for one field.
static size_t split(char *line, char separator, char **ret_fields, size_t capacity)
{
    size_t count = 0;
    for (char *at = line; at && count < capacity;) {
        char *next = strchr(at, separator);
        if (next)
            *next++ = '\0';
        ret_fields[count++] = at;
        at = next;
    }
    return count;
}

bool first_field_is(char *line, const char *word)
{
    char *fields[8];
    size_t count = split(line, ';', fields, 8);
    return strcmp(fields[0], word) == 0 && count < 3;
}

// A callee that writes its result only when it succeeds.
static int parse(const char *text, int *ret_number)
{
    if (!isdigit((unsigned char)text[0]))
        return -1;
    *ret_number = text[0] - '0';
    return 0;
}

int parsed(const char *text)
{
    int number;
    if (parse(text, &number) != 0)
        return -1;
    return number;
}

// Nobody tests what this one returns: that it may be null is known to the callers not to happen.
static const char *field(const char *const *table, int which)
{
    return which >= 0 && which < 4 ? table[which] : NULL;
}

size_t lengths(const char *const *table, int a, int b, int c)
{
    return (size_t)field(table, a)[0] + (size_t)field(table, b)[0] + (size_t)field(table, c)[0] +
           (size_t)field(table, 3)[1];
}

// This one's callers do test it, but for one.
static const char *find(const char *const *table, int count, char letter)
{
    for (int i = 0; i < count; i++)
        if (table[i][0] == letter)
            return table[i];
    return NULL;
}

size_t found(const char *const *table, int count)
{
    const char *a = find(table, count, 'a'), *b = find(table, count, 'b');
    return (a ? strlen(a) : 0) + (b ? strlen(b) : 0);
}

size_t found_untested(const char *const *table, int count)
{
    return strlen(find(table, count, 'c')); // expect: untested-result
}

// A loop that ends by what it reads says nothing of the rounds it might have made.
static const unsigned short CODES[] = {7, 9, 3, 0};

static bool repeats(const unsigned short *codes)
{
    for (size_t i = 0; codes[i] != 0; i++)
        for (size_t j = 0; j < i; j++)
            if (codes[i] == codes[j])
                return true;
    return false;
}

bool codes_repeat(void)
{
    return repeats(CODES);
}

// A limit that a loop keeps holds behind it.
static int number_below(const char *text, unsigned limit, unsigned *ret_number)
{
    unsigned long long value = 0;
    for (; *text; text++) {
        if (!isdigit((unsigned char)*text))
            return -1;
        value = value * 10 + (unsigned long long)(*text - '0');
        if (value > limit)
            return -1;
    }
    *ret_number = (unsigned)value;
    return 0;
}

unsigned seconds(void)
{
    unsigned number = 0;
    const char *text = getenv("SECONDS");
    if (!text || number_below(text, 86400, &number) != 0)
        return 0;
    return number * 1000;
}

// Text that is put together in a callee is as chosen as what it was made from.
static int ping(const char *host)
{
    char command[200];
    if (snprintf(command, sizeof command, "/bin/ping -c 1 %s", host) < 0)
        return -1;
    return system(command); // expect: command-injection
}

int ping_from_outside(void)
{
    const char *host = getenv("HOST_TO_PING");
    return host ? ping(host) : 0;
}

// Where the program looks at every character, it is trusted to know what it lets through.
static bool is_name(const char *text)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++)
        if (!isalnum((unsigned char)text[i]) && text[i] != '-')
            return false;
    return length > 0;
}

static int ping_checked(const char *host)
{
    char command[200];
    if (snprintf(command, sizeof command, "/bin/ping -c 1 %s", host) < 0)
        return -1;
    return system(command);
}

int ping_named(void)
{
    const char *host = getenv("HOST_TO_PING");
    return host && is_name(host) ? ping_checked(host) : 0;
}

int open_plain(void)
{
    char path[200];
    const char *name = getenv("PLAIN");
    if (!name || strpbrk(name, "/\\") || strstr(name, ".."))
        return 0;
    if (snprintf(path, sizeof path, "/var/lib/%s", name) < 0)
        return -1;
    FILE *file = fopen(path, "r");
    return file ? fclose(file) : 0;
}

// The functions of a table are asked what they demand, even when nobody knows which one is called.
struct word {
    const char *name;
    int (*run)(const char *argument);
};

static int run_shell(const char *argument)
{
    return system(argument); // expect: command-injection
}

static int run_length(const char *argument)
{
    return strlen(argument) > 3;
}

static const struct word WORDS[] = {{"length", run_length}, {"shell", run_shell}};

int run_word(const char *word)
{
    const char *argument = getenv("ARGUMENT");
    for (size_t i = 0; argument && i < sizeof WORDS / sizeof WORDS[0]; i++)
        if (strcmp(word, WORDS[i].name) == 0)
            return WORDS[i].run(argument);
    return -1;
}
