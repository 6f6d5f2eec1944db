// What `theriac explain` shows: a topic as sections of text, for a terminal or as JSON. A topic's source (rules, CWE,
// glossary ...) fills it; the rendering knows nothing of where it comes from.
#pragma once
#include "base/buf.h"
#include "base/vec.h"

struct topic_section {
    const char *key;     // in JSON: "remedy"
    const char *heading; // for people: "What to do"
    const char *text;    // wrapped; or code, shown as it is
    bool is_code;
};

struct topic {
    const char *kind;  // "rule" "cwe" "term" "threat" "cve"
    const char *id;    // "gets", "CWE-242"
    const char *title;
    const char *facts; // one line: "high · CWE-242 · syntax"; NULL when there is none
    const char *severity; // decides the colour of the facts; NULL when it has none
    VEC(struct topic_section) sections;
};

void topic_add(struct topic *topic, const char *key, const char *heading, const char *text); // NULL or "" adds nothing
void topic_add_code(struct topic *topic, const char *key, const char *heading, const char *code);
void topic_free(struct topic *topic);

unsigned terminal_width(void); // columns of standard output, 40 to 100; 80 when it is no terminal
void topic_show(struct buf *out, const struct topic *topic, unsigned width, bool colour);
struct json_writer;
void topic_write_json(struct json_writer *json, const struct topic *topic);

// How many single changes make one word the other, ignoring case; stops counting at `limit`.
unsigned word_distance(const char *a, const char *b, unsigned limit);
