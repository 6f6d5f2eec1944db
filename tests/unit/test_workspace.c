#include "unit.h"

#include "base/file.h"
#include "cli/workspace.h"
#include <string.h>
#include <unistd.h>

static enum status load(const char *text, struct workspace *workspace, struct diags *diags)
{
    struct arena arena = {0};
    char *folder = arena_printf(&arena, "/tmp/theriac-workspace-%ld", (long)getpid());
    char *file = path_join(&arena, folder, "theriac.yaml");
    assert_int_equal(dir_make(folder, diags), STATUS_OK);
    if (text) assert_int_equal(file_write(file, text, strlen(text), diags), STATUS_OK);
    enum status status = workspace_load(folder, workspace, diags);
    unlink(file);
    rmdir(folder);
    arena_free(&arena);
    return status;
}

static void test_defaults(void **state)
{
    (void)state;
    struct workspace workspace = {0};
    struct diags diags = {0};
    assert_int_equal(load(NULL, &workspace, &diags), STATUS_OK);
    assert_null(workspace.file);
    assert_string_equal(workspace.sources.items[0].path, ".");
    assert_string_equal(workspace.parts.items[0], ".");
    assert_int_equal(workspace.gate_findings, SEVERITY_HIGH);
    assert_int_equal(workspace.gate_score, 70);
    assert_int_equal(workspace.gate_harm, HARM_SERIOUS);
    assert_true(workspace.gate_kev);
    workspace_free(&workspace);
    diags_free(&diags);
}

static void test_everything_stated(void **state)
{
    (void)state;
    struct workspace workspace = {0};
    struct diags diags = {0};
    const char *text = "release: \"2.4.0\"\nsources:\n  - path: a\n    build: a/build\n  - b\nparts: [c, d]\nexclude: [a/x]\n"
                       "device: m.yaml\ndecisions: d.yaml\ndatabase: v.db\nlibrary: true\nregimes: [FDA]\n"
                       "gates:\n  findings: medium\n  vulnerabilities: none\n  kev: false\n  threats: none\n";
    assert_int_equal(load(text, &workspace, &diags), STATUS_OK);
    assert_int_equal(diags.list.count, 0);
    assert_string_equal(workspace.release, "2.4.0");
    assert_int_equal(workspace.sources.count, 2);
    assert_string_equal(workspace.sources.items[0].build, "a/build");
    assert_null(workspace.sources.items[1].build);
    assert_int_equal(workspace.parts.count, 2);
    assert_true(workspace.library);
    assert_int_equal(workspace.gate_findings, SEVERITY_MEDIUM);
    assert_int_equal(workspace.gate_score, -1);
    assert_false(workspace.gate_kev);
    assert_int_equal(workspace.gate_harm, HARM_UNKNOWN);
    workspace_free(&workspace);
    diags_free(&diags);
}

// A wrong value is told with its line, and the default stands.
static void test_errors(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned line;
        const char *told;
    } ROWS[] = {
        {"gates:\n  findings: fatal\n", 2, "low, medium, high"},
        {"gates:\n  vulnerabilities: 11\n", 2, "CVSS score"},
        {"gates:\n  kev: maybe\n", 2, "true or false"},
        {"sources: src\n", 1, "list of paths"},
        {"sources:\n  - build: x\n", 2, "`path`"},
        {"\nsuorces: []\n", 2, "no member 'suorces'"},
        {"parts: {a: b}\n", 1, "list of texts"},
        {"- a\n", 1, "expected a map"},
        {"a: [\n", 0, ""},
    };
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct workspace workspace = {0};
        struct diags diags = {0};
        enum status status = load(ROWS[i].text, &workspace, &diags);
        assert_int_equal(status, i < 7 ? STATUS_OK : STATUS_INPUT);
        assert_int_equal(diags.list.count, 1);
        if (ROWS[i].line) assert_int_equal(diags.list.items[0].line, ROWS[i].line);
        assert_non_null(strstr(diags.list.items[0].message, ROWS[i].told));
        assert_int_equal(workspace.gate_findings, SEVERITY_HIGH);
        assert_int_equal(workspace.gate_score, 70);
        workspace_free(&workspace);
        diags_free(&diags);
    }
}

RUN(cmocka_unit_test(test_defaults), cmocka_unit_test(test_everything_stated), cmocka_unit_test(test_errors))
