// Commands and libraries that an attacker chooses.
#include "code/check/check.h"
#include <string.h>

enum { COMMAND_INJECTION, LIBRARY_INJECTION, SEARCHED, ENVIRONMENT };
enum { KIND_COMMAND, KIND_LIBRARY, KIND_SEARCHED, KIND_VARIABLE };

const struct rule RULES_command[] = {
    [COMMAND_INJECTION] = {"command-injection", 78, SEVERITY_CRITICAL, "Command from outside",
     "Text from outside becomes a command, or part of one: whoever sends it runs programs on the device.",
     "Do not go through a shell; run a fixed program with separate arguments, and check those against a list.", "engine"},
    [LIBRARY_INJECTION] = {"library-injection", 114, SEVERITY_HIGH, "Library to load is chosen from outside",
     "Whoever names the library runs code in this process.",
     "Load libraries by fixed absolute names only.", "engine"},
    [SEARCHED] = {"untrusted-search-path", 426, SEVERITY_LOW, "Program is looked for in the search path",
     "The name has no folder: which program runs depends on PATH and on what others put into its folders. Whoever changes "
     "either runs a program with the device's rights.",
     "Name the program by its whole path, or set PATH to fixed folders before.", "engine"},
    [ENVIRONMENT] = {"environment-from-outside", 427, SEVERITY_HIGH, "Environment variable comes from outside",
     "Variables like PATH and LD_PRELOAD decide which programs and libraries run: whoever sends the text runs code on the "
     "device.",
     "Set variables to fixed values, or check the text against a list.", "engine"},
    {0}};

extern const struct checker CHECKER_command;

enum { COMMAND_LETTERS = 64 };

// What shells do themselves.
static bool is_builtin(const char *word)
{
    static const char *const WORDS[] = {"cd", "echo", "exit", "export", "set", "unset", "test", "true", "false", "umask",
                                        "ulimit", "exec", "eval", "read", "wait", "trap", "type", "alias", "printf", "kill"};
    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (!strcmp(word, WORDS[i]))
            return true;
    return false;
}

// The first letters of a text as far as they are constant.
static void first_letters(struct flow *flow, term_id text, uint8_t width, bool word, char *out, size_t size)
{
    struct place place;
    size_t count = 0;
    int64_t letter;
    if (flow_place(flow, flow->state, text, &place) && place.exact)
        for (; count + 1 < size; count++) {
            term_id c = memory_load(&flow->world, flow->state, place.object,
                                    (int64_t)place.range.low + (int64_t)count * width, 8u * width, false);
            if (!term_is_const(&flow->world.terms, c, &letter) || letter <= (word ? ' ' : 0) || letter > 126)
                break;
            out[count] = (char)letter;
        }
    out[count] = '\0';
}

// Whether the source spells the text as one literal, or as the beginning of one.
static bool is_spelled(const struct ir_module *module, const char *text)
{
    size_t size = strlen(text);
    VEC_EACH(&module->globals, global)
        if (global->literal && global->bytes && global->size > size && !memcmp(global->bytes, text, size) &&
            (size + 1 >= COMMAND_LETTERS || !global->bytes[size]))
            return true;
    return false;
}

static void require_clean(struct flow *flow, const struct call *c, uint32_t argument, uint8_t width, uint8_t kind)
{
    if (argument >= c->count || !(term_of(&flow->world.terms, c->terms[argument])->flags & T_POINTER))
        return;
    (void)flow_require(flow, &CHECKER_command,
                       (struct requirement){.need = NEED_CLEAN, .a = c->terms[argument], .width = width, .kind = kind,
                                            .text = flow_text(flow, "%s goes to %s()",
                                                              flow_name(flow, c->arguments[argument], "a text"), c->name)});
}

static void require_absolute(struct flow *flow, const struct call *c, uint32_t argument, uint8_t width)
{
    if (argument >= c->count || flow->ended || !(term_of(&flow->world.terms, c->terms[argument])->flags & T_POINTER))
        return;
    (void)flow_require(flow, &CHECKER_command,
                       (struct requirement){.need = NEED_ABSOLUTE, .a = c->terms[argument], .width = width,
                                            .kind = KIND_SEARCHED,
                                            .text = flow_text(flow, "%s() looks for the program in the search path",
                                                              c->name)});
}

static void call(struct flow *flow, const struct call *c)
{
    for (uint32_t i = 0; c->model && i < c->model->count && !flow->ended; i++) {
        const struct effect *e = &c->model->effects[i];
        uint32_t first = (uint32_t)e->arg0, last = text_starts(c->model->name, "exec") ? c->count : first + 1;
        switch (e->kind) {
        case EFFECT_COMMAND:
        case EFFECT_LIBRARY:
            for (uint32_t k = first; k < last && !flow->ended; k++)
                require_clean(flow, c, k, e->width, e->kind == EFFECT_LIBRARY ? KIND_LIBRARY : KIND_COMMAND);
            break;
        case EFFECT_VARIABLE:
            require_clean(flow, c, first, e->width, KIND_VARIABLE);
            break;
        case EFFECT_SEARCHED:
            require_absolute(flow, c, first, e->width);
            break;
        default:
            break;
        }
    }
}

static bool judge(struct flow *flow, const struct requirement *q, const struct verdict *v, struct judgement *ret)
{
    static const int RULES[] = {COMMAND_INJECTION, LIBRARY_INJECTION, SEARCHED, ENVIRONMENT};
    char text[COMMAND_LETTERS];
    ret->rule = &RULES_command[RULES[q->kind]];
    if (q->kind == KIND_SEARCHED) {
        (void)v;
        first_letters(flow, q->a, q->width, false, text, sizeof text);
        if (q->width == 1 && !is_spelled(flow->module, text)) // put together from pieces: another rule's business
            return false;
        first_letters(flow, q->a, q->width, true, text, sizeof text);
        if (is_builtin(text))
            return false;
        buf_printf(&ret->message, "%s: '%s' names no folder", q->text, text);
        return true;
    }
    if (q->kind == KIND_VARIABLE) {
        first_letters(flow, q->a, q->width, false, text, sizeof text);
        if (text[0] && !text[1]) // one letter and zeros: wide text behind a cast
            first_letters(flow, q->a, 4, false, text, sizeof text);
        bool decides = !*text || text_starts(text, "PATH=") || text_starts(text, "LD_") || text_starts(text, "PYTHONPATH=") ||
                       text_starts(text, "CLASSPATH=");
        ret->cwe = decides ? 427 : 15;
        ret->severity = decides ? SEVERITY_HIGH : SEVERITY_MEDIUM;
    }
    buf_printf(&ret->message, "%s, and it comes from outside", q->text);
    return true;
}

const struct checker CHECKER_command = {.name = "command", .rules = RULES_command, .call = call, .judge = judge};
