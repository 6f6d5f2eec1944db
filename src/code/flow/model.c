#include "code/flow/model.h"
#include "base/data.h"
#include "base/file.h"
#include "base/hash.h"
#include "code/ir/demangle.h"
#include <ctype.h>
#include <string.h>

enum { MODEL_EFFECTS = 24, MODEL_WORDS = 16 };

static const struct effect_word {
    const char *word;
    enum effect_kind kind;
    const char *form; // a: argument, s: amount, f: family, h: second amount, e: failure; then options
} WORDS[] = {
    {"alloc", EFFECT_ALLOC, "sf"},       {"realloc", EFFECT_REALLOC, "asf"},   {"free", EFFECT_FREE, "af"},
    {"open", EFFECT_OPEN, "f"},          {"close", EFFECT_CLOSE, "af"},        {"read", EFFECT_READ, "as"},
    {"write", EFFECT_WRITE, "as"},       {"writes", EFFECT_WRITES, "as"},      {"string", EFFECT_STRING, "a"},
    {"copy", EFFECT_COPY, "aas"},        {"fill", EFFECT_FILL, "aas"},         {"strcpy", EFFECT_STRCPY, "aa"},
    {"strcat", EFFECT_STRCAT, "aa"},     {"strncpy", EFFECT_STRNCPY, "aas"},   {"strncat", EFFECT_STRNCAT, "aas"},
    {"sprintf", EFFECT_SPRINTF, "aa"},   {"snprintf", EFFECT_SPRINTF, "aas"},  {"printf", EFFECT_PRINTF, "a"},
    {"scanf", EFFECT_SCANF, "a"},        {"nonnull", EFFECT_NONNULL, "a"},     {"returns", EFFECT_RETURNS, "s"},
    {"range", EFFECT_RANGE, "sh"},       {"tainted", EFFECT_TAINTED, ""},      {"local", EFFECT_LOCAL, ""},
         {"random", EFFECT_RANDOM, ""},
    {"number", EFFECT_NUMBER, "a"},      {"length", EFFECT_LENGTH, "a"},       {"absolute", EFFECT_ABSOLUTE, "a"},
    {"root", EFFECT_ROOT, "a"},          {"inside", EFFECT_INSIDE, "a"},       {"fails", EFFECT_FAILS, "e"},
    {"must", EFFECT_MUST, ""},           {"command", EFFECT_COMMAND, "a"},     {"path", EFFECT_PATH, "a"},
    {"library", EFFECT_LIBRARY, "a"},    {"keep", EFFECT_KEEP, "a"},           {"noreturn", EFFECT_NORETURN, ""},
    {"query", EFFECT_QUERY, "af"},       {"key", EFFECT_KEY, "a"},
    {"waits", EFFECT_WAITS, "a"},        {"errno", EFFECT_ERRNO, "a"},          {"domain", EFFECT_DOMAIN, "a"},
    {"test", EFFECT_TEST, ""},           {"signals", EFFECT_SIGNALS, ""},
    {"phase", EFFECT_PHASE, "af"},       {"refuses", EFFECT_REFUSES, "af"},    {"lock", EFFECT_LOCK, "a"},
    {"unlock", EFFECT_UNLOCK, "a"},      {"trylock", EFFECT_TRYLOCK, "a"},     {"newlock", EFFECT_NEWLOCK, "a"},
    {"checks", EFFECT_CHECKS, "a"},      {"removes", EFFECT_REMOVES, "a"},     {"tempname", EFFECT_TEMPNAME, "a"},
    {"tempfile", EFFECT_TEMPFILE, "a"},  {"exclusive", EFFECT_EXCLUSIVE, "as"},
    {"searched", EFFECT_SEARCHED, "a"},  {"variable", EFFECT_VARIABLE, "a"},   {"starts", EFFECT_STARTS, "af"},
    {"shares", EFFECT_SHARES, "a"},      {"sifts", EFFECT_SIFTS, "aa"},
    {"holds", EFFECT_HOLDS, "a"},        {"append", EFFECT_APPEND, "aa"},      {"prepend", EFFECT_PREPEND, "aa"},
    {"inserts", EFFECT_INSERTS, "aaas"}, {"resizes", EFFECT_RESIZES, "aaa"},   {"item", EFFECT_ITEM, "aa"},
    {"entry", EFFECT_ENTRY, "aa"},       {"first", EFFECT_FIRST, "a"},         {"last", EFFECT_LAST, "a"},
    {"begin", EFFECT_BEGIN, "a"},        {"end", EFFECT_END, "a"},             {"count", EFFECT_COUNT, "a"},
    {"empty", EFFECT_EMPTY, "a"},        {"copies", EFFECT_COPIES, "aa"},      {"moves", EFFECT_MOVES, "aa"},
    {"swaps", EFFECT_SWAPS, "aa"},       {"droplast", EFFECT_DROPLAST, "a"},   {"dropfirst", EFFECT_DROPFIRST, "a"},
    {"blurs", EFFECT_BLURS, "a"},        {"keeps", EFFECT_KEEPS, "a"},         {"ends", EFFECT_ENDS, "a"},
    {"blends", EFFECT_BLENDS, "aa"},     {"draws", EFFECT_DRAWS, "aa"},
    {"follows", EFFECT_FOLLOWS, "a"},    {"steps", EFFECT_STEPS, "as"},
};

struct parsing {
    struct models *models;
    struct diags *diags;
    const char *file;
    unsigned line;
    bool yields;
};

static bool wrong(struct parsing *p, const char *what, struct str word)
{
    DIAG(p->diags, DIAG_ERROR, p->file, p->line, "%s: '%.*s'", what, (int)(word.size > 60 ? 60 : word.size), word.at);
    return false;
}

static bool take_prefix(struct str *text, const char *prefix)
{
    size_t n = strlen(prefix);
    if (text->size < n || memcmp(text->at, prefix, n) != 0)
        return false;
    text->at += n;
    text->size -= n;
    return true;
}

static bool take_number(struct str *text, int64_t *ret)
{
    size_t n = 0;
    int64_t value = 0;
    bool negative = text->size > 1 && text->at[0] == '-';
    for (n = negative; n < text->size && isdigit((unsigned char)text->at[n]) && value < INT64_MAX / 10 - 9; n++)
        value = value * 10 + (text->at[n] - '0');
    if (n == (size_t)negative)
        return false;
    text->at += n;
    text->size -= n;
    *ret = negative ? -value : value;
    return true;
}

static bool take_argument(struct str *text, int8_t *ret);

static bool take_text(struct str *text, int8_t *ret)
{
    if (!take_argument(text, ret) || (*ret != ARGUMENT_RESULT && (*ret < 0 || *ret >= MODEL_ARGS)))
        return false;
    *ret = *ret == ARGUMENT_RESULT ? ARGUMENT_TEXT_RESULT : (int8_t)(*ret + ARGUMENT_TEXTS);
    return take_prefix(text, ")");
}

static bool take_argument(struct str *text, int8_t *ret)
{
    if (take_prefix(text, "text("))
        return take_text(text, ret);
    int64_t number;
    static const struct {
        const char *word;
        int8_t number;
    } WORDS_FOR[] = {{"result", ARGUMENT_RESULT}, {"function", ARGUMENT_FUNCTION}, {"interrupts", ARGUMENT_INTERRUPTS}};
    for (size_t i = 0; i < COUNT_OF(WORDS_FOR); i++)
        if (take_prefix(text, WORDS_FOR[i].word)) {
            *ret = WORDS_FOR[i].number;
            return true;
        }
    if (!take_prefix(text, "arg") || !take_number(text, &number) || number < 0 || number >= MODEL_ARGS)
        return false;
    *ret = (int8_t)number;
    return true;
}

// product { '+' product }, product: factor { '*' factor }, factor: number | argN | len(argN)
static bool parse_amount(struct parsing *p, struct str word, struct amount *ret)
{
    struct str rest = word;
    *ret = (struct amount){0};
    if (str_is(word, "?"))
        return true;
    while (ret->count < COUNT_OF(ret->addends)) {
        struct addend *a = &ret->addends[ret->count++];
        *a = (struct addend){.factor = 1, .args = {-1, -1}};
        do {
            int64_t number;
            int8_t *free_arg = a->args[0] < 0 ? &a->args[0] : a->args[1] < 0 ? &a->args[1] : NULL;
            if (take_number(&rest, &number)) {
                a->factor *= number;
            } else if (free_arg && take_prefix(&rest, "len(")) {
                a->length = true;
                if (!take_argument(&rest, free_arg) || !take_prefix(&rest, ")"))
                    return wrong(p, "not an amount", word);
            } else if (!free_arg || !take_argument(&rest, free_arg)) {
                return wrong(p, "not an amount", word);
            }
        } while (take_prefix(&rest, "*"));
        if (!rest.size)
            return true;
        if (!take_prefix(&rest, "+"))
            break;
    }
    return wrong(p, "not an amount", word);
}

static bool parse_failure(struct parsing *p, struct str word, struct effect *effect)
{
    static const char *const NAMES[] = {"null", "negative", "zero", "nonzero"};
    for (size_t i = 0; i < COUNT_OF(NAMES); i++)
        if (str_is(word, NAMES[i])) {
            effect->number = (int8_t)i;
            return true;
        }
    return wrong(p, "not a way to fail", word);
}

static bool parse_option(struct parsing *p, struct str word, struct effect *effect)
{
    if (str_is(word, "taint"))
        effect->taint = true;
    else if (str_is(word, "zero"))
        effect->zero = true;
    else if (str_is(word, "sure") || str_is(word, "again"))
        effect->sure = true;
    else if (str_is(word, "handle"))
        effect->handle = true;
    else if (str_is(word, "wide"))
        effect->width = 4;
    else if (str_is(word, "filled"))
        effect->filled = true;
    else if (str_is(word, "packed"))
        effect->packed = true;
    else if (str_is(word, "new"))
        effect->fresh = true;
    else
        return wrong(p, "unknown option", word);
    return true;
}

static bool parse_operand(struct parsing *p, char form, struct str word, struct effect *effect, int *args)
{
    struct str rest = word;
    int8_t *slot = *args == 0 ? &effect->arg0 : *args == 1 ? &effect->arg1 : &effect->arg2;
    switch (form) {
    case 'a':
        ++*args;
        return (take_argument(&rest, slot) && !rest.size) || wrong(p, "not an argument", word);
    case 's':
        return parse_amount(p, word, &effect->amount);
    case 'h':
        return parse_amount(p, word, &effect->high);
    case 'f':
        effect->family = str_is(word, "any") ? NULL : arena_copy(&p->models->arena, word.at, word.size);
        return true;
    default:
        return parse_failure(p, word, effect);
    }
}

static bool parse_effect(struct parsing *p, struct str text, struct effect *effect)
{
    struct str words[MODEL_WORDS], word;
    size_t count = 0;
    while (str_next(&text, ' ', &word))
        if (word.size && count < MODEL_WORDS)
            words[count++] = word;
    for (size_t i = 0; count && i < COUNT_OF(WORDS); i++) {
        if (!str_is(words[0], WORDS[i].word))
            continue;
        *effect = (struct effect){.kind = (uint8_t)WORDS[i].kind, .arg0 = -1, .arg1 = -1, .arg2 = -1, .width = 1};
        size_t at = 1;
        int args = 0;
        for (const char *form = WORDS[i].form; *form; form++, at++) {
            if (at >= count)
                return wrong(p, "too few words", words[0]);
            if (!parse_operand(p, *form, words[at], effect, &args))
                return false;
        }
        for (; at < count; at++)
            if (!parse_option(p, words[at], effect))
                return false;
        return true;
    }
    return wrong(p, "unknown effect", count ? words[0] : text);
}

// Up to the next comma that stands outside of brackets.
static bool next_name(struct str *rest, struct str *ret_name)
{
    size_t end = 0;
    int depth = 0;
    if (!rest->size)
        return false;
    for (; end < rest->size && (rest->at[end] != ',' || depth > 0); end++)
        depth += (rest->at[end] == '(') - (rest->at[end] == ')');
    *ret_name = (struct str){rest->at, end};
    end += end < rest->size;
    rest->at += end;
    rest->size -= end;
    return true;
}

static bool is_text(int8_t argument)
{
    return argument >= ARGUMENT_TEXTS && argument < ARGUMENT_TEXTS + MODEL_ARGS;
}

static bool has_texts(const struct effect *effects, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (is_text(effects[i].arg0) || is_text(effects[i].arg1) || is_text(effects[i].arg2))
            return true;
    return false;
}

// NAME[, NAME]: effect; effect
static void parse_line(struct parsing *p, struct str line)
{
    const char *colon = NULL;
    for (size_t i = 0; i < line.size && !colon; i++) // names may hold "::"
        if (line.at[i] == ':' && (i + 1 == line.size || line.at[i + 1] == ' ') && (!i || line.at[i - 1] != ':'))
            colon = line.at + i;
    if (!colon) {
        (void)wrong(p, "a name and a colon are missing", line);
        return;
    }
    struct str names = {line.at, (size_t)(colon - line.at)}, name, piece;
    struct str rest = {colon + 1, line.size - names.size - 1};
    struct effect effects[MODEL_EFFECTS];
    uint32_t count = 0;
    while (str_next(&rest, ';', &piece)) {
        piece = str_trim(piece);
        if (!piece.size)
            continue;
        if (count == MODEL_EFFECTS || !parse_effect(p, piece, &effects[count]))
            return;
        count++;
    }
    struct effect *copy = ARENA_ARRAY(&p->models->arena, struct effect, count + 1);
    memcpy(copy, effects, count * sizeof *copy);
    while (next_name(&names, &name)) {
        name = str_trim(name);
        if (!name.size)
            continue;
        struct model *model = ARENA_NEW(&p->models->arena, struct model);
        *model = (struct model){.name = arena_copy(&p->models->arena, name.at, name.size), .texts = has_texts(copy, count),
                                .yields = p->yields, .effects = copy, .count = count};
        if (name.at[0] == '~')
            *VEC_ADD(&p->models->guesses) = model;
        else
            map_put(&p->models->by_name, model->name, model);
    }
}

static void parse(struct models *models, const char *file, const char *text, size_t size, bool yields,
                  struct diags *diags)
{
    struct parsing p = {models, diags, file, 0, yields};
    models->hash = hash_mix(models->hash, hash_mix(hash_bytes(text, size), yields));
    struct str rest = {text, size}, line;
    while (str_next(&rest, '\n', &line)) {
        p.line++;
        line = str_trim(line);
        if (line.size && line.at[0] != '#')
            parse_line(&p, line);
    }
}

void models_parse(struct models *models, const char *file, const char *text, size_t size, struct diags *diags)
{
    parse(models, file, text, size, false, diags);
}

// What the language itself comes with is known by its standard, whoever implements it.
static bool is_standard(const char *name)
{
    return text_ends(name, "/libc.model") || text_ends(name, "/posix.model") || text_ends(name, "/cxx.model");
}

void models_load(struct models *models, const char *folder, struct diags *diags)
{
    size_t position = 0;
    const struct data_file *data;
    while ((data = data_next("models/", &position)))
        if (text_ends(data->name, ".model"))
            parse(models, data->name, data->content, data->size, !is_standard(data->name), diags);
    if (!folder || !dir_exists(folder))
        return;
    struct tree tree = {0};
    if (tree_list(folder, false, &tree, diags) == STATUS_OK)
        VEC_EACH(&tree.files, f) {
            struct buf text = {0};
            if (text_ends(f->path, ".model") && file_read(f->path, 16 << 20, &text, diags) == STATUS_OK)
                models_parse(models, arena_str(&models->arena, f->path), buf_cstr(&text), text.size, diags);
            buf_free(&text);
        }
    tree_free(&tree);
}

void models_free(struct models *models)
{
    map_free(&models->by_name);
    VEC_FREE(&models->guesses);
    arena_free(&models->arena);
    *models = (struct models){0};
}

const struct model *models_find(const struct models *models, const char *name)
{
    return name ? map_get(&models->by_name, name) : NULL;
}

const struct effect *model_effect(const struct model *model, enum effect_kind kind)
{
    for (uint32_t i = 0; model && i < model->count; i++)
        if (model->effects[i].kind == kind)
            return &model->effects[i];
    return NULL;
}

const struct model *models_find_cxx(const struct models *models, const struct cxx_name *name)
{
    struct buf key = {0};
    const struct model *found = map_get(&models->by_name, name->full);
    const char *open = strchr(name->full + strlen(name->name), '('), *comma = open ? strchr(open, ',') : NULL;
    if (!found && comma) {
        buf_printf(&key, "%.*s, ...)", (int)(comma - name->full), name->full);
        found = map_get(&models->by_name, buf_cstr(&key));
    }
    if (!found) {
        buf_clear(&key);
        buf_printf(&key, "%s/%u", name->name, name->parameters);
        found = map_get(&models->by_name, buf_cstr(&key));
    }
    if (!found)
        found = map_get(&models->by_name, name->name);
    if (!found && name->holder) {
        buf_clear(&key);
        buf_printf(&key, "%s::*%s", name->holder, name->constant ? " const" : "");
        found = map_get(&models->by_name, buf_cstr(&key));
    }
    buf_free(&key);
    return found;
}
