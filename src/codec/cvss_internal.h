// What the files of codec/cvss.h share; nobody else includes it.
#pragma once
#include "codec/cvss.h"

struct cvss_metric {
    const char *name;
    const char *values; // separated by spaces; of optional metrics the first means "not defined"
    bool mandatory;
};

struct cvss_table {
    const char *prefix;
    const struct cvss_metric *metrics; // in the specification's order; ends with a row without a name
};
extern const struct cvss_table CVSS_TABLES[]; // by version

int cvss_index(const struct cvss *cvss, const char *metric);   // of its value; the metric must exist
char cvss_letter(const struct cvss *cvss, const char *metric); // first letter of its value

struct cvss_scores cvss2_scores(const struct cvss *cvss);
struct cvss_scores cvss3_scores(const struct cvss *cvss);
struct cvss_scores cvss4_scores(const struct cvss *cvss);
