// What containers hold. A container's elements lie in an object of their own, and two words tell where they begin and end.
// A `packed` container is a block that its first two words point to (std::vector): code that the engine follows reads the
// same words. The elements of any other kind of container (a list, a map, a container of the program's own library) lie
// CONTENT_STRIDE bytes apart, and its two words lie far behind the container's own bytes, as marks do (mark.h): joins,
// summaries, copies and unknown code treat them as content. An element under a key lies at the key's number.
#pragma once
#include "code/flow/flow.h"

// Applies an effect of the kinds EFFECT_HOLDS to EFFECT_ENDS; *ret_result: what the call gives, unchanged when nothing
// is known of it.
void flow_apply_content(struct flow *flow, const struct call *call, const struct effect *effect, term_id *ret_result);
// Where the characters of a string object begin (number: ARGUMENT_TEXTS + its position, or ARGUMENT_TEXT_RESULT). An
// object without any gets some when `make` says so. 0: not known.
term_id flow_text_of(struct flow *flow, const struct call *call, int8_t number, bool make);
// Whether the model's word about a container counts for this call: the elements of a packed one must be numbers or
// pointers, whose bytes are all there is to copy. Otherwise the function's own body tells.
bool flow_content_fits(const struct model *model, const struct cxx_name *name);
