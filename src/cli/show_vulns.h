// What the terminal and --format json show of matched vulnerabilities.
#pragma once
#include "codec/json.h"
#include "model/assessment.h"

// Part by part: the affected ones, then the undecidable ones (a few, or all of them), then what no feed knows.
void show_matches(struct buf *out, const struct components *components, const struct matches *matches, bool all,
                  bool colour);
// One line a feed: date, count, what is missing.
void show_feeds(struct buf *out, const struct matches *matches);
// The whole answer; what is not in range only when `all`.
void write_matches(struct json_writer *json, const struct components *components, const struct matches *matches,
                   bool all);
// "9.8 critical", "-" when unscored
const char *score_text(struct arena *arena, const struct vulnerability *vulnerability);
