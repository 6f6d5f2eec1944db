// Arrays that a loop fills at places which another value decides.
#include <stdint.h>

void keep(int value);

void logarithms(void)
{
    int power[256], logarithm[256];
    for (int i = 0, x = 1; i < 256; i++) {
        power[i] = x;
        logarithm[x] = i;
        x = (x ^ (x << 1)) & 255;
    }
    for (int i = 1; i < 256; i++)
        keep(power[255 - (logarithm[i] & 255)]);
}

int never_filled(int index)
{
    int table[8];
    for (int i = 0; i < 4; i++)
        table[i] = i;
    return index ? table[6] : table[2]; // expect: uninitialised-use
}

static int has_twins(const uint16_t *list)
{
    for (unsigned i = 0; list[i] != 0; i++)
        for (unsigned j = 0; j < i; j++)
            if (list[i] == list[j])
                return 1;
    return 0;
}

static const uint16_t ALGORITHMS[] = {1027, 1283, 1539, 2052, 2053, 2054, 1281, 1025, 0};

int algorithms_ok(void)
{
    return !has_twins(ALGORITHMS);
}
