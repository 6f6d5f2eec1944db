// Archetypes: kinds of devices by how they are connected. Each is a file below data/archetypes/ with a piece of a
// device model, the questions that complete it, and the threat rules that matter most for it. `theriac init` lays the
// pieces of the chosen ones over that of `stand-alone` and sets the answers. docs/extend/archetype.md shows how to add
// one.
#pragma once
#include "base/diag.h"
#include "codec/yaml.h"
#include "model/device.h"

struct archetype_question {
    const char *id;        // of answers files
    const char *text;
    const char *initial;   // the answer when none is given; NULL: unknown
    const struct yaml *sets; // list of "element.field"
};
VEC_NAMED(archetype_questions, struct archetype_question);

struct archetype {
    const char *id, *name, *description;
    int64_t order;
    const char *file;
    const struct yaml *model;
    struct archetype_questions questions;
    const struct yaml *threats; // list of ids of threat rules
};

struct archetypes { // zeroed before archetypes_load
    struct arena arena; // owns everything
    VEC(struct archetype) list; // by their order
};

void archetypes_load(struct archetypes *ret_archetypes, struct diags *diags);
const struct archetype *archetypes_find(const struct archetypes *archetypes, const char *id); // NULL when none
void archetypes_free(struct archetypes *archetypes);

// The model's tree of these archetypes (ids, ending with NULL; each must exist), with the initial answers.
struct yaml *archetypes_compose(const struct archetypes *archetypes, const char *const *ids, struct arena *arena);
// Sets one answer; "" and "unknown" leave it open. False when the text is no value of the field: then *ret_expected
// says what would be one.
bool archetype_answer(struct arena *arena, struct yaml *model, const struct archetype_question *question,
                      const char *answer, const char **ret_expected);
// The field that a question sets, for its type and choices, and the value that the model has there now (NULL: not
// known). NULL when the model has no such element.
const struct model_field *archetype_field(const struct yaml *model, const struct archetype_question *question,
                                          const char **ret_now);
