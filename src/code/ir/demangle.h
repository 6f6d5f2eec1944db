// What a C++ linkage name says, without the arguments of templates: "std::vector<int, ...>::push_back(int const&)" is
// std::vector::push_back, a function of class std::vector, whose first template argument is "int". Inline namespaces of
// standard libraries (std::__cxx11, std::__1) are left out. Itanium ABI; the library's own demangler reads the names.
#pragma once
#include "base/buf.h"

enum { CXX_ARGUMENTS = 4 };

struct cxx_name { // texts in the arena given to cxx_name_read
    const char *name;     // "std::vector::push_back"
    const char *full;     // with parameters: "std::vector::vector(std::vector const&)"
    const char *holder;   // "std::vector"; NULL when it is not qualified
    uint32_t parameters;
    bool constant;        // a const member function
    const char *arguments[CXX_ARGUMENTS]; // of the holder's template, as written; NULL
    const char *types[CXX_ARGUMENTS];     // of the first parameters, as written; NULL
};

// False: not a C++ function's name.
bool cxx_name_read(struct arena *arena, const char *linkage, struct cxx_name *ret_name);
// Whether a type as written is a number, a truth value or a pointer, or a reference to one: copying its bytes copies it.
bool cxx_type_is_plain(const char *type);
uint32_t cxx_type_size(const char *type, uint32_t pointer_bytes); // of a plain one; 0 when it is none, or unknown
