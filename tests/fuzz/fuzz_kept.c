// The readers of caches: a file of records, findings, the IR of a module, a summary. The first byte says which. Whatever is
// accepted must survive being written and read again.
#include "base/records.h"
#include "code/flow/enginep.h"
#include "code/ir/build.h"
#include "code/ir/pack.h"
#include "model/finding_pack.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_records(const char *bytes, size_t size)
{
    struct records records = {0};
    struct buf again = {0};
    records_parse(&records, bytes, size, 0);
    if (records.list.count) {
        records_format(&again, 0, records.list.items, records.list.count);
        if (again.size != size) abort();
    }
    buf_free(&again);
    records_free(&records);
}

static void read_findings(const char *bytes, size_t size)
{
    struct pack pack;
    struct findings findings = {0};
    struct diags diags = {0};
    pack_read(&pack, bytes, size);
    pack_diags(&pack, &diags);
    pack_findings(&pack, &findings, pack_location, NULL);
    if (!pack.bad) findings_finish(&findings);
    pack_free(&pack);
    findings_free(&findings);
    diags_free(&diags);
}

static void read_module(const char *bytes, size_t size)
{
    struct ir_module module, again;
    struct buf copy = {0};
    struct pack pack = {0};
    struct diags diags = {0};
    buf_add(&copy, bytes, size);
    if (ir_module_read(&module, &copy)) {
        VEC_EACH(&module.functions, function)
            (void)ir_verify(&module, function, &diags);
        ir_module_pack(&pack, &module);
        if (pack.bad || !ir_module_read(&again, &pack.out)) abort();
        ir_module_free(&again);
        ir_module_free(&module);
    }
    buf_free(&copy);
    pack_free(&pack);
    diags_free(&diags);
}

static void read_summary(const char *bytes, size_t size)
{
    struct engine engine = {0};
    struct summary *summary = summary_read(&engine, bytes, size);
    struct buf out = {0};
    if (summary) {
        summary_write(&engine, summary, &out);
        struct summary *again = summary_read(&engine, buf_cstr(&out), out.size);
        if (!again) abort();
        summary_free(again);
    }
    summary_free(summary);
    buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!size) return 0;
    const char *bytes = (const char *)data + 1;
    switch (data[0] & 3) {
    case 0: read_records(bytes, size - 1); break;
    case 1: read_findings(bytes, size - 1); break;
    case 2: read_module(bytes, size - 1); break;
    default: read_summary(bytes, size - 1); break;
    }
    return 0;
}
