// C++ containers: what goes in comes out again.
#include <cstdlib>
#include <deque>
#include <list>
#include <map>
#include <vector>

struct reading {
    int value;
    reading *next;
};

static int first_of(const std::vector<reading *> &all) { return all[0]->value; }

int vector_null()
{
    std::vector<reading *> all;
    all.push_back(nullptr);
    return first_of(all); // expect: null-dereference
}

int vector_full(reading *r)
{
    std::vector<reading *> all;
    all.push_back(r);
    return first_of(all);
}

static int last_of(std::list<reading *> all) { return all.back()->value; }

int list_null(reading *r)
{
    std::list<reading *> all;
    all.push_back(r);
    all.push_back(nullptr);
    return last_of(all); // expect: null-dereference
}

int list_full(reading *r)
{
    std::list<reading *> all;
    all.push_back(nullptr);
    all.push_back(r);
    return last_of(all);
}

int list_shortened(reading *r)
{
    std::list<reading *> all;
    all.push_back(r);
    all.push_back(nullptr);
    all.pop_back();
    return all.back()->value;
}

int map_null(reading *r)
{
    std::map<int, reading *> all;
    all[1] = r;
    all[-1] = nullptr;
    std::map<int, reading *> copy = all;
    return copy[1]->value + copy[-1]->value; // expect: null-dereference
}

int map_erased(reading *r)
{
    std::map<int, reading *> all;
    all[1] = nullptr;
    all.erase(1);
    all.insert(std::make_pair(1, r));
    return all[1]->value;
}

int deque_item(reading *r)
{
    std::deque<reading *> all;
    all.push_back(nullptr);
    all.push_front(r);
    int value = all[0]->value;
    return value + all[1]->value; // expect: null-dereference
}

void released_twice()
{
    std::vector<char *> all;
    char *p = new char[10];
    all.push_back(p);
    delete[] p;
    delete[] all.back(); // expect: double-free
}

void released_once()
{
    std::vector<char *> all;
    char *p = new char[10];
    all.push_back(p);
    delete[] all.back();
}

void lost_in_list()
{
    std::list<char *> all;
    all.push_back(new char[10]); // expect: memory-leak
}

static void release_all(std::vector<char *> &all)
{
    for (size_t i = 0; i < all.size(); i++)
        delete[] all[i];
    all.clear();
}

static void release_list(std::list<char *> &all)
{
    for (std::list<char *>::iterator i = all.begin(); i != all.end(); ++i)
        delete[] *i;
    all.clear();
}

void released_elsewhere()
{
    std::vector<char *> all;
    std::list<char *> more;
    all.push_back(new char[10]);
    more.push_back(new char[10]);
    more.push_back(new char[20]);
    release_all(all);
    release_list(more);
}

void released_by_iterator(int n)
{
    std::list<char *> all;
    for (int i = 0; i < n; i++)
        all.push_back(new char[10]);
    for (std::list<char *>::iterator i = all.begin(); i != all.end(); i++)
        delete[] *i;
}

void released_by_key()
{
    std::map<int, char *> all;
    all[7] = new char[10];
    for (std::map<int, char *>::iterator i = all.begin(); i != all.end(); ++i)
        delete[] i->second;
}

void released_key()
{
    std::map<int, char *> all;
    all[7] = new char[10];
    delete[] all[7];
    all.erase(7);
}

char *handed_out()
{
    std::vector<char *> all;
    all.push_back(new char[10]);
    return all.front();
}

// A block's length is known where it is made, and grows with what is put in.
void too_many(const char *text)
{
    std::vector<char> block(8);
    for (int i = 0; i < 9; i++)
        block.data()[i] = text[i]; // expect: heap-buffer-overflow
}

void just_enough(const char *text)
{
    std::vector<char> block(8);
    for (int i = 0; i < 8; i++)
        block.data()[i] = text[i];
    block.push_back(0);
    block.resize(20);
    block[19] = 'x';
    block[8] = 'y';
}

void grown(std::vector<int> &numbers)
{
    numbers.push_back(1);
    numbers.push_back(2);
}

int grown_elsewhere()
{
    std::vector<int> numbers(1, 5);
    grown(numbers);
    int zero = numbers[0] - 5, one = numbers[1];
    return numbers[2] / one + 1 / zero; // known-miss: divide-by-zero
}

// Objects in a container look after themselves.
struct owner {
    char *text;
    owner() : text(new char[4]) { text[0] = 0; }
    owner(const owner &other) : text(new char[4]) { text[0] = other.text[0]; }
    owner &operator=(const owner &other)
    {
        text[0] = other.text[0];
        return *this;
    }
    ~owner() { delete[] text; }
};

char owners(int n)
{
    std::vector<owner> all;
    std::list<owner> more;
    for (int i = 0; i < n; i++) {
        all.push_back(owner());
        more.push_back(owner());
    }
    return all.empty() ? more.back().text[0] : all.back().text[0];
}

struct register_file {
    std::vector<reading *> all;
    std::list<reading *> spare;
    void add(reading *r) { all.push_back(r); }
    reading *get(int i) { return all[i]; }
    ~register_file()
    {
        for (std::vector<reading *>::iterator i = all.begin(); i != all.end(); ++i)
            delete *i;
    }
};

int member(int n)
{
    register_file file;
    for (int i = 0; i < n; i++)
        file.add(new reading());
    return file.get(0)->value;
}

int cleared()
{
    std::list<int> all;
    all.push_back(1);
    int &first = all.front();
    all.clear();
    return first; // expect: use-after-free
}

int cleared_and_filled()
{
    std::list<int> all;
    all.push_back(1);
    all.clear();
    all.push_back(2);
    int sum = 0;
    for (std::list<int>::iterator i = all.begin(); i != all.end(); ++i)
        sum += *i;
    return sum + all.front();
}

// What a copied list holds is known, and so is where going through it ends.
int copied_and_gone_through()
{
    std::list<int> all;
    all.push_back(100);
    all.push_back(200);
    std::list<int> copy = all;
    int *one = new int(1);
    for (std::list<int>::iterator i = copy.begin(); i != copy.end(); i++)
        if (!*i)
            delete one;
    int value = *one;
    delete one;
    return value;
}
