#include "base/file.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum status fail(struct diags *diags, const char *path, const char *what)
{
    DIAG(diags, DIAG_ERROR, path, 0, "%s: %s", what, strerror(errno));
    return errno == ENOENT ? STATUS_MISSING : STATUS_IO;
}

static enum status read_all(int fd, const char *path, size_t limit, struct buf *content, struct diags *diags)
{
    char block[1 << 16];
    for (;;) {
        ssize_t got = read(fd, block, sizeof block);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return fail(diags, path, "cannot read");
        if (got == 0) return STATUS_OK;
        if (content->size + (size_t)got > limit) {
            DIAG(diags, DIAG_SKIPPED, path, 0, "larger than the limit of %zu bytes", limit);
            return STATUS_LIMIT;
        }
        buf_add(content, block, (size_t)got);
    }
}

enum status file_read(const char *path, size_t limit, struct buf *ret_content, struct diags *diags)
{
    buf_clear(ret_content);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); // a FIFO must not block us
    if (fd < 0) return fail(diags, path, "cannot open");
    struct stat info;
    enum status status;
    if (fstat(fd, &info) == 0 && !S_ISREG(info.st_mode)) {
        DIAG(diags, DIAG_ERROR, path, 0, "not a regular file");
        status = STATUS_INPUT;
    } else {
        status = read_all(fd, path, limit, ret_content, diags);
    }
    close(fd);
    if (status == STATUS_OK && !ret_content->bytes) buf_add(ret_content, "", 0);
    return status;
}

static bool write_all(int fd, const char *bytes, size_t size)
{
    while (size) {
        ssize_t put = write(fd, bytes, size);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return false;
        bytes += put;
        size -= (size_t)put;
    }
    return true;
}

static enum status replace(const char *path, const void *bytes, size_t size, bool lasting, struct diags *diags)
{
    struct arena scratch = {0};
    char *temporary = arena_printf(&scratch, "%s.%ld.tmp", path, (long)getpid());
    enum status status = STATUS_OK;
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0) {
        status = fail(diags, path, "cannot write");
        goto free_scratch;
    }
    bool good = write_all(fd, bytes, size) && (!lasting || fsync(fd) == 0);
    good = close(fd) == 0 && good;
    if (!good || rename(temporary, path) != 0) {
        status = fail(diags, path, "cannot write");
        unlink(temporary);
    }
free_scratch:
    arena_free(&scratch);
    return status;
}

enum status file_write(const char *path, const void *bytes, size_t size, struct diags *diags)
{
    return replace(path, bytes, size, true, diags);
}

enum status file_keep(const char *path, const void *bytes, size_t size, struct diags *diags)
{
    return replace(path, bytes, size, false, diags);
}

enum status dir_make(const char *path, struct diags *diags)
{
    char part[PATH_MAX];
    size_t size = strlen(path);
    if (size >= sizeof part) {
        DIAG(diags, DIAG_ERROR, path, 0, "path too long");
        return STATUS_LIMIT;
    }
    memcpy(part, path, size + 1);
    for (size_t i = 1; i <= size; i++) {
        if (part[i] != '/' && part[i] != '\0') continue;
        char kept = part[i];
        part[i] = '\0';
        if (mkdir(part, 0777) != 0 && errno != EEXIST) return fail(diags, part, "cannot make the folder");
        part[i] = kept;
    }
    if (dir_exists(path)) return STATUS_OK;
    errno = ENOTDIR;
    return fail(diags, path, "cannot make the folder");
}

bool file_exists(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISREG(info.st_mode);
}

bool dir_exists(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

int64_t file_size(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 ? (int64_t)info.st_size : -1;
}

int64_t file_modified(const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0) return -1;
    return (int64_t)info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec;
}
