// Code in the report: the lines around a place, read from the workspace when the report is written.
#include "report/html.h"

enum { LINE_SHOWN_MAX = 400 }; // bytes of one line

static void add_code(struct html *html, struct str line)
{
    size_t size = line.size < LINE_SHOWN_MAX ? line.size : LINE_SHOWN_MAX;
    while (size < line.size && size > 0 && ((unsigned char)line.at[size] & 0xC0) == 0x80)
        size--; // not through the middle of a character
    html_text_sized(html->out, line.at, size);
    if (size < line.size) html_add(html, " …");
}

static void add_file(struct html *html, const struct location *location)
{
    html_add(html, "<div class=\"file\">%s", location->file);
    if (location->line) html_add(html, ":%u", location->line);
    html_add(html, "</div>");
}

void html_listing(struct html *html, const struct location *location, const char *statement, unsigned around)
{
    struct str line;
    unsigned count = listing_line_count(&html->listing, location->file);
    if (!location->line || location->line > count) {
        if (statement && statement[0])
            html_add(html,
                     "<div class=\"listing\"><div class=\"file\">%s:%u, as it was analysed; the file cannot be read "
                     "now</div><ol><li class=\"hit\"><span>%u</span><span>%s</span></li></ol></div>",
                     location->file, location->line, location->line, statement);
        return;
    }
    unsigned first = location->line > around ? location->line - around : 1;
    unsigned last = count - location->line > around ? location->line + around : count;
    unsigned hit_end = location->end_line > location->line && location->end_line <= last ? location->end_line
                                                                                          : location->line;
    if (listing_line(&html->listing, location->file, location->line, &line) && statement && statement[0] &&
        !listing_line_is(line, statement))
        html_add(html,
                 "<p class=\"muted\">The file has changed since it was analysed; the line then was <code>%s</code></p>",
                 statement);
    html_add(html, "<div class=\"listing\" tabindex=\"0\">");
    add_file(html, location);
    html_add(html, "<ol>");
    for (unsigned number = first; number <= last; number++) {
        if (!listing_line(&html->listing, location->file, number, &line)) break;
        bool hit = number >= location->line && number <= hit_end;
        html_add(html, "<li class=\"%s\"><span>%u</span><span>", hit ? "hit" : "", number);
        add_code(html, line);
        html_add(html, "</span></li>");
    }
    html_add(html, "</ol></div>");
}

void html_listing_line(struct html *html, const struct location *location)
{
    struct str line;
    if (!listing_line(&html->listing, location->file, location->line, &line) || !str_trim(line).size) return;
    html_add(html, "<pre>");
    add_code(html, str_trim(line));
    html_add(html, "</pre>");
}
