// The writing half of codec/json.h.
#include "codec/json.h"
#include <math.h>
#include <string.h>

static size_t utf8_length(const unsigned char *at)
{
    size_t wanted = at[0] < 0x80 ? 1 : at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : 4, got = 1;
    while (got < wanted && at[got]) // stops at the NUL
        got++;
    return text_is_utf8((const char *)at, got) && got == wanted ? wanted : 0;
}

void js_escape(struct buf *out, const char *text)
{
    buf_char(out, '"');
    const unsigned char *at = (const unsigned char *)text;
    while (*at) {
        size_t plain = 0; // a run that needs no escape is copied at once
        while (at[plain] >= 0x20 && at[plain] < 0x7F && at[plain] != '"' && at[plain] != '\\')
            plain++;
        if (plain) {
            buf_add(out, at, plain);
            at += plain;
            continue;
        }
        size_t length = utf8_length(at);
        if (*at == '"' || *at == '\\')
            buf_printf(out, "\\%c", *at);
        else if (*at == '\n')
            buf_text(out, "\\n");
        else if (*at == '\t')
            buf_text(out, "\\t");
        else if (*at < 0x20 || *at == 0x7F)
            buf_printf(out, "\\u%04x", *at);
        else if (length)
            buf_add(out, at, length);
        else
            buf_text(out, "\xEF\xBF\xBD");
        at += length ? length : 1;
    }
    buf_char(out, '"');
}

static void new_line(struct json_writer *json)
{
    if (!json->pretty) return;
    buf_char(json->out, '\n');
    for (unsigned i = 0; i < json->depth; i++)
        buf_text(json->out, "  ");
}

static void before_value(struct json_writer *json)
{
    if (json->in_line) {
        json->in_line = false;
        return;
    }
    if (json->started) buf_char(json->out, ',');
    if (json->depth) new_line(json);
    json->started = true;
}

static void begin(struct json_writer *json, char bracket)
{
    before_value(json);
    buf_char(json->out, bracket);
    json->depth++;
    json->started = false;
}

static void end(struct json_writer *json, char bracket)
{
    json->depth--;
    if (json->started) new_line(json);
    buf_char(json->out, bracket);
    json->started = true;
    if (json->depth == 0 && json->pretty) buf_char(json->out, '\n');
}

void js_object_begin(struct json_writer *json)
{
    begin(json, '{');
}

void js_object_end(struct json_writer *json)
{
    end(json, '}');
}

void js_array_begin(struct json_writer *json)
{
    begin(json, '[');
}

void js_array_end(struct json_writer *json)
{
    end(json, ']');
}

void js_write_key(struct json_writer *json, const char *key)
{
    before_value(json);
    js_escape(json->out, key);
    buf_text(json->out, json->pretty ? ": " : ":");
    json->in_line = true;
}

void js_write_text(struct json_writer *json, const char *text)
{
    before_value(json);
    if (text)
        js_escape(json->out, text);
    else
        buf_text(json->out, "null");
}

void js_write_int(struct json_writer *json, int64_t value)
{
    before_value(json);
    buf_printf(json->out, "%lld", (long long)value);
}

void js_write_real(struct json_writer *json, double value, int decimals)
{
    before_value(json);
    if (isfinite(value))
        buf_printf(json->out, "%.*f", decimals, value);
    else
        buf_text(json->out, "null");
}

void js_write_bool(struct json_writer *json, bool value)
{
    before_value(json);
    buf_text(json->out, value ? "true" : "false");
}

void js_member_text(struct json_writer *json, const char *key, const char *text)
{
    js_write_key(json, key);
    js_write_text(json, text);
}

void js_member_text_opt(struct json_writer *json, const char *key, const char *text)
{
    if (text && text[0]) js_member_text(json, key, text);
}

void js_member_int(struct json_writer *json, const char *key, int64_t value)
{
    js_write_key(json, key);
    js_write_int(json, value);
}

void js_member_bool(struct json_writer *json, const char *key, bool value)
{
    js_write_key(json, key);
    js_write_bool(json, value);
}

void js_member_object(struct json_writer *json, const char *key)
{
    js_write_key(json, key);
    js_object_begin(json);
}

void js_member_array(struct json_writer *json, const char *key)
{
    js_write_key(json, key);
    js_array_begin(json);
}
