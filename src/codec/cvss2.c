// The formulas of CVSS 2.0. Weights are by the value's index in the table of metrics (codec/cvss.c).
#include "codec/cvss_internal.h"
#include <math.h>

static double weight(const struct cvss *cvss, const char *metric, const double *weights)
{
    return weights[cvss_index(cvss, metric)];
}

// To whole tenths, halves up; the small addend takes back what binary fractions lose.
static double tenths(double score)
{
    return floor(score * 10 + 0.5 + 1e-9);
}

static double base_score(double impact, double exploitability)
{
    double factor = impact > 0 ? 1.176 : 0;
    return tenths((0.6 * impact + 0.4 * exploitability - 1.5) * factor) / 10;
}

struct cvss_scores cvss2_scores(const struct cvss *cvss)
{
    static const double AV[] = {0.395, 0.646, 1}, AC[] = {0.35, 0.61, 0.71}, AU[] = {0.45, 0.56, 0.704};
    static const double IMPACT[] = {0, 0.275, 0.660}, E[] = {1, 0.85, 0.9, 0.95, 1}, RL[] = {1, 0.87, 0.9, 0.95, 1};
    static const double RC[] = {1, 0.9, 0.95, 1}, CDP[] = {0, 0, 0.1, 0.3, 0.4, 0.5}, TD[] = {1, 0, 0.25, 0.75, 1};
    static const double REQUIREMENT[] = {1, 0.5, 1, 1.51};
    double c = weight(cvss, "C", IMPACT), i = weight(cvss, "I", IMPACT), a = weight(cvss, "A", IMPACT);
    double exploitability = 20 * weight(cvss, "AV", AV) * weight(cvss, "AC", AC) * weight(cvss, "Au", AU);
    double base = base_score(10.41 * (1 - (1 - c) * (1 - i) * (1 - a)), exploitability);
    double temporal = weight(cvss, "E", E) * weight(cvss, "RL", RL) * weight(cvss, "RC", RC);
    double adjusted =
        10.41 * (1 - (1 - c * weight(cvss, "CR", REQUIREMENT)) * (1 - i * weight(cvss, "IR", REQUIREMENT)) *
                         (1 - a * weight(cvss, "AR", REQUIREMENT)));
    double adjusted_temporal = tenths(base_score(adjusted < 10 ? adjusted : 10, exploitability) * temporal) / 10;
    double environmental =
        (adjusted_temporal + (10 - adjusted_temporal) * weight(cvss, "CDP", CDP)) * weight(cvss, "TD", TD);
    return (struct cvss_scores){(int)tenths(base), (int)tenths(base * temporal), (int)tenths(environmental)};
}
