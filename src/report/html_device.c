// The device as its model has it, section by section from the model's own tables, and its diagram.
#include "report/html.h"
#include <ctype.h>
#include <string.h>

// The fields that get a column of their own; all others that are known stand together in the last one.
static const struct {
    enum element_kind kind;
    const char *title;
    const char *columns;
} SECTIONS[] = {
    {ELEMENT_CHANNEL, "Channels", "from to medium protocols authentication"},
    {ELEMENT_ZONE, "Trust zones", "kind parent trust"},
    {ELEMENT_PROCESSOR, "Processors", "zone operating_system software source"},
    {ELEMENT_MEMORY, "Memories", "kind processor"},
    {ELEMENT_DATA, "Data", "classes stored_in records"},
    {ELEMENT_PARTY, "People and systems around it", "kind role zone"},
    {ELEMENT_PORT, "Ports", "kind processor accessible_by protection"},
    {ELEMENT_COMMAND, "Commands", "effect allowed_to"},
    {ELEMENT_AUTHENTICATION, "Authentication", "kind protects library"},
    {ELEMENT_LIBRARY, "Libraries that it relies on", "version purl purpose"},
    {ELEMENT_ASSET, "Assets", "refers_to confidentiality integrity availability safety"},
    {ELEMENT_HARM, "Harms", "severity hazard caused_by"},
    {ELEMENT_CONTROL, "Controls", "protects requirement verification.test verification.status"},
    {ELEMENT_ASSUMPTION, "Assumptions", ""},
};

static const char *words_of(struct html *html, const char *field)
{
    char *text = arena_str(&html->scratch, field);
    for (char *at = text; *at; at++)
        if (*at == '_' || *at == '.') *at = ' ';
    text[0] = (char)toupper((unsigned char)text[0]);
    return text;
}

static void value_text(struct html *html, const struct model_value *value)
{
    if (!value->known) {
        html_add(html, "<span class=\"unknown\">unknown</span>");
        return;
    }
    if (!value->list) {
        html_add(html, "%s", value->text);
        return;
    }
    if (!value->count) html_add(html, "<span class=\"muted\">none</span>");
    for (size_t i = 0; i < value->count; i++)
        html_add(html, "%s%s", i ? ", " : "", value->refs && value->refs[i] ? value->refs[i]->name : value->list[i]);
}

static bool in_columns(const char *columns, const char *name)
{
    struct str rest = str_of(columns), word;
    while (str_next(&rest, ' ', &word))
        if (str_is(word, name)) return true;
    return false;
}

static bool is_shown_elsewhere(const char *columns, const struct model_field *field)
{
    return strcmp(field->name, "id") == 0 || strcmp(field->name, "name") == 0 ||
           strcmp(field->name, "description") == 0 || in_columns(columns, field->name);
}

static void properties(struct html *html, const struct element *element, const char *columns)
{
    const struct model_kind *kind = &DEVICE_KINDS[element->kind];
    for (size_t i = 0; i < kind->field_count; i++) {
        const struct model_field *field = &kind->fields[i];
        const struct model_value *value = &element->values[i];
        if (!value->known || is_shown_elsewhere(columns, field)) continue;
        html_add(html, "<span class=\"chip plain\">");
        if (field->type == MODEL_FLAG) {
            html_add(html, "%s %s", value->number ? "✓" : "✗", words_of(html, field->name));
        } else {
            html_add(html, "%s: ", words_of(html, field->name));
            value_text(html, value);
        }
        html_add(html, "</span> ");
    }
}

static void one_row(struct html *html, const struct element *element, const char *columns)
{
    struct str rest = str_of(columns), word;
    const char *description = element_text(element, "description");
    html_add(html, "<tr id=\"%s\"><th scope=\"row\">%s", html_id(html, "e", element->id), element->name);
    if (strcmp(element->name, element->id) != 0)
        html_add(html, "<br><span class=\"muted mono\">%s</span>", element->id);
    html_add(html, "</th>");
    while (str_next(&rest, ' ', &word)) {
        html_add(html, "<td>");
        value_text(html, element_value(element, arena_copy(&html->scratch, word.at, word.size)));
        html_add(html, "</td>");
    }
    html_add(html, "<td class=\"wide\">");
    if (description) html_add(html, "%s ", description);
    properties(html, element, columns);
    html_add(html, "</td></tr>");
}

static void section(struct html *html, enum element_kind kind, const char *title, const char *columns)
{
    const struct device *device = html->assessment->device;
    const struct element *element;
    size_t count = 0;
    for (size_t at = 0; device_next(device, kind, &at);)
        count++;
    if (!count) return;
    html_add(
        html,
        "<details class=\"group\"><summary>%s (%zu)</summary><div class=\"scroll\"><table><thead><tr><th scope=\"col\">"
        "Name</th>",
        title, count);
    struct str rest = str_of(columns), word;
    while (str_next(&rest, ' ', &word))
        html_add(html, "<th scope=\"col\">%s</th>", words_of(html, arena_copy(&html->scratch, word.at, word.size)));
    html_add(html, "<th scope=\"col\">%s</th></tr></thead><tbody>",
             kind == ELEMENT_ASSUMPTION ? "Assumption" : "Properties");
    for (size_t at = 0; (element = device_next(device, kind, &at));)
        one_row(html, element, columns);
    html_add(html, "</tbody></table></div></details>");
}

// A section that is one map: what the product is, how it is operated, how it is made and cared for.
static void single(struct html *html, enum element_kind kind, const char *title)
{
    size_t at = 0;
    const struct element *element = device_next(html->assessment->device, kind, &at);
    if (!element) return;
    const struct model_kind *schema = &DEVICE_KINDS[kind];
    html_add(html, "<h3>%s</h3><dl class=\"facts\">", title);
    for (size_t i = 0; i < schema->field_count; i++) {
        if (!element->values[i].known || schema->fields[i].type == MODEL_FLAG) continue;
        html_add(html, "<dt>%s</dt><dd>", words_of(html, schema->fields[i].name));
        value_text(html, &element->values[i]);
        html_add(html, "</dd>");
    }
    html_add(html, "</dl><p>");
    for (size_t i = 0; i < schema->field_count; i++)
        if (element->values[i].known && schema->fields[i].type == MODEL_FLAG)
            html_add(html, "<span class=\"chip plain\">%s %s</span> ", element->values[i].number ? "✓" : "✗",
                     words_of(html, schema->fields[i].name));
    html_add(html, "</p>");
}

void html_device(struct html *html)
{
    html_add(html, "<section><h2 id=\"device\">The device</h2>");
    if (!html->assessment->device) {
        html_add(html,
                 "<p class=\"unknown\">This workspace has no device model (device.yaml). <code>theriac init</code> "
                 "makes one; without it there are no threats, no diagram, and no channels to rank findings "
                 "by.</p></section>");
        return;
    }
    single(html, ELEMENT_DEVICE, "Product");
    single(html, ELEMENT_OPERATION, "In operation");
    single(html, ELEMENT_LIFECYCLE, "Over its life");
    for (size_t i = 0; i < COUNT_OF(SECTIONS); i++)
        section(html, SECTIONS[i].kind, SECTIONS[i].title, SECTIONS[i].columns);
    html_add(html, "</section>");
}

// --- the diagram -------------------------------------------------------------------------------

static bool contains_folded(const char *text, const char *part)
{
    return strcasestr(text, part) != NULL;
}

// An attribute that runs script: a space, "on", letters, "=".
static bool has_handler(const char *svg)
{
    for (const char *at = svg; (at = strcasestr(at, "on")); at += 2) {
        const char *end = at + 2;
        while (isalpha((unsigned char)*end))
            end++;
        while (isspace((unsigned char)*end))
            end++;
        if (*end == '=' && at > svg &&
            (isspace((unsigned char)at[-1]) || at[-1] == '"' || at[-1] == '\'' || at[-1] == '/'))
            return true;
    }
    return false;
}

// Whether the drawing may stand in the page as markup. Ours may; a stored one could have been tampered with, and then
// it is shown as an image, in which nothing runs.
static bool is_plain_svg(const char *svg)
{
    static const char *const REFUSED[] = {"<script",     "<foreignobject", "<iframe", "<embed", "<object",
                                          "<animate",    "<set",           "<image",  "<style", "<!entity",
                                          "javascript:", "<html",          "<body",   "<meta",  "<link",
                                          "<base",       "<form",          "<input",  "<a "};
    if (!strstr(svg, "<svg") || !strstr(svg, "</svg>") || !text_is_utf8(svg, strlen(svg)) || has_handler(svg))
        return false;
    for (size_t i = 0; i < COUNT_OF(REFUSED); i++)
        if (contains_folded(svg, REFUSED[i])) return false;
    for (const char *at = svg; (at = strcasestr(at, "href")); at += 4)
        if (strncmp(at, "href=\"#", 7) != 0) return false;
    return true;
}

static void base64(struct buf *out, const char *text)
{
    static const char DIGITS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *at = (const unsigned char *)text;
    for (size_t left = strlen(text); left; left -= left < 3 ? left : 3, at += 3) {
        unsigned bits = (unsigned)at[0] << 16 | (left > 1 ? (unsigned)at[1] << 8 : 0) | (left > 2 ? at[2] : 0);
        buf_char(out, DIGITS[bits >> 18]);
        buf_char(out, DIGITS[bits >> 12 & 63]);
        buf_char(out, left > 1 ? DIGITS[bits >> 6 & 63] : '=');
        buf_char(out, left > 2 ? DIGITS[bits & 63] : '=');
    }
}

void html_diagram(struct html *html)
{
    const char *svg = html->assessment->diagram_svg;
    if (!svg || !svg[0]) return;
    html_add(
        html,
        "<section><h2 id=\"diagram\">Data flows</h2><p class=\"lead\">Zones, processors, people and systems, and the "
        "channels between them; model.svg is the same drawing alone.</p><div class=\"diagram\" tabindex=\"0\" "
        "role=\"region\" aria-label=\"Data-flow diagram\">");
    if (is_plain_svg(svg)) {
        buf_text(html->out, strstr(svg, "<svg")); // without the XML declaration
    } else {
        html_add(html, "<img alt=\"Data-flow diagram\" src=\"data:image/svg+xml;base64,");
        base64(html->out, svg);
        html_add(html, "\">");
    }
    html_add(html, "</div></section>");
}
