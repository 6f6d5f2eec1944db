#!/usr/bin/env python3
"""theriac vulns beside its floor, in one run: match.py THERIAC DATABASE SBOM... [--rounds N]

The floor is theriac sbom over the same files: reading the part lists without looking anything up.
"""
import argparse

import measure

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("theriac")
parser.add_argument("database")
parser.add_argument("sbom", nargs="+")
parser.add_argument("--rounds", type=int, default=3)
args = parser.parse_args()

for sbom in args.sbom:
    print(sbom)
    measure.table(measure.compare({
        "sbom (floor)": [args.theriac, "sbom", sbom],
        "vulns": [args.theriac, "vulns", "--db", args.database, sbom],
        "vulns --all --format json": [args.theriac, "vulns", "--db", args.database, "--all", "--format", "json", sbom],
    }, args.rounds), "sbom (floor)")
