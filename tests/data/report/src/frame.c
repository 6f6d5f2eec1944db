int use(const int *p);
int f(int have)
{
    int *p = 0;
    int value = 7;
    char *buffer = make();
    if (have) p = &value;
    fill(buffer);
    use(p);
    if (value > 3) {
        log_text(buffer);
    return;
    }
    return value;
}
