#include "report/render.h"
#include "base/file.h"
#include "base/hash.h"
#include "codec/json.h"
#include <string.h>

static const char *device_text(const struct assessment *assessment, const char *field)
{
    size_t at = 0;
    if (!assessment->device) return NULL;
    const struct element *product = device_next(assessment->device, ELEMENT_DEVICE, &at);
    return product ? element_text(product, field) : NULL;
}

const char *report_device_name(const struct assessment *assessment)
{
    const char *stated = assessment->device ? device_name(assessment->device) : "";
    const char *name = assessment->folder ? path_name(assessment->folder) : NULL;
    if (stated[0]) return stated;
    return name && name[0] && strcmp(name, ".") != 0 ? name : "device";
}

const char *report_device_version(const struct assessment *assessment)
{
    return device_text(assessment, "version");
}

const char *report_manufacturer(const struct assessment *assessment)
{
    return device_text(assessment, "manufacturer");
}

const char *report_path(const struct assessment *assessment, const char *file)
{
    return file && assessment->folder && assessment->folder[0] == '/' ? path_relative(assessment->folder, file) : file;
}

const struct component *match_component(const struct assessment *assessment, const struct match *match)
{
    return &assessment->components->list.items[match->component];
}

const struct vulnerability *match_vulnerability(const struct assessment *assessment, const struct match *match)
{
    return &assessment->matches->vulnerabilities.items[match->vulnerability];
}

bool match_is_told(const struct match *match)
{
    return match->verdict != VERDICT_NOT_IN_RANGE;
}

const struct rule *report_rule(const struct assessment *assessment, const char *id)
{
    for (const struct rule *const *rule = assessment->rules; rule && *rule; rule++)
        if (strcmp((*rule)->id, id) == 0) return *rule;
    return NULL;
}

// Only what a package URL's name and version may hold unescaped.
static void purl_part(struct buf *out, const char *text)
{
    for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
        bool plain = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9') ||
                     strchr(".-_~", *at);
        if (plain)
            buf_char(out, (char)*at);
        else
            buf_printf(out, "%%%02X", *at);
    }
}

const char *component_purl_made(struct arena *arena, const struct component *component)
{
    const char *purl = component_purl(component);
    if (purl) return purl;
    struct buf made = {0};
    buf_text(&made, "pkg:generic/");
    purl_part(&made, component->name[0] ? component->name : "unnamed");
    if (component->version && component->version[0]) {
        buf_char(&made, '@');
        purl_part(&made, component->version);
    }
    const char *text = arena_str(arena, buf_cstr(&made));
    buf_free(&made);
    return text;
}

void uuid_of(const char *text, size_t size, char ret_uuid[UUID_TEXT])
{
    char hex[SHA256_HEX];
    sha256_hex(text, size, hex);
    hex[12] = '8';                   // the version: custom
    hex[16] = "89ab"[hex[16] & 3];   // the variant's two bits
    snprintf(ret_uuid, UUID_TEXT, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16, hex + 20);
}

static bool is_date(const char *date)
{
    static const char FORM[] = "dddd-dd-dd";
    for (size_t i = 0; FORM[i]; i++)
        if (FORM[i] == 'd' ? date[i] < '0' || date[i] > '9' : date[i] != '-') return false;
    return true;
}

// HH:MM, optional seconds and fraction, then Z or an offset, as RFC 3339 wants it.
static bool is_time(const char *time, bool *ret_zone)
{
    size_t digits = 0, at = 0;
    for (; (time[at] >= '0' && time[at] <= '9') || time[at] == ':' || time[at] == '.'; at++)
        digits += time[at] != ':' && time[at] != '.';
    *ret_zone = time[at] != '\0';
    if (digits < 6 || time[2] != ':' || time[5] != ':') return false;
    if (!time[at]) return true;
    if (strcmp(time + at, "Z") == 0) return true;
    return (time[at] == '+' || time[at] == '-') && strlen(time + at) == 6 && time[at + 3] == ':';
}

const char *date_time_of(struct arena *arena, const char *date)
{
    bool zone;
    if (!date || !is_date(date)) return NULL;
    if (!date[10]) return arena_printf(arena, "%sT00:00:00Z", date);
    if (date[10] == 'T' && is_time(date + 11, &zone)) return zone ? date : arena_printf(arena, "%sZ", date);
    return arena_printf(arena, "%.10sT00:00:00Z", date);
}

void uri_path(struct buf *out, const char *path)
{
    for (const unsigned char *at = (const unsigned char *)path; *at; at++) {
        bool plain = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9') ||
                     strchr("/.-_~!$&'()*+,;=@", *at);
        if (plain)
            buf_char(out, (char)*at);
        else
            buf_printf(out, "%%%02X", *at);
    }
}

bool is_web_reference(const char *url)
{
    if (!url || (!text_starts(url, "https://") && !text_starts(url, "http://"))) return false;
    for (const unsigned char *at = (const unsigned char *)url; *at; at++)
        if (*at <= ' ' || *at >= 0x7F || strchr("<>\"{}|\\^`[]", *at)) return false;
    return true;
}

static bool is_licence_word(struct str word)
{
    for (size_t i = 0; i < word.size; i++) {
        char c = word.at[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     strchr(".-+:", c);
        if (!plain || !c) return false;
    }
    return word.size > 0;
}

static bool is_operator(struct str word)
{
    return str_is(word, "AND") || str_is(word, "OR") || str_is(word, "WITH");
}

// identifiers separated by AND, OR, WITH, with balanced parentheses; whether an identifier exists is not asked.
bool is_licence_expression(const char *text)
{
    struct buf spaced = {0};
    for (const char *at = text; at && *at; at++)
        if (*at == '(' || *at == ')')
            buf_printf(&spaced, " %c ", *at);
        else
            buf_char(&spaced, *at);
    struct str rest = str_of(buf_cstr(&spaced)), word;
    int depth = 0;
    bool want_operand = true, fine = true;
    while (fine && str_next(&rest, ' ', &word)) {
        if (!word.size) continue;
        if (str_is(word, "("))
            fine = want_operand && ++depth < 100;
        else if (str_is(word, ")"))
            fine = !want_operand && --depth >= 0;
        else if (is_operator(word))
            fine = !want_operand, want_operand = true;
        else
            fine = want_operand && is_licence_word(word), want_operand = false;
    }
    buf_free(&spaced);
    return fine && !want_operand && depth == 0;
}
