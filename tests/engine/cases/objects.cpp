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

// A function that returns an object gets a pointer to where it goes before everything else.
struct answer {
    int number;
    answer(const answer &other);
    ~answer();
};
struct question {
    char text[100];
    int length;
};
answer asked(const question *q, int *count);

int ask()
{
    question q;
    q.length = 3;
    int count;
    answer a = asked(&q, &count);
    return a.number + count + q.length;
}

int ask_too_little()
{
    int small[2] = {1, 2};
    int count = 0;
    answer a = asked(reinterpret_cast<const question *>(small), &count); // expect: object-smaller-than-its-type
    return a.number + count + small[0];
}
