// What a person sees while work goes on: a progress line on a terminal, nothing on a pipe. All on stderr.
#pragma once
#include "base/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum log_level { LOG_QUIET, LOG_NORMAL, LOG_VERBOSE };

void log_set_level(enum log_level level);
void log_verbose(const char *format, ...) PRINTF_LIKE(1, 2); // shown with --verbose

// Colour where the stream is a terminal, NO_COLOR is not set and TERM is not dumb.
bool colour_wanted(FILE *stream);

// One progress line at a time; steps may come from any thread. Redrawn at most ten times a second.
void progress_start(const char *title, size_t total); // total 0: a count without a bar
void progress_step(size_t done);                      // adds to what is done
void progress_end(void);
double clock_seconds(void); // monotonic
