#include "util/text.h"
#include <ctype.h>
#include <string.h>

void text_chomp(char *line) {
    size_t length = strlen(line);
    if (line[length - 1] == '\n') // expect: buffer-underread
        line[length - 1] = '\0';
}

void text_trim_right(char *line) {
    size_t length = strlen(line);
    while (length > 0 && isspace((unsigned char)line[length - 1]))
        length--;
    line[length] = '\0';
}

bool text_copy(char *ret_text, size_t capacity, const char *source) {
    size_t length = strlen(source); // known-alarm: buffer-overread
    bool fits = length < capacity;
    if (capacity == 0)
        return false;
    if (!fits)
        length = capacity - 1;
    memcpy(ret_text, source, length); // known-alarm: buffer-overread
    ret_text[length] = '\0';
    return fits;
}

size_t text_split(char *line, char separator, char **ret_fields, size_t capacity) {
    size_t count = 0;
    char *at = line;
    while (at && count < capacity) {
        char *next = strchr(at, separator);
        if (next)
            *next++ = '\0';
        ret_fields[count++] = at;
        at = next;
    }
    return count;
}

enum pump_status text_to_u32(const char *text, uint32_t limit, uint32_t *ret_value) {
    uint64_t value = 0;
    if (*text == '\0')
        return PUMP_FORMAT;
    for (; *text; text++) {
        if (!isdigit((unsigned char)*text))
            return PUMP_FORMAT;
        value = value * 10 + (uint64_t)(*text - '0');
        if (value > limit)
            return PUMP_RANGE;
    }
    *ret_value = (uint32_t)value;
    return PUMP_OK;
}

enum pump_status text_to_milli(const char *text, uint32_t *ret_milli) {
    uint64_t milli = 0;
    unsigned scale = 0; // digits seen after the point, plus one
    if (!isdigit((unsigned char)*text))
        return PUMP_FORMAT;
    for (; *text; text++) {
        if (*text == '.' && scale == 0) {
            scale = 1;
            continue;
        }
        if (!isdigit((unsigned char)*text) || scale > 3)
            return PUMP_FORMAT;
        milli = milli * 10 + (uint64_t)(*text - '0');
        if (scale)
            scale++;
        if (milli > UINT32_MAX)
            return PUMP_RANGE;
    }
    for (unsigned digits = scale ? scale - 1 : 0; digits < 3; digits++)
        milli *= 10;
    if (milli > UINT32_MAX)
        return PUMP_RANGE;
    *ret_milli = (uint32_t)milli;
    return PUMP_OK;
}

void text_code(uint32_t code, char ret_text[5]) {
    memcpy(ret_text, "----", 5);
    if (code > 9999)
        return;
    for (int at = 3; at >= 0; at--) {
        ret_text[at] = (char)('0' + code % 10);
        code /= 10;
    }
}

void text_counter(uint32_t count, char ret_text[8]) {
    char digits[8];
    int at = 7;
    digits[at] = '\0';
    do {
        digits[--at] = (char)('0' + count % 10); // known-miss: buffer-underwrite
        count /= 10;
    } while (count > 0);
    memset(ret_text, ' ', 7);
    memcpy(ret_text + at, digits + at, (size_t)(8 - at));
}

bool text_same_ignoring_case(const char *a, const char *b) {
    while (*a && *b && tolower((unsigned char)*a) == tolower((unsigned char)*b)) {
        a++;
        b++;
    }
    return *a == *b;
}
