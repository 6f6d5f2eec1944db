// What the environment and the sender of a text decide: programs that are looked for, variables, rounds, waits, reals.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

void show(int number);

static int run(const char *command)
{
    return system(command);
}

int looked_for(void)
{
    return run("ls -l"); // expect: untrusted-search-path
}

int whole_path(void)
{
    return run("/bin/ls -l");
}

int of_the_shell(void)
{
    return run("cd /tmp");
}

int from_variable(void)
{
    return run("$HOME/bin/tool");
}

int looked_for_by_pipe(void)
{
    FILE *lines = popen("ls", "r"); // expect: untrusted-search-path
    return lines ? pclose(lines) : -1;
}

void path_from_outside(int socket)
{
    char variable[100] = "PATH=";
    ssize_t size = recv(socket, variable + 5, 90, 0);
    if (size <= 0)
        return;
    variable[5 + size] = '\0';
    putenv(variable); // expect: environment-from-outside
}

void path_fixed(void)
{
    static char variable[] = "PATH=/bin";
    putenv(variable);
}

// --- rounds and waits ----------------------------------------------------------------------------

static int number_in(const char *text)
{
    int number;
    return sscanf(text, "%d", &number) == 1 ? number : 0;
}

static void repeat(int count)
{
    for (int i = 0; i < count; i++) // expect: loop-bound
        show(i);
}

void rounds(void)
{
    char line[40];
    if (!fgets(line, sizeof line, stdin))
        return;
    repeat(number_in(line));
}

void rounds_limited(void)
{
    char line[40];
    if (!fgets(line, sizeof line, stdin))
        return;
    int count = number_in(line);
    if (count < 100)
        repeat(count);
}

void rounds_fixed(void)
{
    repeat(number_in("100"));
}

void rounds_on_one_path(int ask)
{
    char line[40] = "3";
    if (ask && !fgets(line, sizeof line, stdin))
        return;
    int count;
    if (sscanf(line, "%d", &count) != 1)
        return;
    for (int i = 0; i < count; i++) // expect: loop-bound
        show(i);
}

void waits(void)
{
    unsigned seconds;
    if (scanf("%u", &seconds) == 1)
        sleep(seconds); // expect: wait-from-outside
}

void waits_limited(void)
{
    unsigned seconds;
    if (scanf("%u", &seconds) == 1 && seconds <= 60)
        sleep(seconds);
}

void halves(void)
{
    unsigned char little[2] = {0, 0};
    unsigned short middle[1] = {0};
    if (sscanf("7 8", "%hhu %hu", &little[1], &middle[0]) == 2)
        show(little[1] + middle[0]);
}

// --- real numbers --------------------------------------------------------------------------------

static double real_from_outside(void)
{
    char line[40];
    return fgets(line, sizeof line, stdin) ? atof(line) : 0;
}

void to_integer(void)
{
    show((int)real_from_outside()); // expect: real-conversion
}

void to_integer_by_root(void)
{
    show((int)sqrt(real_from_outside())); // expect: real-conversion unchecked-error
}

float to_narrower(void)
{
    return (float)real_from_outside(); // expect: real-conversion
}

void to_integer_checked(void)
{
    double number = real_from_outside();
    if (number > -1000 && number < 1000)
        show((int)number);
}

void root_checked(void)
{
    double number = real_from_outside();
    if (number >= 0)
        show((int)sqrt(number));
}

// --- assertions and texts that callees are given ---------------------------------------------------

#include <assert.h>

static void must_be_large(int number)
{
    assert(number > 10); // expect: reachable-assertion
    show(number);
}

void asserts_input(void)
{
    int number;
    if (scanf("%d", &number) == 1)
        must_be_large(number);
}

void asserts_small(void)
{
    must_be_large(3); // expect: reachable-assertion
}

void asserts_large(void)
{
    must_be_large(30);
}

void asserts_checked(void)
{
    int number;
    if (scanf("%d", &number) == 1 && number > 20)
        must_be_large(number);
}

static void add_end(char *text)
{
    strncat(text, "end", 3);
}

void nothing_to_add_to(void)
{
    char text[40];
    add_end(text); // expect: uninitialised-use
}

void empty_to_add_to(void)
{
    char text[40] = "";
    add_end(text);
}

// --- pointers that came with the bytes ---------------------------------------------------------------

struct link {
    struct link *next, *previous;
    int value;
};

static void unlink_from(struct link *link)
{
    link->next->previous = link->previous; // expect: write-what-where
}

void received_pointers(int socket)
{
    struct link link;
    if (recv(socket, &link, sizeof link, 0) == sizeof link)
        link.next->value = 1; // expect: write-what-where
}

void received_pointers_passed_on(int socket)
{
    struct link link;
    if (recv(socket, &link, sizeof link, 0) == sizeof link)
        unlink_from(&link);
}

void own_pointers(int socket)
{
    struct link first = {0}, second = {.next = &first};
    if (recv(socket, &first.value, sizeof first.value, 0) == sizeof first.value)
        unlink_from(&second);
}

// --- numbers that become letters ---------------------------------------------------------------------

void say(const char *text);

static char letter_from_outside(void)
{
    char line[4];
    return fgets(line, sizeof line, stdin) ? (char)atoi(line) : 'a'; // expect: integer-truncation
}

static void say_dose(char digit)
{
    char text[8];
    text[0] = digit;
    text[1] = 'm';
    text[2] = 'l';
    text[3] = '\0';
    say(text); // expect: number-ends-text
}

void say_number(void)
{
    say_dose(letter_from_outside());
}

void say_checked(void)
{
    char digit = letter_from_outside();
    if (digit >= '0' && digit <= '9')
        say_dose(digit);
}

void say_fixed(void)
{
    say_dose('7');
}
