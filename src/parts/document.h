// What the readers of bills of materials (CycloneDX, SPDX) share.
#pragma once
#include "parts/ecosystem.h"

// The ref for an identifier of a document: itself for the one document that was given, else with the file's name, for
// several documents may use the same identifiers.
const char *document_ref(struct part_file *file, const char *id);
// Adds a purl in canonical form, sets the version scheme from it; a wrong one is told. NULL is passed over.
void document_add_purl(struct part_file *file, struct component *component, const char *purl,
                       enum confidence confidence, struct evidence evidence);
// A CPE 2.3 formatted string, or a 2.2 URI, which is translated. NULL is passed over.
void document_add_cpe(struct part_file *file, struct component *component, const char *cpe, enum confidence confidence,
                      struct evidence evidence);
// Appends a licence to an expression under construction, " AND " between; what is no SPDX expression is told and
// stays as the name that it is.
void document_join_licence(struct part_file *file, struct component *component, const char *text, unsigned line,
                           struct buf *joined);
