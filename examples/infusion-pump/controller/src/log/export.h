// Export of the event log for service and for incident investigation: to the display's USB stick, to the console.
#pragma once
#include "log/eventlog.h"
#include <stdio.h>

enum pump_status export_to_file(struct eventlog *log, const char *path);
enum pump_status export_recent(const struct eventlog *log, const char *path);
enum pump_status export_line(const struct event *event, char *ret_line, size_t capacity);
char *export_summary(const struct eventlog *log, size_t count);
char *export_headline(const struct eventlog *log);
enum pump_status export_rotate(const char *folder);
enum pump_status export_create(const char *path);
enum pump_status export_sealed(const struct eventlog *log, const uint8_t key[16], FILE *out);
enum pump_status export_encrypted(const struct eventlog *log, FILE *out);
const char *export_name(uint32_t number);
void export_name_into(uint32_t number, char *ret_name, size_t capacity);
