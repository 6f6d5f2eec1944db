// CVSS 4.0, section 8 of its specification: a vector belongs to one macro vector, whose score the expert panel fixed;
// within it, the score falls in proportion to how far the vector is from the macro vector's worst one. All in whole
// numbers, so that no rounding depends on binary fractions.
#include "base/vec.h"
#include "codec/cvss_internal.h"
#include <string.h>

enum { EQ3_EQ6_PAIRS = 5 };

// Scores of the 270 macro vectors in tenths: [EQ1 * 2 + EQ2][EQ3 and EQ6][EQ4 * 3 + EQ5]. EQ3 and EQ6 depend on each
// other; their pairs are 00, 01, 10, 11, 21.
static const unsigned char SCORES[6][EQ3_EQ6_PAIRS][9] = {
    {
        // equivalence classes EQ1 0, EQ2 0
        {100, 98, 95, 100, 93, 91, 93, 89, 81},
        {99, 95, 92, 96, 87, 81, 90, 80, 68},
        {98, 95, 90, 93, 89, 81, 88, 78, 69},
        {95, 92, 84, 92, 81, 65, 80, 70, 48},
        {92, 82, 72, 79, 69, 50, 69, 55, 27},
    },
    {
        // equivalence classes EQ1 0, EQ2 1
        {99, 95, 92, 95, 90, 84, 92, 82, 72},
        {97, 92, 85, 91, 83, 71, 81, 71, 53},
        {95, 92, 85, 92, 80, 70, 84, 71, 50},
        {93, 85, 73, 82, 72, 59, 70, 52, 30},
        {86, 75, 52, 71, 52, 29, 63, 29, 17},
    },
    {
        // equivalence classes EQ1 1, EQ2 0
        {98, 94, 91, 94, 86, 77, 87, 74, 63},
        {95, 87, 81, 89, 74, 64, 75, 63, 49},
        {94, 88, 76, 86, 74, 59, 72, 57, 52},
        {89, 77, 67, 76, 58, 50, 57, 52, 25},
        {83, 70, 54, 65, 58, 26, 53, 21, 13},
    },
    {
        // equivalence classes EQ1 1, EQ2 1
        {95, 88, 76, 90, 75, 61, 77, 68, 52},
        {90, 76, 70, 77, 62, 53, 66, 59, 30},
        {89, 76, 62, 74, 57, 47, 61, 57, 24},
        {78, 67, 58, 59, 57, 23, 52, 29, 16},
        {71, 59, 30, 58, 26, 15, 23, 13, 6},
    },
    {
        // equivalence classes EQ1 2, EQ2 0
        {93, 86, 75, 86, 74, 56, 70, 52, 40},
        {87, 72, 58, 74, 61, 34, 54, 40, 22},
        {85, 74, 62, 72, 55, 46, 53, 34, 19},
        {75, 55, 51, 57, 41, 19, 36, 19, 8},
        {64, 51, 20, 47, 21, 11, 24, 9, 4},
    },
    {
        // equivalence classes EQ1 2, EQ2 1
        {88, 73, 60, 73, 59, 41, 54, 45, 20},
        {75, 53, 50, 55, 40, 20, 43, 22, 11},
        {75, 58, 40, 61, 48, 20, 46, 17, 8},
        {55, 45, 21, 51, 18, 9, 18, 7, 2},
        {53, 24, 14, 24, 12, 5, 10, 3, 1},
    },
};

struct metrics { // effective values: modified ones where they are defined
    char av, pr, ui, ac, at, vc, vi, va, sc, si, sa, cr, ir, ar, e;
};

struct macro {
    int eq1, eq2, pair, eq4, eq5; // pair: index of EQ3 and EQ6 in SCORES
};

static char effective(const struct cvss *cvss, const char *modified, const char *base)
{
    char value = cvss_letter(cvss, modified);
    return value == 'X' ? cvss_letter(cvss, base) : value;
}

static char or_worst(const struct cvss *cvss, const char *metric, char worst)
{
    char value = cvss_letter(cvss, metric);
    return value == 'X' ? worst : value;
}

static struct metrics metrics_of(const struct cvss *cvss)
{
    return (struct metrics){.av = effective(cvss, "MAV", "AV"),
                            .pr = effective(cvss, "MPR", "PR"),
                            .ui = effective(cvss, "MUI", "UI"),
                            .ac = effective(cvss, "MAC", "AC"),
                            .at = effective(cvss, "MAT", "AT"),
                            .vc = effective(cvss, "MVC", "VC"),
                            .vi = effective(cvss, "MVI", "VI"),
                            .va = effective(cvss, "MVA", "VA"),
                            .sc = effective(cvss, "MSC", "SC"),
                            .si = effective(cvss, "MSI", "SI"),
                            .sa = effective(cvss, "MSA", "SA"),
                            .cr = or_worst(cvss, "CR", 'H'),
                            .ir = or_worst(cvss, "IR", 'H'),
                            .ar = or_worst(cvss, "AR", 'H'),
                            .e = or_worst(cvss, "E", 'A')};
}

static struct macro macro_of(const struct metrics *m)
{
    int open = (m->av == 'N') + (m->pr == 'N') + (m->ui == 'N');
    int eq1 = open == 3 ? 0 : open && m->av != 'P' ? 1 : 2;
    int eq2 = m->ac == 'L' && m->at == 'N' ? 0 : 1;
    int eq3 = m->vc == 'H' && m->vi == 'H' ? 0 : m->vc == 'H' || m->vi == 'H' || m->va == 'H' ? 1 : 2;
    int eq4 = m->si == 'S' || m->sa == 'S' ? 0 : m->sc == 'H' || m->si == 'H' || m->sa == 'H' ? 1 : 2;
    int eq5 = m->e == 'A' ? 0 : m->e == 'P' ? 1 : 2;
    bool required = (m->cr == 'H' && m->vc == 'H') || (m->ir == 'H' && m->vi == 'H') || (m->ar == 'H' && m->va == 'H');
    int eq6 = required ? 0 : 1;
    return (struct macro){eq1, eq2, eq3 == 2 ? 4 : eq3 * 2 + eq6, eq4, eq5};
}

static int score_of(struct macro macro)
{
    return SCORES[macro.eq1 * 2 + macro.eq2][macro.pair][macro.eq4 * 3 + macro.eq5];
}

// --- how far below the worst vector of its macro vector ----------------------------------------

// Steps from the worst value; the order of each metric's letters is from worst to best.
static int step(const char *order, char value)
{
    return (int)(strchr(order, value) - order);
}

// A worst vector of an equivalence class: the letters of its metrics, in a fixed order.
struct worst {
    int level;
    const char *letters;
};

// The sum of steps below the first worst vector of the level from which no metric rises.
static int distance(const struct worst *worst, size_t count, int level, const char *const *orders, const char *letters)
{
    for (size_t i = 0; i < count; i++) {
        if (worst[i].level != level) continue;
        int sum = 0;
        bool below = true;
        for (size_t k = 0; letters[k] && below; k++) {
            int steps = step(orders[k], letters[k]) - step(orders[k], worst[i].letters[k]);
            below = steps >= 0;
            sum += steps;
        }
        if (below) return sum;
    }
    return 0;
}

static int distance_eq1(const struct metrics *m, int level)
{
    static const char *const ORDERS[] = {"NALP", "NLH", "NPA"}; // AV PR UI
    static const struct worst WORST[] = {{0, "NNN"}, {1, "ANN"}, {1, "NLN"}, {1, "NNP"}, {2, "PNN"}, {2, "ALP"}};
    return distance(WORST, COUNT_OF(WORST), level, ORDERS, (char[]){m->av, m->pr, m->ui, 0});
}

static int distance_eq2(const struct metrics *m, int level)
{
    static const char *const ORDERS[] = {"LH", "NP"}; // AC AT
    static const struct worst WORST[] = {{0, "LN"}, {1, "HN"}, {1, "LP"}};
    return distance(WORST, COUNT_OF(WORST), level, ORDERS, (char[]){m->ac, m->at, 0});
}

static int distance_pair(const struct metrics *m, int level)
{
    static const char *const ORDERS[] = {"HLN", "HLN", "HLN", "HML", "HML", "HML"}; // VC VI VA CR IR AR
    static const struct worst WORST[] = {{0, "HHHHHH"}, {1, "HHLMMH"}, {1, "HHHMMM"}, {2, "LHHHHH"},
                                         {2, "HLHHHH"}, {3, "LHLHMH"}, {3, "LHHHMM"}, {3, "HLHMHM"},
                                         {3, "HLLMHH"}, {3, "LLHHHM"}, {4, "LLLHHH"}};
    return distance(WORST, COUNT_OF(WORST), level, ORDERS, (char[]){m->vc, m->vi, m->va, m->cr, m->ir, m->ar, 0});
}

static int distance_eq4(const struct metrics *m, int level)
{
    static const char *const ORDERS[] = {"HLN", "SHLN", "SHLN"}; // SC SI SA
    static const struct worst WORST[] = {{0, "HSS"}, {1, "HHH"}, {2, "LLL"}};
    return distance(WORST, COUNT_OF(WORST), level, ORDERS, (char[]){m->sc, m->si, m->sa, 0});
}

// --- the score ---------------------------------------------------------------------------------

// The score of the next lower macro vector in EQ3 and EQ6: of two the higher; -1 when there is none.
static int lower_pair(struct macro macro)
{
    static const signed char NEXT[EQ3_EQ6_PAIRS][2] = {{1, 2}, {3, 3}, {3, 3}, {4, 4}, {-1, -1}};
    int best = -1;
    for (int i = 0; i < 2; i++) {
        struct macro lower = macro;
        if (NEXT[macro.pair][i] < 0) return -1;
        lower.pair = NEXT[macro.pair][i];
        if (score_of(lower) > best) best = score_of(lower);
    }
    return best;
}

// The sum, over the classes that have a lower macro vector, of drop * steps / depth, in 840ths of a tenth (every
// depth divides 840); and how many such classes there are.
struct fall {
    int sum, count;
};

static void add_fall(struct fall *fall, int score, int lower, int steps, int depth)
{
    if (lower < 0) return;
    fall->sum += (score - lower) * steps * (840 / depth);
    fall->count++;
}

static int scored(const struct metrics *m)
{
    static const signed char DEPTH1[] = {1, 4, 5}, DEPTH2[] = {1, 2}, DEPTH_PAIR[] = {7, 6, 8, 8, 10},
                             DEPTH4[] = {6, 5, 4};
    if (m->vc == 'N' && m->vi == 'N' && m->va == 'N' && m->sc == 'N' && m->si == 'N' && m->sa == 'N') return 0;
    struct macro macro = macro_of(m), next1 = macro, next2 = macro, next4 = macro, next5 = macro;
    struct fall fall = {0};
    int score = score_of(macro);
    next1.eq1++, next2.eq2++, next4.eq4++, next5.eq5++;
    add_fall(&fall, score, macro.eq1 < 2 ? score_of(next1) : -1, distance_eq1(m, macro.eq1), DEPTH1[macro.eq1]);
    add_fall(&fall, score, macro.eq2 < 1 ? score_of(next2) : -1, distance_eq2(m, macro.eq2), DEPTH2[macro.eq2]);
    add_fall(&fall, score, lower_pair(macro), distance_pair(m, macro.pair), DEPTH_PAIR[macro.pair]);
    add_fall(&fall, score, macro.eq4 < 2 ? score_of(next4) : -1, distance_eq4(m, macro.eq4), DEPTH4[macro.eq4]);
    add_fall(&fall, score, macro.eq5 < 2 ? score_of(next5) : -1, 0,
             1); // one metric: it is always the worst of its class
    if (!fall.count) return score;
    // score - sum / (840 * count), rounded half up, never below zero
    int unit = 840 * fall.count, twice = 2 * (score * unit - fall.sum) + unit;
    return twice <= 0 ? 0 : twice / (2 * unit);
}

struct cvss_scores cvss4_scores(const struct cvss *cvss)
{
    static const char *const ENVIRONMENT[] = {"CR",  "IR",  "AR",  "MAV", "MAC", "MAT", "MPR",
                                              "MUI", "MVC", "MVI", "MVA", "MSC", "MSI", "MSA"};
    struct cvss threat = *cvss;
    for (size_t i = 0; i < COUNT_OF(ENVIRONMENT); i++)
        (void)cvss_set(&threat, ENVIRONMENT[i], "X");
    struct cvss base = threat;
    (void)cvss_set(&base, "E", "X");
    struct metrics of_all = metrics_of(cvss), of_threat = metrics_of(&threat), of_base = metrics_of(&base);
    return (struct cvss_scores){scored(&of_base), scored(&of_threat), scored(&of_all)};
}
