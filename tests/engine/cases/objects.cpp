// C++: new and delete, virtual calls, exceptions.
#include <cstdlib>

struct base {
    virtual ~base() {}
    virtual int run(int *p) { return *p; }
};

struct derived : base {
    int run(int *p) override { return p ? *p : 0; }
};

int mismatched()
{
    int *p = new int[4];
    int value = p[0] = 3;
    delete p; // expect: mismatched-deallocation
    return value;
}

int matched()
{
    int *p = new int[4];
    int value = p[0] = 3;
    delete[] p;
    return value;
}

int mixed()
{
    int *p = new int(4);
    int value = *p;
    free(p); // expect: mismatched-deallocation
    return value;
}

int through_base()
{
    base b;
    base &r = b;
    return r.run(nullptr); // expect: null-dereference
}

int through_derived()
{
    derived d;
    base &r = d;
    return r.run(nullptr);
}

int after_delete()
{
    int *p = new int(4);
    delete p;
    return *p; // expect: use-after-free
}
