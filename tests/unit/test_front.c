// The C and C++ front end: sources of tests/golden/ir through clang and the lowering, against dumps checked by hand.
// THERIAC_BLESS=1 in the environment writes the dumps anew; read the difference before it is committed.
#include "base/file.h"
#include "base/pool.h"
#include "base/proc.h"
#include "code/front/clang.h"
#include "code/front/front.h"
#include "code/front/signature.h"
#include "code/ir/build.h"
#include "code/ir/program.h"
#include "unit.h"
#include <stdlib.h>
#include <string.h>

#define GOLDEN "tests/golden/ir/"

// The dumps show what this target passes and how; other targets differ in that alone.
static void compile(const char *source, const char *const *more, struct buf *ret_bitcode)
{
    VEC(const char *) argv = {0};
    struct proc_result result = {0};
    struct diags diags = {0};
    const struct proc_options options = {.output_limit = 64 << 20};
    VEC_PUSH(&argv, clang_program());
    for (const char *const *flag = clang_bitcode_flags(); *flag; flag++)
        VEC_PUSH(&argv, *flag);
    VEC_PUSH(&argv, "--target=x86_64-pc-linux-gnu");
    VEC_PUSH(&argv, "-w");
    for (; more && *more; more++)
        VEC_PUSH(&argv, *more);
    VEC_PUSH(&argv, source);
    VEC_PUSH(&argv, "-o");
    VEC_PUSH(&argv, "-");
    VEC_PUSH(&argv, NULL);
    assert_int_equal(proc_run(argv.items, &options, &result, &diags), STATUS_OK);
    if (result.exit_code) fprintf(stderr, "%s\n", buf_cstr(&result.errors));
    assert_int_equal(result.exit_code, 0);
    *ret_bitcode = result.output;
    result.output = (struct buf){0};
    proc_result_free(&result);
    diags_free(&diags);
    VEC_FREE(&argv);
}

static struct ir_module *lower(const char *source, const char *const *more, struct diags *diags)
{
    struct buf bitcode;
    struct ir_module *module = mem_alloc(sizeof *module);
    compile(source, more, &bitcode);
    assert_int_equal(front_llvm_lower(bitcode.bytes, bitcode.size, source, module, diags), STATUS_OK);
    VEC_EACH(&module->functions, function)
        if (!ir_verify(module, function, diags)) diags_print(diags, stderr, false);
    buf_free(&bitcode);
    return module;
}

static void module_free(struct ir_module *module)
{
    ir_module_free(module);
    free(module);
}

static const struct ir_function *function_named(const struct ir_module *module, const char *name)
{
    VEC_EACH(&module->functions, function)
        if (text_equal(function->name, name)) return function;
    fail_msg("no function %s", name);
    return NULL;
}

static void show_first_difference(const char *expected, const char *got)
{
    size_t line = 1, start = 0, i = 0;
    for (; expected[i] && expected[i] == got[i]; i++)
        if (got[i] == '\n') line++, start = i + 1;
    fprintf(stderr, "line %zu\n  expected %.*s\n  got      %.*s\n", line, (int)strcspn(expected + start, "\n"),
            expected + start, (int)strcspn(got + start, "\n"), got + start);
}

static void golden(const char *name)
{
    struct arena arena = {0};
    struct diags diags = {0};
    struct buf out = {0}, expected = {0};
    const char *source = arena_printf(&arena, GOLDEN "%s", name), *dump = arena_printf(&arena, GOLDEN "%s.ir", name);
    struct ir_module *module = lower(source, NULL, &diags);
    assert_int_equal(diags.list.count, 0);
    ir_dump_module(module, &out);
    const char *text = strchr(buf_cstr(&out), '\n') + 1; // the first line has the path
    if (getenv("THERIAC_BLESS"))
        assert_int_equal(file_write(dump, text, strlen(text), &diags), STATUS_OK);
    assert_int_equal(file_read(dump, FILE_LIMIT, &expected, &diags), STATUS_OK);
    if (strcmp(text, buf_cstr(&expected)) != 0) {
        fprintf(stderr, "%s: ", name);
        show_first_difference(buf_cstr(&expected), text);
        fail();
    }
    buf_free(&out);
    buf_free(&expected);
    diags_free(&diags);
    arena_free(&arena);
    module_free(module);
}

#define GOLDEN_TEST(test, file)                                                                    \
    static void test(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        golden(file);                                                                              \
    }
GOLDEN_TEST(golden_arithmetic, "arithmetic.c")
GOLDEN_TEST(golden_memory, "memory.c")
GOLDEN_TEST(golden_control, "control.c")
GOLDEN_TEST(golden_calls, "calls.c")
GOLDEN_TEST(golden_exotic, "exotic.c")
GOLDEN_TEST(golden_objects, "objects.cpp")

static void no_sanitizer_is_left(void **state)
{
    (void)state;
    static const char *const SOURCES[] = {GOLDEN "arithmetic.c", GOLDEN "memory.c", GOLDEN "calls.c", GOLDEN "objects.cpp"};
    for (size_t i = 0; i < COUNT_OF(SOURCES); i++) {
        struct diags diags = {0};
        struct ir_module *module = lower(SOURCES[i], NULL, &diags);
        VEC_EACH(&module->symbols, symbol)
            assert_null(strstr(symbol->name, "ubsan"));
        module_free(module);
        diags_free(&diags);
    }
}

static void plain_char_has_the_sign_of_the_target(void **state)
{
    (void)state;
    for (int is_unsigned = 0; is_unsigned < 2; is_unsigned++) {
        struct diags diags = {0};
        struct ir_module *module = lower(GOLDEN "names.c", (const char *const[]){
                                         is_unsigned ? "-funsigned-char" : "-fsigned-char", NULL}, &diags);
        const struct ir_function *f = function_named(module, "plain");
        assert_string_equal(f->variables.items[1].spelling, "char");
        assert_int_equal(f->variables.items[1].is_signed, !is_unsigned);
        module_free(module);
        diags_free(&diags);
    }
}

// Records without a name, or named by a typedef only; members found through pointers, arrays, calls. Which member of a
// union without a name is meant, the bitcode does not say.
static void members_have_their_names(void **state)
{
    (void)state;
    struct diags diags = {0};
    struct ir_module *module = lower(GOLDEN "names.c", NULL, &diags);
    const struct ir_function *f = function_named(module, "members");
    static const char *const EXPECTED[] = {"s->inner.deep", "s->list[i]", "get(s)->inner.deep", "table[i].value",
                                           "s->next->next->inner.deep"};
    size_t next = 0;
    VEC_EACH(&f->instrs, instr) {
        struct buf text = {0};
        if (instr->op == IR_LOAD && module->types.items[instr->type].kind == IR_INT) {
            assert_true(next < COUNT_OF(EXPECTED));
            assert_true(ir_describe(module, f, instr->result, &text));
            assert_string_equal(buf_cstr(&text), EXPECTED[next++]);
        }
        buf_free(&text);
    }
    assert_int_equal(next, COUNT_OF(EXPECTED));
    const struct ir_variable *s = &f->variables.items[1];
    assert_string_equal(s->spelling, "outer_t *");
    module_free(module);
    diags_free(&diags);
}

static void what_cannot_be_lowered_is_named(void **state)
{
    (void)state;
    struct diags diags = {0};
    struct ir_module *module = lower(GOLDEN "gather.ll", NULL, &diags);
    assert_int_equal(module->functions.count, 1);
    assert_string_equal(module->functions.items[0].name, "plain");
    assert_int_equal(module->skipped, 1);
    assert_int_equal(diags.list.count, 1);
    assert_int_equal(diags.list.items[0].level, DIAG_SKIPPED);
    assert_non_null(strstr(diags.list.items[0].message, "gather"));
    assert_non_null(strstr(diags.list.items[0].message, "getelementptr"));
    module_free(module);
    diags_free(&diags);
}

static void broken_bitcode_is_a_diagnostic(void **state)
{
    (void)state;
    struct buf bitcode;
    compile(GOLDEN "calls.c", NULL, &bitcode);
    for (unsigned part = 0; part < 16; part++) {
        struct ir_module module = {0};
        struct diags diags = {0};
        size_t size = bitcode.size * part / 16;
        assert_int_equal(front_llvm_lower(bitcode.bytes, size, "calls.c", &module, &diags), STATUS_INPUT);
        assert_true(diags.list.count > 0);
        assert_int_equal(diags.list.items[0].level, DIAG_ERROR);
        assert_string_equal(diags.list.items[0].file, "calls.c");
        ir_module_free(&module);
        diags_free(&diags);
    }
    buf_free(&bitcode);
}

struct parallel {
    struct buf bitcode;
    struct buf dumps[8];
};

static void lower_one(void *context, size_t index, unsigned worker)
{
    (void)worker;
    struct parallel *parallel = context;
    struct ir_module module = {0};
    struct diags diags = {0};
    if (front_llvm_lower(parallel->bitcode.bytes, parallel->bitcode.size, "calls.c", &module, &diags) == STATUS_OK)
        ir_dump_module(&module, &parallel->dumps[index]);
    ir_module_free(&module);
    diags_free(&diags);
}

static void threads_do_not_meet(void **state)
{
    (void)state;
    struct parallel parallel = {0};
    compile(GOLDEN "calls.c", NULL, &parallel.bitcode);
    pool_run(4, COUNT_OF(parallel.dumps), lower_one, &parallel);
    for (size_t i = 0; i < COUNT_OF(parallel.dumps); i++) {
        assert_true(parallel.dumps[i].size > 1000);
        assert_string_equal(buf_cstr(&parallel.dumps[i]), buf_cstr(&parallel.dumps[0]));
    }
    for (size_t i = 0; i < COUNT_OF(parallel.dumps); i++)
        buf_free(&parallel.dumps[i]);
    buf_free(&parallel.bitcode);
}

// The hash is the cache's key: a comment or a blank line above changes nothing, a statement does.
static void hashes_know_no_lines(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {
        "int f(int a) { return a ? *\"xy\" : 3; }\n",
        "\n\n// what it does\nint f(int a)\n{\n  return a ? *\"xy\" : 3;\n}\n",
        "int f(int a) { return a ? *\"xz\" : 3; }\n",
        "int f(int a) { return a ? *\"xy\" : 4; }\n",
    };
    uint64_t hashes[COUNT_OF(TEXTS)];
    char folder[] = "/tmp/theriac-front-XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/f.c", folder);
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++) {
        struct diags diags = {0};
        assert_int_equal(file_write(path, TEXTS[i], strlen(TEXTS[i]), &diags), STATUS_OK);
        struct ir_module *module = lower(path, NULL, &diags);
        hashes[i] = function_named(module, "f")->hash;
        module_free(module);
        diags_free(&diags);
    }
    remove(path);
    remove(folder);
    assert_true(hashes[0] == hashes[1]);
    assert_true(hashes[0] != hashes[2]);
    assert_true(hashes[0] != hashes[3]);
}

// A virtual call reaches the overriders of its class and below it, and nobody else's.
static void virtual_calls_know_their_classes(void **state)
{
    (void)state;
    struct diags diags = {0};
    struct ir_program program = {0};
    struct callgraph graph;
    struct ir_module *module = lower(GOLDEN "virtual.cpp", NULL, &diags);
    VEC_PUSH(&program.modules, module);
    ir_program_link(&program, &diags);
    callgraph_build(&program, &graph);
    const struct ir_function *f = function_named(module, "ask");
    static const char *const EXPECTED[] = {"Near::far", "Nearer::far"};
    bool met = false;
    VEC_EACH(&f->instrs, instr) {
        if (instr->op != IR_CALL || !f->calls.items[instr->aux].is_virtual) continue;
        uint32_t count;
        const uint32_t *targets = callgraph_targets(&graph, &program, module, f, instr, &count);
        assert_int_equal(count, COUNT_OF(EXPECTED));
        for (uint32_t i = 0; i < count; i++)
            assert_string_equal(program.symbols.items[targets[i]].display, EXPECTED[i]);
        met = true;
    }
    assert_true(met);
    callgraph_free(&graph);
    ir_program_free(&program);
    module_free(module);
    diags_free(&diags);
}

// The mangled types were made with clang and read with c++filt.
static void prototypes_say_what_is_constant(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint64_t reads, borrows;
        const char *pointee; // of the first parameter
    } ROWS[] = {
        {"_ZTSFvPKcE", 1, 1},          // void (const char *)
        {"_ZTSFvPcE", 0, 0},           // void (char *)
        {"_ZTSFvPKvPvE", 1, 0},        // void (const void *, void *)
        {"_ZTSFiPK1SS1_iE", 3, 3, "S"}, // int (const S *, const S *, int)
        {"_ZTSFvP11drug_recordiE", 0, 0, "drug_record"}, // void (struct drug_record *, int)
        {"_ZTSFvPFiPKcES0_E", 2, 2},   // void (int (*)(const char *), const char *)
        {"_ZTSFvPPKcE", 0, 0},         // void (const char **)
        {"_ZTSFvPVKiPA4_KiE", 3, 3},   // void (const volatile int *, const int (*)[4])
        {"_ZTSFvPKcPK1AI1BES0_E", 1, 1}, // a template ends the reading
        {"_ZTSFvPK", 0, 0},            // cut off
        {"_ZTSFvS7_PKcE", 0, 0},       // nothing has this number
        {"_ZTSFvP99999999xE", 0, 0},   // a name longer than the text
        {"_ZTS1S", 0, 0},
        {"", 0, 0},
    };
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct signature s = {.reads = 99, .borrows = 99};
        signature_read(ROWS[i].text, strlen(ROWS[i].text), &s);
        if (s.reads != ROWS[i].reads || s.borrows != ROWS[i].borrows) fprintf(stderr, "%s\n", ROWS[i].text);
        assert_int_equal(s.reads, ROWS[i].reads);
        assert_int_equal(s.borrows, ROWS[i].borrows);
        const char *wanted = ROWS[i].pointee;
        assert_int_equal(s.pointees[0].size, wanted ? strlen(wanted) : 0);
        assert_true(!wanted || !strncmp(s.pointees[0].at, wanted, strlen(wanted)));
    }
}

RUN(cmocka_unit_test(prototypes_say_what_is_constant), cmocka_unit_test(golden_arithmetic), cmocka_unit_test(golden_memory), cmocka_unit_test(golden_control),
    cmocka_unit_test(golden_calls), cmocka_unit_test(golden_exotic), cmocka_unit_test(golden_objects),
    cmocka_unit_test(no_sanitizer_is_left), cmocka_unit_test(plain_char_has_the_sign_of_the_target),
    cmocka_unit_test(members_have_their_names), cmocka_unit_test(what_cannot_be_lowered_is_named),
    cmocka_unit_test(broken_bitcode_is_a_diagnostic), cmocka_unit_test(threads_do_not_meet),
    cmocka_unit_test(hashes_know_no_lines), cmocka_unit_test(virtual_calls_know_their_classes))
