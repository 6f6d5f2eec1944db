// The tree of an expression, shared by expr_parse.c and expr_eval.c; nobody else includes it.
#pragma once
#include "threats/attributes.h"
#include "threats/expr.h"

enum operand_kind {
    OPERAND_PATH,
    OPERAND_SECTION, // every element of a section
    OPERAND_WORD,
    OPERAND_NUMBER,
    OPERAND_FLAG,
    OPERAND_LIST,
    OPERAND_VERSION, // of the entry `text` in the list that the path leads to
    OPERAND_KNOWN,
    OPERAND_COUNT
};

struct operand {
    enum operand_kind kind;
    unsigned variable;            // where the path begins
    const char *const *names;     // then these attributes
    size_t name_count;
    const char *text;             // of a word; of a section its name; of a number its digits
    bool yes;
    const char *const *list;
    size_t list_count;
    struct attribute_type type;   // as far as it is known without a model
    size_t offset;                // in the text, for messages
};

enum expr_kind { EXPR_AND, EXPR_OR, EXPR_NOT, EXPR_ANY, EXPR_ALL, EXPR_NONE, EXPR_COMPARE, EXPR_TRUTH };
enum expr_operator {
    OPERATOR_IS,
    OPERATOR_IS_NOT,
    OPERATOR_LESS,
    OPERATOR_LESS_EQUAL,
    OPERATOR_GREATER,
    OPERATOR_GREATER_EQUAL,
    OPERATOR_IN,
    OPERATOR_NOT_IN,
    OPERATOR_HAS,
    OPERATOR_LACKS,
    OPERATOR_REACHES
};

struct expr {
    enum expr_kind kind;
    struct expr *left, *right;  // of AND and OR; NOT and quantifiers have `left` only
    unsigned variable;          // of quantifiers: what each element is called in `left`
    enum expr_operator operator;
    struct operand a, b;        // of COMPARE; TRUTH and quantifiers have `a` only
};

enum tri tri_not(enum tri tri);
enum tri tri_and(enum tri a, enum tri b);
enum tri tri_or(enum tri a, enum tri b);
void operand_read(const struct operand *operand, struct expr_run *run, struct attribute_value *ret_value);
