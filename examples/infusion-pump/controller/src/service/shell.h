// The service console on the USB serial port: for technicians, after a login. One command a line.
#pragma once
#include "config/config.h"
#include "library/druglib.h"
#include "log/eventlog.h"
#include <stdbool.h>
#include <stdio.h>

struct shell {
    struct config *config;
    struct druglib *library;
    struct eventlog *log;
    FILE *in, *out;
    bool logged_in;
    unsigned failures;
};

void shell_init(struct shell *shell, struct config *config, struct druglib *library, struct eventlog *log, FILE *in,
                FILE *out);
bool shell_run_line(struct shell *shell, char *line); // false: the session is over
void shell_run(struct shell *shell);
bool shell_check_password(const char *password);
bool shell_check_ticket(const struct config *config, const char *ticket);
