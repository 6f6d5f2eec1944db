// What the program did with an object that no byte of it holds: a lock was taken, a socket was bound, a file name was
// looked at. A mark is a number kept as a cell far behind the object's bytes, so that forking, joining, summaries and
// calls of unknown code treat it as they treat content: what may have been changed is not known any more.
#pragma once
#include "code/flow/flow.h"

enum mark {
    MARK_PHASE, // of a resource's life: mark_word() of its name
    MARK_LOCK,  // enum lock_state
    MARK_NAME,  // a file name: enum name_state
    MARK_NAME_TEXT, // and what the text was then
    MARK_HANDLER, // a function: 1 while signals call it
    MARKS
};
enum lock_state { LOCK_FREE = 1, LOCK_HELD, LOCK_PERHAPS, LOCK_NEW }; // new: made here, and not taken since
// A name's mark is one of these, plus NAME_STATES * the object that opening the file gave (0: none).
enum name_state { NAME_CHECKED = 1, NAME_TEMPORARY, NAME_CREATED, NAME_REMOVED, NAME_STATES = 8 };
enum { MARK_UNKNOWN = -1, MARK_NONE = 0 };

// `pointer` leads to the object, or is a handle kept in an integer. Places that are not known exactly take no mark.
void flow_mark(struct flow *flow, term_id pointer, enum mark mark, int64_t value, const char *name);
int64_t flow_marked(struct flow *flow, struct state *state, term_id pointer, enum mark mark); // MARK_UNKNOWN, MARK_NONE
int64_t flow_mark_at(struct flow *flow, struct state *state, const struct marked *place);
int64_t mark_word(const char *word, size_t size); // a number for a word: positive
// A number that tells whether the string at a place is still what it was.
int64_t flow_identity(struct flow *flow, term_id string);
