// What an ELF file says about itself and what it needs: dynamic section, notes, comments (System V ABI, gABI chapter
// 5). libelf is called from elf.c alone. Every offset is checked by it or by us; a broken file gives what could be
// read.
#pragma once
#include "base/arena.h"
#include "base/diag.h"
#include "base/vec.h"

enum elf_kind { ELF_RELOCATABLE, ELF_EXECUTABLE, ELF_SHARED, ELF_CORE, ELF_OTHER };
enum { ELF_NEEDED_MAX = 1000, ELF_COMMENTS_MAX = 20 };

VEC_NAMED(elf_texts, const char *);

struct elf_file { // texts live in the arena given
    enum elf_kind kind;
    const char *machine;      // "x86_64", "arm", "aarch64" ...; "machine N" for the rest
    bool has_interpreter;     // a program, also when it is position independent
    const char *soname;       // NULL when none
    const char *search_path;  // DT_RUNPATH or DT_RPATH; NULL when none
    const char *build_id;     // hexadecimal; NULL when none
    const char *package_note; // the JSON of .note.package (systemd's ELF package metadata); NULL when none
    const char *go_version;   // "go1.21.3"; NULL when it was not made by Go
    const char *go_modules;   // Go's list of modules, lines "dep\tpath\tversion\thash"; NULL when none
    struct elf_texts needed;   // DT_NEEDED, in the order of the file
    struct elf_texts comments; // of .comment: compilers
};

bool elf_is(const char *bytes, size_t size); // by its first bytes
// STATUS_INPUT with a diagnostic when it is no ELF file or too broken to say anything.
enum status elf_read(struct arena *arena, const char *bytes, size_t size, const char *file, struct elf_file *ret_elf,
                     struct diags *diags) MUST_USE;
void elf_free(struct elf_file *elf); // the lists only
