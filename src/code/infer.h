// Compile commands for sources that no build describes: include folders are found by looking for their headers.
#pragma once
#include "code/capture.h"

// Appends one command for each source (absolute paths below root). Conditional inclusion is ignored: each #include of a
// source, and of what it includes, is looked up beside the including file, in the folders found so far, in the system's
// folders, and then anywhere in the tree: the candidate closest to the source wins. A header that only a template for
// it is there of is made below generated_folder (code/configure.h); NULL: it is not. A source that another one includes
// has part_of set.
void infer_commands(const char *root, const struct tree *tree, const struct texts *sources, const char *generated_folder,
                    struct capture *capture);
