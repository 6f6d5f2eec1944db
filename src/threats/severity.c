#include "threats/severity.h"
#include "codec/cvss.h"
#include <string.h>

// --- what a threat to an element concerns ---------------------------------------------------------

struct concern {
    const struct device *device;
    const struct model_index *index;
    unsigned char *member; // by element index
};

static void take(struct concern *concern, const struct element *element)
{
    if (element) concern->member[element->index] = 1;
}

static void take_refs(struct concern *concern, const struct element *element, const char *field)
{
    const struct model_value *value = element_value(element, field);
    for (size_t i = 0; value->refs && i < value->count; i++)
        take(concern, value->refs[i]);
}

// Elements of a kind that refer to this one through the field (NULL: any field).
static void take_referrers(struct concern *concern, const struct element *element, enum element_kind kind,
                           const char *field)
{
    VEC_EACH(model_index_of(concern->index, element), back)
        if (back->from->kind == kind && (!field || strcmp(back->field->name, field) == 0)) take(concern, back->from);
}

// What is lost with the element itself: a processor's memories and channels, a channel's data and commands.
static void take_neighbours(struct concern *concern, const struct element *element)
{
    switch (element->kind) {
    case ELEMENT_DEVICE:
    case ELEMENT_OPERATION:
    case ELEMENT_LIFECYCLE:
        for (size_t i = 0; i < device_count(concern->device); i++)
            take(concern, device_at(concern->device, i));
        break;
    case ELEMENT_ZONE: take_referrers(concern, element, ELEMENT_PROCESSOR, "zone"); break;
    case ELEMENT_PROCESSOR:
    case ELEMENT_PARTY:
        take_referrers(concern, element, ELEMENT_MEMORY, "processor");
        take_referrers(concern, element, ELEMENT_CHANNEL, NULL);
        take_referrers(concern, element, ELEMENT_DATA, "stored_in");
        break;
    case ELEMENT_MEMORY: take_referrers(concern, element, ELEMENT_DATA, "stored_in"); break;
    case ELEMENT_PORT:
        take_refs(concern, element, "processor");
        take_referrers(concern, element, ELEMENT_CHANNEL, "port");
        break;
    case ELEMENT_LIBRARY:
        take_refs(concern, element, "used_by");
        take_referrers(concern, element, ELEMENT_CHANNEL, "libraries");
        take_referrers(concern, element, ELEMENT_AUTHENTICATION, "library");
        break;
    case ELEMENT_AUTHENTICATION:
        take_refs(concern, element, "protects");
        take_referrers(concern, element, ELEMENT_CHANNEL, "authentication");
        break;
    case ELEMENT_CHANNEL:
        take_refs(concern, element, "data");
        take_refs(concern, element, "commands");
        break;
    case ELEMENT_ASSET: take_refs(concern, element, "refers_to"); break;
    case ELEMENT_HARM: take_refs(concern, element, "caused_by"); break;
    default: break;
    }
}

static void find_concern(struct concern *concern, const struct element *element)
{
    enum { ROUNDS = 3 }; // port -> processor -> memory -> data; a channel's far end is not lost with the channel
    size_t count = device_count(concern->device);
    unsigned char *done = mem_alloc(count);
    take(concern, element);
    for (int round = 0; round < ROUNDS; round++)
        for (size_t i = 0; i < count; i++) {
            const struct element *member = device_at(concern->device, i);
            if (!concern->member[i] || done[i]) continue;
            done[i] = 1;
            take_neighbours(concern, member);
        }
    for (size_t i = 0; i < count; i++)
        if (concern->member[i]) take_referrers(concern, device_at(concern->device, i), ELEMENT_ASSET, "refers_to");
    free(done);
}

// --- exploitability ------------------------------------------------------------------------------

// From how far a channel can be attacked; 0 when the model does not say. N is 4, A 3, L 2, P 1.
static int reach_of_channel(const struct element *channel)
{
    static const struct {
        const char *medium;
        int reach;
    } ROWS[] = {{"ethernet", 4}, {"cellular", 4}, {"wifi", 3},          {"bluetooth-le", 3},    {"bluetooth", 3},
                {"zigbee", 3},   {"radio", 3},    {"acoustic", 3},      {"infrared", 1},        {"optical", 1},
                {"nfc", 1},      {"usb", 1},      {"serial", 1},        {"removable-media", 1}, {"can", 1},
                {"bus", 1},      {"internal", 2}, {"user-interface", 1}};
    const char *medium = element_text(channel, "medium");
    if (element_is(channel, "internet")) return 4;
    for (size_t i = 0; medium && i < COUNT_OF(ROWS); i++)
        if (strcmp(ROWS[i].medium, medium) == 0)
            // A wire that does not leave its zone is as far as the next room.
            return ROWS[i].reach == 4 && strcmp(medium, "ethernet") == 0 && !channel_crosses_zones(channel)
                       ? 3
                       : ROWS[i].reach;
    return 0;
}

static int reach_of_all(const struct concern *concern)
{
    int best = 0;
    for (size_t i = 0; i < device_count(concern->device); i++) {
        const struct element *element = device_at(concern->device, i);
        if (!concern->member[i] || element->kind != ELEMENT_CHANNEL) continue;
        int reach = reach_of_channel(element);
        if (reach > best) best = reach;
    }
    return best;
}

// Sets MAV where the seed speaks of a network: the model knows from how far it can be reached. A threat that needs a
// hand on the device stays so.
static void apply_reach(const struct concern *concern, const struct element *element, struct cvss *cvss)
{
    static const char *const VECTORS[] = {NULL, "P", "L", "A", "N"};
    const char *seed = cvss_get(cvss, "AV");
    int reach = 0;
    if (strcmp(seed, "N") != 0 && strcmp(seed, "A") != 0) return;
    if (element->kind == ELEMENT_CHANNEL)
        reach = reach_of_channel(element);
    else if (element->kind == ELEMENT_PROCESSOR || element->kind == ELEMENT_LIBRARY ||
             element->kind == ELEMENT_AUTHENTICATION || element->kind == ELEMENT_PORT ||
             element->kind == ELEMENT_COMMAND)
        reach = reach_of_all(concern);
    if (reach) (void)cvss_set(cvss, "MAV", VECTORS[reach]);
}

static void apply_obstacles(const struct element *element, struct cvss *cvss)
{
    if (element->kind != ELEMENT_PORT) return;
    const char *protection = element_text(element, "protection");
    if (element_is(element, "inside") || (protection && strcmp(protection, "sealed") == 0))
        (void)cvss_set(cvss, "MAC", "H");
}

static int weight_of(const struct element *asset, const char *field)
{
    static const char *const WEIGHTS[] = {"none", "low", "medium", "high"};
    const char *text = element_text(asset, field);
    for (int i = 0; text && i < (int)COUNT_OF(WEIGHTS); i++)
        if (strcmp(WEIGHTS[i], text) == 0) return i;
    return -1;
}

// The requirement of one security goal: the highest weight of the assets concerned, of the goal itself or of the stake
// behind it. Health data of 500 people or more count as high, in the manner of the rubric for medical devices.
static void apply_requirement(const struct concern *concern, const char *goal, const char *stake, const char *metric,
                              struct cvss *cvss)
{
    static const char *const VALUES[] = {"L", "L", "M", "H"};
    enum { MANY_PEOPLE = 500 };
    int highest = -1;
    for (size_t i = 0; i < device_count(concern->device); i++) {
        const struct element *element = device_at(concern->device, i);
        if (!concern->member[i]) continue;
        if (element->kind == ELEMENT_ASSET) {
            int own = weight_of(element, goal), behind = weight_of(element, stake);
            if (own > highest) highest = own;
            if (behind > highest) highest = behind;
        }
        if (element->kind == ELEMENT_DATA && metric[0] == 'C' && element_lists(element, "classes", "health") &&
            element_value(element, "records")->number >= MANY_PEOPLE)
            highest = 3;
    }
    if (highest >= 0) (void)cvss_set(cvss, metric, VALUES[highest]);
}

// --- harm ----------------------------------------------------------------------------------------

static bool comes_through(const struct element *harm, const char *cia)
{
    const struct model_value *through = element_value(harm, "through");
    if (!through->known || !cia[0]) return true;
    for (size_t i = 0; i < through->count; i++) {
        char letter = through->list[i][0] == 'c' ? 'C' : through->list[i][0] == 'i' ? 'I' : 'A';
        if (strchr(cia, letter)) return true;
    }
    return false;
}

static enum harm_severity worst_harm(const struct concern *concern, const char *cia)
{
    enum harm_severity worst = HARM_UNKNOWN;
    const struct element *harm;
    for (size_t at = 0; (harm = device_next(concern->device, ELEMENT_HARM, &at));) {
        const struct model_value *causes = element_value(harm, "caused_by");
        const char *severity = element_text(harm, "severity");
        bool linked = false;
        for (size_t i = 0; i < causes->count && !linked; i++)
            linked = causes->refs[i] && concern->member[causes->refs[i]->index];
        int value = linked && severity && comes_through(harm, cia) ? harm_severity_parse(severity) : -1;
        if (value > (int)worst) worst = (enum harm_severity)value;
    }
    return worst;
}

// --- both -----------------------------------------------------------------------------------------

void severity_rate(const struct device *device, const struct model_index *index, const struct threat_rule *rule,
                   const struct element *element, const struct working_control *controls, struct threat *ret_threat)
{
    struct concern concern = {device, index, mem_alloc(device_count(device))};
    struct cvss cvss;
    char problem[CVSS_PROBLEM_SIZE];
    find_concern(&concern, element);
    ret_threat->harm = ret_threat->residual_harm = worst_harm(&concern, rule->cia);
    if (cvss_parse(rule->cvss, &cvss, problem) == STATUS_OK) {
        apply_reach(&concern, element, &cvss);
        apply_obstacles(element, &cvss);
        apply_requirement(&concern, "confidentiality", "privacy", "CR", &cvss);
        apply_requirement(&concern, "integrity", "safety", "IR", &cvss);
        apply_requirement(&concern, "availability", "safety", "AR", &cvss);
        ret_threat->exploitability = cvss_scores(&cvss).environmental;
    }
    for (; controls->mitigation; controls++) {
        for (size_t i = 0; i < controls->mitigation->residual_count; i++)
            (void)cvss_set(&cvss, controls->mitigation->residual[i].metric, controls->mitigation->residual[i].value);
        if (controls->mitigation->lowers_harm && ret_threat->residual_harm > HARM_NEGLIGIBLE)
            ret_threat->residual_harm--;
    }
    // A measure never makes it worse.
    int residual = cvss_scores(&cvss).environmental;
    ret_threat->residual_exploitability = residual < ret_threat->exploitability ? residual : ret_threat->exploitability;
    free(concern.member);
}
