// Reading expressions: recursive descent with a depth limit; names, fields and words are checked on the way.
#include "threats/expr_internal.h"
#include <stdio.h>
#include <string.h>

enum token { TOKEN_END, TOKEN_WORD, TOKEN_NUMBER, TOKEN_TEXT, TOKEN_SIGN, TOKEN_BAD };

struct parser {
    struct arena *arena;
    const char *text;
    size_t at; // behind the current token
    enum token token;
    struct str lexeme; // of the current token; of a text without its quotes
    size_t offset;     // where the current token begins
    struct expr_variable variables[EXPR_VARIABLES_MAX + EXPR_DEPTH_MAX];
    size_t variable_count;
    unsigned depth;
    bool failed;
    size_t failed_at;
    const char *message;
};

PRINTF_LIKE(3, 4) static void fail(struct parser *parser, size_t offset, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (!parser->failed) {
        parser->message = arena_vprintf(parser->arena, format, args);
        parser->failed_at = offset;
    }
    va_end(args);
    parser->failed = true;
}

// --- tokens ------------------------------------------------------------------------------------

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t token_size(struct parser *parser, const char *from)
{
    size_t size = 1;
    if (is_letter(*from)) {
        parser->token = TOKEN_WORD;
        while (is_letter(from[size]) || is_digit(from[size]) || (from[size] == '-' && is_letter(from[size + 1])))
            size++;
    } else if (is_digit(*from)) {
        parser->token = TOKEN_NUMBER;
        while (is_digit(from[size]) || (from[size] == '.' && is_digit(from[size + 1])))
            size++;
    } else if (*from == '\'') {
        const char *end = strchr(from + 1, '\'');
        parser->token = end ? TOKEN_TEXT : TOKEN_BAD;
        size = end ? (size_t)(end - from) + 1 : 1;
    } else {
        parser->token = strchr("()[],:.=<>!", *from) ? TOKEN_SIGN : TOKEN_BAD;
        if (strchr("<>!", *from) && from[1] == '=') size = 2;
    }
    return size;
}

static void next(struct parser *parser)
{
    while (parser->text[parser->at] && strchr(" \t\r\n", parser->text[parser->at]))
        parser->at++;
    const char *from = parser->text + parser->at;
    parser->offset = parser->at;
    if (!*from) {
        parser->token = TOKEN_END;
        parser->lexeme = (struct str){from, 0};
        return;
    }
    size_t size = token_size(parser, from);
    parser->at += size;
    parser->lexeme = parser->token == TOKEN_TEXT ? (struct str){from + 1, size - 2} : (struct str){from, size};
}

static bool is_word(const struct parser *parser, const char *word)
{
    return parser->token == TOKEN_WORD && str_is(parser->lexeme, word);
}

static bool is_sign(const struct parser *parser, const char *sign)
{
    return parser->token == TOKEN_SIGN && str_is(parser->lexeme, sign);
}

static const char *lexeme(struct parser *parser)
{
    return arena_copy(parser->arena, parser->lexeme.at, parser->lexeme.size);
}

static void expect_sign(struct parser *parser, const char *sign)
{
    if (!is_sign(parser, sign))
        fail(parser, parser->offset, "'%s' is missing here", sign);
    else
        next(parser);
}

// --- operands ----------------------------------------------------------------------------------

static int find_variable(const struct parser *parser, struct str name)
{
    for (size_t i = parser->variable_count; i-- > 0;) // the innermost wins
        if (str_is(name, parser->variables[i].name)) return (int)i;
    return -1;
}

static bool is_element_type(enum value_type type)
{
    return type == VALUE_ELEMENT || type == VALUE_ELEMENTS;
}

static void parse_path(struct parser *parser, int variable, struct operand *ret_operand)
{
    VEC(const char *) names = {0};
    struct attribute_type type = {VALUE_ELEMENT, parser->variables[variable].kinds, NULL};
    next(parser);
    while (!parser->failed && is_sign(parser, ".")) {
        next(parser);
        const char *name = lexeme(parser);
        struct attribute_type inner = {0};
        if (parser->token != TOKEN_WORD)
            fail(parser, parser->offset, "a name must follow the dot");
        else if (type.type != VALUE_ELEMENT)
            fail(parser, parser->offset, "only a single element has fields%s",
                 type.type == VALUE_ELEMENTS ? "; use any or all for a list" : "");
        else if (!attribute_type(type.kinds, name, &inner))
            fail(parser, parser->offset, "there is no field '%.60s' here", name);
        VEC_PUSH(&names, name);
        type = inner;
        next(parser);
    }
    const char **copy = ARENA_ARRAY(parser->arena, const char *, names.count + 1);
    if (names.count) memcpy(copy, names.items, names.count * sizeof *copy);
    ret_operand->kind = OPERAND_PATH;
    ret_operand->variable = (unsigned)variable;
    ret_operand->names = copy;
    ret_operand->name_count = names.count;
    ret_operand->type = type;
    VEC_FREE(&names);
}

static void parse_list(struct parser *parser, struct operand *ret_operand)
{
    VEC(const char *) words = {0};
    next(parser);
    while (!parser->failed && !is_sign(parser, "]")) {
        if (parser->token != TOKEN_WORD && parser->token != TOKEN_TEXT)
            fail(parser, parser->offset, "a list holds words and texts");
        VEC_PUSH(&words, lexeme(parser));
        next(parser);
        if (is_sign(parser, ","))
            next(parser);
        else if (!is_sign(parser, "]"))
            fail(parser, parser->offset, "',' or ']' is missing here");
    }
    expect_sign(parser, "]");
    const char **copy = ARENA_ARRAY(parser->arena, const char *, words.count + 1);
    if (words.count) memcpy(copy, words.items, words.count * sizeof *copy);
    ret_operand->kind = OPERAND_LIST;
    ret_operand->list = copy;
    ret_operand->list_count = words.count;
    VEC_FREE(&words);
}

static void parse_call_path(struct parser *parser, struct operand *ret_operand)
{
    next(parser);
    expect_sign(parser, "(");
    int variable = parser->token == TOKEN_WORD ? find_variable(parser, parser->lexeme) : -1;
    if (variable < 0)
        fail(parser, parser->offset, "a path is missing here");
    else
        parse_path(parser, variable, ret_operand);
}

static void parse_call(struct parser *parser, struct operand *ret_operand)
{
    bool version = is_word(parser, "version"), count = is_word(parser, "count");
    parse_call_path(parser, ret_operand);
    if (parser->failed) return;
    enum value_type type = ret_operand->type.type;
    if (version) {
        if (type != VALUE_TEXTS) fail(parser, ret_operand->offset, "version() wants a list of texts");
        expect_sign(parser, ",");
        if (parser->token != TOKEN_WORD && parser->token != TOKEN_TEXT)
            fail(parser, parser->offset, "a name is missing here");
        ret_operand->text = lexeme(parser);
        next(parser);
    } else if (count && type != VALUE_TEXTS && type != VALUE_ELEMENTS) {
        fail(parser, ret_operand->offset, "count() wants a list");
    }
    expect_sign(parser, ")");
    ret_operand->kind = version ? OPERAND_VERSION : count ? OPERAND_COUNT : OPERAND_KNOWN;
    ret_operand->type = (struct attribute_type){version ? VALUE_TEXT : count ? VALUE_NUMBER : VALUE_FLAG, 0, NULL};
}

static bool followed_by_parenthesis(const struct parser *parser)
{
    size_t at = parser->at;
    while (parser->text[at] == ' ')
        at++;
    return parser->text[at] == '(';
}

static void parse_word_operand(struct parser *parser, struct operand *ret_operand)
{
    int variable = find_variable(parser, parser->lexeme);
    bool call = is_word(parser, "version") || is_word(parser, "known") || is_word(parser, "count");
    if (variable >= 0) {
        parse_path(parser, variable, ret_operand);
        return;
    }
    if (call && followed_by_parenthesis(parser)) {
        parse_call(parser, ret_operand);
        return;
    }
    ret_operand->text = lexeme(parser);
    ret_operand->kind = OPERAND_WORD;
    if (is_word(parser, "true") || is_word(parser, "false")) {
        ret_operand->kind = OPERAND_FLAG;
        ret_operand->yes = is_word(parser, "true");
    } else if (attribute_section_kind(ret_operand->text) != ELEMENT_KIND_COUNT) {
        ret_operand->kind = OPERAND_SECTION;
        ret_operand->type =
            (struct attribute_type){VALUE_ELEMENTS, KIND_BIT(attribute_section_kind(ret_operand->text)), NULL};
    }
    next(parser);
}

static void parse_operand(struct parser *parser, struct operand *ret_operand)
{
    *ret_operand = (struct operand){.offset = parser->offset};
    if (parser->token == TOKEN_WORD) {
        parse_word_operand(parser, ret_operand);
    } else if (parser->token == TOKEN_NUMBER || parser->token == TOKEN_TEXT) {
        ret_operand->kind = parser->token == TOKEN_NUMBER ? OPERAND_NUMBER : OPERAND_WORD;
        ret_operand->text = lexeme(parser);
        next(parser);
    } else if (is_sign(parser, "[")) {
        parse_list(parser, ret_operand);
    } else {
        fail(parser, parser->offset,
             parser->token == TOKEN_END ? "the condition ends too early" : "a value is missing here");
    }
}

// --- what may be compared with what --------------------------------------------------------------

static bool is_path_like(const struct operand *operand)
{
    return operand->kind == OPERAND_PATH || operand->kind == OPERAND_SECTION || operand->kind == OPERAND_VERSION ||
           operand->kind == OPERAND_COUNT || operand->kind == OPERAND_KNOWN;
}

static bool is_one_of(const char *word, const char *words)
{
    struct str rest = str_of(words), piece;
    while (str_next(&rest, ' ', &piece))
        if (str_is(piece, word)) return true;
    return false;
}

static bool is_kind_name(const char *word)
{
    for (size_t kind = 0; kind < ELEMENT_KIND_COUNT; kind++)
        if (strcmp(DEVICE_KINDS[kind].singular, word) == 0) return true;
    return false;
}

static void check_word(struct parser *parser, const struct operand *left, const char *word, size_t offset)
{
    if (left->type.choices && !is_one_of(word, left->type.choices))
        fail(parser, offset, "'%.60s' is none of %s", word, left->type.choices);
    else if (is_element_type(left->type.type) && !is_kind_name(word))
        fail(parser, offset, "'%.60s' is no kind of element", word);
    else if (left->type.type == VALUE_FLAG || left->type.type == VALUE_NUMBER)
        fail(parser, offset, "'%.60s' is no %s", word, left->type.type == VALUE_FLAG ? "true or false" : "number");
}

static void check_words(struct parser *parser, const struct operand *left, const struct operand *right)
{
    if (right->kind == OPERAND_WORD) check_word(parser, left, right->text, right->offset);
    for (size_t i = 0; right->kind == OPERAND_LIST && i < right->list_count; i++)
        check_word(parser, left, right->list[i], right->offset);
}

static void check_equality(struct parser *parser, const struct operand *left, const struct operand *right)
{
    enum value_type type = left->type.type;
    bool is_list = type == VALUE_TEXTS || type == VALUE_ELEMENTS;
    if (is_list)
        fail(parser, left->offset, "a list can't be equal to one value; use has, lacks, any or all");
    else if (right->kind == OPERAND_LIST || right->kind == OPERAND_SECTION)
        fail(parser, right->offset, "one value can't be equal to a list; use in");
    else if (right->kind == OPERAND_FLAG && type != VALUE_FLAG)
        fail(parser, right->offset, "only a flag is true or false");
    else if (right->kind == OPERAND_NUMBER && type != VALUE_NUMBER && left->kind != OPERAND_VERSION)
        fail(parser, right->offset, "only a number or a version is equal to a number");
    else if (is_path_like(right) && right->type.type != type)
        fail(parser, right->offset, "the two sides are of different kinds");
}

static void check_order(struct parser *parser, const struct operand *left, const struct operand *right)
{
    bool number = left->type.type == VALUE_NUMBER, version = left->kind == OPERAND_VERSION;
    bool choice = left->type.type == VALUE_TEXT && left->type.choices;
    if (!number && !version && !choice)
        fail(parser, left->offset, "only numbers, versions and choices have an order");
    else if ((number || version) && right->kind != OPERAND_NUMBER &&
             !(is_path_like(right) && right->type.type == VALUE_NUMBER))
        fail(parser, right->offset, "a number is missing here");
    else if (choice && right->kind != OPERAND_WORD)
        fail(parser, right->offset, "one of %s is missing here", left->type.choices);
}

static void check_membership(struct parser *parser, const struct operand *left, const struct operand *right)
{
    bool right_list = right->type.type == VALUE_TEXTS || right->type.type == VALUE_ELEMENTS;
    if (right->kind != OPERAND_LIST && !(is_path_like(right) && right_list))
        fail(parser, right->offset, "a list is missing here");
    else if (left->type.type == VALUE_TEXTS || left->type.type == VALUE_ELEMENTS)
        fail(parser, left->offset, "a list is in no list; use has, any or all");
}

static void check_content(struct parser *parser, const struct operand *left, const struct operand *right)
{
    if (left->type.type != VALUE_TEXTS && left->type.type != VALUE_ELEMENTS)
        fail(parser, left->offset, "only a list has or lacks something");
    else if (right->kind != OPERAND_WORD && right->kind != OPERAND_LIST && right->kind != OPERAND_PATH)
        fail(parser, right->offset, "a word, a list of words or an element is missing here");
    else if (right->kind == OPERAND_PATH && (left->type.type != VALUE_ELEMENTS || right->type.type != VALUE_ELEMENT))
        fail(parser, right->offset, "only an element can be in a list of elements");
}

static void check_comparison(struct parser *parser, const struct expr *expr)
{
    const struct operand *left = &expr->a, *right = &expr->b;
    if (parser->failed) return;
    if (!is_path_like(left)) {
        fail(parser, left->offset, "no variable '%.60s' here", left->text ? left->text : "");
        return;
    }
    switch (expr->operator) {
    case OPERATOR_IS:
    case OPERATOR_IS_NOT: check_equality(parser, left, right); break;
    case OPERATOR_IN:
    case OPERATOR_NOT_IN: check_membership(parser, left, right); break;
    case OPERATOR_HAS:
    case OPERATOR_LACKS: check_content(parser, left, right); break;
    case OPERATOR_REACHES:
        if (left->type.type != VALUE_ELEMENT || right->type.type != VALUE_ELEMENT)
            fail(parser, left->offset, "reaches stands between two elements");
        return;
    default: check_order(parser, left, right); break;
    }
    if (!parser->failed) check_words(parser, left, right);
}

// --- conditions --------------------------------------------------------------------------------

static struct expr *parse_or(struct parser *parser);

static struct expr *expr_new(struct parser *parser, enum expr_kind kind)
{
    struct expr *expr = ARENA_NEW(parser->arena, struct expr);
    expr->kind = kind;
    return expr;
}

static bool parse_operator(struct parser *parser, enum expr_operator *ret_operator)
{
    static const struct {
        const char *text;
        enum expr_operator operator;
    } OPERATORS[] = {
        {"=", OPERATOR_IS},        {"!=", OPERATOR_IS_NOT},        {"<", OPERATOR_LESS}, {"<=", OPERATOR_LESS_EQUAL},
        {">", OPERATOR_GREATER},   {">=", OPERATOR_GREATER_EQUAL}, {"in", OPERATOR_IN},  {"has", OPERATOR_HAS},
        {"lacks", OPERATOR_LACKS}, {"reaches", OPERATOR_REACHES},  {"is", OPERATOR_IS}};
    for (size_t i = 0; i < COUNT_OF(OPERATORS); i++) {
        if (!is_sign(parser, OPERATORS[i].text) && !is_word(parser, OPERATORS[i].text)) continue;
        *ret_operator = OPERATORS[i].operator;
        bool is = is_word(parser, "is");
        next(parser);
        if (is && is_word(parser, "not")) {
            *ret_operator = OPERATOR_IS_NOT;
            next(parser);
        }
        return true;
    }
    if (!is_word(parser, "not")) return false;
    next(parser);
    if (!is_word(parser, "in")) fail(parser, parser->offset, "'in' is missing here");
    *ret_operator = OPERATOR_NOT_IN;
    next(parser);
    return true;
}

static struct expr *parse_comparison(struct parser *parser)
{
    struct expr *expr = expr_new(parser, EXPR_COMPARE);
    parse_operand(parser, &expr->a);
    if (parser->failed) return expr;
    if (parse_operator(parser, &expr->operator)) {
        parse_operand(parser, &expr->b);
        check_comparison(parser, expr);
        return expr;
    }
    expr->kind = EXPR_TRUTH;
    if (expr->a.kind == OPERAND_FLAG) return expr; // "true": always
    if (!is_path_like(&expr->a))
        fail(parser, expr->a.offset, "no variable '%.60s' here", expr->a.text ? expr->a.text : "");
    else if (expr->a.type.type != VALUE_FLAG)
        fail(parser, expr->a.offset, "this is not true or false: a comparison is missing");
    return expr;
}

static struct expr *parse_not(struct parser *parser);

static struct expr *parse_quantifier(struct parser *parser, enum expr_kind kind)
{
    struct expr *expr = expr_new(parser, kind);
    next(parser);
    if (parser->token != TOKEN_WORD) fail(parser, parser->offset, "a name is missing here");
    const char *name = lexeme(parser);
    next(parser);
    if (!is_word(parser, "in")) fail(parser, parser->offset, "'in' is missing here");
    next(parser);
    parse_operand(parser, &expr->a);
    if (!parser->failed && expr->a.type.type != VALUE_ELEMENTS)
        fail(parser, expr->a.offset, "a list of elements is missing here");
    expect_sign(parser, ":");
    if (parser->failed) return expr;
    expr->variable = (unsigned)parser->variable_count;
    parser->variables[parser->variable_count++] = (struct expr_variable){name, expr->a.type.kinds};
    expr->left = parse_not(parser);
    parser->variable_count--;
    return expr;
}

static struct expr *parse_not(struct parser *parser)
{
    struct expr *expr = NULL;
    if (++parser->depth > EXPR_DEPTH_MAX) fail(parser, parser->offset, "it nests deeper than %d", EXPR_DEPTH_MAX);
    if (parser->failed) {
        expr = expr_new(parser, EXPR_TRUTH);
    } else if (is_word(parser, "not")) {
        expr = expr_new(parser, EXPR_NOT);
        next(parser);
        expr->left = parse_not(parser);
    } else if (is_word(parser, "any")) {
        expr = parse_quantifier(parser, EXPR_ANY);
    } else if (is_word(parser, "all")) {
        expr = parse_quantifier(parser, EXPR_ALL);
    } else if (is_word(parser, "no")) {
        expr = parse_quantifier(parser, EXPR_NONE);
    } else if (is_sign(parser, "(")) {
        next(parser);
        expr = parse_or(parser);
        expect_sign(parser, ")");
    } else {
        expr = parse_comparison(parser);
    }
    parser->depth--;
    return expr;
}

static struct expr *parse_joined(struct parser *parser, const char *word, enum expr_kind kind,
                                 struct expr *(*parse)(struct parser *parser))
{
    struct expr *expr = parse(parser);
    while (!parser->failed && is_word(parser, word)) {
        struct expr *both = expr_new(parser, kind);
        next(parser);
        both->left = expr;
        both->right = parse(parser);
        expr = both;
    }
    return expr;
}

static struct expr *parse_and(struct parser *parser)
{
    return parse_joined(parser, "and", EXPR_AND, parse_not);
}

static struct expr *parse_or(struct parser *parser)
{
    return parse_joined(parser, "or", EXPR_OR, parse_and);
}

// --- entry points ------------------------------------------------------------------------------

static void parser_start(struct parser *parser, struct arena *arena, const char *text, const struct expr_scope *scope)
{
    *parser = (struct parser){.arena = arena, .text = text, .variable_count = scope->count};
    for (size_t i = 0; i < scope->count; i++)
        parser->variables[i] = scope->variables[i];
    if (strlen(text) > EXPR_SIZE_MAX)
        fail(parser, 0, "it is longer than %d bytes", EXPR_SIZE_MAX);
    else
        next(parser);
}

struct expr *expr_parse(struct arena *arena, const char *text, const struct expr_scope *scope, const char *file,
                        unsigned line, unsigned column, struct diags *diags)
{
    struct parser parser;
    parser_start(&parser, arena, text, scope);
    struct expr *expr = parser.failed ? NULL : parse_or(&parser);
    if (!parser.failed && parser.token != TOKEN_END)
        fail(&parser, parser.offset, "nothing may follow here, or 'and' or 'or' is missing");
    if (!parser.failed) return expr;
    const char *near = text + (parser.failed_at < strlen(text) ? parser.failed_at : strlen(text));
    diag_add(diags, DIAG_SKIPPED, file, line, column ? column + (unsigned)parser.failed_at : 0, "%s, at '%.30s'",
             parser.message, *near ? near : "the end");
    return NULL;
}

static void write_value(const struct operand *operand, struct expr_run *run, struct buf *out)
{
    struct attribute_value value;
    operand_read(operand, run, &value);
    switch (value.type) {
    case VALUE_TEXT: buf_text(out, value.text); break;
    case VALUE_FLAG: buf_text(out, value.yes ? "true" : "false"); break;
    case VALUE_NUMBER: buf_printf(out, "%lld", (long long)value.number); break;
    case VALUE_ELEMENT: buf_text(out, value.element->name); break;
    case VALUE_TEXTS:
        for (size_t i = 0; i < value.count; i++)
            buf_printf(out, "%s%s", i ? ", " : "", value.texts[i]);
        break;
    case VALUE_ELEMENTS:
        for (size_t i = 0; i < value.count; i++)
            buf_printf(out, "%s%s", i ? ", " : "", value.elements[i] ? value.elements[i]->name : "?");
        break;
    default: buf_text(out, "(unknown)"); break;
    }
}

bool expr_template(const char *text, const struct expr_scope *scope, struct expr_run *run, struct buf *out,
                   const char *file, unsigned line, struct diags *diags)
{
    struct arena scratch = {0};
    bool good = true;
    for (const char *at = text; *at && good;) {
        const char *open = strchr(at, '{'), *close = open ? strchr(open, '}') : NULL;
        buf_add(out, at, open ? (size_t)(open - at) : strlen(at));
        if (!open) break;
        struct parser parser;
        struct operand operand = {0};
        const char *path = close ? arena_copy(&scratch, open + 1, (size_t)(close - open) - 1) : "";
        parser_start(&parser, &scratch, path, scope);
        if (!parser.failed) parse_operand(&parser, &operand);
        good = !parser.failed && operand.kind == OPERAND_PATH && parser.token == TOKEN_END;
        if (!good)
            DIAG(diags, DIAG_SKIPPED, file, line, "'{%.60s}' in a text: %s", path,
                 !close          ? "'}' is missing"
                 : parser.failed ? parser.message
                                 : "a path is missing");
        else if (run)
            write_value(&operand, run, out);
        at = close ? close + 1 : at + strlen(at);
    }
    arena_free(&scratch);
    return good;
}
