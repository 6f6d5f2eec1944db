#include "unit.h"

#include "base/vec.h"
#include "codec/spdx_licence.h"
#include <string.h>

static void test_expressions(void **state)
{
    (void)state;
    static const char *const ROWS[][2] = {
        {"mit", "MIT"},
        {"(MIT or apache-2.0)", "(MIT OR Apache-2.0)"},
        {"GPL-2.0-or-later WITH Classpath-exception-2.0", "GPL-2.0-or-later WITH Classpath-exception-2.0"},
        {"GPL-2.0+ and (MIT and ( BSD-3-Clause ))", "GPL-2.0+ AND (MIT AND (BSD-3-Clause))"},
        {"The Apache Software License, Version 2.0", "Apache-2.0"},
        {"GPLv2 & MIT | zlib", "GPL-2.0-only AND MIT OR Zlib"},
        {"LicenseRef-acme-1.0 OR DocumentRef-x:LicenseRef-y", "LicenseRef-acme-1.0 OR DocumentRef-x:LicenseRef-y"},
        {" MIT\n", "MIT"},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        const char *why = NULL;
        char *text = spdx_licence_normalise(&arena, ROWS[i][0], &why);
        assert_non_null(text);
        assert_string_equal(text, ROWS[i][1]);
    }
    arena_free(&arena);
}

static void test_refused(void **state)
{
    (void)state;
    static const char *const ROWS[] = {"Proprietary", "MIT Apache-2.0", "MIT OR", "(MIT", "MIT)", "OR MIT", "()",
                                       "MIT WITH", "MIT WITH nothing", "LicenseRef-", "LicenseRef-a_b", "MIT, BSD"};
    struct arena arena = {0};
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        const char *why = NULL;
        assert_null(spdx_licence_normalise(&arena, ROWS[i], &why));
        assert_non_null(why);
    }
    const char *why = "x";
    assert_null(spdx_licence_normalise(&arena, "NOASSERTION", &why));
    assert_null(why);
    assert_null(spdx_licence_normalise(&arena, "", &why));
    assert_null(why);
    arena_free(&arena);
}

RUN(cmocka_unit_test(test_expressions), cmocka_unit_test(test_refused))
