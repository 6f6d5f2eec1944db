// The text of a source without its comments: what is left decides whether two statements are the same.
#pragma once
#include "base/buf.h"

// Replaces comments by blanks, in place; line ends stay, so that every line keeps its number and every byte its column.
// Knows the literals of C, C++, Java and C#, so that "//" inside of one is none. An open literal ends with its line.
void plain_blank_comments(char *text, size_t size);
// Appends the bytes that are no white space.
void plain_squeeze(struct str text, struct buf *out);
