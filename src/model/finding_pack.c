#include "model/finding_pack.h"

void pack_location(void *unused, struct pack *pack, struct location *location)
{
    (void)unused;
    PACK_COMPLETE(struct location, 24);
    pack_text(pack, &location->file);
    PACK(pack, location->line);
    PACK(pack, location->column);
    PACK(pack, location->end_line);
    PACK(pack, location->end_column);
}

void pack_event(struct pack *pack, struct finding_event *event, location_pack *place, void *context)
{
    PACK_COMPLETE(struct finding_event, 40);
    place(context, pack, &event->location);
    PACK(pack, event->depth);
    pack_text(pack, &event->message);
}

static void pack_finding(struct pack *pack, struct arena *scratch, struct finding *finding, location_pack *place,
                         void *context)
{
    PACK_COMPLETE(struct finding, 144);
    pack_text(pack, &finding->rule);
    PACK(pack, finding->cwe);
    PACK(pack, finding->severity);
    PACK(pack, finding->confidence);
    place(context, pack, &finding->location);
    pack_text(pack, &finding->function);
    pack_text(pack, &finding->message);
    pack_count(pack, &finding->event_count);
    struct finding_event *events = pack->reading ? ARENA_ARRAY(scratch, struct finding_event, finding->event_count)
                                                 : (struct finding_event *)(uintptr_t)finding->events;
    for (size_t i = 0; i < finding->event_count; i++)
        pack_event(pack, &events[i], place, context);
    finding->events = events;
    pack_text(pack, &finding->statement);
    pack_text(pack, &finding->key);
    pack_text(pack, &finding->also);
    pack_text(pack, &finding->tool);
    pack_text(pack, &finding->suppression);
    pack_text(pack, &finding->exposure);
}

void pack_findings(struct pack *pack, struct findings *findings, location_pack *place, void *context)
{
    size_t count = pack->reading ? 0 : findings->list.count;
    pack_count(pack, &count);
    for (size_t i = 0; i < count && !pack->bad; i++) {
        struct arena scratch = {0};
        struct finding read = {0}, *finding = pack->reading ? &read : &findings->list.items[i];
        pack_finding(pack, &scratch, finding, place, context);
        if (pack->reading && !pack->bad && !read.rule) pack->bad = true;
        if (pack->reading && !pack->bad) findings_add(findings, &read);
        arena_free(&scratch);
    }
}
