// What a rule can read of an element: the fields of its table, and attributes that follow from several of them
// (`channel.crosses`, `memory.contents`). Each access notes the facts that it rests on.
#pragma once
#include "threats/expr.h"
#include "threats/index.h"

enum value_type {
    VALUE_UNKNOWN,
    VALUE_NOTHING, // the element has no such attribute: every comparison with it is false
    VALUE_FLAG,
    VALUE_NUMBER,
    VALUE_TEXT,
    VALUE_TEXTS,
    VALUE_ELEMENT,
    VALUE_ELEMENTS
};

struct attribute_value {
    enum value_type type;
    bool yes;
    int64_t number;
    const char *text;
    const char *const *texts;
    const struct element *element;
    const struct element *const *elements;
    size_t count;        // of texts or elements
    const char *choices; // of a choice: its words in order
};

struct attribute_type { // what is known before any model is
    enum value_type type;
    unsigned kinds;      // of elements: what they may be
    const char *choices; // of choices: the words
};

// The attribute's type on elements of these kinds; false when none of them has it. (`kinds` 0: none.)
bool attribute_type(unsigned kinds, const char *name, struct attribute_type *ret_type);
void attribute_read(struct expr_run *run, const struct element *element, const char *name,
                    struct attribute_value *ret_value);
// Every element of a section ("channels"); false when there is no such section.
bool attribute_section(struct expr_run *run, const char *section, struct attribute_value *ret_value);
enum element_kind attribute_section_kind(const char *section); // ELEMENT_KIND_COUNT when there is none
// For the reference: writes a Markdown row for each attribute that follows from others.
void attribute_reference(struct buf *out);

bool attribute_reaches(struct expr_run *run, const struct element *from, const struct element *to);
