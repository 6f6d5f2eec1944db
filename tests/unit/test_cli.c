#include "unit.h"

#include "cli/cli.h"
#include <string.h>

// Every command says what help, completion and manual need.
static void test_table_is_complete(void **state)
{
    (void)state;
    for (const struct command *const *command = COMMANDS; *command; command++) {
        assert_non_null((*command)->name);
        assert_non_null((*command)->summary);
        assert_non_null((*command)->arguments);
        assert_non_null((*command)->run);
        assert_ptr_equal(command_find((*command)->name), *command);
        for (const struct option *row = (*command)->options; row && row->name; row++) {
            assert_non_null(row->help);
            assert_true((row->kind == OPTION_FLAG) == (row->argument == NULL));
            assert_true(row->offset < (*command)->options_size);
        }
    }
}

static void test_manual_names_every_command(void **state)
{
    (void)state;
    struct buf manual = {0}, bash = {0};
    help_manual(&manual);
    assert_int_equal(help_completion(&bash, "bash"), STATUS_OK);
    for (const struct command *const *command = COMMANDS; *command; command++) {
        assert_non_null(strstr(manual.bytes, (*command)->summary));
        assert_non_null(strstr(bash.bytes, (*command)->name));
    }
    assert_int_equal(help_completion(&bash, "tcsh"), STATUS_MISSING);
    buf_free(&manual);
    buf_free(&bash);
}

RUN(cmocka_unit_test(test_table_is_complete), cmocka_unit_test(test_manual_names_every_command))
