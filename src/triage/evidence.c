#include "triage/evidence.h"
#include "base/buf.h"
#include "base/file.h"
#include <string.h>

struct collecting {
    struct assessment *assessment;
    struct arena *arena;
    const char *const *compiled;
    size_t compiled_count;
};

static void suggest(struct collecting *collecting, size_t match, const char *justification, const char *rung,
                    const char *text)
{
    VEC_PUSH(&collecting->assessment->suggestions,
             ((struct suggestion){match, "not_affected", justification, rung, text}));
}

// --- component absent --------------------------------------------------------------------------

static void look_at_scope(struct collecting *collecting, size_t at, const struct component *component)
{
    if (!text_equal(component->scope, "excluded")) return;
    const struct evidence *seen = component->evidence.count ? &component->evidence.items[0] : NULL;
    suggest(collecting, at, "code_not_present", "component absent",
            seen && seen->file
                ? arena_printf(collecting->arena, "%s is declared for tests or development only, at %s:%u",
                               component->name, seen->file, seen->line)
                : arena_printf(collecting->arena, "%s is declared for tests or development only", component->name));
}

// --- file not compiled -------------------------------------------------------------------------

static bool is_source_file(const char *name)
{
    static const char *const ENDS[] = {".c", ".cc", ".cpp", ".cxx", ".C", ".m", ".s", ".S"};
    for (size_t i = 0; i < COUNT_OF(ENDS); i++)
        if (text_ends(name, ENDS[i])) return true;
    return false;
}

static bool is_below(const char *file, const char *folder)
{
    size_t size = strlen(folder);
    return strcmp(folder, ".") == 0 || (strncmp(file, folder, size) == 0 && file[size] == '/');
}

// "zlib/inflate.c" ends with the whole path parts "inflate.c".
static bool ends_with_path(const char *file, const char *end)
{
    size_t size = strlen(file), wanted = strlen(end);
    if (wanted > size || strcmp(file + size - wanted, end) != 0) return false;
    return wanted == size || file[size - wanted - 1] == '/';
}

static bool any_compiled(const struct collecting *collecting, const char *folder, const char *end)
{
    for (size_t i = 0; i < collecting->compiled_count; i++)
        if (is_below(collecting->compiled[i], folder) && (!end || ends_with_path(collecting->compiled[i], end)))
            return true;
    return false;
}

// The folder of the part's sources: where a version macro of its header was seen. A header in include/ stands beside
// the sources, not above them, so the folder above is taken.
static const char *source_folder(struct collecting *collecting, const struct component *component)
{
    VEC_EACH(&component->evidence, evidence) {
        if (!evidence->file || !text_starts(evidence->rule ? evidence->rule : "", "version-macro")) continue;
        const char *folder = path_folder(collecting->arena, evidence->file);
        for (const char *slash; (slash = strstr(folder, "/include"));)
            folder = arena_copy(collecting->arena, folder, (size_t)(slash - folder));
        return folder;
    }
    return NULL;
}

static void look_at_files(struct collecting *collecting, size_t at, const struct component *component,
                          const struct vulnerability *vulnerability)
{
    struct buf names = {0};
    const char *folder = collecting->compiled_count ? source_folder(collecting, component) : NULL;
    size_t absent = 0;
    if (!folder || !any_compiled(collecting, folder, NULL)) return;
    for (const char *const *name = vulnerability->functions; name && *name; name++) {
        if (!is_source_file(*name)) continue;
        if (any_compiled(collecting, folder, *name)) {
            buf_free(&names);
            return; // one of them is in the device
        }
        buf_printf(&names, "%s%s", absent++ ? ", " : "", *name);
    }
    if (absent)
        suggest(collecting, at, "code_not_present", "file not compiled",
                arena_printf(collecting->arena, "%s %s not among the compiled files below %s", buf_cstr(&names),
                             absent == 1 ? "is" : "are", folder));
    buf_free(&names);
}

// --- channel absent ----------------------------------------------------------------------------

enum reach { REACH_NONE, REACH_NETWORK, REACH_NEARBY };

static bool is_one_of(const char *text, const char *words)
{
    struct str rest = str_of(words), word;
    while (str_next(&rest, ' ', &word))
        if (str_is(word, text)) return true;
    return false;
}

// Whether every channel states its medium, and how many can carry an attack of that reach.
static bool count_channels(const struct device *device, enum reach reach, size_t *ret_total, size_t *ret_reaching)
{
    static const char NETWORK[] = "ethernet wifi cellular";
    static const char NEARBY[] =
        "ethernet wifi cellular bluetooth-le bluetooth zigbee nfc infrared radio acoustic optical";
    const struct element *channel;
    *ret_total = *ret_reaching = 0;
    for (size_t at = 0; (channel = device_next(device, ELEMENT_CHANNEL, &at)); ++*ret_total) {
        const char *medium = element_text(channel, "medium");
        const struct model_value *internet = element_value(channel, "internet");
        if (!medium) return false;
        bool carries = is_one_of(medium, reach == REACH_NETWORK ? NETWORK : NEARBY);
        *ret_reaching += carries || (internet->known && internet->number);
    }
    return true;
}

static enum reach reach_of(const char *vector)
{
    const char *at = vector ? strstr(vector, "AV:") : NULL;
    if (!at || (at > vector && at[-1] != '/' && at[-1] != '(')) return REACH_NONE;
    return at[3] == 'N' ? REACH_NETWORK : at[3] == 'A' ? REACH_NEARBY : REACH_NONE;
}

// The sources' vectors must agree that the attack comes over a channel.
static enum reach reach_of_all(const struct vulnerability *vulnerability)
{
    enum reach reach = vulnerability->score_count ? reach_of(vulnerability->scores[0].vector) : REACH_NONE;
    for (size_t i = 1; i < vulnerability->score_count; i++)
        if (reach_of(vulnerability->scores[i].vector) != reach) return REACH_NONE;
    return reach;
}

static void look_at_channels(struct collecting *collecting, size_t at, const struct vulnerability *vulnerability)
{
    size_t total, reaching;
    enum reach reach = reach_of_all(vulnerability);
    if (!collecting->assessment->device || reach == REACH_NONE) return;
    if (!count_channels(collecting->assessment->device, reach, &total, &reaching) || reaching || !total) return;
    suggest(collecting, at, "requires_environment", "channel absent",
            arena_printf(collecting->arena,
                         "the attack comes over %s, and none of the %zu channels of the device model does",
                         reach == REACH_NETWORK ? "a network" : "a network or a nearby radio", total));
}

void evidence_collect(struct assessment *assessment, const char *const *compiled, size_t count)
{
    struct collecting collecting = {assessment, &assessment->arena, compiled, count};
    VEC_CLEAR(&assessment->suggestions);
    if (!assessment->matches || !assessment->components) return;
    for (size_t i = 0; i < assessment->matches->list.count; i++) {
        const struct match *match = &assessment->matches->list.items[i];
        const struct vulnerability *vulnerability = &assessment->matches->vulnerabilities.items[match->vulnerability];
        const struct component *component = &assessment->components->list.items[match->component];
        if (!match_is_open(assessment, match)) continue;
        look_at_scope(&collecting, i, component);
        look_at_files(&collecting, i, component, vulnerability);
        look_at_channels(&collecting, i, vulnerability);
    }
}
