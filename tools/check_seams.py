#!/usr/bin/env python3
"""Fails when a file of a seam is not listed, or a listed one is absent: check_seams.py ROOT"""
import os
import re
import sys

# (list header, macro, folder, file prefix)
SEAMS = [
    ("src/code/check/checkers.h", "CHECKER", "src/code/check", "check_"),
    ("src/cli/commands.h", "COMMAND", "src/cli", "cmd_"),
    ("src/codec/version_schemes.h", "SCHEME", "src/codec", "version_"),
    ("src/vulns/feeds.h", "FEED", "src/vulns", "feed_"),
    ("src/parts/ecosystems.h", "ECO", "src/parts", "eco_"),
    ("src/report/formats.h", "OUTPUT", "src/report", "out_"),
]

root, bad = sys.argv[1], []
for header, macro, folder, prefix in SEAMS:
    with open(os.path.join(root, header), encoding="utf-8") as text:
        listed = set(re.findall(rf"^{macro}\((\w+)", text.read(), re.M))
    present = {name[len(prefix):-2] for name in os.listdir(os.path.join(root, folder))
               if name.startswith(prefix) and name.endswith(".c")}
    if not listed:
        bad.append(f"{header}: lists nothing")
    bad += [f"{folder}/{prefix}{name}.c is not listed in {header}" for name in sorted(present - listed)]
    bad += [f"{header}: {name} has no file {folder}/{prefix}{name}.c" for name in sorted(listed - present)]
# Unit tests and end-to-end tests that nobody runs are the same defect.
with open(os.path.join(root, "tests/meson.build"), encoding="utf-8") as text:
    build = text.read()
for name in sorted(os.listdir(os.path.join(root, "tests/unit"))):
    if name.startswith("test_") and name.endswith(".c") and f"'{name[5:-2]}'" not in build:
        bad.append(f"tests/unit/{name} is not listed in tests/meson.build")
for name in sorted(os.listdir(os.path.join(root, "tests/e2e"))):
    if name.endswith((".sh", ".py")) and f"'{name}'" not in build:
        bad.append(f"tests/e2e/{name} is not listed in tests/meson.build")
print("\n".join(bad) or "every file of every seam is listed")
sys.exit(1 if bad else 0)
