// OpenWrt's and Yocto's opkg: usr/lib/opkg/status and var/lib/opkg/status.
#include "base/map.h"
#include "parts/deb822.h"
#include "parts/distribution.h"
#include <string.h>

// Only with its own folder in the name: dpkg's database has the same form.
static bool recognises(const struct part_file *file)
{
    return strstr(file->shown, "opkg") != NULL && memmem(file->content, file->size, "Package:", 8) != NULL;
}

// The status names packages and versions; source and licence are in info/NAME.control.
static void read_control(struct part_file *file, struct part *part)
{
    struct buf text = {0};
    const char *name = arena_printf(file->arena, "info/%s.control", part->purl.name);
    if (strchr(part->purl.name, '/') || !part_near(file, name, &text)) {
        buf_free(&text);
        return;
    }
    struct deb822_reader reader = {{text.bytes, text.size}, 0};
    struct deb822 paragraph;
    if (deb822_next(&reader, &paragraph)) {
        part->licence = deb822_text(file->arena, &paragraph, "License");
        part->supplier = deb822_text(file->arena, &paragraph, "Maintainer");
    }
    buf_free(&text);
}

static void read(struct part_file *file)
{
    struct deb822_reader reader = {{file->content, file->size}, 0};
    struct deb822 paragraph;
    struct map refs = {0};
    VEC(const char *) depends = {0};
    size_t first = file->components->list.count;
    while (deb822_next(&reader, &paragraph)) {
        struct part part = {.purl = {.type = "opkg", .name = deb822_text(file->arena, &paragraph, "Package"),
                                     .version = deb822_text(file->arena, &paragraph, "Version")},
                            .rule = "opkg-status", .line = paragraph.line};
        const char *status = deb822_text(file->arena, &paragraph, "Status");
        if (status && !strstr(status, " installed")) continue;
        if (!part.purl.name || !part.purl.version) {
            PART_SKIP(file, paragraph.line, "a package without Package or Version");
            continue;
        }
        purl_set(&part.purl, "arch", deb822_text(file->arena, &paragraph, "Architecture"));
        read_control(file, &part);
        struct component *component = part_add(file, &part);
        if (!component) continue;
        map_put(&refs, part.purl.name, part_ref(file->arena, &part.purl));
        VEC_PUSH(&depends, deb822_text(file->arena, &paragraph, "Depends"));
    }
    for (size_t i = 0; i < depends.count; i++)
        distribution_depends(file, &file->components->list.items[first + i], &refs, depends.items[i]);
    VEC_FREE(&depends);
    map_free(&refs);
}

const struct ecosystem ECO_opkg = {
    .name = "opkg",
    .title = "opkg packages",
    .files = (const char *const[]){"opkg/status", NULL},
    .recognises = recognises,
    .read = read,
};
