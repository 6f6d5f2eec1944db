#!/usr/bin/env python3
"""What the engine takes over from an earlier run is what it would find anew: again.py ANALYSE CLANG

A small program is edited step by step. After each edit the findings with their paths must be the same, byte for byte,
with the results that the run before kept and without any; and no more functions are analysed again than the edit can
have changed.
"""
import os
import random
import re
import subprocess
import sys
import tempfile

analyse, clang = sys.argv[1:3]

FILES = {
    "pump.h": """
struct pump { int rate; char name[8]; int *samples; };
int clamp(int value);
int *make_samples(unsigned count);
void set_rate(struct pump *pump, int rate);
void run(struct pump *pump, int mode);
int even(unsigned n);
static inline int half(int value) { return value / 2; }
""",
    "pump.c": """
#include "pump.h"
#include <stdlib.h>
#include <string.h>
static const int LIMITS[4] = {1, 2, 4, 8};
static int level = 3;
int clamp(int value)
{
    if (value < 0) return 0;
    return value > 100 ? 100 : value;
}
int *make_samples(unsigned count)
{
    int *samples = malloc(count * sizeof *samples);
    if (!samples) return 0;
    samples[0] = 0;
    return samples;
}
int leak(unsigned count)
{
    int *samples = make_samples(count);
    if (!samples) return 1;
    if (count > 7) return 2;
    free(samples);
    return 0;
}
void set_rate(struct pump *pump, int rate)
{
    pump->rate = clamp(rate) / LIMITS[level];
}
void name_pump(struct pump *pump)
{
    strcpy(pump->name, "a name that is too long");
}
int fixed(void)
{
    int table[4] = {0};
    return table[level];
}
""",
    "main.c": """
#include "pump.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static void slow(struct pump *pump) { pump->rate = half(pump->rate); }
static void fast(struct pump *pump) { pump->samples[pump->rate] = 1; }
static void (*const MODES[])(struct pump *) = {slow, fast};
int odd(unsigned n) { return n ? even(n - 1) : 0; }
int even(unsigned n) { return n ? odd(n - 1) : 1; }
void run(struct pump *pump, int mode)
{
    MODES[mode & 1](pump);
}
static int read_number(FILE *file)
{
    char line[32];
    if (!fgets(line, sizeof line, file)) return -1;
    return atoi(line);
}
int main(int argc, char **argv)
{
    struct pump pump = {0};
    char name[4];
    set_rate(&pump, argc);
    pump.samples = make_samples(4);
    pump.samples[read_number(stdin)] = 1;
    strcpy(name, argv[0]);
    run(&pump, 0);
    run(&pump, argc);
    free(pump.samples);
    if (even(3)) free(pump.samples);
    return pump.samples[0];
}
""",
    "extra.c": """
#include "pump.h"
int twice(struct pump *pump)
{
    int *none = 0;
    set_rate(pump, 7);
    if (pump->rate > 3) return *none;
    return 2 * pump->rate;
}
""",
}


class Project:
    def __init__(self, folder: str) -> None:
        self.folder, self.sources = folder, dict(FILES)
        self.store, self.made = os.path.join(folder, "results"), {}
        self.flags = subprocess.run([analyse, "--flags"], capture_output=True, text=True, check=True).stdout.split()

    def compile(self) -> list[str]:
        for name, text in self.sources.items():
            with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
                file.write(text)
        out = []
        for name in sorted(self.sources):
            if not name.endswith(".c"):
                continue
            path, key = os.path.join(self.folder, name), (self.sources[name], self.sources["pump.h"])
            if self.made.get(name) != key:
                subprocess.run([clang, *self.flags, "-w", "-c", path, "-o", path + ".bc"], check=True)
                self.made[name] = key
            out.append(path + ".bc")
        return out

    def run(self, files: list[str], *words: str) -> tuple[str, int, int]:
        done = subprocess.run([analyse, "-s", "-t", *words, *files], capture_output=True, text=True, check=True)
        count = re.search(r"(\d+) functions, .* (\d+) taken over", done.stderr)
        return done.stdout, int(count[1]), int(count[2])


failures = 0


def check(project: Project, what: str, most: int | None, shuffle: bool = False) -> None:
    """Cold and again; `most`: functions that may be analysed again, None for any number."""
    global failures
    files = project.compile()
    cold, functions, _ = project.run(files)
    if shuffle:
        random.Random(7).shuffle(files)
    again, _, kept = project.run(files, "-j", "2", "-c", project.store)
    if sorted(cold.splitlines()) != sorted(again.splitlines()) or (not shuffle and cold != again):
        failures += 1
        print(f"{what}: the findings differ\n--- cold\n{cold}--- again\n{again}")
    if most is not None and functions - kept > most:
        failures += 1
        print(f"{what}: {functions - kept} of {functions} functions were analysed again, {most} expected at most")
    print(f"{what}: {functions - kept} of {functions} analysed again, {len(cold.splitlines())} lines")


with tempfile.TemporaryDirectory() as folder:
    project = Project(folder)

    def edit(name: str, old: str, new: str) -> None:
        if old not in project.sources[name]:
            sys.exit(f"{name} has no {old!r}")
        project.sources[name] = project.sources[name].replace(old, new)

    check(project, "first", None)
    check(project, "nothing changed", 0)
    check(project, "other order of files", 0, shuffle=True)
    project.sources["pump.c"] = "\n\n" + project.sources["pump.c"]
    check(project, "lines move", 1)  # the leak's text tells a line
    project.sources["pump.h"] = "\n" + project.sources["pump.h"]
    check(project, "lines of a header move", 0)
    edit("pump.c", "    if (value < 0) return 0;\n", "    int zero = 0;\n    if (value < 0) return zero;\n")
    check(project, "a body that does the same", 2)  # and the leak's line
    edit("pump.c", "value > 100 ? 100", "value > 99 ? 99")
    check(project, "what callers see of it", 5)
    edit("main.c", "    char name[4];", "    char name[4];\n\n")
    check(project, "lines within a body", 1)
    edit("main.c", "slow", "gentle")
    check(project, "a function is renamed", 3)
    edit("pump.c", "    strcpy(pump->name, \"a name", "    puts(\"now\");\n    strcpy(pump->name, \"a name")
    edit("pump.c", "#include <stdlib.h>", "#include <stdlib.h>\n#include <stdio.h>")
    check(project, "a literal more", 2)
    edit("pump.c", "level = 3", "level = 4")
    check(project, "a global's first value", 5)
    edit("pump.c", "int fixed(void)\n{", "int fixed(void)\n{\n    level = 1;")
    check(project, "a global that is written", 5)
    edit("pump.c", "{1, 2, 4, 8}", "{1, 0, 4, 8}")
    check(project, "a constant table", 5)
    edit("main.c", "{gentle, fast}", "{fast, gentle}")
    check(project, "a table of functions", 3)
    edit("pump.h", "char name[8]", "char name[80]")
    check(project, "a struct", None)
    edit("main.c", "return n ? odd(n - 1) : 1;", "return n > 1 ? odd(n - 1) : 1;")
    check(project, "one of a cycle", 4)
    edit("extra.c", "int *none = 0;", "int some = 0, *none = &some;")
    check(project, "a finding goes", 1)
    removed = project.sources.pop("extra.c")
    check(project, "a file less", 3)
    project.sources["extra.c"] = removed
    check(project, "a file more", 3)
    project.sources["other.c"] = removed.replace("twice", "thrice").replace("set_rate(pump, 7)", "set_rate(pump, 1)")
    check(project, "a copy of a file", 3)
    edit("pump.c", "int clamp(int value)\n{", "int clamp(int value) {")
    check(project, "a line less", 2)

    with open(project.store, "rb") as file:
        good = file.read()
    generator = random.Random(11)
    for number in range(12):  # a damaged file is none
        damaged = bytearray(good)
        for _ in range(1 + number):
            damaged[generator.randrange(len(damaged))] ^= 1 << generator.randrange(8)
        with open(project.store, "wb") as file:
            file.write(damaged if number % 3 else damaged[:generator.randrange(len(damaged))])
        check(project, f"damaged {number}", None)
    with open(project.store, "wb") as file:
        file.write(b"something else")
    check(project, "foreign", None)
    check(project, "after that", 0)
sys.exit(1 if failures else 0)
