#include "parts/document.h"
#include "codec/spdx_licence.h"
#include <ctype.h>
#include <string.h>

const char *document_ref(struct part_file *file, const char *id)
{
    return file->given ? id : arena_printf(file->arena, "%s#%s", file->shown, id);
}

void document_add_purl(struct part_file *file, struct component *component, const char *purl,
                       enum confidence confidence, struct evidence evidence)
{
    struct purl parsed;
    const char *why;
    if (!purl || !*purl) return;
    if (purl_parse(file->arena, purl, &parsed, &why) != STATUS_OK) {
        PART_WARN(file, evidence.line, "%s: '%.200s' is not a package URL: %s", component->name, purl, why);
        return;
    }
    component_add_identity(file->components, component, IDENTITY_PURL, purl_text(file->arena, &parsed), confidence,
                           evidence);
    if (strcmp(component->scheme, "generic") == 0)
        component->scheme = arena_str(&file->components->arena, part_scheme(parsed.type, parsed.name));
}

// "cpe:/a:vendor:product:1.0" (CPE 2.2) with percent escapes as a formatted string.
static char *from_uri(struct arena *arena, const char *uri)
{
    struct buf out = {0};
    unsigned fields = 0;
    buf_text(&out, "cpe:2.3:");
    for (const char *c = uri + 5; *c; c++) {
        if (*c == ':') {
            if (++fields > 6) break;
            buf_text(&out, c[1] == ':' || !c[1] ? ":*" : ":");
        } else if (*c == '%' && isxdigit((unsigned char)c[1]) && isxdigit((unsigned char)c[2])) {
            char code[3] = {c[1], c[2], '\0'};
            unsigned value = 0;
            sscanf(code, "%2x", &value);
            buf_printf(&out, "\\%c", value > 32 && value < 127 ? (int)value : '_');
            c += 2;
        } else {
            bool plain = isalnum((unsigned char)*c) || strchr("._-*", *c);
            if (!plain) buf_char(&out, '\\');
            buf_char(&out, *c);
        }
    }
    for (; fields < 10; fields++) buf_text(&out, ":*");
    char *text = arena_copy(arena, out.bytes, out.size);
    buf_free(&out);
    return text;
}

static unsigned count_fields(const char *cpe)
{
    unsigned fields = 1;
    for (; *cpe; cpe++) {
        if (*cpe == '\\' && cpe[1])
            cpe++;
        else
            fields += *cpe == ':';
    }
    return fields;
}

void document_add_cpe(struct part_file *file, struct component *component, const char *cpe, enum confidence confidence,
                      struct evidence evidence)
{
    if (!cpe || !*cpe) return;
    if (text_starts(cpe, "cpe:/") && cpe[5]) cpe = from_uri(file->arena, cpe);
    bool good = text_starts(cpe, "cpe:2.3:") && strlen(cpe) < 2000 && count_fields(cpe) == 13;
    if (!good)
        PART_WARN(file, evidence.line, "%s: '%.200s' is not a CPE name", component->name, cpe);
    else
        component_add_identity(file->components, component, IDENTITY_CPE, cpe, confidence, evidence);
}

void document_join_licence(struct part_file *file, struct component *component, const char *text, unsigned line,
                           struct buf *joined)
{
    const char *wrong = NULL;
    char *known = text ? spdx_licence_normalise(file->arena, text, &wrong) : NULL;
    if (wrong)
        PART_NOTE(file, line, "%s: the licence '%.80s' is not an SPDX expression: %s", component->name, text, wrong);
    const char *licence = wrong ? text : known;
    if (!licence) return;
    bool mixed = joined->size && strstr(licence, " OR ") && licence[0] != '(';
    buf_printf(joined, "%s%s%s%s", joined->size ? " AND " : "", mixed ? "(" : "", licence, mixed ? ")" : "");
}
