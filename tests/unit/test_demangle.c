#include "unit.h"

#include "base/vec.h"
#include "code/ir/demangle.h"

// The linkage names are what two compilers wrote for these declarations; the parts beside them are read off the source.
static const struct {
    const char *linkage, *full, *holder;
    unsigned parameters;
    bool constant;
    const char *argument, *type;
} ROWS[] = {
    {"_ZN3etl6vectorIiLj4EE9push_backERKi", "etl::vector::push_back(int const&)", "etl::vector", 1, false, "int", "int const&"},
    {"_ZNSt6vectorIPiSaIS0_EE9push_backERKS0_", "std::vector::push_back(int* const&)", "std::vector", 1, false, "int*",
     "int* const&"},
    {"_ZNSt6vectorIPiSaIS0_EE12emplace_backIJRS0_EEES4_DpOT_", "std::vector::emplace_back(int*&)", "std::vector", 1, false,
     "int*", "int*&"},
    {"_ZNSt7__cxx114listIPiSaIS1_EEC2ERKS3_", "std::list::list(std::list const&)", "std::list", 1, false, "int*",
     "std::__cxx11::list<int*, std::allocator<int*> > const&"},
    {"_ZNKSt6vectorIcSaIcEE4sizeEv", "std::vector::size()", "std::vector", 0, true, "char", NULL},
    {"_ZN12_GLOBAL__N_15thing3runEPFviE", "(anonymous namespace)::thing::run(void (*)(int))", "(anonymous namespace)::thing", 1,
     false, NULL, "void (*)(int)"},
    {"_ZN5queuecvbEv", "queue::operator bool()", "queue", 0, false, NULL, NULL},
    {"_ZStlsISt11char_traitsIcEERSt13basic_ostreamIcT_ES5_PKc", "std::operator<<(std::basic_ostream&, char const*)", "std", 2,
     false, NULL, "std::basic_ostream<char, std::char_traits<char> >&"},
    {"_ZN3boxclEi", "box::operator()(int)", "box", 1, false, NULL, "int"},
    {"_ZNK3boxltERKS_", "box::operator<(box const&)", "box", 1, true, NULL, "box const&"},
    {"_ZNSt6vectorIPFvPiiESaIS2_EE4backEv", "std::vector::back()", "std::vector", 0, false, "void (*)(int*, int)", NULL},
    {"_ZNSirsERi", "std::basic_istream::operator>>(int&)", "std::basic_istream", 1, false, NULL, "int&"},
    {"_Z4swapIiEvRT_S1_", "swap(int&, int&)", NULL, 2, false, NULL, "int&"},
};

static void test_names_are_taken_apart(void **unused)
{
    (void)unused;
    struct arena arena = {0};
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct cxx_name name;
        assert_true(cxx_name_read(&arena, ROWS[i].linkage, &name));
        assert_string_equal(name.full, ROWS[i].full);
        assert_int_equal(name.parameters, ROWS[i].parameters);
        assert_int_equal(name.constant, ROWS[i].constant);
        assert_true(text_equal(name.holder, ROWS[i].holder));
        assert_true(text_equal(name.arguments[0], ROWS[i].argument));
        assert_true(text_equal(name.types[0], ROWS[i].type));
    }
    arena_free(&arena);
}

static void test_other_names_are_none(void **unused)
{
    (void)unused;
    static const char *const OTHERS[] = {"main", "", "_ZTV3box", "_ZNSt6vectorIPi", "_Z", NULL};
    struct arena arena = {0};
    struct cxx_name name;
    for (size_t i = 0; i < COUNT_OF(OTHERS); i++)
        assert_false(cxx_name_read(&arena, OTHERS[i], &name));
    arena_free(&arena);
}

static void test_plain_types(void **unused)
{
    (void)unused;
    assert_int_equal(cxx_type_size("char const&", 8), 1);
    assert_int_equal(cxx_type_size("unsigned short", 8), 2);
    assert_int_equal(cxx_type_size("int&&", 4), 4);
    assert_int_equal(cxx_type_size("unsigned long", 4), 4);
    assert_int_equal(cxx_type_size("std::string*", 4), 4);
    assert_int_equal(cxx_type_size("void (*)(int)", 8), 8);
    assert_int_equal(cxx_type_size("std::string const&", 8), 0);
    assert_false(cxx_type_is_plain(NULL));
    assert_true(cxx_type_is_plain("bool"));
}

RUN(cmocka_unit_test(test_names_are_taken_apart), cmocka_unit_test(test_other_names_are_none),
    cmocka_unit_test(test_plain_types))
