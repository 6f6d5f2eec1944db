// Text from outside as format, command and file name.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void format(void)
{
    char line[80];
    if (!fgets(line, sizeof line, stdin))
        return;
    printf(line); // expect: format-string
}

void format_clean(void)
{
    char line[80];
    if (!fgets(line, sizeof line, stdin))
        return;
    printf("%s", line);
}

int command(void)
{
    char text[100] = "ls ", line[80];
    if (!fgets(line, sizeof line, stdin))
        return 0;
    strncat(text, line, 60);
    return system(text); // expect: command-injection
}

int command_clean(void)
{
    char text[100] = "ls ";
    strcat(text, "-l");
    return system(text);
}

int command_by_name(void)
{
    char text[100];
    strcpy(text, "ps -l");
    return system(text); // expect: untrusted-search-path
}

static FILE *open_named(const char *name)
{
    return fopen(name, "r"); // expect: absolute-path
}

int whole_name(void)
{
    const char *name = getenv("SETTINGS");
    if (!name)
        return 0;
    FILE *f = open_named(name);
    if (!f)
        return 0;
    fclose(f);
    return 1;
}

int part_of_name(void)
{
    char path[200] = "/var/device/", line[80];
    if (!fgets(line, sizeof line, stdin))
        return 0;
    strcat(path, line);
    FILE *f = fopen(path, "r"); // expect: relative-path
    if (!f)
        return 0;
    fclose(f);
    return 1;
}

int fixed_name(void)
{
    FILE *f = open_named("/etc/device.conf");
    if (!f)
        return 0;
    fclose(f);
    return 1;
}

void ignored(void)
{
    char line[80];
    fgets(line, sizeof line, stdin); // expect: unchecked-return
}
