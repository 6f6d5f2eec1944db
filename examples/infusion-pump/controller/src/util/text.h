// Short texts of the console, the drug library and the display. All buffers are given with their size.
#pragma once
#include "util/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void text_chomp(char *line);                  // removes the line end that a console sends
void text_trim_right(char *line);             // removes blanks at the end
bool text_copy(char *ret_text, size_t capacity, const char *source); // false when it was cut
size_t text_split(char *line, char separator, char **ret_fields, size_t capacity);
enum pump_status text_to_u32(const char *text, uint32_t limit, uint32_t *ret_value);
// Decimal number with up to three digits after the point, in thousandths: "1.25" is 1250.
enum pump_status text_to_milli(const char *text, uint32_t *ret_milli);
void text_code(uint32_t code, char ret_text[5]);    // four digits, zero-filled; larger codes show "----"
void text_counter(uint32_t count, char ret_text[8]); // right-aligned decimal
bool text_same_ignoring_case(const char *a, const char *b);
