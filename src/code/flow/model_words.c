// Functions that nothing describes, known by the words of their name: AppLockAcquire, app_lock_acquire and
// APP_LOCK_ACQUIRE all end with "lock acquire".
#include "code/flow/model.h"
#include <ctype.h>
#include <string.h>

enum { NAME_WORDS = 12, NAME_LETTERS = 120 };

struct words {
    char letters[NAME_LETTERS + NAME_WORDS];
    const char *list[NAME_WORDS];
    uint32_t count;
};

// A word begins behind what is no letter or digit, at a capital behind a small letter, and at the last capital of
// several before a small letter: "OSMutexPost" is os mutex post.
static bool begins_word(const char *name, size_t i)
{
    if (!i || !isalnum((unsigned char)name[i - 1]))
        return true;
    if (!isupper((unsigned char)name[i]))
        return false;
    return !isupper((unsigned char)name[i - 1]) || islower((unsigned char)name[i + 1]);
}

static bool split(const char *name, struct words *ret)
{
    size_t at = 0, size = strlen(name);
    ret->count = 0;
    for (size_t i = 0; i < size; i++) {
        if (!isalnum((unsigned char)name[i]))
            continue;
        if (begins_word(name, i)) {
            if (ret->count)
                ret->letters[at++] = '\0';
            if (ret->count == NAME_WORDS || at + size - i > NAME_LETTERS)
                return false;
            ret->list[ret->count++] = ret->letters + at;
        }
        ret->letters[at++] = (char)tolower((unsigned char)name[i]);
    }
    ret->letters[at] = '\0';
    return ret->count > 0;
}

static bool ends_with(const struct words *name, const char *pattern)
{
    struct words last;
    if (!split(pattern, &last) || last.count > name->count)
        return false;
    for (uint32_t i = 0; i < last.count; i++)
        if (strcmp(last.list[i], name->list[name->count - last.count + i]) != 0)
            return false;
    return true;
}

const struct model *models_guess(const struct models *models, const char *name)
{
    struct words words;
    if (!name || strchr(name, '.') || name[0] == '?' || !strncmp(name, "_Z", 2) || !split(name, &words))
        return NULL;
    VEC_EACH(&models->guesses, model)
        if (ends_with(&words, (*model)->name))
            return *model;
    return NULL;
}
