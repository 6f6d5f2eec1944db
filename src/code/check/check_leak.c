// Memory and resources that nobody can release any more.
#include "code/check/check.h"
#include <string.h>

enum { MEMORY_LEAK, RESOURCE_LEAK };
enum { LEAK_DOUBTS = 10 }; // a path of more undecided turns may not exist
enum { STANDARD_ERROR = 2 }; // the last descriptor that is open from the start

const struct rule RULES_leak[] = {
    [MEMORY_LEAK] = {"memory-leak", 401, SEVERITY_MEDIUM, "Memory leak",
     "The block is still allocated, and nothing points to it any more. A device that runs for months runs out of memory; "
     "whoever can trigger the path makes that happen sooner.",
     "Release the block on every path, the ones that handle errors included.", "engine"},
    [RESOURCE_LEAK] = {"resource-leak", 772, SEVERITY_MEDIUM, "Resource leak",
     "The file, socket or other resource stays open, and nothing holds its handle any more. There are few of them.",
     "Close it on every path, the ones that handle errors included.", "engine"},
    {0}};

static void lost(struct flow *flow, object_id object)
{
    const struct object *o = &flow->world.terms.objects.items[object];
    if (flow->state->open_inputs + flow->state->open_unknowns > LEAK_DOUBTS)
        return;
    bool memory = !o->resource;
    term_id number = term_cast(&flow->world.terms, IR_TRUNC, o->address, 32, false);
    struct range known = state_range(&flow->world, flow->state, number);
    if (!memory && (known.umax <= STANDARD_ERROR || known.smax < 0)) // the path has found it to be one that was open before the program was, or none
        return;
    bool file = o->family && (!strcmp(o->family, "file") || !strcmp(o->family, "descriptor"));
    struct judgement j = {.rule = &RULES_leak[memory ? MEMORY_LEAK : RESOURCE_LEAK], .cwe = file ? 775 : 0,
                          .confidence = flow->state->open_unknowns > 4 ? CONFIDENCE_MEDIUM : CONFIDENCE_HIGH};
    if (memory && o->hooked)
        j.severity = SEVERITY_LOW; // whoever replaces the allocator may release all of it at once
    buf_printf(&j.message, "%s%s%s%s is not %s on a path that ends at line %u", memory ? "the memory" : "the ",
               memory ? "" : o->family, o->name ? " of " : " obtained here", o->name ? flow_text(flow, "'%s'", o->name) : "",
               memory ? "released" : "closed", flow_line(flow, flow->instr->location));
    flow_report(flow, &j, o->address, o->location);
    buf_free(&j.message);
}

const struct checker CHECKER_leak = {.name = "leak", .rules = RULES_leak, .lost = lost};
