#define PCRE2_CODE_UNIT_WIDTH 8
#include "base/regex.h"
#include "base/arena.h"
#include <pcre2.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { MATCH_LIMIT = 100000, DEPTH_LIMIT = 5000 };

struct regex {
    pcre2_code *code;
    pcre2_match_context *context;
};

struct regex *regex_new(const char *pattern, size_t size, char ret_error[REGEX_ERROR_SIZE])
{
    int code;
    size_t at;
    // Source text need not be UTF-8: bytes it is.
    pcre2_code *compiled = pcre2_compile((PCRE2_SPTR)pattern, size, 0, &code, &at, NULL);
    if (!compiled) {
        char why[REGEX_ERROR_SIZE - 40] = "";
        pcre2_get_error_message(code, (PCRE2_UCHAR *)why, sizeof why);
        snprintf(ret_error, REGEX_ERROR_SIZE, "at character %zu: %s", at + 1, why);
        return NULL;
    }
    pcre2_jit_compile(compiled, PCRE2_JIT_COMPLETE); // where it is refused the interpreter does the work
    struct regex *regex = mem_alloc(sizeof *regex);
    regex->code = compiled;
    regex->context = pcre2_match_context_create(NULL);
    if (!regex->context) fatal("out of memory");
    pcre2_set_match_limit(regex->context, MATCH_LIMIT);
    pcre2_set_depth_limit(regex->context, DEPTH_LIMIT);
    return regex;
}

bool regex_find(const struct regex *regex, const char *text, size_t size, size_t from,
                struct regex_group ret_groups[REGEX_GROUPS_MAX])
{
    if (from > size) return false;
    pcre2_match_data *data = pcre2_match_data_create(REGEX_GROUPS_MAX, NULL);
    if (!data) fatal("out of memory");
    int got = pcre2_match(regex->code, (PCRE2_SPTR)text, size, from, 0, data, regex->context);
    const size_t *ends = pcre2_get_ovector_pointer(data);
    // 0 means that the pattern has more groups than we asked for: all of ours are set.
    int set = got == 0 ? REGEX_GROUPS_MAX : got;
    for (int i = 0; i < REGEX_GROUPS_MAX && ret_groups; i++) {
        bool took_part = i < set && ends[2 * i] != PCRE2_UNSET;
        ret_groups[i] = took_part ? (struct regex_group){ends[2 * i], ends[2 * i + 1]}
                                  : (struct regex_group){SIZE_MAX, SIZE_MAX};
    }
    pcre2_match_data_free(data);
    return got >= 0;
}

bool regex_matches(const struct regex *regex, const char *text, size_t size)
{
    return regex_find(regex, text ? text : "", text ? size : 0, 0, NULL);
}

void regex_free(struct regex *regex)
{
    if (!regex) return;
    pcre2_match_context_free(regex->context);
    pcre2_code_free(regex->code);
    free(regex);
}
