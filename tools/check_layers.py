#!/usr/bin/env python3
"""Fails when a file includes a folder above its own: check_layers.py ROOT (rules in tools/layers.txt)."""
import os
import re
import sys

root = sys.argv[1]
allowed = {}
with open(os.path.join(root, "tools/layers.txt"), encoding="utf-8") as rules:
    for line in rules:
        if line.strip() and not line.startswith("#"):
            folder, below = line.split(":")
            allowed[folder] = set(below.split()) | {folder}

bad, seen = [], 0
for folder, _, names in os.walk(os.path.join(root, "src")):
    own = os.path.relpath(folder, os.path.join(root, "src"))
    for name in names:
        if not name.endswith((".c", ".h")):
            continue
        if own not in allowed:
            bad.append(f"src/{own}/{name}: the folder is not in tools/layers.txt")
            continue
        with open(os.path.join(folder, name), encoding="utf-8") as text:
            for number, line in enumerate(text, 1):
                match = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
                if not match:
                    continue
                seen += 1
                target = os.path.dirname(match[1])
                if target not in allowed[own]:
                    bad.append(f"src/{own}/{name}:{number}: {own} may not include {match[1]}")
print("\n".join(bad) or f"{seen} includes respect the layers")
sys.exit(1 if bad or not seen else 0)
