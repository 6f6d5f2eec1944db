// Integer and real arithmetic, casts, comparisons, selection.
int integers(int a, int b) { return (a + b) * (a - b) / b % 7; }
unsigned bits(unsigned a, unsigned b) { return ((a & b) | (a ^ ~b)) << 3 >> (b & 31); }
int shift(int a, unsigned char n) { return a >> n; }
double reals(double a, float b, long double c) { return -a * b + (double)c / 2.5; }
long casts(short s, unsigned char c, float f, void *p) { return s + c + (long)f + (long)p; }
int compare(int a, unsigned b, double d) { return (a < 3) + (b >= 4) + (d != 0.5) + (a == 9 && b < 2); }
unsigned char narrow(int wide) { return wide; }
unsigned char meant(int wide) { return (unsigned char)wide; }
__int128 wide(__int128 a) { return a * 3 + ((__int128)1 << 100); }
int negate(int a) { return -a; }
_Bool truth(int a) { return a; }
