// Operations that are wrong whatever values come: shifts, loops without an end, wrong arguments, writes to constants.
#include <stdlib.h>
#include <string.h>

void show(int number);
void show_bytes(const char *bytes);
int add(int a, int b);
int with_both(int a, int b);
extern volatile int ready;

void shift_too_far(void)
{
    int one = 1, by = 32;
    show(one << by); // expect: shift-out-of-range
}

void shift_by_negative(void)
{
    int one = 1, by = -1;
    show(one << by); // expect: shift-out-of-range
}

void shift_to_the_top(void)
{
    unsigned one = 1, by = 31;
    show((int)(one << by));
}

void shift_is_checked(unsigned by)
{
    if (by < 32)
        show((int)(1u << by));
}

void loop_changes_nothing(void)
{
    int i = 0;
    while (i < 10) // expect: endless-loop
        show(i);
}

void loop_runs_away(void)
{
    for (int i = 0; i < 10; i--) // expect: endless-loop
        show(i);
}

void loop_counts(int n)
{
    for (int i = 0; i < n; i++)
        show(i);
    for (int i = n; i > 0; i -= 2)
        show(i);
}

void loop_waits(void)
{
    while (!ready)
        ;
    for (;;)
        show(1);
}

void loop_counts_down_to_wrap(unsigned n)
{
    for (unsigned i = n - 1; i < n; i--)
        show((int)i);
}

void loop_is_left(int *found)
{
    int i = 0;
    while (i < 10) {
        if (*found)
            break;
        show(i);
    }
}

static int double_of(int a)
{
    return 2 * a;
}

static int sum_of(int a, int b)
{
    return a + b;
}

static int length_of(const char *text)
{
    return (int)strlen(text);
}

void too_many_arguments(void)
{
    int (*operation)(int, int) = (int (*)(int, int))double_of;
    show(operation(1, 2)); // expect: wrong-arguments
}

void number_for_pointer(void)
{
    int (*operation)(long) = (int (*)(long))length_of;
    show(operation(7)); // expect: wrong-arguments
}

void right_arguments(int which)
{
    int (*operation)(int, int) = which ? sum_of : add;
    show(operation(1, 2));
}

void copy_to_neighbour(void)
{
    char order[20] = "0123456789";
    memcpy(order, order + 2, 8); // expect: copy-onto-itself
    show_bytes(order);
}

void copy_to_other_half(void)
{
    char order[20] = "0123456789";
    memcpy(order, order + 10, 10);
    memmove(order, order + 2, 8);
    show_bytes(order);
}

void literal_is_changed(void)
{
    char *unit = "mg";
    unit[0] = 'u'; // expect: write-to-constant
    show_bytes(unit);
}

void copy_of_literal_is_changed(void)
{
    char unit[] = "mg";
    unit[0] = 'u';
    show_bytes(unit);
}

void bits_are_lost(void)
{
    int pressure = 0x80000;
    short kept = pressure; // expect: integer-truncation
    show(kept);
}

void no_bits_are_lost(void)
{
    int mask = -1;
    unsigned char all = mask;
    short top = (short)0x8000;
    show(all + top);
}

void real_too_large(void)
{
    double volume = 1e20;
    show((int)volume); // expect: real-conversion
}

void real_fits(void)
{
    double volume = 1e6;
    show((int)volume);
}

struct order { int dose; struct order *next; };

int tested_too_late(struct order *order)
{
    int dose = order->dose;
    if (order == NULL) // expect: null-test-too-late
        return -1;
    return dose;
}

int tested_in_time(struct order *order)
{
    if (order == NULL)
        return -1;
    return order->dose;
}

int tested_each_round(struct order *order)
{
    int sum = 0;
    for (; order; order = order->next)
        sum += order->dose;
    return sum;
}

#define SHOW_DOSE(order) ((order) ? show((order)->dose) : (void)0)

void tested_by_a_macro(struct order *order)
{
    order->dose = 2;
    SHOW_DOSE(order);
}
