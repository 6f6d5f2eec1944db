// Configuration headers that a build would have generated (config.h from config.h.in), made by looking at this host: so
// that a project that was never configured can still be analysed.
#pragma once
#include "base/buf.h"

// Fills in a template of autoconf (#undef NAME), CMake (#cmakedefine, ${NAME}, @NAME@) or Meson (#mesondefine). What
// cannot be known stays undefined.
void configure_template(const char *text, size_t size, struct buf *out);
// The value of one name as a configure script would set it, or NULL: HAVE_*_H by the system's headers, HAVE_* by the C
// library's functions, SIZEOF_* and others by data/code/configuration.txt. Valid for the life of the process.
const char *configure_value(const char *name, struct arena *arena);
// Whether `template` (a file name) is what `header` (a file name) is generated from: config.h.in, config.h.cmake,
// curl_config-cmake.h.in for curl_config.h.
bool configure_is_template(const char *template, const char *header);
