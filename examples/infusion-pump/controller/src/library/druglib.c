#include "library/druglib.h"
#include "util/text.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define LIBRARY_FOLDER "/var/lib/calla/drugs/"
#define LIBRARY_MAGIC "CALLA-DRUGS"

enum { FIELDS_MAX = 8 };

void druglib_free(struct druglib *library) {
    for (size_t i = 0; i < library->count; i++)
        free(library->drugs[i].note);
    free(library->drugs);
    free(library->area);
    memset(library, 0, sizeof(*library));
}

const struct drug *druglib_find(const struct druglib *library, uint32_t row) {
    for (size_t i = 0; i < library->count; i++)
        if (library->drugs[i].row == row)
            return &library->drugs[i];
    return NULL;
}

enum limit druglib_check(const struct drug *drug, uint32_t rate_ul_min) {
    if (drug->hard_max_ul_min > 0 && rate_ul_min > drug->hard_max_ul_min)
        return LIMIT_HARD;
    if (drug->soft_max_ul_min > 0 && rate_ul_min > drug->soft_max_ul_min)
        return LIMIT_SOFT;
    return LIMIT_NONE;
}

// Millilitres an hour in thousandths to microlitres a minute.
static uint32_t to_ul_min(uint32_t milli_ml_h) {
    return milli_ml_h / 60;
}

static enum pump_status read_limit(const char *field, struct drug *ret_drug) {
    uint32_t value = 0;
    const char *equals = strchr(field, '=');
    if (!equals)
        return PUMP_FORMAT;
    enum pump_status status = text_to_milli(equals + 1, &value);
    if (status != PUMP_OK)
        return status;
    if (strncmp(field, "soft=", 5) == 0)
        ret_drug->soft_max_ul_min = to_ul_min(value);
    else if (strncmp(field, "hard=", 5) == 0)
        ret_drug->hard_max_ul_min = to_ul_min(value);
    else if (strncmp(field, "concentration=", 14) == 0)
        ret_drug->concentration_ug_ml = value / 1000;
    else
        return PUMP_FORMAT;
    return PUMP_OK;
}

// drug;ROW;NAME;limit...
static enum pump_status read_drug(char **fields, size_t count, struct drug *ret_drug) {
    memset(ret_drug, 0, sizeof(*ret_drug));
    if (count < 4)
        return PUMP_FORMAT;
    enum pump_status status = text_to_u32(fields[1], UINT32_MAX, &ret_drug->row);
    if (status != PUMP_OK || ret_drug->row == 0)
        return PUMP_FORMAT;
    if (!text_copy(ret_drug->name, sizeof(ret_drug->name), fields[2]))
        return PUMP_RANGE;
    for (size_t i = 3; i < count; i++)
        if ((status = read_limit(fields[i], ret_drug)) != PUMP_OK)
            return status;
    return ret_drug->soft_max_ul_min > ret_drug->hard_max_ul_min ? PUMP_RANGE : PUMP_OK;
}

static enum pump_status add_drug(struct druglib *library, const struct drug *drug) {
    if (library->count >= DRUG_MAX || druglib_find(library, drug->row))
        return PUMP_RANGE;
    struct drug *grown = realloc(library->drugs, (library->count + 1) * sizeof(*grown));
    if (!grown)
        return PUMP_MEMORY;
    library->drugs = grown;
    library->drugs[library->count++] = *drug;
    return PUMP_OK;
}

// note;ROW;TEXT
static enum pump_status add_note(struct druglib *library, char **fields, size_t count) {
    uint32_t row = 0;
    if (count != 3 || text_to_u32(fields[1], UINT32_MAX, &row) != PUMP_OK)
        return PUMP_FORMAT;
    char *note = strdup(fields[2]); // known-miss: memory-leak
    if (!note)
        return PUMP_MEMORY;
    for (size_t i = 0; i < library->count; i++) {
        if (library->drugs[i].row != row)
            continue;
        free(library->drugs[i].note);
        library->drugs[i].note = note;
        return PUMP_OK;
    }
    return PUMP_FORMAT;
}

// area;TEXT: replaces the one of the first line
static enum pump_status set_area(struct druglib *library, char **fields, size_t count) {
    if (count != 2)
        return PUMP_FORMAT;
    char *area = strdup(fields[1]);
    if (!area)
        return PUMP_MEMORY;
    if (area[0] == '\0') {
        free(area);
        return PUMP_FORMAT;
    }
    free(library->area);
    library->area = area;
    return PUMP_OK;
}

static enum pump_status read_line(struct druglib *library, char *line) {
    char *fields[FIELDS_MAX];
    struct drug drug;
    text_trim_right(line);
    if (line[0] == '\0' || line[0] == '#')
        return PUMP_OK;
    size_t count = text_split(line, ';', fields, FIELDS_MAX);
    if (strcmp(fields[0], "note") == 0)
        return add_note(library, fields, count);
    if (strcmp(fields[0], "area") == 0)
        return set_area(library, fields, count);
    if (strcmp(fields[0], "drug") != 0)
        return PUMP_FORMAT;
    enum pump_status status = read_drug(fields, count, &drug);
    return status == PUMP_OK ? add_drug(library, &drug) : status;
}

// CALLA-DRUGS;VERSION;AREA
static enum pump_status read_head(struct druglib *library, char *line) {
    char *fields[FIELDS_MAX];
    text_trim_right(line);
    size_t count = text_split(line, ';', fields, FIELDS_MAX);
    if (count < 3 || strcmp(fields[0], LIBRARY_MAGIC) != 0)
        return PUMP_FORMAT;
    library->area = strdup(fields[2]);
    return library->area ? text_to_u32(fields[1], UINT32_MAX, &library->version) : PUMP_MEMORY;
}

enum pump_status druglib_parse(FILE *file, struct druglib *ret_library) {
    char line[DRUG_LINE];
    memset(ret_library, 0, sizeof(*ret_library));
    if (!fgets(line, sizeof(line), file))
        return PUMP_FORMAT;
    enum pump_status status = read_head(ret_library, line);
    while (status == PUMP_OK && fgets(line, sizeof(line), file))
        status = read_line(ret_library, line);
    if (status != PUMP_OK)
        druglib_free(ret_library);
    return status;
}

// The name comes from the prescription message: "icu", "neonatal-2".
enum pump_status druglib_load(const char *name, struct druglib *ret_library) {
    char path[256];
    if (strlen(name) > 100)
        return PUMP_RANGE;
    snprintf(path, sizeof(path), LIBRARY_FOLDER "%s.csv", name);
    FILE *file = fopen(path, "r"); // expect: relative-path
    if (!file)
        return PUMP_IO;
    enum pump_status status = druglib_parse(file, ret_library);
    fclose(file);
    return status;
}

enum pump_status druglib_load_area(const char *area, struct druglib *ret_library) {
    char path[256];
    size_t length = strlen(area);
    if (length == 0 || length > 100)
        return PUMP_RANGE;
    for (size_t i = 0; i < length; i++)
        if (!isalnum((unsigned char)area[i]) && area[i] != '-')
            return PUMP_FORMAT;
    snprintf(path, sizeof(path), LIBRARY_FOLDER "%s.csv", area);
    FILE *file = fopen(path, "r");
    if (!file)
        return PUMP_IO;
    enum pump_status status = druglib_parse(file, ret_library);
    fclose(file);
    return status;
}

// The service tool says which file on the stick holds the new library.
enum pump_status druglib_install(const char *path, struct druglib *ret_library) {
    FILE *file = fopen(path, "r"); // expect: absolute-path
    if (!file)
        return PUMP_IO;
    enum pump_status status = druglib_parse(file, ret_library);
    fclose(file);
    return status;
}

// The third field of the first line, without blanks before it. The caller frees it.
char *druglib_title(const char *line) {
    char *copy = strdup(line);
    if (!copy)
        return NULL;
    char *at = copy;
    while (*at && isspace((unsigned char)*at))
        at++;
    if (strncmp(at, LIBRARY_MAGIC, strlen(LIBRARY_MAGIC)) != 0) {
        free(at); // expect: free-of-offset-pointer
        return NULL;
    }
    return copy;
}

char *druglib_care_area(const char *line) {
    char *copy = strdup(line);
    if (!copy)
        return NULL;
    const char *at = strrchr(copy, ';');
    char *area = at ? strdup(at + 1) : NULL;
    free(copy);
    return area;
}
