// What limits a value from outside, and what a text's length says: the usual questions before a product, totals that a
// loop adds up, ends that lie inside of buffers.
#include <assert.h>
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int read_pixels(FILE *in)
{
    unsigned width, height;
    if (fread(&width, 4, 1, in) != 1 || fread(&height, 4, 1, in) != 1 || !width || !height)
        return 1;
    if (height > (0xffffffffu - 31) / width)
        return 1;
    unsigned char *pixels = malloc(width * height);
    if (!pixels)
        return 1;
    pixels[0] = 0;
    free(pixels);
    return 0;
}

int read_pixels_unasked(FILE *in)
{
    unsigned width, height;
    if (fread(&width, 4, 1, in) != 1 || fread(&height, 4, 1, in) != 1 || !width || !height)
        return 1;
    unsigned char *pixels = malloc(width * height); // expect: unbounded-allocation integer-overflow
    if (!pixels)
        return 1;
    pixels[0] = 0; // expect: heap-buffer-overflow
    free(pixels);
    return 0;
}

static int read_line(char *line, int size)
{
    if (!fgets(line, size, stdin))
        return 0;
    while (strlen(line) > 0 && (line[strlen(line) - 1] == '\n' || line[strlen(line) - 1] == '\r'))
        line[strlen(line) - 1] = '\0';
    return 1;
}

int read_name(void)
{
    char name[100];
    return read_line(name, sizeof name);
}

int read_name_to_long(void)
{
    char name[100];
    return read_line(name, sizeof name + 1); // expect: stack-buffer-overflow
}

char *collect(FILE *in)
{
    char line[512], *all = NULL;
    size_t used = 0;
    while (fgets(line, sizeof line, in)) {
        size_t size = strlen(line);
        char *more = realloc(all, used + size + 1);
        if (!more)
            break;
        all = more;
        memcpy(all + used, line, size + 1);
        used += size;
    }
    return all;
}

char *read_sized(FILE *in)
{
    size_t size;
    if (fread(&size, sizeof size, 1, in) != 1)
        return NULL;
    char *block = malloc(size + 16); // expect: unbounded-allocation integer-overflow
    if (block)
        block[size] = '\0'; // expect: buffer-underwrite
    return block;
}

int emit(unsigned kind, const char *format);

static unsigned kind_of(int class, int priority)
{
    assert(class >= 0 && class < 5);
    assert(priority >= 0 && priority <= 1000);
    return (unsigned)class | (unsigned)priority << 4;
}

static int log_debug(int priority, const char *format, ...)
{
    return emit(kind_of(4, priority), format);
}

int say_little(int n)
{
    return n > 3 ? log_debug(1, "little") : 0;
}

int say_too_much(int n)
{
    return n > 3 ? log_debug(1001, "much") : 0; // expect: reachable-assertion
}

int count_letters(FILE *in)
{
    char text[80];
    int count = 0;
    if (!fgets(text, sizeof text, in))
        return 0;
    for (int i = 0; i < (int)sizeof text && text[i]; i++)
        count += isalpha(text[i]) != 0; // expect: negative-character
    return count;
}

int count_letters_cast(FILE *in)
{
    char text[80];
    int count = 0;
    if (!fgets(text, sizeof text, in))
        return 0;
    for (int i = 0; i < (int)sizeof text && text[i]; i++)
        count += isalpha((unsigned char)text[i]) != 0;
    return count;
}

char *join_names(void)
{
    const char *folder = getenv("FOLDER"), *name = getenv("NAME");
    if (!folder || !name)
        return NULL;
    char *path = malloc(strlen(folder) + strlen(name) + 2);
    if (!path)
        return NULL;
    strcpy(path, folder);
    strcat(path, "/");
    strcat(path, name);
    return path;
}

char *join_names_too_short(void)
{
    const char *folder = getenv("FOLDER"), *name = getenv("NAME");
    if (!folder || !name)
        return NULL;
    char *path = malloc(strlen(folder) + strlen(name) + 1);
    if (!path)
        return NULL;
    strcpy(path, folder);
    strcat(path, "/"); // expect: heap-buffer-overflow
    strcat(path, name); // expect: heap-buffer-overflow
    return path;
}

// What a callee gives to unknown code leads further than the callee sees.
struct request {
    int *result;
    int number;
};
typedef void (*handler)(int number, void *argument);

static int run(int number, handler handle, void *argument)
{
    if (number < 0)
        return -1;
    handle(number, argument);
    return 0;
}

int ask_handler(int number, handler handle)
{
    int result;
    struct request request = {&result, number};
    if (run(number, handle, &request) < 0)
        return -1;
    return result;
}

static int run_nothing(int number, struct request *request)
{
    if (number < 0)
        return -1;
    request->number = number;
    return 0;
}

int ask_nobody(int number)
{
    int result;
    struct request request = {&result, number};
    if (run_nothing(number, &request) < 0)
        return -1;
    return result;
} // expect: uninitialised-use

// Texts behind a header of their own: the pointer that is handed out lies at a place that the header decides.
static int header_size(char type)
{
    switch (type & 3) {
    case 0:
        return 1;
    case 1:
        return 3;
    case 2:
        return 5;
    }
    return 9;
}

static char *text_new(const char *from, size_t size)
{
    char type = size < 32 ? 0 : size < 256 ? 1 : 2;
    char *block = malloc((size_t)header_size(type) + size + 1);
    if (!block)
        return NULL;
    char *text = block + header_size(type);
    text[-1] = type;
    memcpy(text, from, size);
    text[size] = '\0';
    return text;
}

static void text_free(char *text)
{
    if (text)
        free(text - header_size(text[-1]));
}

int first_of(const char *from)
{
    char *text = text_new(from, strlen(from));
    if (!text)
        return -1;
    int first = text[0];
    text_free(text);
    return first;
}

// A place inside of something is no null, whatever its distance.
static const char *after_colon(const char *name, char **ret_prefix)
{
    size_t size = 0;
    *ret_prefix = NULL;
    if (!name)
        return NULL;
    while (name[size] && name[size] != ':')
        size++;
    if (!name[size])
        return name;
    char *prefix = malloc(size + 1);
    if (!prefix)
        return NULL;
    memcpy(prefix, name, size);
    prefix[size] = '\0';
    *ret_prefix = prefix;
    return &name[size + 1];
}

int look_up_name(const char *name)
{
    char *prefix;
    const char *rest = after_colon(name, &prefix);
    if (!rest)
        return -1;
    int found = rest[0] == 'x';
    if (prefix)
        free(prefix);
    return found;
}

// What an access takes for granted is no test of the program's.
struct window {
    char text[40], next;
    size_t size;
};

void shift_window(struct window *window, char c)
{
    memmove(&window->text[0], &window->text[1], window->size - 1);
    window->text[window->size - 1] = c;
}

void shift_tested_window(struct window *window, char c)
{
    if (window->size > 41 || !window->size)
        return;
    window->text[window->size - 1] = c; // expect: heap-buffer-overflow
}

static char *copy_text(const char *from, size_t size)
{
    char *to = malloc(size + 1);
    if (!to)
        return NULL;
    if (size)
        memcpy(to, from, size);
    to[size] = '\0';
    return to;
}

int last_part(const char *from, size_t size)
{
    char *copy = copy_text(from, size);
    if (!copy)
        return -1;
    char *part = copy, *slash = strrchr(copy, '/');
    if (slash)
        part = slash + 1;
    int found = strchr(part, '\\') != NULL;
    free(copy);
    return found;
}
