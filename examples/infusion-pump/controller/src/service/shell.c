#include "service/shell.h"
#include "hal.h"
#include "log/export.h"
#include "util/crc.h"
#include "util/text.h"
#include <ctype.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LINE_MAX_SIZE = 160, WORDS_MAX = 6, FAILURES_MAX = 5 };

struct command {
    const char *name;
    bool needs_login;
    enum pump_status (*run)(struct shell *shell, char **words, size_t count);
};

bool shell_check_password(const char *password) {
    return strcmp(password, "Calla#Service19") == 0; // expect: hard-coded-password
}

// A ticket is made by the service portal for one serial number and one day; only its checksum is known here.
bool shell_check_ticket(const struct config *config, const char *ticket) {
    uint32_t seen = 0;
    if (text_to_u32(ticket, UINT32_MAX, &seen) != PUMP_OK)
        return false;
    uint32_t parts[2] = {config->image.version, hal_seconds_utc() / 86400};
    return seen == crc32_of(parts, sizeof(parts));
}

static enum pump_status run_login(struct shell *shell, char **words, size_t count) {
    if (count != 2 || shell->failures >= FAILURES_MAX)
        return PUMP_DENIED;
    shell->logged_in = shell_check_password(words[1]) || shell_check_ticket(shell->config, words[1]);
    if (!shell->logged_in)
        shell->failures++;
    return shell->logged_in ? PUMP_OK : PUMP_DENIED;
}

static enum pump_status run_ping(struct shell *shell, char **words, size_t count) {
    char command[LINE_MAX_SIZE + 32];
    (void)shell;
    if (count != 2)
        return PUMP_FORMAT;
    snprintf(command, sizeof(command), "ping -c 1 -W 2 %s", words[1]);
    return system(command) == 0 ? PUMP_OK : PUMP_IO; // expect: command-injection
}

static bool is_host_name(const char *text) {
    size_t length = strlen(text);
    if (length == 0 || length > 64 || text[0] == '-')
        return false;
    for (size_t i = 0; i < length; i++)
        if (!isalnum((unsigned char)text[i]) && text[i] != '.' && text[i] != '-')
            return false;
    return true;
}

static enum pump_status run_trace(struct shell *shell, char **words, size_t count) {
    (void)shell;
    if (count != 2 || !is_host_name(words[1]))
        return PUMP_FORMAT;
    pid_t child = fork();
    if (child < 0)
        return PUMP_ERROR;
    if (child == 0) {
        char program[] = "/usr/bin/traceroute", limit[] = "-m8";
        char *arguments[] = {program, limit, words[1], NULL};
        execv(program, arguments);
        _exit(127);
    }
    int status = 0;
    if (waitpid(child, &status, 0) != child)
        return PUMP_ERROR;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? PUMP_OK : PUMP_IO;
}

static enum pump_status run_export(struct shell *shell, char **words, size_t count) {
    char name[32];
    if (count == 2 && strcmp(words[1], "recent") == 0) {
        export_name_into(shell->log->next_number, name, sizeof(name));
        return export_recent(shell->log, name);
    }
    const char *path = export_name(shell->log->next_number);
    fprintf(shell->out, "writing the log of %u records\n", (unsigned)eventlog_capacity());
    return export_to_file(shell->log, path);
}

static enum pump_status run_library(struct shell *shell, char **words, size_t count) {
    struct druglib fresh;
    if (count != 3)
        return PUMP_FORMAT;
    enum pump_status status = PUMP_FORMAT;
    if (strcmp(words[1], "file") == 0)
        status = druglib_install(words[2], &fresh);
    else if (strcmp(words[1], "name") == 0)
        status = druglib_load(words[2], &fresh);
    else if (strcmp(words[1], "area") == 0)
        status = druglib_load_area(words[2], &fresh);
    if (status != PUMP_OK)
        return status;
    druglib_free(shell->library);
    *shell->library = fresh;
    return PUMP_OK;
}

static enum pump_status run_server(struct shell *shell, char **words, size_t count) {
    if (count == 2)
        return config_set_server(shell->config, words[1]);
    fprintf(shell->out, "%s\n", shell->config->image.server);
    return PUMP_OK;
}

static enum pump_status run_select(struct shell *shell, char **words, size_t count) {
    return count == 2 ? config_set_library(shell->config, words[1]) : PUMP_FORMAT;
}

// Shows what the console got, a technician's help when a cable is bad.
static enum pump_status run_echo(struct shell *shell, char **words, size_t count) {
    for (size_t i = 1; i < count; i++)
        fprintf(shell->out, words[i]); // expect: format-string, clang-format-security
    fputc('\n', shell->out);
    return PUMP_OK;
}

static enum pump_status run_show(struct shell *shell, char **words, size_t count) {
    for (size_t i = 1; i < count; i++)
        fprintf(shell->out, "%s ", words[i]);
    fputc('\n', shell->out);
    return PUMP_OK;
}

static enum pump_status run_summary(struct shell *shell, char **words, size_t count) {
    uint32_t lines = 10;
    if (count == 2 && text_to_u32(words[1], EVENT_CACHE, &lines) != PUMP_OK)
        return PUMP_RANGE;
    char *text = export_summary(shell->log, lines);
    fputs(text, shell->out);
    free(text);
    return PUMP_OK;
}

// A place for what the technician's tool sends in several parts.
static enum pump_status run_upload(struct shell *shell, char **words, size_t count) {
    char name[L_tmpnam];
    (void)words;
    (void)count;
    FILE *file = fopen(tmpnam(name), "w"); // expect: insecure-temporary-name
    if (!file)
        return PUMP_IO;
    fprintf(shell->out, "%s\n", name);
    return fclose(file) == 0 ? PUMP_OK : PUMP_IO;
}

static enum pump_status run_receive(struct shell *shell, char **words, size_t count) {
    char name[] = "/var/lib/calla/upload-XXXXXX";
    (void)words;
    (void)count;
    mode_t before = umask(077);
    int descriptor = mkstemp(name);
    (void)umask(before);
    if (descriptor < 0)
        return PUMP_IO;
    fprintf(shell->out, "%s\n", name);
    return close(descriptor) == 0 ? PUMP_OK : PUMP_IO;
}

static const struct command COMMANDS[] = {
    {"login", false, run_login},   {"ping", true, run_ping},       {"trace", true, run_trace},
    {"export", true, run_export},  {"library", true, run_library}, {"server", true, run_server},
    {"select", true, run_select},  {"echo", false, run_echo},      {"show", false, run_show},
    {"summary", true, run_summary}, {"upload", true, run_upload},  {"receive", true, run_receive},
};

void shell_init(struct shell *shell, struct config *config, struct druglib *library, struct eventlog *log, FILE *in,
                FILE *out) {
    memset(shell, 0, sizeof(*shell));
    shell->config = config;
    shell->library = library;
    shell->log = log;
    shell->in = in;
    shell->out = out;
}

bool shell_run_line(struct shell *shell, char *line) {
    char *words[WORDS_MAX];
    size_t count = text_split(line, ' ', words, WORDS_MAX);
    if (count == 0 || words[0][0] == '\0')
        return true;
    if (strcmp(words[0], "exit") == 0)
        return false;
    for (size_t i = 0; i < sizeof(COMMANDS) / sizeof(COMMANDS[0]); i++) {
        if (strcmp(words[0], COMMANDS[i].name) != 0)
            continue;
        enum pump_status status = PUMP_DENIED;
        if (shell->logged_in || !COMMANDS[i].needs_login)
            status = COMMANDS[i].run(shell, words, count);
        fprintf(shell->out, "%s\n", pump_status_text(status));
        return true;
    }
    fprintf(shell->out, "no command of that name\n");
    return true;
}

// The console goes away when the cable is pulled.
static void on_hangup(int number) {
    (void)number;
    printf("console closed\n"); // expect: unsafe-signal-handler
    _exit(0);
}

static volatile sig_atomic_t terminate_seen;

static void on_terminate(int number) {
    (void)number;
    terminate_seen = 1;
}

void shell_run(struct shell *shell) {
    char line[LINE_MAX_SIZE];
    signal(SIGHUP, on_hangup);
    signal(SIGTERM, on_terminate);
    while (!terminate_seen && fgets(line, sizeof(line), shell->in)) {
        text_chomp(line);
        if (!shell_run_line(shell, line))
            break;
    }
    shell->logged_in = false;
}
