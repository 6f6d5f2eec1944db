#include "base/date.h"
#include "base/file.h"
#include "cli/cli.h"
#include "codec/json.h"
#include "parts/parts.h"
#include "report/output.h"
#include <string.h>

struct sbom_options {
    bool everything;
};

static const char *place(struct arena *arena, const struct component *component)
{
    if (!component->evidence.count) return "";
    const struct evidence *first = &component->evidence.items[0];
    const char *more = component->evidence.count > 1
                           ? arena_printf(arena, " +%zu", component->evidence.count - 1) : "";
    const char *file = first->file ? first->file : "";
    return first->line ? arena_printf(arena, "%s:%u%s", file, first->line, more)
                       : arena_printf(arena, "%s%s", file, more);
}

static size_t widest(const struct components *parts, size_t column)
{
    size_t width = 7;
    VEC_EACH(&parts->list, part) {
        const char *text = column == 0 ? part->name : column == 1 ? part->version : part->licence;
        size_t size = text ? strlen(text) : 0;
        if (size > width) width = size;
    }
    return width > 44 ? 44 : width;
}

static void write_human(struct cli *cli, const struct components *parts)
{
    size_t unknown = 0, unlicensed = 0;
    int name = (int)widest(parts, 0), version = (int)widest(parts, 1), licence = (int)widest(parts, 2);
    if (parts->list.count)
        buf_printf(&cli->out, "%-*s  %-*s  %-*s  %-8s  %s\n", name, "PART", version, "VERSION", licence, "LICENCE",
                   "SCOPE", "FOUND IN");
    VEC_EACH(&parts->list, part) {
        unknown += !part->version;
        unlicensed += !part->licence;
        buf_printf(&cli->out, "%-*s  %-*s  %-*s  %-8s  %s\n", name, part->name, version,
                   part->version ? part->version : "unknown", licence, part->licence ? part->licence : "-", part->scope,
                   place(&cli->arena, part));
    }
    buf_printf(&cli->out, "%zu part%s", parts->list.count, parts->list.count == 1 ? "" : "s");
    if (unknown) buf_printf(&cli->out, ", %zu without a known version", unknown);
    if (unlicensed) buf_printf(&cli->out, ", %zu without a known licence", unlicensed);
    buf_char(&cli->out, '\n');
}

static void write_evidence(struct json_writer *json, const struct component *part)
{
    js_member_array(json, "evidence");
    VEC_EACH(&part->evidence, evidence) {
        js_object_begin(json);
        js_member_text_opt(json, "file", evidence->file);
        if (evidence->line) js_member_int(json, "line", evidence->line);
        if (evidence->offset) js_member_int(json, "offset", (int64_t)evidence->offset);
        js_member_text_opt(json, "rule", evidence->rule);
        js_member_text_opt(json, "detail", evidence->detail);
        js_object_end(json);
    }
    js_array_end(json);
}

static void write_part(struct json_writer *json, const struct component *part)
{
    static const char *const KINDS[] = {"purl", "cpe", "name"};
    js_object_begin(json);
    js_member_text(json, "ref", part->ref);
    js_member_text(json, "type", part->type);
    js_member_text_opt(json, "group", part->group);
    js_member_text(json, "name", part->name);
    js_member_text(json, "version", part->version);
    js_member_text(json, "scheme", part->scheme);
    js_member_text_opt(json, "supplier", part->supplier);
    js_member_text(json, "licence", part->licence);
    js_member_text(json, "scope", part->scope);
    js_member_text_opt(json, "description", part->description);
    js_member_array(json, "identities");
    VEC_EACH(&part->identities, identity) {
        js_object_begin(json);
        js_member_text(json, KINDS[identity->kind], identity->text);
        js_member_text(json, "confidence", confidence_name(identity->confidence));
        js_object_end(json);
    }
    js_array_end(json);
    js_member_array(json, "hashes");
    VEC_EACH(&part->hashes, hash) {
        js_object_begin(json);
        js_member_text(json, hash->algorithm, hash->hex);
        js_object_end(json);
    }
    js_array_end(json);
    js_member_array(json, "dependsOn");
    VEC_EACH(&part->depends_on, ref)
        js_write_text(json, *ref);
    js_array_end(json);
    write_evidence(json, part);
    js_object_end(json);
}

static void write_json(struct cli *cli, const struct components *parts)
{
    struct json_writer json = {.out = &cli->out, .pretty = true};
    js_object_begin(&json);
    js_member_array(&json, "components");
    VEC_EACH(&parts->list, part)
        write_part(&json, part);
    js_array_end(&json);
    js_object_end(&json);
    buf_char(&cli->out, '\n');
}

static enum status write_document(struct cli *cli, const char *path, struct components *parts)
{
    struct assessment assessment = {.folder = path_absolute(&cli->arena, path), .tool_version = THERIAC_VERSION,
                                    .date = date_now(&cli->arena), .components = parts, .diags = &cli->diags};
    const struct output *output = output_find(cli->format ? cli->format : "cyclonedx");
    enum status status = output ? output->write(&assessment, &cli->out, &cli->diags) : STATUS_INTERNAL;
    assessment_free(&assessment);
    return status;
}

static int run(struct cli *cli, void *values)
{
    const struct sbom_options *options = values;
    struct components parts = {0};
    if (cli->arguments.count != 1) return cli_usage_error(cli, "give one folder or file");
    struct parts_options how = {.jobs = cli->jobs, .everything = options->everything};
    enum status status = parts_read(cli->arguments.items[0], &how, &parts, &cli->diags);
    if (status == STATUS_OK) {
        if (cli_format_is(cli, "json"))
            write_json(cli, &parts);
        else if (cli_format_is(cli, "human"))
            write_human(cli, &parts);
        else
            status = write_document(cli, cli->arguments.items[0], &parts);
    }
    components_free(&parts);
    return status == STATUS_OK ? cli_exit(cli, EXIT_CLEAN) : EXIT_FAILED;
}

const struct command CMD_sbom = {
    .name = "sbom",
    .summary = "List the parts of a folder, package root, binary or bill of materials",
    .arguments = "PATH",
    .formats = "cyclonedx spdx human json",
    .description = "Reads the parts (libraries, packages) that PATH is made of, each with its version, licence,\n"
                   "package URL, CPE and the file and line that says so. A folder is searched for manifests, lock\n"
                   "files, package databases, vendored C and C++ libraries and ELF binaries. A single file is read\n"
                   "as whichever of these it is, or as a CycloneDX or SPDX document.\n\n"
                   "A part without a known version is listed as such. Lock files are taken before the manifests\n"
                   "beside them. Nothing is fetched and nothing is run.",
    .examples = "theriac sbom . --format human\n"
                "    the parts of this source tree, as a table\n"
                "theriac sbom rootfs -o sbom.cdx.json\n"
                "    those of an unpacked root file system, as CycloneDX\n"
                "theriac sbom vendor.cdx.json --format spdx\n"
                "    a CycloneDX document as SPDX\n",
    .options = (const struct option[]){OPTION(OPTION_FLAG, struct sbom_options, everything, "everything", 0, NULL,
                                              "also look into node_modules, .git and the like"),
                                       {0}},
    .options_size = sizeof(struct sbom_options),
    .run = run,
};
