// The formulas of CVSS 3.0 and 3.1. Weights are by the value's index in the table of metrics (codec/cvss.c).
#include "codec/cvss_internal.h"
#include <math.h>

// The smallest tenth that is not below the score, with the integer arithmetic of 3.1's appendix A, which keeps
// binary fractions from lifting 4.0 to 4.1. 3.0 means the same and says it less precisely.
static int roundup(double score)
{
    long long scaled = llround(score * 100000);
    return (int)(scaled % 10000 == 0 ? scaled / 10000 : scaled / 10000 + 1);
}

struct terms { // what base and modified metrics have in common
    char av, ac, pr, ui, s, c, i, a;
};

static double of_av(char value)
{
    return value == 'N' ? 0.85 : value == 'A' ? 0.62 : value == 'L' ? 0.55 : 0.2;
}

static double of_pr(char value, bool changed)
{
    return value == 'N' ? 0.85 : value == 'L' ? (changed ? 0.68 : 0.62) : (changed ? 0.5 : 0.27);
}

static double of_impact(char value)
{
    return value == 'H' ? 0.56 : value == 'L' ? 0.22 : 0;
}

static double exploitability(const struct terms *terms)
{
    return 8.22 * of_av(terms->av) * (terms->ac == 'L' ? 0.77 : 0.44) * of_pr(terms->pr, terms->s == 'C') *
           (terms->ui == 'N' ? 0.85 : 0.62);
}

static int combine(double impact, const struct terms *terms)
{
    if (impact <= 0) return 0;
    double sum = (impact + exploitability(terms)) * (terms->s == 'C' ? 1.08 : 1);
    return roundup(sum < 10 ? sum : 10);
}

static char modified(const struct cvss *cvss, const char *metric, char base)
{
    char value = cvss_letter(cvss, metric);
    return value == 'X' ? base : value;
}

static int environmental_score(const struct cvss *cvss, const struct terms *base, double temporal)
{
    static const double REQUIREMENT[] = {1, 0.5, 1, 1.5};
    struct terms terms = {modified(cvss, "MAV", base->av), modified(cvss, "MAC", base->ac),
                          modified(cvss, "MPR", base->pr), modified(cvss, "MUI", base->ui),
                          modified(cvss, "MS", base->s),   modified(cvss, "MC", base->c),
                          modified(cvss, "MI", base->i),   modified(cvss, "MA", base->a)};
    double miss = 1 - (1 - of_impact(terms.c) * REQUIREMENT[cvss_index(cvss, "CR")]) *
                          (1 - of_impact(terms.i) * REQUIREMENT[cvss_index(cvss, "IR")]) *
                          (1 - of_impact(terms.a) * REQUIREMENT[cvss_index(cvss, "AR")]);
    if (miss > 0.915) miss = 0.915;
    double impact = 6.42 * miss;
    if (terms.s == 'C')
        impact = 7.52 * (miss - 0.029) -
                 3.25 * (cvss->version == CVSS_3_1 ? pow(miss * 0.9731 - 0.02, 13) : pow(miss - 0.02, 15));
    return roundup(combine(impact, &terms) / 10.0 * temporal);
}

struct cvss_scores cvss3_scores(const struct cvss *cvss)
{
    static const double E[] = {1, 0.91, 0.94, 0.97, 1}, RL[] = {1, 0.95, 0.96, 0.97, 1}, RC[] = {1, 0.92, 0.96, 1};
    struct terms terms = {cvss_letter(cvss, "AV"), cvss_letter(cvss, "AC"), cvss_letter(cvss, "PR"),
                          cvss_letter(cvss, "UI"), cvss_letter(cvss, "S"),  cvss_letter(cvss, "C"),
                          cvss_letter(cvss, "I"),  cvss_letter(cvss, "A")};
    double iss = 1 - (1 - of_impact(terms.c)) * (1 - of_impact(terms.i)) * (1 - of_impact(terms.a));
    double impact = terms.s == 'C' ? 7.52 * (iss - 0.029) - 3.25 * pow(iss - 0.02, 15) : 6.42 * iss;
    double temporal = E[cvss_index(cvss, "E")] * RL[cvss_index(cvss, "RL")] * RC[cvss_index(cvss, "RC")];
    int base = combine(impact, &terms);
    return (struct cvss_scores){base, roundup(base / 10.0 * temporal), environmental_score(cvss, &terms, temporal)};
}
