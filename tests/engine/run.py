#!/usr/bin/env python3
"""The engine against small programs that say what it must find: run.py ANALYSE CASES_DIR CLANG

A line's comment `// expect: RULE [RULE...]` names every rule that must be reported on it, `// known-miss: RULE` what
should be found and is not yet. Any other finding fails, and so does a known miss that is found: then it is none. A first
line `// options: -l` gives the program's options.
"""
import glob
import os
import re
import subprocess
import sys
import tempfile

MARK = re.compile(r"//\s*(expect|known-miss):\s*([a-z0-9 -]+)")


def wanted(path: str) -> tuple[set, set]:
    expected, missed = set(), set()
    with open(path, encoding="utf-8") as text:
        for number, line in enumerate(text, 1):
            mark = MARK.search(line)
            if mark:
                into = expected if mark.group(1) == "expect" else missed
                into.update((number, rule) for rule in mark.group(2).split())
    return expected, missed


def options_of(path: str) -> list:
    with open(path, encoding="utf-8") as text:
        words = text.readline().split()
    return words[2:] if words[:2] == ["//", "options:"] else []


def main() -> int:
    analyse, folder, clang = sys.argv[1:]
    flags = subprocess.run([analyse, "--flags"], capture_output=True, text=True, check=True).stdout.split()
    bad = checked = 0
    for path in sorted(glob.glob(os.path.join(folder, "*.c")) + glob.glob(os.path.join(folder, "*.cpp"))):
        expected, missed = wanted(path)
        with tempfile.TemporaryDirectory() as scratch:
            bitcode = os.path.join(scratch, "case.bc")
            subprocess.run([clang, *flags, "-w", "-o", bitcode, path], check=True)
            outputs = [subprocess.run([analyse, *options_of(path), "-j", jobs, bitcode], capture_output=True, text=True, check=True).stdout
                       for jobs in ("1", "3")]
        if outputs[0] != outputs[1]:
            print(f"{path}: the result depends on the number of threads")
            bad += 1
        found = {(int(row[1]), row[3]) for row in (line.split("\t") for line in outputs[0].splitlines()) if len(row) > 5}
        for text, rows in (("not found", expected - found), ("not expected", found - expected - missed),
                           ("a known miss is found: make it an expectation", found & missed)):
            for line, rule in sorted(rows):
                print(f"{path}:{line}: {rule}: {text}")
                bad += 1
        checked += len(expected)
    print(f"{checked} expectations, {bad} failures")
    return 1 if bad or not checked else 0


if __name__ == "__main__":
    sys.exit(main())
