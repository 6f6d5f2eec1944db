#!/usr/bin/env python3
"""Scans a list of files of a test suite as one program: suite.py THERIAC TREE LIST OUT.sarif [-I DIR ...]

Writes a compile_commands.json for the C and C++ files that LIST names (paths relative to TREE, one a line) into a
temporary folder and runs `theriac scan` with it. What the scan found is scored elsewhere.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("theriac")
parser.add_argument("tree")
parser.add_argument("list")
parser.add_argument("out")
parser.add_argument("-I", dest="include", action="append", default=[], help="include folder, relative to TREE")
parser.add_argument("--jobs", default="2")
parser.add_argument("--args", default="", help="further options of theriac scan")
args = parser.parse_args()

tree = os.path.abspath(args.tree)
with open(args.list, encoding="utf-8") as lines:
    files = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
includes = [f"-I{os.path.join(tree, folder)}" for folder in args.include]
entries = []
for name in files:
    path = os.path.join(tree, name)
    if name.endswith((".c", ".cpp")) and os.path.exists(path):
        entries.append({"directory": os.path.dirname(path), "file": path, "arguments": ["cc", *includes, "-c", path]})
    elif name.endswith((".c", ".cpp")):
        print(f"absent: {name}", file=sys.stderr)
with tempfile.TemporaryDirectory() as build:
    with open(os.path.join(build, "compile_commands.json"), "w", encoding="utf-8") as database:
        json.dump(entries, database)
    started = time.monotonic()
    done = subprocess.run([args.theriac, "scan", tree, "-p", build, "-j", args.jobs, "--fail-on", "none", "--format", "sarif", "-o",
                           args.out, *args.args.split()], check=False)
    print(f"{len(entries)} files, exit {done.returncode}, {time.monotonic() - started:.1f} s")
