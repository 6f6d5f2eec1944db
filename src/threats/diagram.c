// The data-flow diagram. This file alone calls Graphviz (libgvc, libcgraph): it lays out and draws the graph; the
// frame, the title and the legend around it are ours, so that the document stands on its own in a report. Graphviz
// works in a child process, so that neither a crash, nor a layout without end, nor its leaks reach the program.
#include "base/buf.h"
#include "base/log.h"
#include "base/vec.h"
#include "threats/graph_ids.h"
#include "threats/threats.h"
#include <errno.h>
#include <fcntl.h>
#include <gvc.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define FONT "DejaVu Sans"
#define FONT_STACK "DejaVu Sans,Verdana,Geneva,sans-serif"
enum { LINE_WIDTH = 28, ELEMENTS_DRAWN_MAX = 2000 };
static const double LEGEND_HEIGHT = 74, MARGIN = 16, SECONDS_MAX = 20;

enum flow_style { FLOW_PROTECTED, FLOW_CLEAR, FLOW_UNKNOWN, FLOW_LOCAL };

static const struct style {
    const char *colour, *line, *width, *text;
} STYLES[] = {
    [FLOW_PROTECTED] = {"#1a7f37", "solid", "1.8", "encrypted"},
    [FLOW_CLEAR] = {"#c62828", "dashed", "1.8", "in the clear"},
    [FLOW_UNKNOWN] = {"#8250df", "dotted", "2.0", "not stated"},
    [FLOW_LOCAL] = {"#57606a", "solid", "1.0", "inside the device, or a person's hand and eye"},
};

struct drawing {
    const struct device *device;
    Agraph_t *graph;
    Agraph_t **zones; // by element index
    Agnode_t **nodes; // by element index
    struct arena arena;
};

// --- labels ------------------------------------------------------------------------------------

static void add_escaped(struct buf *out, const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '&')
            buf_text(out, "&amp;");
        else if (c == '<')
            buf_text(out, "&lt;");
        else if (c == '>')
            buf_text(out, "&gt;");
        else if (c == '"')
            buf_text(out, "&quot;");
        else
            buf_char(out, c < 0x20 ? ' ' : (char)c);
    }
}

// Breaks at spaces and hyphens so that nodes stay narrow.
static void add_wrapped(struct buf *out, const char *text)
{
    size_t column = 0;
    while (*text) {
        size_t size = strcspn(text, " ");
        if (column && column + 1 + size > LINE_WIDTH) {
            buf_text(out, "<BR/>");
            column = 0;
        } else if (column) {
            buf_char(out, ' ');
            column++;
        }
        add_escaped(out, text, size);
        column += size;
        text += size + strspn(text + size, " ");
    }
}

static void add_small(struct buf *out, const char *text)
{
    if (!text || !*text) return;
    buf_text(out, "<BR/><FONT POINT-SIZE=\"9\" COLOR=\"#57606a\">");
    add_wrapped(out, text);
    buf_text(out, "</FONT>");
}

static void set(void *object, const char *name, const char *value)
{
    agsafeset(object, (char *)(uintptr_t)name, (char *)(uintptr_t)value, (char *)(uintptr_t) "");
}

static void set_html(struct drawing *drawing, void *object, struct buf *label)
{
    char *html = agstrdup_html(drawing->graph, label->bytes);
    set(object, "label", html);
    agstrfree(drawing->graph, html);
    buf_free(label);
}

static const char *listed(struct drawing *drawing, const struct model_value *value)
{
    struct buf text = {0};
    for (size_t i = 0; i < value->count; i++)
        buf_printf(&text, "%s%s", i ? ", " : "", value->list[i]);
    const char *copy = arena_str(&drawing->arena, buf_cstr(&text));
    buf_free(&text);
    return copy;
}

// --- zones and nodes ---------------------------------------------------------------------------

static const char *zone_fill(const struct element *zone)
{
    int64_t trust;
    if (!zone_trust(zone, &trust)) return "#f6f8fa";
    return trust >= 7 ? "#e9f5ec" : trust >= 4 ? "#fff8e5" : "#fdecea";
}

// A zone's cluster lies in that of its parent; parents that form a ring are left out.
static Agraph_t *zone_cluster(struct drawing *drawing, const struct element *zone)
{
    const struct element *chain[32];
    size_t depth = 0;
    for (; zone && depth < COUNT_OF(chain) && !drawing->zones[zone->index]; zone = element_ref(zone, "parent"))
        chain[depth++] = zone;
    Agraph_t *parent = zone ? drawing->zones[zone->index] : drawing->graph;
    while (depth > 0) {
        const struct element *next = chain[--depth];
        if (drawing->zones[next->index]) continue; // in a ring it comes again
        struct buf label = {0};
        char *name = arena_printf(&drawing->arena, "cluster_%s", next->id);
        Agraph_t *cluster = agsubg(parent, name, 1);
        int64_t trust;
        buf_text(&label, "<B>");
        add_escaped(&label, next->name, strlen(next->name));
        buf_text(&label, "</B>");
        if (zone_trust(next, &trust))
            buf_printf(&label, "<FONT POINT-SIZE=\"9\" COLOR=\"#57606a\">  trust %lld</FONT>", (long long)trust);
        set_html(drawing, cluster, &label);
        set(cluster, "margin", "14"); // points; of the root graph it would be inches of paper
        set(cluster, "bgcolor", zone_fill(next));
        set(cluster, "id", arena_printf(&drawing->arena, "el-%s", next->id));
        drawing->zones[next->index] = parent = cluster;
    }
    return parent;
}

static Agnode_t *add_node(struct drawing *drawing, const struct element *element, const char *shape, const char *fill)
{
    const struct element *zone = element_zone(element);
    Agraph_t *place = zone ? zone_cluster(drawing, zone) : drawing->graph;
    Agnode_t *node = agnode(place, (char *)(uintptr_t)element->id, 1);
    set(node, "shape", shape);
    set(node, "fillcolor", fill);
    set(node, "id", arena_printf(&drawing->arena, "el-%s", element->id));
    set(node, "tooltip", element->name);
    drawing->nodes[element->index] = node;
    return node;
}

static void add_ports(struct drawing *drawing, const struct element *owner, struct buf *label)
{
    const struct element *one;
    struct buf text = {0};
    for (size_t at = 0; (one = device_next(drawing->device, ELEMENT_PORT, &at));)
        if (element_ref(one, "processor") == owner) buf_printf(&text, "%s%s", text.size ? ", " : "ports: ", one->name);
    add_small(label, buf_cstr(&text));
    buf_free(&text);
}

static void add_processor(struct drawing *drawing, const struct element *element)
{
    struct buf label = {0};
    Agnode_t *node = add_node(drawing, element, "box", "#ddf4ff");
    set(node, "style", "rounded,filled");
    buf_text(&label, "<B>");
    add_wrapped(&label, element->name);
    buf_text(&label, "</B>");
    add_small(&label, element_text(element, "hardware"));
    add_small(&label, element_text(element, "operating_system"));
    add_ports(drawing, element, &label);
    set_html(drawing, node, &label);
}

static void add_party(struct drawing *drawing, const struct element *element)
{
    struct buf label = {0};
    const char *kind = element_text(element, "kind"), *role = element_text(element, "role");
    bool person = kind && strcmp(kind, "person") == 0;
    Agnode_t *node = add_node(drawing, element, person ? "ellipse" : "box", "#ffffff");
    if (!person) set(node, "peripheries", "2");
    buf_text(&label, "<B>");
    add_wrapped(&label, element->name);
    buf_text(&label, "</B>");
    add_small(&label, role ? role : kind);
    set_html(drawing, node, &label);
}

static bool keeps(const struct element *data, const struct element *place)
{
    const struct model_value *places = element_value(data, "stored_in");
    for (size_t i = 0; places->refs && i < places->count; i++)
        if (places->refs[i] == place) return true;
    return false;
}

static void add_contents(struct drawing *drawing, const struct element *place, struct buf *label)
{
    const struct element *data;
    for (size_t at = 0; (data = device_next(drawing->device, ELEMENT_DATA, &at));)
        if (keeps(data, place)) add_small(label, data->name);
}

static void add_memory(struct drawing *drawing, const struct element *element)
{
    struct buf label = {0};
    Agnode_t *node = add_node(drawing, element, "cylinder", element_is(element, "encrypted") ? "#dafbe1" : "#f6f8fa");
    const struct element *owner = element_ref(element, "processor");
    buf_text(&label, "<B>");
    add_wrapped(&label, element->name);
    buf_text(&label, "</B>");
    add_contents(drawing, element, &label);
    set_html(drawing, node, &label);
    if (!owner || !drawing->nodes[owner->index]) return;
    Agedge_t *edge = agedge(drawing->graph, drawing->nodes[owner->index], node, NULL, 1);
    set(edge, "dir", "none");
    set(edge, "color", "#afb8c1");
    set(edge, "tooltip", element->name);
}

static void add_nodes(struct drawing *drawing, enum element_kind kind,
                      void (*add)(struct drawing *drawing, const struct element *element))
{
    const struct element *element;
    for (size_t at = 0; (element = device_next(drawing->device, kind, &at));)
        add(drawing, element);
}

// --- flows -------------------------------------------------------------------------------------

static enum flow_style flow_style(const struct element *channel)
{
    const char *medium = element_text(channel, "medium");
    const struct model_value *encrypted = element_value(channel, "encrypted");
    if (medium && (strcmp(medium, "user-interface") == 0 || strcmp(medium, "internal") == 0)) return FLOW_LOCAL;
    if (!encrypted->known) return FLOW_UNKNOWN;
    return encrypted->number ? FLOW_PROTECTED : FLOW_CLEAR;
}

static void add_channel(struct drawing *drawing, const struct element *channel)
{
    const struct element *from = element_ref(channel, "from"), *to = element_ref(channel, "to");
    const struct style *style = &STYLES[flow_style(channel)];
    if (!from || !to || !drawing->nodes[from->index] || !drawing->nodes[to->index]) return;
    struct buf label = {0};
    Agedge_t *edge = agedge(drawing->graph, drawing->nodes[from->index], drawing->nodes[to->index],
                            (char *)(uintptr_t)channel->id, 1);
    buf_printf(&label, "<FONT COLOR=\"%s\"><B>", style->colour);
    add_wrapped(&label, channel->name);
    buf_text(&label, "</B></FONT>");
    const char *protocols = listed(drawing, element_value(channel, "protocols"));
    add_small(&label, *protocols ? protocols : element_text(channel, "medium"));
    set_html(drawing, edge, &label);
    set(edge, "color", style->colour);
    set(edge, "style", style->line);
    set(edge, "penwidth", style->width);
    set(edge, "id", arena_printf(&drawing->arena, "el-%s", channel->id));
    set(edge, "tooltip", channel->name);
    if (element_is(channel, "both_ways")) set(edge, "dir", "both");
}

// --- the document ------------------------------------------------------------------------------

static void set_defaults(Agraph_t *graph)
{
    static const char *const GRAPH[][2] = {{"fontname", FONT},        {"fontsize", "12"},   {"rankdir", "LR"},
                                           {"nodesep", "0.35"},       {"ranksep", "0.9"},   {"pad", "0.1"},
                                           {"style", "rounded"},      {"color", "#8c959f"}, {"labeljust", "l"},
                                           {"bgcolor", "transparent"}};
    static const char *const NODE[][2] = {
        {"fontname", FONT}, {"fontsize", "11"}, {"style", "filled"}, {"color", "#57606a"}, {"margin", "0.14,0.09"}};
    static const char *const EDGE[][2] = {{"fontname", FONT}, {"fontsize", "10"}, {"arrowsize", "0.8"}, {"label", ""}};
    for (size_t i = 0; i < COUNT_OF(GRAPH); i++)
        agattr(graph, AGRAPH, (char *)(uintptr_t)GRAPH[i][0], (char *)(uintptr_t)GRAPH[i][1]);
    for (size_t i = 0; i < COUNT_OF(NODE); i++)
        agattr(graph, AGNODE, (char *)(uintptr_t)NODE[i][0], (char *)(uintptr_t)NODE[i][1]);
    for (size_t i = 0; i < COUNT_OF(EDGE); i++)
        agattr(graph, AGEDGE, (char *)(uintptr_t)EDGE[i][0], (char *)(uintptr_t)EDGE[i][1]);
}

static void write_legend(struct buf *out, double top, double width)
{
    double x = MARGIN;
    buf_printf(out, "<g font-family=\"%s\" font-size=\"10\" fill=\"#1f2328\">\n", FONT_STACK);
    buf_printf(out, "<line x1=\"%.0f\" y1=\"%.0f\" x2=\"%.0f\" y2=\"%.0f\" stroke=\"#d0d7de\"/>\n", MARGIN, top,
               width - MARGIN, top);
    for (size_t i = 0; i < COUNT_OF(STYLES); i++) {
        const char *dashes = strcmp(STYLES[i].line, "dashed") == 0   ? " stroke-dasharray=\"6,4\""
                             : strcmp(STYLES[i].line, "dotted") == 0 ? " stroke-dasharray=\"1.5,4\""
                                                                     : "";
        buf_printf(out, "<line x1=\"%.0f\" y1=\"%.0f\" x2=\"%.0f\" y2=\"%.0f\" stroke=\"%s\" stroke-width=\"%s\"%s/>\n",
                   x, top + 20, x + 30, top + 20, STYLES[i].colour, STYLES[i].width, dashes);
        buf_printf(out, "<text x=\"%.0f\" y=\"%.0f\">%s</text>\n", x + 36, top + 23.5, STYLES[i].text);
        x += 36 + 6.6 * (double)strlen(STYLES[i].text) + 18;
    }
    static const char *const SHAPES[][2] = {{"#ddf4ff", "processor"},
                                            {"#f6f8fa", "memory (green: encrypted)"},
                                            {"#ffffff", "person, system, device outside"},
                                            {"#e9f5ec", "zone: trust 7 to 10"},
                                            {"#fff8e5", "4 to 6"},
                                            {"#fdecea", "0 to 3"}};
    x = MARGIN;
    for (size_t i = 0; i < COUNT_OF(SHAPES); i++) {
        buf_printf(out,
                   "<rect x=\"%.0f\" y=\"%.0f\" width=\"22\" height=\"13\" rx=\"3\" fill=\"%s\" stroke=\"#8c959f\"/>\n",
                   x, top + 37, SHAPES[i][0]);
        buf_printf(out, "<text x=\"%.0f\" y=\"%.0f\">%s</text>\n", x + 28, top + 47.5, SHAPES[i][1]);
        x += 28 + 6.6 * (double)strlen(SHAPES[i][1]) + 16;
    }
    buf_text(out, "</g>\n");
}

// Takes the drawing out of Graphviz's document and puts it into ours, with generic fonts behind the named one.
static bool wrap(const char *svg, const char *title, struct buf *out)
{
    enum { LEGEND_WIDTH = 760 };
    const char *view = strstr(svg, "viewBox=\""), *body = strstr(svg, "<g id=\"graph0\""), *end = strstr(svg, "</svg>");
    char *next = NULL;
    if (!view || !body || !end || end < body) return false;
    double numbers[4];
    view += strlen("viewBox=\"");
    for (int i = 0; i < 4; i++) {
        numbers[i] = strtod(view, &next);
        if (next == view) return false;
        view = next;
    }
    double width = fmax(ceil(numbers[2]), LEGEND_WIDTH), height = ceil(numbers[3]);
    buf_printf(out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"%.0f\" "
               "height=\"%.0f\" viewBox=\"0 0 %.0f %.0f\" role=\"img\">\n<title>Data flows of ",
               width, height + LEGEND_HEIGHT, width, height + LEGEND_HEIGHT);
    add_escaped(out, title, strlen(title));
    buf_text(out, "</title>\n");
    buf_printf(out, "<rect width=\"%.0f\" height=\"%.0f\" fill=\"#ffffff\"/>\n", width, height + LEGEND_HEIGHT);
    buf_printf(out, "<g transform=\"translate(%.0f 0)\">\n", floor((width - numbers[2]) / 2));
    static const char NAMED[] = "font-family=\"" FONT "\"";
    for (const char *at = body; at < end;) {
        const char *font = strstr(at, NAMED);
        if (!font || font > end) font = end;
        buf_add(out, at, (size_t)(font - at));
        if (font == end) break;
        buf_text(out, "font-family=\"" FONT_STACK "\"");
        at = font + strlen(NAMED);
    }
    buf_text(out, "</g>\n");
    write_legend(out, height + 6, width);
    buf_text(out, "</svg>\n");
    return true;
}

static void build(struct drawing *drawing)
{
    const struct element *zone;
    drawing->graph = agopen((char *)(uintptr_t) "device", Agdirected, &GRAPH_DISCIPLINE);
    set_defaults(drawing->graph);
    for (size_t at = 0; (zone = device_next(drawing->device, ELEMENT_ZONE, &at));)
        (void)zone_cluster(drawing, zone);
    add_nodes(drawing, ELEMENT_PROCESSOR, add_processor);
    add_nodes(drawing, ELEMENT_PARTY, add_party);
    add_nodes(drawing, ELEMENT_MEMORY, add_memory);
    add_nodes(drawing, ELEMENT_CHANNEL, add_channel);
}

static bool render(struct drawing *drawing, struct buf *ret_svg)
{
    char *bytes = NULL;
    unsigned size = 0;
    GVC_t *context = gvContext();
    return context && gvLayout(context, drawing->graph, "dot") == 0 &&
           gvRenderData(context, drawing->graph, "svg", &bytes, &size) == 0 && bytes &&
           wrap(bytes, device_name(drawing->device), ret_svg);
}

// --- a process of its own ----------------------------------------------------------------------

// What the child does; its memory, and what Graphviz and fontconfig keep for good, end with it.
static _Noreturn void draw_and_exit(const struct device *device, int out)
{
    size_t count = device_count(device), written = 0;
    struct drawing drawing = {.device = device,
                              .zones = mem_alloc(count * sizeof(Agraph_t *)),
                              .nodes = mem_alloc(count * sizeof(Agnode_t *))};
    struct buf svg = {0};
    build(&drawing);
    bool good = render(&drawing, &svg);
    while (good && written < svg.size) {
        ssize_t step = write(out, svg.bytes + written, svg.size - written);
        if (step < 0 && errno == EINTR) continue;
        good = step > 0;
        written += good ? (size_t)step : 0;
    }
    _exit(good ? 0 : 1);
}

// Reads what the child writes until it ends; STATUS_LIMIT when that takes too long.
static enum status collect(int in, struct buf *ret_svg)
{
    double deadline = clock_seconds() + SECONDS_MAX;
    char chunk[65536];
    for (;;) {
        struct pollfd ready = {.fd = in, .events = POLLIN};
        double left = deadline - clock_seconds();
        if (left <= 0) return STATUS_LIMIT;
        int events = poll(&ready, 1, (int)(left * 1000) + 1);
        if (events < 0 && errno == EINTR) continue;
        if (events < 0) return STATUS_IO;
        if (events == 0) continue;
        ssize_t size = read(in, chunk, sizeof chunk);
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) return size < 0 ? STATUS_IO : STATUS_OK;
        buf_add(ret_svg, chunk, (size_t)size);
    }
}

static enum status draw_in_child(const struct device *device, struct buf *ret_svg)
{
    int ends[2], state = 0;
    if (pipe2(ends, O_CLOEXEC) != 0) return STATUS_IO;
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        draw_and_exit(device, ends[1]);
    }
    close(ends[1]);
    enum status status = child < 0 ? STATUS_IO : collect(ends[0], ret_svg);
    close(ends[0]);
    if (child > 0 && status != STATUS_OK) kill(child, SIGKILL);
    while (child > 0 && waitpid(child, &state, 0) < 0 && errno == EINTR)
        continue;
    return status == STATUS_OK && state != 0 ? STATUS_INTERNAL : status;
}

enum status threats_diagram(const struct device *device, struct buf *ret_svg, struct diags *diags)
{
    if (device_count(device) > ELEMENTS_DRAWN_MAX) {
        DIAG(diags, DIAG_SKIPPED, device_file(device), 1, "no diagram: more than %d elements", ELEMENTS_DRAWN_MAX);
        return STATUS_LIMIT;
    }
    struct buf svg = {0};
    enum status status = draw_in_child(device, &svg);
    if (status == STATUS_OK) buf_add(ret_svg, svg.bytes, svg.size);
    if (status == STATUS_LIMIT)
        DIAG(diags, DIAG_SKIPPED, device_file(device), 1, "no diagram: its layout takes more than %.0f seconds",
             SECONDS_MAX);
    else if (status != STATUS_OK)
        DIAG(diags, DIAG_SKIPPED, device_file(device), 1, "no diagram: Graphviz could not lay it out");
    buf_free(&svg);
    return status;
}
