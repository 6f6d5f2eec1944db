// Branches, loops, switch, goto, computed goto, what is never assigned, what is assigned when.
int never(int c) { int x; if (c) x = 1; return x; }
int loop(const int *a, int n) { int sum = 0; for (int i = 0; i < n; i++) { if (a[i] < 0) continue; sum += a[i]; } return sum; }
int again(int n) { int k; while (n--) { int t; if (n & 1) t = n; k = t; } return k; }
int pick(int c) { switch (c) { case 1: case 2: return 10; case 5: c++; default: break; } return c; }
int jump(int op) { static void *const TO[] = {&&one, &&two}; goto *TO[op]; one: return 1; two: return 2; }
int both(int a, int b) { return a > 0 && b > 0 ? a : b; }
int nested(int n) { int k = 0; for (int i = 0; i < n; i++) do { k++; } while (k % 3); return k; }
