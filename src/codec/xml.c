#include "codec/xml.h"
#include "base/buf.h"
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <string.h>

struct copier {
    struct arena *arena;
    size_t nodes;
};

static struct xml *copy_element(struct copier *copier, const xmlNode *from, struct xml *parent)
{
    struct xml *element = ARENA_NEW(copier->arena, struct xml);
    struct xml_attribute **last = &element->attributes;
    struct buf text = {0};
    element->name = arena_str(copier->arena, (const char *)from->name);
    element->line = (unsigned)xmlGetLineNo(from);
    element->parent = parent;
    for (const xmlAttr *from_attribute = from->properties; from_attribute; from_attribute = from_attribute->next) {
        const xmlNode *value = from_attribute->children;
        *last = ARENA_NEW(copier->arena, struct xml_attribute);
        (*last)->name = arena_str(copier->arena, (const char *)from_attribute->name);
        (*last)->value = value && value->content ? arena_str(copier->arena, (const char *)value->content) : "";
        last = &(*last)->next;
        copier->nodes++;
    }
    for (const xmlNode *inner = from->children; inner; inner = inner->next)
        if ((inner->type == XML_TEXT_NODE || inner->type == XML_CDATA_SECTION_NODE) && inner->content)
            buf_text(&text, (const char *)inner->content);
    struct str trimmed = str_trim((struct str){text.bytes, text.size});
    element->text = trimmed.size ? arena_copy(copier->arena, trimmed.at, trimmed.size) : "";
    buf_free(&text);
    copier->nodes++;
    return element;
}

// The next node in document order, without recursion.
static const xmlNode *next_element(const xmlNode *node, const xmlNode *root, struct xml **current)
{
    const xmlNode *next = node->children;
    for (;;) {
        for (; next; next = next->next)
            if (next->type == XML_ELEMENT_NODE) return next;
        if (node == root) return NULL;
        next = node->next;
        node = node->parent;
        *current = (*current)->parent;
    }
}

static struct xml *copy_tree(struct copier *copier, const xmlNode *root)
{
    struct xml *top = copy_element(copier, root, NULL), *parent = top;
    const xmlNode *node = root;
    while (node && copier->nodes < XML_NODES_MAX) {
        node = next_element(node, root, &parent);
        if (!node) break;
        struct xml *element = copy_element(copier, node, parent);
        *(parent->last ? &parent->last->next : &parent->child) = element;
        parent->last = element;
        parent = element;
    }
    return top;
}

struct xml *xml_parse(struct arena *arena, const char *bytes, size_t size, const char *file, struct diags *diags)
{
    struct copier copier = {arena, 0};
    struct xml *root = NULL;
    if (size > XML_SIZE_MAX) {
        DIAG(diags, DIAG_ERROR, file, 0, "larger than the limit of %d bytes", XML_SIZE_MAX);
        return NULL;
    }
    xmlInitParser();
    xmlParserCtxt *context = xmlNewParserCtxt();
    if (!context) fatal("out of memory");
    xmlDoc *document = xmlCtxtReadMemory(context, bytes, (int)size, NULL, NULL,
                                         XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                                             XML_PARSE_BIG_LINES | XML_PARSE_NOCDATA);
    const xmlNode *top = document ? xmlDocGetRootElement(document) : NULL;
    if (top) {
        root = copy_tree(&copier, top);
    } else {
        const xmlError *error = &context->lastError;
        struct str message = str_trim(str_of(error->message ? error->message : "no element in it"));
        DIAG(diags, DIAG_ERROR, file, error->line > 0 ? (unsigned)error->line : 0, "not XML: %.*s", (int)message.size,
             message.at);
    }
    if (root && copier.nodes >= XML_NODES_MAX)
        DIAG(diags, DIAG_SKIPPED, file, 0, "more than %d elements: the rest is left out", XML_NODES_MAX);
    xmlFreeDoc(document);
    xmlFreeParserCtxt(context);
    return root;
}

const struct xml *xml_child(const struct xml *element, const char *name)
{
    XML_EACH(element, inner)
        if (strcmp(inner->name, name) == 0) return inner;
    return NULL;
}

const struct xml *xml_next(const struct xml *element, const char *name)
{
    for (element = element ? element->next : NULL; element; element = element->next)
        if (strcmp(element->name, name) == 0) return element;
    return NULL;
}

const char *xml_text(const struct xml *element, const char *child)
{
    const struct xml *inner = xml_child(element, child);
    return inner && *inner->text ? inner->text : NULL;
}

const char *xml_attribute(const struct xml *element, const char *name)
{
    for (const struct xml_attribute *at = element ? element->attributes : NULL; at; at = at->next)
        if (strcmp(at->name, name) == 0) return at->value;
    return NULL;
}

const struct xml *xml_walk(const struct xml *root, const struct xml *current)
{
    if (!current) return root;
    if (current->child) return current->child;
    while (current != root && !current->next) current = current->parent;
    return current == root ? NULL : current->next;
}
