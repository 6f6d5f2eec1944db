#include "codec/cpe.h"
#include <ctype.h>
#include <string.h>

// One attribute of a formatted string, up to an unquoted colon; unescaped into the arena.
static bool take_formatted(struct arena *arena, const char **at, struct cpe_value *ret_value)
{
    char text[CPE_TEXT_MAX];
    size_t size = 0;
    bool quoted = false, plain = true; // plain: no escape was seen, so that "*" and "-" are logical values
    const char *from = *at;
    for (; *from && *from != ':'; from++) {
        unsigned char c = (unsigned char)*from;
        quoted = c == '\\';
        if (quoted) c = (unsigned char)*++from;
        if (c < 0x20 || c == 0x7F || size + 1 >= sizeof text) return false;
        plain = plain && !quoted;
        if (!quoted && c == '*') c = CPE_MANY;
        if (!quoted && c == '?') c = CPE_ONE;
        text[size++] = (char)tolower(c);
    }
    text[size] = '\0';
    *at = from;
    if (!size) return false;
    *ret_value = (struct cpe_value){CPE_VALUE, NULL};
    if (plain && size == 1 && (text[0] == CPE_MANY || text[0] == '-'))
        ret_value->kind = text[0] == '-' ? CPE_NA : CPE_ANY;
    else
        ret_value->text = arena_copy(arena, text, size);
    return true;
}

static bool part_is_known(const struct cpe_value *part)
{
    return part->kind != CPE_VALUE || (strlen(part->text) == 1 && strchr("aoh", part->text[0]));
}

static bool parse_formatted(struct arena *arena, const char *at, struct cpe *cpe)
{
    for (int i = 0; i < CPE_ATTRIBUTES; i++) {
        if (!take_formatted(arena, &at, &cpe->at[i])) return false;
        if (i + 1 < CPE_ATTRIBUTES && *at++ != ':') return false;
    }
    return *at == '\0' && part_is_known(&cpe->at[CPE_PART]);
}

static int hex_digit(char c)
{
    const char *found = c ? strchr("0123456789abcdef", tolower((unsigned char)c)) : NULL;
    return found ? (int)(found - "0123456789abcdef") : -1;
}

static bool decode_uri(struct arena *arena, struct str piece, struct cpe_value *ret_value)
{
    char text[CPE_TEXT_MAX];
    size_t size = 0;
    *ret_value = (struct cpe_value){piece.size ? CPE_VALUE : CPE_ANY, NULL};
    if (str_is(piece, "-")) ret_value->kind = CPE_NA;
    if (ret_value->kind != CPE_VALUE) return true;
    for (size_t i = 0; i < piece.size; i++) {
        int c = (unsigned char)piece.at[i];
        if (c == '%') {
            int high = i + 2 < piece.size ? hex_digit(piece.at[i + 1]) : -1;
            int low = i + 2 < piece.size ? hex_digit(piece.at[i + 2]) : -1;
            if (high < 0 || low < 0) return false;
            c = high * 16 + low;
            i += 2;
        }
        if (c == 0 || size + 1 >= sizeof text) return false;
        text[size++] = (char)tolower(c); // %01 and %02 are ? and *, swapped below
        if (c == 1) text[size - 1] = CPE_ONE;
        if (c == 2) text[size - 1] = CPE_MANY;
    }
    ret_value->text = arena_copy(arena, text, size);
    return true;
}

// cpe:/part:vendor:product:version:update:edition:language; a packed edition is "~a~b~c~d~e".
static bool parse_uri(struct arena *arena, const char *text, struct cpe *cpe)
{
    struct str rest = str_of(text), piece, packed;
    memset(cpe, 0, sizeof *cpe);
    for (int i = 0; i <= CPE_LANGUAGE && str_next(&rest, ':', &piece); i++) {
        if (i == CPE_EDITION && piece.size && *piece.at == '~') {
            static const int PLACES[] = {CPE_EDITION, CPE_SW_EDITION, CPE_TARGET_SW, CPE_TARGET_HW, CPE_OTHER};
            piece.at++, piece.size--;
            for (int k = 0; k < 5 && str_next(&piece, '~', &packed); k++)
                if (!decode_uri(arena, packed, &cpe->at[PLACES[k]])) return false;
            continue;
        }
        if (!decode_uri(arena, piece, &cpe->at[i])) return false;
    }
    return rest.size == 0 && cpe->at[CPE_PART].kind == CPE_VALUE && part_is_known(&cpe->at[CPE_PART]);
}

bool cpe_parse(struct arena *arena, const char *text, struct cpe *ret_cpe)
{
    *ret_cpe = (struct cpe){0};
    if (!text || strlen(text) > CPE_TEXT_MAX) return false;
    if (strncmp(text, "cpe:2.3:", 8) == 0) return parse_formatted(arena, text + 8, ret_cpe);
    if (strncmp(text, "cpe:/", 5) == 0) return parse_uri(arena, text + 5, ret_cpe);
    return false;
}

void cpe_format(const struct cpe *cpe, struct buf *out)
{
    buf_text(out, "cpe:2.3");
    for (int i = 0; i < CPE_ATTRIBUTES; i++) {
        const struct cpe_value *value = &cpe->at[i];
        buf_char(out, ':');
        if (value->kind != CPE_VALUE) {
            buf_char(out, value->kind == CPE_NA ? '-' : '*');
            continue;
        }
        bool lone_dash = strcmp(value->text, "-") == 0;
        for (const char *at = value->text; *at; at++) {
            unsigned char c = (unsigned char)*at;
            bool bare = isalnum(c) || c == '_' || c == '.' || (c == '-' && !lone_dash) || c >= 0x80;
            if (c == CPE_MANY || c == CPE_ONE) {
                buf_char(out, c == CPE_MANY ? '*' : '?');
                continue;
            }
            if (!bare) buf_char(out, '\\');
            buf_char(out, (char)c);
        }
    }
}

bool cpe_has_wildcard(const char *text)
{
    return strchr(text, CPE_MANY) || strchr(text, CPE_ONE);
}

// Glob match with backtracking to the last *: linear in practice, never exponential.
static bool wildcard_matches(const char *pattern, const char *text)
{
    const char *star = NULL, *again = text;
    while (*text) {
        if (*pattern == CPE_MANY) {
            star = pattern++;
            again = text;
        } else if (*pattern == CPE_ONE || *pattern == *text) {
            pattern++, text++;
        } else if (star) {
            pattern = star + 1;
            text = ++again;
        } else {
            return false;
        }
    }
    while (*pattern == CPE_MANY || *pattern == CPE_ONE)
        pattern++;
    return *pattern == '\0';
}

enum cpe_relation cpe_compare_value(const struct cpe_value *source, const struct cpe_value *target)
{
    if (target->kind == CPE_VALUE && cpe_has_wildcard(target->text)) return CPE_UNDEFINED;
    if (source->kind == target->kind && source->kind != CPE_VALUE) return CPE_EQUAL;
    if (source->kind == CPE_ANY) return CPE_SUPERSET;
    if (target->kind == CPE_ANY) return CPE_SUBSET;
    if (source->kind != CPE_VALUE || target->kind != CPE_VALUE) return CPE_DISJOINT; // "-" against a text
    if (strcmp(source->text, target->text) == 0) return CPE_EQUAL;
    if (cpe_has_wildcard(source->text))
        return wildcard_matches(source->text, target->text) ? CPE_SUPERSET : CPE_DISJOINT;
    return CPE_DISJOINT;
}

enum cpe_relation cpe_compare(const struct cpe *source, const struct cpe *target)
{
    bool subset = false, superset = false, undefined = false;
    for (int i = 0; i < CPE_ATTRIBUTES; i++) {
        switch (cpe_compare_value(&source->at[i], &target->at[i])) {
        case CPE_DISJOINT: return CPE_DISJOINT;
        case CPE_SUBSET: subset = true; break;
        case CPE_SUPERSET: superset = true; break;
        case CPE_UNDEFINED: undefined = true; break;
        case CPE_EQUAL: break;
        }
    }
    if (undefined || (subset && superset)) return CPE_UNDEFINED;
    return superset ? CPE_SUPERSET : subset ? CPE_SUBSET : CPE_EQUAL;
}

const char *cpe_text(const struct cpe *cpe, enum cpe_attribute attribute)
{
    return cpe->at[attribute].kind == CPE_VALUE ? cpe->at[attribute].text : NULL;
}
