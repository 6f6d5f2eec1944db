// Function types as the C++ ABI for Itanium mangles them.
#pragma once
#include <stddef.h>
#include <stdint.h>

enum { SIGNATURE_POINTEES = 8 };

struct signature {
    uint64_t reads;   // the parameters that point to constant objects, one bit each
    uint64_t borrows; // those of them that do not point to `const void`
    struct {
        const char *at; // into the text; NULL when the parameter does not point to a struct, or comes late
        size_t size;
    } pointees[SIGNATURE_POINTEES]; // names of structs, unions and classes outside of namespaces
};

// Of a mangled function type ("_ZTSFvPKcE"). What cannot be read counts as plain, and so does everything behind it.
void signature_read(const char *text, size_t size, struct signature *ret);
