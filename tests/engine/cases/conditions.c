// Conditions that come out the same always, values that nothing reads.
int limits_that_exclude_each_other(int x)
{
    if (x > 10 && x < 5) // expect: always-false
        return 1;
    return 0;
}

int limit_within_limit(int x)
{
    if (x > 5) {
        if (x > 3) // expect: always-true
            return 2;
    }
    return 0;
}

int limits_that_meet(int x)
{
    if (x > 5 && x < 10)
        return 1;
    return 0;
}

static int mode = 3; // nobody writes it: a setting

int fixed_mode(void)
{
    if (mode == 4)
        return 1;
    return 0;
}

static int counted;

void count(void)
{
    counted++;
}

int counted_often(void)
{
    if (counted > 100)
        return 1;
    return 0;
}

static int always_zero(int x)
{
    return x == 7777 ? 0 : 0;
}

int result_is_tested(int x)
{
    if (always_zero(x)) // a later version may fail
        return -1;
    return 0;
}

int found_in_loop(const int *list, int n)
{
    int found = -1;
    for (int i = 0; i < n; i++)
        if (list[i] == 9 && found < 0)
            found = i;
    return found;
}

int overwritten(int n)
{
    int r = n * 2; // expect: unread-value
    r = n + 1;
    return r;
}

int lost_at_the_end(int n, int *out)
{
    int r = n;
    *out = r;
    r = n * 3; // expect: unread-value
    return n;
}

int first_value(int n)
{
    int r = 0; // good custom
    if (n > 3)
        r = 1;
    else
        r = 2;
    return r;
}

int read_on_one_way(int n)
{
    int r = n * 2;
    if (n > 3)
        return r;
    r = n * 5;
    return r;
}

int read_in_the_next_round(int n)
{
    int last = 0, sum = 0;
    for (int i = 0; i < n; i++) {
        sum += last;
        last = i * 2;
    }
    return sum;
}

char *stepped_once_more(char *to)
{
    char *start = to;
    *to++ = 'a';
    *to++ = 0;
    return start;
}

int tested_at_once(int (*next)(void))
{
    int r;
    if ((r = next()) < 0)
        return -1;
    r = next();
    return r;
}
