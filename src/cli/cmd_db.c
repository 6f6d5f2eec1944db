// `theriac db`: the vulnerability database. What each word does is a row of WORDS.
#include "base/date.h"
#include "cli/cli.h"
#include "codec/json.h"
#include "vulns/import.h"
#include <string.h>

struct options {
    const char *db;
};

static const struct option OPTIONS[] = {
    OPTION(OPTION_TEXT, struct options, db, "db", 0, "FILE", "the database file"),
    {0}};

static void print_imported(struct cli *cli, const struct import_result *result)
{
    VEC_EACH(&result->feeds, count) {
        buf_printf(&cli->out, "%-5s %zu new", count->feed->name, count->added);
        if (count->replaced) buf_printf(&cli->out, ", %zu updated", count->replaced);
        if (count->same) buf_printf(&cli->out, ", %zu as before", count->same);
        if (count->older) buf_printf(&cli->out, ", %zu older than what is there", count->older);
        buf_char(&cli->out, '\n');
    }
}

static void write_imported(struct cli *cli, const struct import_result *result)
{
    struct json_writer json = {.out = &cli->out, .pretty = true};
    js_object_begin(&json);
    js_member_int(&json, "files", (int64_t)result->files);
    js_member_int(&json, "unrecognised", (int64_t)result->unrecognised);
    js_member_array(&json, "feeds");
    VEC_EACH(&result->feeds, count) {
        js_object_begin(&json);
        js_member_text(&json, "name", count->feed->name);
        js_member_int(&json, "new", (int64_t)count->added);
        js_member_int(&json, "updated", (int64_t)count->replaced);
        js_member_int(&json, "same", (int64_t)count->same);
        js_member_int(&json, "older", (int64_t)count->older);
        js_object_end(&json);
    }
    js_array_end(&json);
    js_object_end(&json);
}

static int import(struct cli *cli, const char *path)
{
    struct database *database;
    struct import_result result = {0};
    struct import_options options = {.jobs = cli->jobs, .now = date_now(&cli->arena)};
    if (cli->arguments.count < 2) return cli_usage_error(cli, "db import wants files, folders or archives");
    enum status status = database_begin(path, &cli->diags, &database);
    if (status == STATUS_OK)
        status = database_import(database, cli->arguments.items + 1, cli->arguments.count - 1, &options, &result,
                                 &cli->diags);
    if (status == STATUS_OK && (result.feeds.count || result.files > result.unrecognised))
        status = database_commit(database);
    database_close(database);
    if (cli_format_is(cli, "json"))
        write_imported(cli, &result);
    else
        print_imported(cli, &result);
    bool nothing = !result.feeds.count && result.files == result.unrecognised;
    VEC_FREE(&result.feeds);
    if (status != STATUS_OK || nothing) return EXIT_FAILED;
    return cli_exit(cli, EXIT_CLEAN);
}

static void write_status(struct cli *cli, const char *path, const struct feed_statuses *feeds)
{
    struct json_writer json = {.out = &cli->out, .pretty = true};
    js_object_begin(&json);
    js_member_text(&json, "database", path);
    js_member_array(&json, "feeds");
    VEC_EACH(feeds, feed) {
        js_object_begin(&json);
        js_member_text(&json, "name", feed->name);
        js_member_text(&json, "title", feed->feed ? feed->feed->title : NULL);
        js_member_int(&json, "records", feed->records);
        js_member_text(&json, "date", feed->date);
        js_member_text(&json, "imported", feed->imported);
        js_member_bool(&json, "stale", feed->stale);
        js_member_text(&json, "completeness", feed->completeness);
        js_object_end(&json);
    }
    js_array_end(&json);
    js_object_end(&json);
}

static void print_status(struct cli *cli, const char *path, const struct feed_statuses *feeds)
{
    buf_printf(&cli->out, "%s\n\n", path);
    VEC_EACH(feeds, feed) {
        buf_printf(&cli->out, "%-5s %9lld records  newest %.10s  imported %.10s%s\n", feed->name,
                   (long long)feed->records, feed->date ? feed->date : "unknown", feed->imported,
                   feed->stale ? "  STALE" : "");
        buf_printf(&cli->out, "      %s\n", feed->completeness);
    }
    for (const struct feed *const *feed = FEEDS; *feed; feed++) {
        bool known = false;
        VEC_EACH(feeds, status)
            known |= status->feed == *feed;
        if (!known) buf_printf(&cli->out, "%-5s not imported (%s)\n", (*feed)->name, (*feed)->title);
    }
}

static int status(struct cli *cli, const char *path)
{
    struct database *database;
    struct feed_statuses feeds = {0};
    if (database_open(path, &cli->diags, &database) != STATUS_OK) return EXIT_FAILED;
    database_feeds(database, date_now(&cli->arena), &cli->arena, &feeds);
    database_close(database);
    if (cli_format_is(cli, "json"))
        write_status(cli, path, &feeds);
    else
        print_status(cli, path, &feeds);
    VEC_FREE(&feeds);
    return cli_exit(cli, EXIT_CLEAN);
}

static int export(struct cli *cli, const char *path)
{
    struct database *database;
    if (cli->arguments.count != 2) return cli_usage_error(cli, "db export wants the file to write");
    if (database_open(path, &cli->diags, &database) != STATUS_OK) return EXIT_FAILED;
    enum status status = database_export(database, cli->arguments.items[1], &cli->diags);
    database_close(database);
    return status == STATUS_OK ? EXIT_CLEAN : EXIT_FAILED;
}

static const struct {
    const char *word;
    int (*run)(struct cli *cli, const char *path);
} WORDS[] = {{"import", import}, {"status", status}, {"export", export}};

static int run(struct cli *cli, void *values)
{
    const struct options *options = values;
    const char *word = cli->arguments.count ? cli->arguments.items[0] : "";
    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (strcmp(WORDS[i].word, word) == 0) return WORDS[i].run(cli, database_path(&cli->arena, options->db, "."));
    return cli_usage_error(cli, "db wants import, status or export, not '%s'", word);
}

const struct command CMD_db = {
    .name = "db",
    .summary = "Import, export and inspect the vulnerability database",
    .arguments = "import PATH... | status | export FILE",
    .formats = "human json",
    .description = "The database is one file, made from the feeds themselves: CVE records (5.x), OSV, NVD 2.0,\n"
                   "CISA's known exploited vulnerabilities and EPSS scores. import takes files, folders and archives\n"
                   "(zip, tar, gz, zst, xz), finds out by their content which feed they belong to, and keeps what is\n"
                   "newer. It may be repeated and interrupted. No network is used.\n\n"
                   "status says for each feed how many records there are, how old they are and what is known to be\n"
                   "missing. export writes a compact copy, which import takes on another machine.\n\n"
                   "Without --db the file is $THERIAC_DB, else .theriac/vulns.db of this folder where it exists,\n"
                   "else theriac/vulns.db below $XDG_DATA_HOME.",
    .examples = "theriac db import cvelist.zip kev.json epss.csv.gz\n"
                "    bring the database up to date from files\n"
                "theriac db export /media/stick/vulns.db\n"
                "    take it to a machine without a network\n"
                "theriac db import /media/stick/vulns.db\n"
                "    and merge it there\n",
    .options = OPTIONS,
    .options_size = sizeof(struct options),
    .run = run,
};
