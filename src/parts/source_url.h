// What the address of a source says: who made it, what it is called, which version. Used where a build fetches sources
// (CMake, git submodules, west).
#pragma once
#include "parts/ecosystem.h"

// Fills type, namespace, name and, from an archive's name, version of a purl. A git address on a known host gives
// github, gitlab or bitbucket; other git addresses type git with the host as namespace; archives generic with a
// download_url. False when the address names nothing.
bool source_url_purl(struct arena *arena, const char *url, struct purl *ret_purl);
// Whether a git reference is a commit (40 or 64 hexadecimal digits, or an abbreviation of 7 and more with a letter).
bool source_is_commit(const char *reference);
// The version that a tag states: "v1.2.11" is 1.2.11, "curl-8_4_0" is 8.4.0, "OpenSSL_1_1_1k" is 1.1.1k. NULL when it
// states none ("master", a commit).
char *source_tag_version(struct arena *arena, const char *tag);
// Sets purl.version, version and no_version of a part from a git reference; notes what has no version.
void source_set_reference(struct part_file *file, struct part *part, const char *reference);
