#!/usr/bin/env python3
"""theriac sbom beside its floor, in one run: sbom.py THERIAC TREE [--rounds N] [--jobs N]

The floor is find and cat over every file of the tree: what it costs to look at all of it once. theriac reads only
what may say something about parts, so a ratio below 1 is usual where sources outweigh manifests.
"""
import argparse
import json
import subprocess

import measure

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("theriac")
parser.add_argument("tree")
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--jobs", default="2")
args = parser.parse_args()

floor = "find and cat all bytes"
figures = measure.compare({
    floor: ["sh", "-c", 'find "$1" -type f -print0 | xargs -0 cat > /dev/null', "sh", args.tree],
    "theriac sbom": [args.theriac, "sbom", args.tree, "-j", args.jobs],
    "theriac sbom, one thread": [args.theriac, "sbom", args.tree, "-j", "1"],
}, args.rounds)
measure.table(figures, floor)
done = subprocess.run([args.theriac, "sbom", args.tree, "--format", "json"], capture_output=True, text=True, check=False)
parts = json.loads(done.stdout)["components"] if done.stdout else []
print(f"{len(parts)} parts, {sum(p['version'] is None for p in parts)} without a known version, exit {done.returncode}")
