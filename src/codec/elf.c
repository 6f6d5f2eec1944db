#include "codec/elf.h"
#include "base/buf.h"
#include <elf.h>
#include <gelf.h>
#include <libelf.h>
#include <string.h>

bool elf_is(const char *bytes, size_t size)
{
    return size >= 16 && memcmp(bytes, "\177ELF", 4) == 0;
}

static const char *machine_name(struct arena *arena, unsigned machine)
{
    static const struct {
        unsigned machine;
        const char *name;
    } ROWS[] = {{EM_X86_64, "x86_64"}, {EM_386, "i386"},    {EM_ARM, "arm"},         {EM_AARCH64, "aarch64"},
                {EM_MIPS, "mips"},     {EM_PPC, "powerpc"}, {EM_PPC64, "ppc64"},     {EM_RISCV, "riscv"},
                {EM_XTENSA, "xtensa"}, {EM_AVR, "avr"},     {EM_TRICORE, "tricore"}, {EM_MSP430, "msp430"},
                {EM_SH, "sh"},         {EM_S390, "s390"}};
    for (size_t i = 0; i < COUNT_OF(ROWS); i++)
        if (ROWS[i].machine == machine) return ROWS[i].name;
    return arena_printf(arena, "machine %u", machine);
}

// A string of a string table; NULL when it is out of it, empty, or not text.
static const char *string_at(struct arena *arena, Elf *elf, size_t section, size_t offset)
{
    const char *text = elf_strptr(elf, section, offset);
    if (!text || !*text) return NULL;
    size_t size = strnlen(text, 4096);
    return size < 4096 ? arena_copy(arena, text, size) : NULL;
}

static void read_dynamic(struct arena *arena, Elf *elf, Elf_Scn *section, const GElf_Shdr *header, struct elf_file *ret)
{
    Elf_Data *data = elf_getdata(section, NULL);
    if (!data || !header->sh_entsize) return;
    size_t count = data->d_size / header->sh_entsize;
    for (size_t i = 0; i < count && i < INT32_MAX; i++) {
        GElf_Dyn entry;
        if (!gelf_getdyn(data, (int)i, &entry) || entry.d_tag == DT_NULL) return;
        bool texty = entry.d_tag == DT_NEEDED || entry.d_tag == DT_SONAME || entry.d_tag == DT_RUNPATH ||
                     entry.d_tag == DT_RPATH;
        const char *text = texty ? string_at(arena, elf, header->sh_link, entry.d_un.d_val) : NULL;
        if (!text) continue;
        if (entry.d_tag == DT_SONAME) ret->soname = text;
        if (entry.d_tag == DT_RUNPATH || (entry.d_tag == DT_RPATH && !ret->search_path)) ret->search_path = text;
        if (entry.d_tag == DT_NEEDED && ret->needed.count < ELF_NEEDED_MAX) VEC_PUSH(&ret->needed, text);
    }
}

static char *hex_of(struct arena *arena, const unsigned char *bytes, size_t size)
{
    struct buf out = {0};
    for (size_t i = 0; i < size; i++) buf_printf(&out, "%02x", bytes[i]);
    char *text = arena_copy(arena, out.bytes, out.size);
    buf_free(&out);
    return text;
}

enum { NOTE_BUILD_ID = 3, NOTE_PACKAGE = (int)0xcafe1a7e };

static void read_notes(struct arena *arena, Elf_Data *data, struct elf_file *ret)
{
    GElf_Nhdr note;
    size_t name, desc, next = 0;
    while (data && data->d_buf && next < data->d_size) {
        size_t here = next;
        next = gelf_getnote(data, here, &note, &name, &desc);
        if (next <= here || name > data->d_size || desc > data->d_size || note.n_descsz > data->d_size - desc) return;
        const char *bytes = data->d_buf;
        bool gnu = note.n_namesz == 4 && data->d_size - name >= 4 && memcmp(bytes + name, "GNU", 4) == 0;
        bool fdo = note.n_namesz == 4 && data->d_size - name >= 4 && memcmp(bytes + name, "FDO", 4) == 0;
        if (gnu && note.n_type == NOTE_BUILD_ID && note.n_descsz <= 64)
            ret->build_id = hex_of(arena, (const unsigned char *)bytes + desc, note.n_descsz);
        if (fdo && note.n_type == (GElf_Word)NOTE_PACKAGE)
            ret->package_note = arena_copy(arena, bytes + desc, strnlen(bytes + desc, note.n_descsz));
    }
}

static void read_comments(struct arena *arena, const Elf_Data *data, struct elf_file *ret)
{
    const char *at = data && data->d_buf ? data->d_buf : NULL, *end = at ? at + data->d_size : NULL;
    while (at && at < end && ret->comments.count < ELF_COMMENTS_MAX) {
        size_t size = strnlen(at, (size_t)(end - at));
        if (size && size < 1000) VEC_PUSH(&ret->comments, arena_copy(arena, at, size));
        at += size + 1;
    }
}

// A length in Go's varint form, then so many bytes. NULL when they are not there.
static char *go_string(struct arena *arena, const unsigned char **at, const unsigned char *end)
{
    size_t size = 0;
    unsigned shift = 0;
    for (;;) {
        if (*at == end || shift > 28) return NULL;
        unsigned char c = *(*at)++;
        size |= (size_t)(c & 0x7F) << shift;
        shift += 7;
        if (!(c & 0x80)) break;
    }
    if (size > (size_t)(end - *at)) return NULL;
    char *text = arena_copy(arena, (const char *)*at, size);
    *at += size;
    return text;
}

// .go.buildinfo since Go 1.18: a magic of 14 bytes, pointer size, flags (2: strings follow in place) at byte 32.
static void read_go(struct arena *arena, const Elf_Data *data, struct elf_file *ret)
{
    const unsigned char *bytes = data ? data->d_buf : NULL;
    if (!bytes || data->d_size < 33 || memcmp(bytes, "\xff Go buildinf:", 14) != 0) return;
    ret->go_version = "unknown";
    if (!(bytes[15] & 2)) return;
    const unsigned char *at = bytes + 32, *end = bytes + data->d_size;
    char *version = go_string(arena, &at, end), *modules = version ? go_string(arena, &at, end) : NULL;
    if (version) ret->go_version = version;
    if (modules && strlen(modules) > 32) { // 16 bytes mark each end
        ret->go_modules = arena_copy(arena, modules + 16, strlen(modules) - 32);
    }
}

static void read_section(struct arena *arena, Elf *elf, Elf_Scn *section, size_t names, struct elf_file *ret)
{
    GElf_Shdr header;
    if (!gelf_getshdr(section, &header)) return;
    const char *name = elf_strptr(elf, names, header.sh_name);
    if (header.sh_type == SHT_DYNAMIC) read_dynamic(arena, elf, section, &header, ret);
    if (header.sh_type == SHT_NOTE) read_notes(arena, elf_getdata(section, NULL), ret);
    if (!name || header.sh_type == SHT_NOBITS) return;
    if (strcmp(name, ".comment") == 0) read_comments(arena, elf_getdata(section, NULL), ret);
    if (strcmp(name, ".go.buildinfo") == 0) read_go(arena, elf_getdata(section, NULL), ret);
}

// Files without section headers still have program headers: notes and the interpreter.
static void read_segments(struct arena *arena, Elf *elf, struct elf_file *ret)
{
    size_t count = 0;
    if (elf_getphdrnum(elf, &count) != 0) return;
    for (size_t i = 0; i < count && i < 65535; i++) {
        GElf_Phdr header;
        if (!gelf_getphdr(elf, (int)i, &header)) return;
        if (header.p_type == PT_INTERP) ret->has_interpreter = true;
        if (header.p_type == PT_NOTE && !ret->build_id)
            read_notes(arena, elf_getdata_rawchunk(elf, (int64_t)header.p_offset, header.p_filesz, ELF_T_NHDR), ret);
    }
}

enum status elf_read(struct arena *arena, const char *bytes, size_t size, const char *file, struct elf_file *ret_elf,
                     struct diags *diags)
{
    *ret_elf = (struct elf_file){.kind = ELF_OTHER, .machine = "unknown"};
    GElf_Ehdr header;
    size_t names = 0;
    (void)elf_version(EV_CURRENT);
    Elf *elf = elf_is(bytes, size) ? elf_memory((char *)(uintptr_t)bytes, size) : NULL;
    if (!elf || elf_kind(elf) != ELF_K_ELF || !gelf_getehdr(elf, &header)) {
        DIAG(diags, DIAG_SKIPPED, file, 0, "not a readable ELF file");
        elf_end(elf);
        return STATUS_INPUT;
    }
    uint64_t table = (uint64_t)header.e_shnum * header.e_shentsize;
    if (header.e_shoff && (header.e_shoff > size || table > size - header.e_shoff))
        DIAG(diags, DIAG_SKIPPED, file, 0, "cut off: it has %zu bytes, and its section table stands at %llu", size,
             (unsigned long long)header.e_shoff);
    ret_elf->machine = machine_name(arena, header.e_machine);
    ret_elf->kind = header.e_type == ET_REL    ? ELF_RELOCATABLE
                    : header.e_type == ET_EXEC ? ELF_EXECUTABLE
                    : header.e_type == ET_DYN  ? ELF_SHARED
                    : header.e_type == ET_CORE ? ELF_CORE
                                               : ELF_OTHER;
    if (elf_getshdrstrndx(elf, &names) == 0)
        for (Elf_Scn *section = NULL; (section = elf_nextscn(elf, section));)
            read_section(arena, elf, section, names, ret_elf);
    read_segments(arena, elf, ret_elf);
    elf_end(elf);
    return STATUS_OK;
}

void elf_free(struct elf_file *elf)
{
    VEC_FREE(&elf->needed);
    VEC_FREE(&elf->comments);
}
