// C++: classes, virtual calls, exceptions, references, templates, what runs before main.
namespace shop {
struct Item { virtual ~Item(); virtual int price(int count) const = 0; int stock = 3; };
struct Book final : Item { int price(int count) const override; };
template <class T> T larger(const T &a, const T &b) { return a < b ? b : a; }
}
int shop::Book::price(int count) const { return count * stock; }
int cost(const shop::Item &item) { return item.price(2); }
int best(int a, int b) { return shop::larger(a, b); }
int start();
int begun = start();
struct Guard { Guard(); ~Guard(); };
int guarded(int n) { Guard g; if (n < 0) throw n; return n; }
int caught(int n) { try { return guarded(n); } catch (int code) { return code; } catch (...) { return -1; } }
int single() { static int value = start(); return value; }
int *made(int n) { return new int[n]; }
int ends(int n) { if (n) return 1; }
