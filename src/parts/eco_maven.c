// Maven's pom.xml: dependencies with the properties, parents and dependencyManagement that lie in the same tree. What
// only a repository knows (a parent or an imported bill of materials from there) is not fetched: those versions stay
// unknown, and a note says so.
#include "base/map.h"
#include "codec/xml.h"
#include "parts/ecosystem.h"
#include <string.h>

enum { PARENTS_MAX = 10, EXPANSION_MAX = 20 };

struct pom {
    const struct xml *root;
    const char *group, *artifact, *version;
};

struct reader {
    struct part_file *file;
    struct pom poms[PARENTS_MAX + 1]; // the file itself, its parent, the parent's parent ...
    unsigned count;
    bool parent_missing;
};

static bool recognises(const struct part_file *file)
{
    return memmem(file->content, file->size, "<project", 8) != NULL;
}

static const char *own_value(const struct pom *pom, const char *name)
{
    if (strcmp(name, "project.version") == 0 || strcmp(name, "version") == 0 || strcmp(name, "pom.version") == 0)
        return pom->version;
    if (strcmp(name, "project.groupId") == 0 || strcmp(name, "pom.groupId") == 0) return pom->group;
    if (strcmp(name, "project.artifactId") == 0) return pom->artifact;
    const struct xml *parent = xml_child(pom->root, "parent");
    if (strcmp(name, "project.parent.version") == 0 || strcmp(name, "parent.version") == 0)
        return xml_text(parent, "version");
    if (strcmp(name, "project.parent.groupId") == 0) return xml_text(parent, "groupId");
    return NULL;
}

static const char *property(const struct reader *reader, const char *name)
{
    const char *value = reader->count ? own_value(&reader->poms[0], name) : NULL;
    for (unsigned i = 0; i < reader->count && !value; i++)
        value = xml_text(xml_child(reader->poms[i].root, "properties"), name);
    return value;
}

// Puts in ${properties}; NULL when one is not known.
static const char *expand(const struct reader *reader, const char *text)
{
    for (unsigned round = 0; text && round < EXPANSION_MAX; round++) {
        const char *open = strstr(text, "${"), *close = open ? strchr(open, '}') : NULL;
        if (!close) return open ? NULL : text;
        const char *value = property(reader, arena_copy(reader->file->arena, open + 2, (size_t)(close - open - 2)));
        if (!value || strlen(value) + strlen(text) > 2000) return NULL;
        text = arena_printf(reader->file->arena, "%.*s%s%s", (int)(open - text), text, value, close + 1);
    }
    return NULL;
}

static void push(struct reader *reader, const struct xml *root)
{
    const struct xml *parent = xml_child(root, "parent");
    struct pom *pom = &reader->poms[reader->count++];
    pom->root = root;
    pom->group = xml_text(root, "groupId") ? xml_text(root, "groupId") : xml_text(parent, "groupId");
    pom->artifact = xml_text(root, "artifactId");
    pom->version = xml_text(root, "version") ? xml_text(root, "version") : xml_text(parent, "version");
}

static void load_parents(struct reader *reader)
{
    struct part_file *file = reader->file;
    const char *folder = "";
    while (reader->count <= PARENTS_MAX) {
        const struct xml *parent = xml_child(reader->poms[reader->count - 1].root, "parent");
        const struct xml *place = xml_child(parent, "relativePath");
        const char *relative = place ? place->text : "../pom.xml";
        struct buf text = {0};
        if (!parent) return;
        const char *path =
            arena_printf(file->arena, "%s%s%s", folder, relative, text_ends(relative, ".xml") ? "" : "/pom.xml");
        const struct xml *root = NULL;
        if (*relative && part_near(file, path, &text))
            root = xml_parse(file->arena, text.bytes, text.size, path, file->diags);
        buf_free(&text);
        const char *wanted = xml_text(parent, "artifactId"), *got = xml_text(root, "artifactId");
        reader->parent_missing = !root || !wanted || !got || strcmp(wanted, got) != 0;
        if (reader->parent_missing || reader->count == PARENTS_MAX) return;
        push(reader, root);
        const char *slash = strrchr(path, '/');
        folder = slash ? arena_copy(file->arena, path, (size_t)(slash + 1 - path)) : "";
    }
}

// The entry of dependencyManagement for a dependency, nearest first.
static const struct xml *managed(const struct reader *reader, const char *group, const char *artifact)
{
    for (unsigned i = 0; i < reader->count; i++) {
        const struct xml *list = xml_child(xml_child(reader->poms[i].root, "dependencyManagement"), "dependencies");
        XML_EACH(list, entry) {
            const char *other = expand(reader, xml_text(entry, "groupId")), *name = xml_text(entry, "artifactId");
            if (other && name && strcmp(other, group) == 0 && strcmp(name, artifact) == 0) return entry;
        }
    }
    return NULL;
}

static const char *scope_of(const char *scope, const char *optional)
{
    if (scope && strcmp(scope, "test") == 0) return "excluded";
    if ((scope && (strcmp(scope, "provided") == 0 || strcmp(scope, "system") == 0)) ||
        (optional && strcmp(optional, "true") == 0))
        return "optional";
    return NULL;
}

static void add(struct reader *reader, const struct xml *dependency)
{
    struct part_file *file = reader->file;
    const char *group = expand(reader, xml_text(dependency, "groupId"));
    const char *artifact = expand(reader, xml_text(dependency, "artifactId"));
    if (!group || !artifact) {
        PART_SKIP(file, dependency->line,
                  "a dependency whose groupId or artifactId is missing or uses an unknown property");
        return;
    }
    const struct xml *entry = managed(reader, group, artifact);
    const char *stated = xml_text(dependency, "version") ? xml_text(dependency, "version") : xml_text(entry, "version");
    const char *version = expand(reader, stated), *scope = xml_text(dependency, "scope");
    struct part part = {.purl = {.type = "maven", .namespace = group, .name = artifact},
                        .group = group,
                        .rule = "pom.xml",
                        .line = dependency->line,
                        .scope = scope_of(scope ? scope : xml_text(entry, "scope"), xml_text(dependency, "optional"))};
    bool range = version && strpbrk(version, "[(,");
    bool exact = range && version[0] == '[' && !strchr(version, ',') && text_ends(version, "]");
    if (exact) version = arena_copy(file->arena, version + 1, strlen(version) - 2);
    if (!version)
        PART_NOTE(file, part.line, "%s:%s has no version here%s", group, artifact,
                  stated ? ": it uses a property that is not set in this tree"
                  : reader->parent_missing ? ": a parent or an import from a repository decides" : "");
    else if (range && !exact)
        PART_NOTE(file, part.line, "%s:%s has a range of versions, %s", group, artifact, version);
    if (version && (!range || exact)) part.purl.version = version;
    purl_set(&part.purl, "classifier", expand(reader, xml_text(dependency, "classifier")));
    const char *type = xml_text(dependency, "type");
    if (type && strcmp(type, "jar") != 0) purl_set(&part.purl, "type", expand(reader, type));
    part_add(file, &part);
}

static void add_all(struct reader *reader, const struct xml *holder)
{
    XML_EACH(xml_child(holder, "dependencies"), dependency)
        if (strcmp(dependency->name, "dependency") == 0) add(reader, dependency);
}

static void read(struct part_file *file)
{
    struct reader reader = {.file = file};
    const struct xml *root = xml_parse(file->arena, file->content, file->size, file->shown, file->diags);
    if (!root) return;
    push(&reader, root);
    load_parents(&reader);
    if (reader.poms[0].group && reader.poms[0].artifact) {
        struct purl own = {.type = "maven", .namespace = reader.poms[0].group, .name = reader.poms[0].artifact};
        part_own(file, part_ref(file->arena, &own));
    }
    add_all(&reader, root);
    XML_EACH(xml_child(root, "profiles"), profile)
        add_all(&reader, profile);
}

const struct ecosystem ECO_maven = {
    .name = "maven",
    .title = "Maven",
    .files = (const char *const[]){"pom.xml", "*.pom", NULL},
    .recognises = recognises,
    .read = read,
};
