// One base, two branches: a call on one branch's class does not reach the other.
struct Base { virtual ~Base() = default; virtual int far() = 0; };
struct Near : Base { int far() override; };
struct Nearer : Near { int far() override; };
struct Other : Base { int far() override; };
int Near::far() { return 1; }
int Nearer::far() { return 2; }
int Other::far() { return 3; }
extern "C" int ask(Near &near) { return near.far(); }
Base *one() { return new Near; }
Base *two() { return new Nearer; }
Base *three() { return new Other; }
