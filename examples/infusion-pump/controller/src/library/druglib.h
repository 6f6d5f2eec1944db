// The drug library: per drug a name, a concentration and the limits of the rate. The hospital's pharmacy writes it as
// text; the gateway sends it, or the service tool brings it on a stick.
//
//   CALLA-DRUGS;3;ICU 4 north
//   drug;12;Noradrenaline;concentration=80;soft=6.5;hard=12
//   note;12;only through a central line
//
// Rates are millilitres an hour with up to three decimals; the library holds them in microlitres a minute.
#pragma once
#include "util/status.h"
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { DRUG_NAME = 24, DRUG_MAX = 512, DRUG_LINE = 256 };
enum limit { LIMIT_NONE, LIMIT_SOFT, LIMIT_HARD };

struct drug {
    uint32_t row;
    char name[DRUG_NAME];
    uint32_t concentration_ug_ml;
    uint32_t soft_max_ul_min;
    uint32_t hard_max_ul_min;
    char *note; // NULL when there is none
};

struct druglib {
    struct drug *drugs; // owned, sorted by row
    size_t count;
    uint32_t version;
    char *area; // owned: the care area that it is for
};

enum pump_status druglib_parse(FILE *file, struct druglib *ret_library);
enum pump_status druglib_load(const char *name, struct druglib *ret_library); // from the library folder
enum pump_status druglib_load_area(const char *area, struct druglib *ret_library);
enum pump_status druglib_install(const char *path, struct druglib *ret_library);
const struct drug *druglib_find(const struct druglib *library, uint32_t row);
enum limit druglib_check(const struct drug *drug, uint32_t rate_ul_min);
void druglib_free(struct druglib *library);
char *druglib_title(const char *line);
char *druglib_care_area(const char *line);
