// An entry is one file: magic, hash of what follows, dependencies (path, size, time, hash), messages, bitcode, what was told, guesses. All
// numbers are 64 bits in this machine's order: the cache never leaves the machine. LLVM's reader can crash on damaged
// bitcode, so an entry whose hash is wrong does not count.
#include "code/cache.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/pack.h"
#include "base/proc.h"
#include <ctype.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char MAGIC[8] = "THRCBC4";
enum { DEPENDENCIES_MAX = 20000, PATH_LIMIT = 4096 };

// The program that runs: another one of the same name, or a newer one in its place, makes another entry.
static void put_program(struct buf *key, const char *program)
{
    struct arena scratch = {0};
    const char *path = program_path(&scratch, program);
    char real[PATH_LIMIT];
    if (path && realpath(path, real)) path = real;
    buf_printf(key, "%s\n%lld %lld\n", path ? path : program, path ? (long long)file_size(path) : 0,
               path ? (long long)file_modified(path) : 0);
    arena_free(&scratch);
}

void cache_key(const struct compile_command *command, const char *const *warning_flags, struct clang_known known,
               char ret_name[40])
{
    struct buf key = {0};
    put_program(&key, clang_program());
    buf_printf(&key, "%s\n%s\n%s\n", command->folder, command->file, command->language);
    const char *const *const LISTS[] = {command->arguments, warning_flags, clang_bitcode_flags()};
    for (size_t i = 0; i < COUNT_OF(LISTS); i++) {
        for (const char *const *word = LISTS[i]; word && *word; word++)
            buf_printf(&key, "%s\n", *word);
        buf_char(&key, '\n');
    }
    if (command->inferred) buf_printf(&key, "%d\n%.*s", known.from_start, (int)known.guesses.size, known.guesses.at);
    struct hash128 hash = hash128_bytes(key.bytes, key.size);
    snprintf(ret_name, 40, "%016llx%016llx.tu", (unsigned long long)hash.high, (unsigned long long)hash.low);
    buf_free(&key);
}

// --- reading -----------------------------------------------------------------------------------

struct reader {
    const char *at;
    size_t left;
    bool bad;
};

static uint64_t take_number(struct reader *reader)
{
    uint64_t value = 0;
    if (reader->left < sizeof value) {
        reader->bad = true;
        return 0;
    }
    memcpy(&value, reader->at, sizeof value);
    reader->at += sizeof value;
    reader->left -= sizeof value;
    return value;
}

static struct str take_bytes(struct reader *reader)
{
    uint64_t size = take_number(reader);
    if (reader->bad || size > reader->left) {
        reader->bad = true;
        return (struct str){"", 0};
    }
    struct str bytes = {reader->at, (size_t)size};
    reader->at += size;
    reader->left -= (size_t)size;
    return bytes;
}

static bool content_hash(const char *path, uint64_t *ret_hash)
{
    struct buf content = {0};
    struct diags ignored = {0};
    bool good = file_read(path, FILE_LIMIT, &content, &ignored) == STATUS_OK;
    if (good) *ret_hash = hash_bytes(content.bytes, content.size);
    diags_free(&ignored);
    buf_free(&content);
    return good;
}

// Same size and time: the same. Same size, other time: the content decides (a checkout touches files).
static bool is_unchanged(struct reader *reader)
{
    char path[PATH_LIMIT];
    struct str name = take_bytes(reader);
    uint64_t size = take_number(reader), modified = take_number(reader), hash = take_number(reader), now;
    if (reader->bad || name.size >= sizeof path) return false;
    memcpy(path, name.at, name.size);
    path[name.size] = '\0';
    struct stat info;
    if (stat(path, &info) != 0 || (uint64_t)info.st_size != size) return false;
    if ((uint64_t)info.st_mtim.tv_sec * 1000000000 + (uint64_t)info.st_mtim.tv_nsec == modified) return true;
    return content_hash(path, &now) && now == hash;
}

static bool tell_again(struct str told, struct diags *diags)
{
    struct pack pack;
    struct diags read = {0};
    pack_read(&pack, told.at, told.size);
    pack_diags(&pack, &read);
    bool good = pack_done(&pack);
    if (good) diags_merge(diags, &read);
    diags_free(&read);
    pack_free(&pack);
    return good;
}

static bool stands_in(const char *folder, const char *under, const char *header)
{
    struct arena scratch = {0};
    const char *where = folder[0] == '/' ? folder : path_join(&scratch, under, folder);
    bool found = file_exists(path_join(&scratch, where, header));
    arena_free(&scratch);
    return found;
}

// Whether a header that nobody had is there now, beside the file or in a folder that the command names.
static bool is_found_now(const struct compile_command *command, const char *header)
{
    struct arena scratch = {0};
    bool found = stands_in(path_folder(&scratch, command->file), command->folder, header) ||
                 stands_in("/usr/include", "/", header) || stands_in("/usr/local/include", "/", header);
    arena_free(&scratch);
    for (const char *const *a = command->arguments; a && *a && !found; a++) // inferred commands name folders in this way only
        if (text_starts(*a, "-I") && (*a)[2]) found = stands_in(*a + 2, command->folder, header);
    return found;
}

static bool still_missing(const struct compile_command *command, struct str guesses)
{
    struct str line;
    char header[PATH_LIMIT];
    while (str_next(&guesses, '\n', &line)) {
        if (!line.size || line.at[0] == '-') continue; // a macro
        if (line.size >= sizeof header) return false;
        memcpy(header, line.at, line.size);
        header[line.size] = '\0';
        if (is_found_now(command, header)) return false;
    }
    return true;
}

bool cache_load(const struct cache *cache, const char *name, const struct compile_command *command,
                struct clang_result *ret_result, struct diags *diags)
{
    *ret_result = (struct clang_result){0};
    if (!cache->folder) return false;
    struct arena scratch = {0};
    struct buf entry = {0};
    struct diags ignored = {0};
    bool good = false;
    const char *path = path_join(&scratch, cache->folder, name);
    if (!file_exists(path) || file_read(path, (size_t)FILE_LIMIT * 2, &entry, &ignored) != STATUS_OK) goto done;
    if (entry.size < sizeof MAGIC || memcmp(entry.bytes, MAGIC, sizeof MAGIC) != 0) goto done;
    struct reader reader = {entry.bytes + sizeof MAGIC, entry.size - sizeof MAGIC, false};
    uint64_t hash = take_number(&reader);
    if (reader.bad || hash != hash_bytes(reader.at, reader.left)) goto done;
    uint64_t count = take_number(&reader);
    if (count > DEPENDENCIES_MAX) goto done;
    for (uint64_t i = 0; i < count; i++)
        if (!is_unchanged(&reader)) goto done;
    struct str messages = take_bytes(&reader), bitcode = take_bytes(&reader), told = take_bytes(&reader),
               guesses = take_bytes(&reader);
    if (reader.bad || reader.left || !still_missing(command, guesses) || !tell_again(told, diags)) goto done;
    buf_add(&ret_result->messages, messages.at, messages.size);
    buf_add(&ret_result->bitcode, bitcode.at, bitcode.size);
    buf_add(&ret_result->guesses, guesses.at, guesses.size);
    utimensat(AT_FDCWD, path, NULL, 0); // used now: pruning keeps it
    good = true;
done:
    diags_free(&ignored);
    buf_free(&entry);
    arena_free(&scratch);
    return good;
}

// --- writing -----------------------------------------------------------------------------------

static void put_number(struct buf *out, uint64_t value)
{
    buf_add(out, &value, sizeof value);
}

static void put_bytes(struct buf *out, const char *bytes, size_t size)
{
    put_number(out, size);
    buf_add(out, bytes, size);
}

// Make's rule "target: file file \<newline> file": spaces in names are escaped with a backslash.
static bool next_dependency(const char **at, struct buf *ret_path)
{
    buf_clear(ret_path);
    const char *c = *at;
    while (*c && (isspace((unsigned char)*c) || (*c == '\\' && (c[1] == '\n' || c[1] == '\r'))))
        c++;
    for (; *c && !isspace((unsigned char)*c); c++) {
        if (*c == '\\' && (c[1] == ' ' || c[1] == '#' || c[1] == '\\')) c++;
        if (*c == '\\' && c[1] == '\n') break;
        if (*c == '$' && c[1] == '$') c++;
        buf_char(ret_path, *c);
    }
    *at = c;
    return ret_path->size > 0;
}

static bool put_dependencies(struct buf *out, const char *depfile)
{
    struct buf rule = {0}, path = {0}, list = {0};
    struct diags ignored = {0};
    uint64_t count = 0;
    bool good = file_read(depfile, 64 << 20, &rule, &ignored) == STATUS_OK;
    const char *at = good ? strstr(rule.bytes, ": ") : NULL;
    good = at != NULL;
    for (at = good ? at + 1 : ""; good && next_dependency(&at, &path);) {
        uint64_t hash;
        if (text_starts(path.bytes, CLANG_STUBS)) continue; // gone by now; the guesses name it
        int64_t size = file_size(path.bytes), modified = file_modified(path.bytes);
        good = path.bytes[0] == '/' && size >= 0 && content_hash(path.bytes, &hash) && ++count <= DEPENDENCIES_MAX;
        if (!good) break;
        put_bytes(&list, path.bytes, path.size);
        put_number(&list, (uint64_t)size);
        put_number(&list, (uint64_t)modified);
        put_number(&list, hash);
    }
    put_number(out, count);
    buf_add(out, buf_cstr(&list), list.size);
    diags_free(&ignored);
    buf_free(&rule);
    buf_free(&path);
    buf_free(&list);
    return good && count > 0;
}

void cache_store(const struct cache *cache, const char *name, const char *depfile, const struct clang_result *result,
                 const struct diags *told)
{
    struct pack pack = {0};
    struct arena scratch = {0};
    struct buf entry = {0};
    struct diags ignored = {0};
    if (!cache->folder) return;
    buf_add(&entry, MAGIC, sizeof MAGIC);
    put_number(&entry, 0);
    if (put_dependencies(&entry, depfile) && dir_make(cache->folder, &ignored) == STATUS_OK) {
        size_t head = sizeof MAGIC + sizeof(uint64_t);
        put_bytes(&entry, buf_cstr(&result->messages), result->messages.size);
        put_bytes(&entry, buf_cstr(&result->bitcode), result->bitcode.size);
        pack_diags(&pack, (struct diags *)(uintptr_t)told);
        put_bytes(&entry, buf_cstr(&pack.out), pack.out.size);
        put_bytes(&entry, buf_cstr(&result->guesses), result->guesses.size);
        uint64_t hash = hash_bytes(entry.bytes + head, entry.size - head);
        memcpy(entry.bytes + sizeof MAGIC, &hash, sizeof hash);
        if (file_keep(path_join(&scratch, cache->folder, name), entry.bytes, entry.size,
                       &ignored) != STATUS_OK) goto done;
    }
done:
    pack_free(&pack);
    diags_free(&ignored);
    buf_free(&entry);
    arena_free(&scratch);
}

// --- keeping it small --------------------------------------------------------------------------

struct entry {
    const char *path;
    int64_t size, used;
};

static int by_use(const void *a, const void *b)
{
    int64_t left = ((const struct entry *)a)->used, right = ((const struct entry *)b)->used;
    return (left < right) - (left > right); // newest first
}

void cache_prune(const struct cache *cache)
{
    struct tree tree = {0};
    struct diags ignored = {0};
    VEC(struct entry) entries = {0};
    size_t total = 0;
    if (!cache->folder || !dir_exists(cache->folder)) return;
    if (tree_list(cache->folder, true, &tree, &ignored) == STATUS_OK)
        VEC_EACH(&tree.files, file)
            if (text_ends(file->path, ".tu") || text_ends(file->path, ".ir") || text_ends(file->path, ".flow") || text_ends(file->path, ".syntax") || text_ends(file->path, ".tmp"))
                VEC_PUSH(&entries, ((struct entry){file->path, file->size, file_modified(file->path)}));
    VEC_SORT(&entries, by_use);
    VEC_EACH(&entries, entry) {
        total += (size_t)entry->size;
        if (total > cache->limit) unlink(entry->path);
    }
    VEC_FREE(&entries);
    tree_free(&tree);
    diags_free(&ignored);
}

const char *cache_default_folder(struct arena *arena)
{
    const char *base = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    if (base && base[0] == '/') return path_join(arena, base, "theriac");
    return home && home[0] == '/' ? path_join(arena, home, ".cache/theriac") : NULL;
}
