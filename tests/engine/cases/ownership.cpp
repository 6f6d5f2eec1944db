// C++: who owns what, told through constructors, assignments and calls of code that is not here.
#include <cassert>
#include <condition_variable>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <unistd.h>

struct status {
    char *text;
    status() : text(nullptr) {}
    explicit status(const char *from) : text(copied(from)) {}
    status(const status &other) : text(other.text == nullptr ? nullptr : copied(other.text)) {}
    ~status() { delete[] text; }
    status &operator=(const status &other)
    {
        if (text != other.text) {
            delete[] text;
            text = other.text == nullptr ? nullptr : copied(other.text);
        }
        return *this;
    }
    bool ok() const { return text == nullptr; }
    static char *copied(const char *from)
    {
        char *result = new char[strlen(from) + 1];
        strcpy(result, from);
        return result;
    }
};

struct store {
    std::condition_variable changed;
    status last;
    void note(const status &s)
    {
        if (last.ok()) {
            last = s;
            changed.notify_all();
        }
    }
    void lose(const status &s)
    {
        char *text = status::copied(s.text); // expect: memory-leak
        if (text[0])
            changed.notify_all();
    }
};

void noted(store &s, const status &what)
{
    s.note(what);
    s.lose(what);
}

// A descriptor in an object, beside members that other code sets up.
class reader {
    int fd;
    std::string name;

public:
    reader(std::string from, int descriptor) : fd(descriptor), name(std::move(from)) {}
    ~reader() { close(fd); }
};

reader *opened(const std::string &name)
{
    int fd = open(name.c_str(), O_RDONLY);
    return fd < 0 ? nullptr : new reader(name, fd);
}

bool there(const std::string &name)
{
    int fd = open(name.c_str(), O_RDONLY); // expect: resource-leak
    std::string copy(name);
    return fd >= 0 && !copy.empty();
}

// What a const member function is called on stays as it is.
class file {
    const bool keeps;
    int kept;
    std::string name;

public:
    file(const std::string &from, int descriptor) : keeps(descriptor >= 0), kept(descriptor), name(from) {}
    status read(char *to, size_t size)
    {
        int fd = kept;
        if (!keeps) {
            fd = open(name.c_str(), O_RDONLY);
            if (fd < 0)
                return status(name.c_str());
        }
        status result;
        if (::read(fd, to, size) < 0)
            result = status(name.c_str());
        if (!keeps)
            close(fd);
        return result;
    }
};

status read_file(file &f, char *to, size_t size) { return f.read(to, size); }

// An array of a size that no object has is never made.
int **table(unsigned length)
{
    int **list = new int *[length];
    memset(list, 0, sizeof *list * length);
    for (unsigned i = 0; i < length; i++)
        list[i] = nullptr;
    return list;
}

char *text_of(size_t length)
{
    char *text = new char[length];
    text[length] = 0; // expect: heap-buffer-overflow
    return text;
}

struct rows {
    unsigned count;
    int **list;
    rows() : count(0), list(nullptr) { grow(); }
    ~rows() { delete[] list; }
    void grow()
    {
        unsigned length = 4;
        while (length < count)
            length *= 2;
        int **bigger = new int *[length];
        delete[] list;
        list = bigger;
        count = length;
    }
};

struct shards {
    rows all[16];
    explicit shards(unsigned count)
    {
        for (int i = 0; i < 16; i++)
            all[i].count = count;
    }
};

shards *sharded(unsigned count) { return new shards(count); }

// Assertions that mark what must not be called, and ones that callers decide.
struct stream {
    virtual ~stream() {}
    virtual void next() = 0;
    unsigned at = 0, count = 0;
    unsigned item(unsigned i) const
    {
        assert(i < count);
        return i;
    }
    unsigned first() const { return item(0); }
};

struct empty_stream : stream {
    void next() override { assert(false); }
};

unsigned first_of(const stream &s) { return s.first(); }

unsigned none()
{
    empty_stream s;
    return s.item(3); // expect: reachable-assertion
}

// What an object holds that somebody else holds, too, is not lost when that one is called.
void log_line(const char *text);
class holder {
    int *values;
    int valid;
    bool fill();

public:
    explicit holder(const char *name);
    ~holder();
};
void remember(holder *h);

bool holder::fill()
{
    values = new int[16];
    for (int i = 0; i < 16; i++)
        values[i] = i;
    return values[3] > valid;
}

holder::holder(const char *name) : values(nullptr), valid(0)
{
    remember(this);
    if (!fill())
        log_line(name);
}

char *bytes(unsigned long count)
{
    char *all = new (std::nothrow) char[count * 8];
    if (all)
        all[0] = 0;
    short *some = new (std::nothrow) short[count];
    if (some && count)
        some[0] = 1;
    delete[] some;
    return all;
}

// What a throw leaves behind.
struct bad_length {
    int length;
};

void checked_late(int length)
{
    int *values = new int[16]; // expect: memory-leak
    if (length > 16)
        throw bad_length{length};
    values[0] = length;
    delete[] values;
}

void checked_and_caught(int length)
{
    int *values = new int[16];
    try {
        if (length > 16)
            throw bad_length{length};
        values[0] = length;
    } catch (...) {
        delete[] values;
        throw;
    }
    delete[] values;
}

void checked_by_owner(int length)
{
    struct block {
        int *values = new int[16];
        ~block() { delete[] values; }
    } b;
    if (length > 16)
        throw bad_length{length};
    b.values[0] = length;
}

void thrown_along(int length)
{
    int *values = new int[16];
    values[0] = length;
    throw values;
}

// A copy that the class does not know of.
struct careless {
    char *text;
    careless() : text(new char[8]) { text[0] = 0; }
    ~careless() { delete[] text; }
};

void copied()
{
    careless a;
    careless b = a;
    b.text[0] = 'x';
} // expect: double-free

// A block that a callee has released does not come back to life where the caller writes through what it may have been.
static short *spare(unsigned long count, bool wanted)
{
    return wanted ? new short[count] : nullptr;
}

static void fill(short *&data, unsigned long count, bool wanted)
{
    short *extra = spare(count, wanted), *to = wanted && extra ? extra : data;
    for (unsigned long i = 0; i < count; i++)
        *to++ = 1;
    delete[] extra;
}

void filled(short *data, unsigned long count, bool wanted)
{
    fill(data, count, wanted);
    data[0] = 2;
}
