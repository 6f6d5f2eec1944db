// std::string and streams: what somebody types goes where it is put, and text lives as long as its string.
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

void use(const char *text);

void typed_command()
{
    std::string name;
    std::cin >> name;
    std::string command = "/bin/rm " + name;
    if (system(command.c_str())) // expect: command-injection
        use("failed");
}

void own_command()
{
    std::string name = "x";
    std::string command = "/bin/rm " + name;
    command += ".txt";
    if (system(command.c_str()))
        use("failed");
}

void typed_line(int a[10])
{
    std::string line;
    std::getline(std::cin, line);
    int local[10] = {0};
    local[std::stoi(line)] = 1; // expect: buffer-underwrite
    a[0] = local[0];
}

int number_in_file()
{
    std::ifstream in("/etc/limits");
    int i = 0;
    in >> i;
    int local[10] = {0};
    local[i] = 1; // expect: buffer-underwrite
    return local[0];
}

int number_in_text()
{
    std::istringstream in("3");
    int i = 0;
    in >> i;
    int local[10] = {0};
    local[i] = 1;
    return local[0];
}

void typed_too_long()
{
    std::string name;
    std::cin >> name;
    char local[20];
    strcpy(local, name.c_str()); // expect: stack-buffer-overflow
    use(local);
}

void typed_and_measured()
{
    std::string name;
    std::cin >> name;
    char local[20];
    if (name.size() >= sizeof local)
        return;
    strcpy(local, name.c_str());
    use(local);
}

static void open_file(const std::string &name)
{
    std::ifstream in(name); // expect: absolute-path
    std::string line;
    std::getline(in, line);
    use(line.c_str());
}

void typed_file()
{
    std::string name;
    std::cin >> name;
    open_file(name);
}

void own_file() { open_file("/etc/limits"); }

char gone()
{
    std::string text = "some text";
    const char *end = text.substr(4).c_str();
    return *end; // expect: use-after-free
}

char there()
{
    std::string text = "some text", tail = text.substr(4);
    const char *end = tail.c_str();
    return *end;
}

struct named {
    std::string name;
    const char *get() const { return name.empty() ? nullptr : name.c_str(); }
};

// Asked twice, it answers the same.
void asked_twice(const named &n, std::string &to) { to = n.get() != nullptr ? n.get() : ""; }

void known(std::string &to)
{
    named n;
    to = n.get(); // expect: untested-result
    n.name = "x";
    to = n.get();
}
