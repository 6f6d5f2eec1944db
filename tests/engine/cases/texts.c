// Lengths of texts as limits: trimming ends, running back from an end, asking for a length.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int trim_by_count(FILE *file)
{
    char line[1024];
    if (!fgets(line, sizeof line, file))
        return 0;
    int i = (int)strlen(line);
    while (i > 0 && (line[i - 1] == '\n' || line[i - 1] == ' ')) {
        i--;
        line[i] = '\0';
    }
    return i;
}

int trim_by_last(FILE *file)
{
    char line[1024];
    if (!fgets(line, sizeof line, file))
        return 0;
    int last = (int)strlen(line) - 1;
    while (last >= 0 && (line[last] == '\n' || line[last] == ' '))
        last--;
    line[last + 1] = '\0';
    return last;
}

int trim_without_limit(FILE *file)
{
    char line[1024];
    if (!fgets(line, sizeof line, file))
        return 0;
    int last = (int)strlen(line) - 1;
    while (line[last] == '\n') // expect: buffer-underread
        last--;
    return last;
}

static int trim_path(char *path, size_t size)
{
    size_t length = strlen(path);
    if (length >= size)
        return 0;
    while (length > 0 && (path[length] == '/' || path[length] == '\\')) {
        path[length] = '\0';
        length--;
    }
    return 1;
}

int trim_in_callee(FILE *file)
{
    char path[256];
    if (!fgets(path, sizeof path, file))
        return 0;
    return trim_path(path, sizeof path);
}

static int sum_backwards(const char *text)
{
    int sum = 0;
    for (size_t i = strlen(text); i > 0; i--)
        sum += text[i - 1];
    return sum;
}

int from_the_middle(FILE *file)
{
    char line[200];
    if (!fgets(line, sizeof line, file))
        return 0;
    char *at = line + strlen(line);
    while (at-- > line)
        if (*at == '#')
            break;
    return sum_backwards(at + 1);
}

int behind_the_end(FILE *file)
{
    char line[200];
    if (!fgets(line, sizeof line, file))
        return 0;
    char *at = strchr(line, '=');
    return at ? at[strlen(at) + 1] : 0; // expect: buffer-overread
}

int runs_down_below_zero(unsigned count)
{
    char line[16] = {0};
    int sum = 0;
    if (count > 15)
        return 0;
    for (unsigned i = 9; i >= 0; i--) { // never ends by itself
        sum += line[i]; // expect: buffer-overread
    }
    return sum + (int)count;
}

int length_of_number(int value)
{
    return snprintf(NULL, 0, "%d", value) + 1;
}

int number_to_nowhere(int value)
{
    char *to = NULL;
    return snprintf(to, 9, "%d", value); // expect: null-dereference
}

int terminal_or_input(void)
{
    int fd = open("/dev/tty", O_RDONLY);
    char answer[4] = "";
    if (fd == -1)
        fd = STDIN_FILENO;
    if (read(fd, answer, 3) < 0)
        answer[0] = '\0';
    if (fd != STDIN_FILENO)
        close(fd);
    return answer[0] == 'y';
}

int terminal_left_open(void)
{
    int fd = open("/dev/tty", O_RDONLY); // expect: resource-leak
    char answer[4] = "";
    if (fd == -1)
        return 0;
    if (read(fd, answer, 3) < 0)
        answer[0] = '\0';
    return answer[0] == 'y';
}

static char *read_copy(void)
{
    char line[501];
    if (!fgets(line, sizeof line, stdin))
        return NULL;
    return strdup(line);
}

int first_word(void)
{
    char word[100];
    int i = 0;
    char *copy = read_copy();
    if (!copy)
        return 0;
    const char *at = copy;
    while (*at == ' ' || *at == '\t')
        at++;
    while (*at != ' ' && *at != '\0' && i < 99)
        word[i++] = *at++;
    word[i] = '\0';
    free(copy);
    return (int)strlen(word);
}
