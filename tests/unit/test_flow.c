#include "unit.h"

#include "code/flow/model.h"
#include "code/flow/state.h"
#include "code/ir/demangle.h"
#include <string.h>

// --- ranges, against every value of a narrow type -------------------------------------------------

enum { BITS = 5, VALUES = 1 << BITS };

static struct range some_range(unsigned seed)
{
    int64_t low = (int64_t)(seed * 7 % VALUES) - VALUES / 2, high = low + (int64_t)(seed * 13 % 9);
    if (seed % 3 == 0)
        return range_unsigned((uint64_t)(low + VALUES / 2), (uint64_t)(high + VALUES / 2), BITS);
    return range_signed(low, high, BITS);
}

static bool exact(enum ir_binary op, uint64_t x, uint64_t y, uint64_t *ret)
{
    int64_t sx = range_sign_extend(x, BITS), sy = range_sign_extend(y, BITS);
    switch (op) {
    case IR_ADD: *ret = x + y; break;
    case IR_SUB: *ret = x - y; break;
    case IR_MUL: *ret = x * y; break;
    case IR_AND: *ret = x & y; break;
    case IR_OR: *ret = x | y; break;
    case IR_XOR: *ret = x ^ y; break;
    case IR_UDIV: if (!y) return false; *ret = x / y; break;
    case IR_UREM: if (!y) return false; *ret = x % y; break;
    case IR_SDIV: if (!sy || (sx == range_lowest(BITS) && sy == -1)) return false; *ret = (uint64_t)(sx / sy); break;
    case IR_SREM: if (!sy || (sx == range_lowest(BITS) && sy == -1)) return false; *ret = (uint64_t)(sx % sy); break;
    case IR_SHL: if (y >= BITS) return false; *ret = x << y; break;
    case IR_LSHR: if (y >= BITS) return false; *ret = x >> y; break;
    case IR_ASHR: if (y >= BITS) return false; *ret = (uint64_t)(sx >> y); break;
    case IR_UMIN: *ret = x < y ? x : y; break;
    case IR_UMAX: *ret = x > y ? x : y; break;
    case IR_SMIN: *ret = sx < sy ? x : y; break;
    case IR_SMAX: *ret = sx > sy ? x : y; break;
    default: return false;
    }
    *ret = range_zero_extend(*ret, BITS);
    return true;
}

static void test_arithmetic_is_sound(void **unused)
{
    (void)unused;
    static const enum ir_binary OPS[] = {IR_ADD, IR_SUB, IR_MUL, IR_AND, IR_OR, IR_XOR, IR_UDIV, IR_UREM, IR_SDIV, IR_SREM,
                                         IR_SHL, IR_LSHR, IR_ASHR, IR_UMIN, IR_UMAX, IR_SMIN, IR_SMAX};
    for (unsigned i = 0; i < 60; i++)
        for (unsigned j = 0; j < 60; j++)
            for (size_t op = 0; op < COUNT_OF(OPS); op++) {
                struct range a = some_range(i), b = some_range(j), r = range_binary(OPS[op], a, b, BITS);
                for (uint64_t x = 0; x < VALUES; x++)
                    for (uint64_t y = 0; y < VALUES; y++) {
                        uint64_t value;
                        if (range_holds(a, (int64_t)x, BITS) && range_holds(b, (int64_t)y, BITS) &&
                            exact(OPS[op], x, y, &value) && !range_holds(r, (int64_t)value, BITS))
                            fail_msg("op %d: %u and %u give %u outside", OPS[op], (unsigned)x, (unsigned)y, (unsigned)value);
                    }
            }
}

static bool holds(enum ir_predicate p, uint64_t x, uint64_t y)
{
    int64_t sx = range_sign_extend(x, BITS), sy = range_sign_extend(y, BITS);
    const bool results[] = {x == y, x != y, x > y, x >= y, x < y, x <= y, sx > sy, sx >= sy, sx < sy, sx <= sy};
    return results[p];
}

static void test_comparisons(void **unused)
{
    (void)unused;
    for (unsigned i = 0; i < 60; i++)
        for (unsigned j = 0; j < 60; j++)
            for (enum ir_predicate p = IR_EQ; p <= IR_SLE; p++) {
                struct range a = some_range(i), b = some_range(j), x2 = a, y2 = b;
                enum truth known = range_compare(p, a, b);
                bool possible = range_assume(p, &x2, &y2, BITS);
                for (uint64_t x = 0; x < VALUES; x++)
                    for (uint64_t y = 0; y < VALUES; y++) {
                        if (!range_holds(a, (int64_t)x, BITS) || !range_holds(b, (int64_t)y, BITS))
                            continue;
                        bool h = holds(p, x, y);
                        assert_true(known == TRUTH_MAYBE || (known == TRUTH_YES) == h);
                        if (h)
                            assert_true(possible && range_holds(x2, (int64_t)x, BITS) && range_holds(y2, (int64_t)y, BITS));
                        assert_int_equal(holds(predicate_negate(p), x, y), !h);
                        assert_int_equal(holds(predicate_swap(p), y, x), h);
                    }
            }
}

static void test_join_and_widening(void **unused)
{
    (void)unused;
    const int64_t thresholds[] = {-3, 0, 4, 9};
    for (unsigned i = 0; i < 80; i++)
        for (unsigned j = 0; j < 80; j++) {
            struct range a = some_range(i), b = some_range(j), joined = range_join(a, b);
            assert_true(range_within(a, joined) && range_within(b, joined));
            struct range wide = range_widen(a, b, BITS, thresholds, COUNT_OF(thresholds));
            assert_true(range_within(joined, wide));
        }
    // However the body grows, a loop's range stops growing.
    struct range r = range_const(0, 32);
    int rounds = 0;
    for (;; rounds++) {
        struct range next = range_binary(IR_ADD, r, range_signed(-1, 2, 32), 32);
        struct range wide = range_widen(r, next, 32, thresholds, COUNT_OF(thresholds));
        if (range_equal(wide, r))
            break;
        assert_true(rounds < 16);
        r = wide;
    }
}

static void test_casts(void **unused)
{
    (void)unused;
    for (unsigned i = 0; i < 80; i++) {
        struct range a = some_range(i);
        for (uint64_t x = 0; x < VALUES; x++) {
            if (!range_holds(a, (int64_t)x, BITS))
                continue;
            assert_true(range_holds(range_cast(IR_ZEXT, a, BITS, 9), (int64_t)x, 9));
            assert_true(range_holds(range_cast(IR_SEXT, a, BITS, 9), range_sign_extend(x, BITS), 9));
            assert_true(range_holds(range_cast(IR_TRUNC, a, BITS, 3), (int64_t)x, 3));
        }
    }
}

// --- tries ---------------------------------------------------------------------------------------

static void count_difference(void *context, uint32_t key, void *a, void *b)
{
    (void)key, (void)a, (void)b;
    ++*(int *)context;
}

static void test_trie_forks(void **unused)
{
    (void)unused;
    struct arena arena = {0};
    struct trie a = {0}, b;
    static int values[3];
    for (uint32_t key = 0; key < 5000; key += 7)
        trie_put(&a, &arena, 1, key, &values[0]);
    b = a;
    trie_put(&a, &arena, 2, 70, &values[1]);
    trie_put(&b, &arena, 3, 1u << 30, &values[2]);
    trie_put(&b, &arena, 3, 77, NULL);
    assert_ptr_equal(trie_get(&a, 70), &values[1]);
    assert_ptr_equal(trie_get(&b, 70), &values[0]);
    assert_ptr_equal(trie_get(&a, 77), &values[0]);
    assert_null(trie_get(&b, 77));
    assert_null(trie_get(&a, 1u << 30));
    int differences = 0;
    trie_difference(&a, &b, count_difference, &differences);
    assert_int_equal(differences, 3);
    arena_free(&arena);
}

// --- states --------------------------------------------------------------------------------------

static void test_relations_bound_sums(void **unused)
{
    (void)unused;
    struct arena arena = {0};
    struct world world = {.arena = &arena};
    terms_start(&world.terms, &arena, 64);
    struct state *state = state_new(&world);
    term_id i = term_param(&world.terms, 0, 64, false), n = term_param(&world.terms, 1, 64, false);
    assert_int_equal(term_binary(&world.terms, IR_SUB, term_binary(&world.terms, IR_ADD, i, n, false), n, false), i);
    // i < n: n - i - 1 is never negative.
    assert_true(state_assume(&world, state, term_compare(&world.terms, IR_SLT, i, n), true));
    struct linear sum, part;
    bool lost = false;
    term_take_apart(&world.terms, term_add(&world.terms, n, -1), &sum);
    term_take_apart(&world.terms, i, &part);
    linear_add(&sum, &part, -1, &lost);
    assert_false(lost);
    assert_true(state_bounds(&world, state, &sum).low == 0);
    // The contrary is refused, and what holds on one side says nothing about a fork made before.
    struct state *fork = state_fork(&world, state);
    assert_false(state_assume(&world, fork, term_compare(&world.terms, IR_SGE, i, n), true));
    assert_true(state_narrow(&world, state, term_add(&world.terms, i, 3), range_const(10, 64)));
    assert_int_equal(state_range(&world, state, i).smax, 7);
    assert_true(state_range(&world, fork, i).smax > 7);
    terms_free(&world.terms);
    arena_free(&arena);
}

static void test_memory_and_strings(void **unused)
{
    (void)unused;
    struct arena arena = {0};
    struct world world = {.arena = &arena};
    terms_start(&world.terms, &arena, 64);
    struct state *state = state_new(&world);
    bool fresh, unterminated;
    object_id o = object_make(&world.terms, OBJECT_STACK, 1, 0, &fresh);
    world.terms.objects.items[o].size = term_const(&world.terms, 16, 64);
    memory_own(&world, state, o)->generation = generation_make(&world.terms, GENERATION_UNWRITTEN, 0, 0);
    assert_int_equal(term_of(&world.terms, memory_load(&world, state, o, 0, 32, false))->kind, TERM_UNDEF);
    memory_set(&world, state, o, 0, 16, CELL_FILL, 1, term_const(&world.terms, 'A', 8));
    (void)memory_string(&world, state, o, 0, 1, &unterminated);
    assert_true(unterminated);
    memory_store(&world, state, o, 5, 1, term_const(&world.terms, 0, 8));
    int64_t number;
    assert_true(term_is_const(&world.terms, memory_string(&world, state, o, 2, 1, &unterminated), &number));
    assert_int_equal(number, 3);
    assert_true(term_is_const(&world.terms, memory_load(&world, state, o, 2, 32, false), &number));
    assert_int_equal(number, 0x00414141); // bytes 41 41 41 00, little-endian
    struct state *fork = state_fork(&world, state);
    memory_store(&world, fork, o, 2, 4, term_const(&world.terms, 7, 32));
    assert_true(term_is_const(&world.terms, memory_load(&world, state, o, 2, 32, false), &number));
    assert_int_equal(number, 0x00414141);
    terms_free(&world.terms);
    arena_free(&arena);
}

// --- models --------------------------------------------------------------------------------------

static void test_models(void **unused)
{
    (void)unused;
    struct models models = {0};
    struct diags diags = {0};
    models_load(&models, NULL, &diags);
    assert_int_equal(diags.list.count, 0); // ours are all readable
    const struct effect *e = model_effect(models_find(&models, "calloc"), EFFECT_ALLOC);
    assert_non_null(e);
    assert_true(e->zero && e->amount.count == 1 && e->amount.addends[0].args[1] == 1);
    assert_string_equal(e->family, "malloc");
    const char *text = "a, b: write arg0 4*arg1+1 taint; fails null\nc write\nd: write arg0\ne: no such\nf: free arg99 x\n";
    models_parse(&models, "own.model", text, strlen(text), &diags);
    e = model_effect(models_find(&models, "b"), EFFECT_WRITE);
    assert_non_null(e);
    assert_true(e->taint && e->amount.count == 2 && e->amount.addends[0].factor == 4 && e->amount.addends[1].factor == 1);
    assert_int_equal(diags.list.count, 4);
    for (unsigned i = 0; i < 4; i++)
        assert_int_equal(diags.list.items[i].line, i + 2);
    assert_null(models_find(&models, "e"));
    models_free(&models);
    diags_free(&diags);
}

static const char *family_of(const struct models *models, const char *linkage)
{
    struct arena arena = {0};
    struct cxx_name name;
    assert_true(cxx_name_read(&arena, linkage, &name));
    const struct model *model = models_find_cxx(models, &name);
    const char *family = model ? model->effects[0].family : NULL;
    arena_free(&arena);
    return family;
}

// The most exact of the lines that fit counts.
static void test_cxx_models(void **unused)
{
    (void)unused;
    struct models models = {0};
    struct diags diags = {0};
    const char *text = "box::*: close arg0 any_member\nbox::* const: close arg0 any_constant\nbox::put: close arg0 put\n"
                       "box::put/2, box::drop: close arg0 put_two\nbox::put(int, ...): close arg0 put_int\n"
                       "box::put(int, char): close arg0 put_both\n";
    models_parse(&models, "own.model", text, strlen(text), &diags);
    assert_int_equal(diags.list.count, 0);
    assert_string_equal(family_of(&models, "_ZN3box3putEic"), "put_both");    // box::put(int, char)
    assert_string_equal(family_of(&models, "_ZN3boxIiE3putEic"), "put_both"); // box<int>::put(int, char)
    assert_string_equal(family_of(&models, "_ZN3box3putEil"), "put_int");     // box::put(int, long)
    assert_string_equal(family_of(&models, "_ZN3box3putEll"), "put_two");     // box::put(long, long)
    assert_string_equal(family_of(&models, "_ZN3box3putEl"), "put");          // box::put(long)
    assert_string_equal(family_of(&models, "_ZN3box4dropEv"), "put_two");     // box::drop()
    assert_string_equal(family_of(&models, "_ZN3box4lookEv"), "any_member");  // box::look()
    assert_string_equal(family_of(&models, "_ZNK3box4lookEv"), "any_constant");
    assert_null(family_of(&models, "_ZN4boxy4lookEv"));
    assert_null(family_of(&models, "_Z3putic"));
    models_free(&models);
    diags_free(&diags);
}

RUN(cmocka_unit_test(test_arithmetic_is_sound), cmocka_unit_test(test_comparisons), cmocka_unit_test(test_join_and_widening),
    cmocka_unit_test(test_casts), cmocka_unit_test(test_trie_forks), cmocka_unit_test(test_relations_bound_sums),
    cmocka_unit_test(test_memory_and_strings), cmocka_unit_test(test_models), cmocka_unit_test(test_cxx_models))
