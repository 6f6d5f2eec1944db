#include "base/date.h"
#include "base/buf.h"
#include <string.h>
#include <stdlib.h>
#include <time.h>

char *date_now(struct arena *arena)
{
    int64_t seconds;
    struct tm parts;
    char text[32];
    time_t now = time(NULL);
    if (text_to_int(getenv("SOURCE_DATE_EPOCH"), 0, INT64_C(253402300799), &seconds)) now = (time_t)seconds;
    gmtime_r(&now, &parts);
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return arena_str(arena, text);
}

static bool take_number(const char *text, size_t size, int64_t low, int64_t high, int64_t *ret_number)
{
    char digits[8] = "";
    memcpy(digits, text, size);
    return text_to_int(digits, low, high, ret_number);
}

bool date_days(const char *date, int64_t *ret_days)
{
    int64_t year, month, day;
    if (!date || strnlen(date, 10) < 10 || date[4] != '-' || date[7] != '-') return false;
    if (!take_number(date, 4, 0, 9999, &year) || !take_number(date + 5, 2, 1, 12, &month) ||
        !take_number(date + 8, 2, 1, 31, &day))
        return false;
    // Days of the civil calendar, counted from a year that starts in March so that the leap day is the last.
    if (month <= 2) year--;
    int64_t era = (year >= 0 ? year : year - 399) / 400, of_era = year - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    *ret_days = era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
    return true;
}
