#!/usr/bin/env python3
"""How time and memory of a scan grow: growth.py THERIAC TREE... [--lines 25,50,100,200,400] [--seed N]

For each size (thousand lines of C and C++ sources) as many of the trees' source files are drawn by the seed, the same ones in the
same order, so that each size holds the smaller ones. They are scanned cold, then warm, then warm with one function changed.
A tree's build/compile_commands.json is used where there is one. A table with ratios to the first size is printed: what
grows linearly keeps `per line` at 1.
"""
import argparse
import json
import os
import random
import shutil
import tempfile

import measure

SOURCES = (".c", ".cc", ".cpp", ".cxx")

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("theriac")
parser.add_argument("trees", nargs="+")
parser.add_argument("--lines", default="25,50,100,200,400")
parser.add_argument("--seed", type=int, default=1)
args = parser.parse_args()


def database(tree: str) -> list[dict]:
    path = os.path.join(tree, "build", "compile_commands.json")
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def sources(tree: str) -> list[str]:
    """Relative paths: those of the database, else every source of the tree."""
    known = [os.path.relpath(os.path.join(e["directory"], e["file"]), tree) for e in database(tree)]
    if known:
        return sorted({name for name in known if not name.startswith("..") and os.path.exists(os.path.join(tree, name))})
    return sorted(os.path.relpath(os.path.join(folder, name), tree) for folder, _, names in os.walk(tree)
                  for name in names if name.endswith(SOURCES) and os.path.isfile(os.path.join(folder, name)))


def count_lines(path: str) -> int:
    with open(path, "rb") as file:
        return file.read().count(b"\n")


trees = [os.path.abspath(tree) for tree in args.trees]
drawn = [(tree, name, count_lines(os.path.join(tree, name))) for tree in trees for name in sources(tree)]
random.Random(args.seed).shuffle(drawn)


def draw(limit: int) -> tuple[list[tuple[str, str, int]], int]:
    taken, lines = [], 0
    for row in drawn:
        if lines + row[2] <= limit:
            taken.append(row)
            lines += row[2]
    return taken, lines


def lay_out(root: str, taken: list[tuple[str, str, int]]) -> list[str]:
    """Copies the trees with these sources only, and all that is no source."""
    made = []
    for number, tree in enumerate(trees):
        keep = {name for other, name, _ in taken if other == tree}
        copy = os.path.join(root, f"{number}-{os.path.basename(tree)}")

        def left_out(folder: str, names: list[str]) -> list[str]:
            below = os.path.relpath(folder, tree)
            return [n for n in names if n == ".git" or (n.endswith(SOURCES) and os.path.normpath(os.path.join(below, n)) not in keep)]

        shutil.copytree(tree, copy, ignore=left_out, symlinks=False, ignore_dangling_symlinks=True)
        entries = [e for e in database(tree)
                   if os.path.relpath(os.path.join(e["directory"], e["file"]), tree) in keep]
        if entries:
            text = json.dumps(entries).replace(tree + "/", copy + "/").replace(tree + '"', copy + '"')
            with open(os.path.join(copy, "build", "compile_commands.json"), "w", encoding="utf-8") as file:
                file.write(text)
        if keep:
            made.append(copy)
    return made


first = None
print(f"{'lines':>8} {'files':>6} | {'cold cpu s':>10} {'per line':>8} {'MB':>6} {'per line':>8} | {'warm cpu s':>10} {'MB':>6} | "
      f"{'one function':>12}")
for thousand in (int(word) for word in args.lines.split(",")):
    taken, lines = draw(1000 * thousand)
    with tempfile.TemporaryDirectory() as scratch:
        folders = lay_out(os.path.join(scratch, "root"), taken)
        os.environ["XDG_CACHE_HOME"] = os.path.join(scratch, "cache")
        scan = [os.path.abspath(args.theriac), "scan", "-j2", *folders, "--format", "sarif", "-o",
                os.path.join(scratch, "out.sarif")]
        cold, warm = measure.run_once(scan), measure.run_once(scan)
        tree, name, _ = taken[0]
        with open(os.path.join(scratch, "root", f"{trees.index(tree)}-{os.path.basename(tree)}", name), "a",
                  encoding="utf-8") as file:
            file.write("\nint theriac_growth(int *p);\nint theriac_growth(int *p) { return p ? *p : 0; }\n")
        edited = measure.run_once(scan)
    first = first or (lines, cold)
    times, memory = cold.cpu / first[1].cpu, cold.memory / first[1].memory
    share = lines / first[0]
    print(f"{lines:8} {len(taken):6} | {cold.cpu:10.1f} {times / share:8.2f} {cold.memory:6.0f} {memory / share:8.2f} | "
          f"{warm.cpu:10.2f} {warm.memory:6.0f} | {edited.cpu:12.2f}", flush=True)
