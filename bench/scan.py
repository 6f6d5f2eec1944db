#!/usr/bin/env python3
"""theriac scan beside its floor and its peers, in one run: scan.py THERIAC SOURCE_DIR[:BUILD_DIR]... [--rounds N] [--peers]

The floor is clang-19 writing bitcode of the same files with the same options, two at a time. BUILD_DIR holds the
compile_commands.json (default: SOURCE_DIR/build). With --peers, cppcheck, clang --analyze and gcc -fanalyzer run too. Several
trees give a table each. Ratios of processor time count where other work goes on beside.
"""
import argparse
import json
import os
import shlex
import shutil
import tempfile

import measure

FLOOR = "floor: clang -O0 -g -emit-llvm"
parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("theriac")
parser.add_argument("trees", nargs="+")
parser.add_argument("--rounds", type=int, default=1)
parser.add_argument("--peers", action="store_true")
args = parser.parse_args()


def each(entries: list[dict], scratch: str, compiler: str) -> list[str]:
    """A command that runs the compiler on every file, two at a time."""
    lines = []
    for entry in entries:
        words = entry.get("arguments") or shlex.split(entry["command"])
        keep = [w for w in words[1:] if w.startswith(("-I", "-D", "-U", "-std", "-m", "-isystem", "-f"))]
        pairs = [f"{a} {b}" for a, b in zip(words, words[1:]) if a in ("-isystem", "-include", "-I", "-D")]
        lines.append(f"cd {shlex.quote(entry['directory'])} && {compiler} -w {' '.join(map(shlex.quote, keep))} "
                     f"{' '.join(pairs)} {shlex.quote(entry['file'])} >/dev/null 2>&1")
    path = os.path.join(scratch, f"each{len(os.listdir(scratch))}.txt")
    with open(path, "w", encoding="utf-8") as out:
        out.write("\0".join(lines))
    return ["sh", "-c", f"xargs -0 -P2 -n1 sh -c < {path}; true"]


def measure_tree(source: str, build: str, scratch: str) -> None:
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as database:
        entries = json.load(database)
    cache = os.path.join(scratch, "cache")
    os.environ["XDG_CACHE_HOME"] = cache
    scan = [os.path.abspath(args.theriac), "scan", "-j2", "-p", build, source, "--format", "sarif", "-o",
            os.path.join(scratch, "out.sarif")]
    commands = {FLOOR: each(entries, scratch, "clang-19 -O0 -g -emit-llvm -c -o -"),
                "theriac scan, cold": scan, "theriac scan, warm": scan}
    if args.peers:
        if shutil.which("cppcheck"):
            # It does not know the compiler's <limits.h>; a file whose preprocessing ends in an #error it leaves out.
            commands["cppcheck"] = ["cppcheck", "-j2", "-q", "-DCHAR_BIT=8", f"--output-file={scratch}/cppcheck.txt",
                                    f"--project={build}/compile_commands.json"]
        commands["clang --analyze"] = each(entries, scratch, "clang-19 --analyze --analyzer-output text")
        if shutil.which("gcc"):
            commands["gcc -fanalyzer"] = each(entries, scratch, f"gcc -fanalyzer -c -o {scratch}/$$.o")
    figures = measure.compare(commands, args.rounds,
                              before=lambda name: shutil.rmtree(cache, ignore_errors=True) if "cold" in name else None)
    lines = sum(open(os.path.join(e["directory"], e["file"]), "rb").read().count(b"\n") for e in entries)
    print(f"{source}: {len(entries)} files, {lines} lines")
    measure.table(figures, FLOOR)
    if "cppcheck" in commands:
        with open(os.path.join(scratch, "cppcheck.txt"), encoding="utf-8", errors="replace") as told:
            left_out = sum("[preprocessorErrorDirective]" in line or "[syntaxError]" in line for line in told)
        print(f"files that cppcheck did not analyse: {left_out}")


for tree in args.trees:
    folder, _, built = tree.partition(":")
    with tempfile.TemporaryDirectory() as scratch_folder:
        measure_tree(folder, built or os.path.join(folder, "build"), scratch_folder)
