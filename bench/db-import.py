#!/usr/bin/env python3
"""theriac db import beside its floor, in one run: db-import.py THERIAC ARCHIVE [--rounds N]

ARCHIVE is a .tar.zst of CVE records, one JSON document a file. The floor is the least that reading it can cost with
everyday tools: zstd unpacks it and Python's C parser reads every document, on one processor, storing nothing.
"""
import argparse
import os
import subprocess
import tempfile

import measure

FLOOR = """
import json, subprocess, sys, tarfile
with subprocess.Popen(["zstd", "-dc", sys.argv[1]], stdout=subprocess.PIPE) as unpack:
    with tarfile.open(fileobj=unpack.stdout, mode="r|") as archive:
        for entry in archive:
            if entry.isfile():
                json.loads(archive.extractfile(entry).read())
"""

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("theriac")
parser.add_argument("archive")
parser.add_argument("--rounds", type=int, default=3)
args = parser.parse_args()

with tempfile.TemporaryDirectory() as folder:
    fresh, again = os.path.join(folder, "fresh.db"), os.path.join(folder, "again.db")
    subprocess.run([args.theriac, "db", "import", "--db", again, args.archive], check=True, stdout=subprocess.DEVNULL)

    def remove(name: str) -> None:
        if name.endswith("new") and os.path.exists(fresh):
            os.remove(fresh)

    figures = measure.compare({
        "zstd and json.loads (floor)": ["python3", "-c", FLOOR, args.archive],
        "db import, new": [args.theriac, "db", "import", "--db", fresh, args.archive],
        "db import, nothing changed": [args.theriac, "db", "import", "--db", again, args.archive],
    }, args.rounds, before=remove)
    measure.table(figures, "zstd and json.loads (floor)")
    print(f"database {os.path.getsize(fresh) / 1e6:.0f} MB, archive {os.path.getsize(args.archive) / 1e6:.0f} MB")
