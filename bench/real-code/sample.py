#!/usr/bin/env python3
"""Draws findings to be judged, and adds up what was judged.

    sample.py draw RESULT [--old JUDGED.tsv] [--seed 7] [--number 50] [--severity medium] [--strip DIR/]
    sample.py table JUDGED.tsv ...
    sample.py check JUDGED.tsv ...

draw    RESULT is SARIF or theriac's JSON. Prints a TSV with one row a finding, verdict and reason empty; a row that --old
        has judged already (same rule, file, function and line, or the same statement moved a few lines) keeps its verdict.
        Findings that the result calls suppressed do not count.
table   a Markdown table: findings a thousand lines, true, worth acting on, false, by code base and in all.
check   exit 1 when a row lacks its verdict or reason, a head line is missing, or a row stands twice.

README.md beside this file tells what the columns and verdicts mean.
"""
import argparse
import json
import os
import random
import sys
from collections import Counter
from typing import Dict, List, NamedTuple

SEVERITIES = ["info", "low", "medium", "high", "critical"]
VERDICTS = ["true", "act", "false"]
COLUMNS = ["rule", "file", "line", "function", "verdict", "reason"]
HEAD = ["revision", "command", "lines", "findings", "seed"]
MOVED = 5  # lines that a finding may have moved, within its function, and keep its verdict


class Row(NamedTuple):
    rule: str
    file: str
    line: int
    function: str
    verdict: str = ""
    reason: str = ""


class Judged(NamedTuple):
    name: str
    head: Dict[str, str]
    rows: List[Row]


def from_sarif(document: dict, least: int) -> List[Row]:
    rows = []
    for run in document["runs"]:
        for result in run.get("results", []):
            properties = result.get("properties", {})
            if SEVERITIES.index(properties.get("severity", "info")) < least or result.get("suppressions"):
                continue
            place = result["locations"][0]
            where = place["physicalLocation"]
            name = (place.get("logicalLocations") or [{}])[0].get("name", "")
            rows.append(Row(result["ruleId"], where["artifactLocation"]["uri"], where["region"]["startLine"], name))
    return rows


def from_json(document: dict, least: int) -> List[Row]:
    rows = []
    for finding in document["findings"]:
        if SEVERITIES.index(finding["severity"]) < least or not finding.get("open", True):
            continue
        where = finding.get("location", finding)
        rows.append(Row(finding["rule"], where["file"], where["line"], finding.get("function") or ""))
    return rows


def read_result(path: str, severity: str) -> List[Row]:
    with open(path, encoding="utf-8") as source:
        document = json.load(source)
    least = SEVERITIES.index(severity)
    return sorted(from_sarif(document, least) if "runs" in document else from_json(document, least))


def read_judged(path: str) -> Judged:
    head: Dict[str, str] = {}
    rows: List[Row] = []
    with open(path, encoding="utf-8") as source:
        for number, line in enumerate(source, 1):
            line = line.rstrip("\n")
            if line.startswith("#"):
                key, _, value = line[1:].partition(":")
                head[key.strip()] = value.strip()
            elif line and line.split("\t") != COLUMNS:
                cells = line.split("\t")
                if len(cells) != len(COLUMNS) or not cells[2].isdigit():
                    sys.exit(f"{path}:{number}: expected {len(COLUMNS)} columns, the third a line number")
                rows.append(Row(cells[0], cells[1], int(cells[2]), *cells[3:]))
    return Judged(os.path.splitext(os.path.basename(path))[0], head, rows)


def remember(row: Row, old: List[Row]) -> Row:
    """The row with the verdict that the closest row of the same rule, file and function was given."""
    near = [o for o in old if o[:2] == row[:2] and o.function == row.function and abs(o.line - row.line) <= MOVED]
    best = min(near, key=lambda o: abs(o.line - row.line), default=None)
    return row._replace(verdict=best.verdict, reason=best.reason) if best else row


def draw(args: argparse.Namespace) -> int:
    rows = read_result(args.result, args.severity)
    rows = [row._replace(file=row.file.removeprefix(args.strip)) for row in rows]
    old = read_judged(args.old).rows if args.old else []
    # Shuffled whole, then cut: a sample of 50 is the first half of a sample of 100.
    order = rows[:]
    random.Random(args.seed).shuffle(order)
    for key, value in zip(HEAD, ["", "", "", str(len(rows)), str(args.seed)]):
        print(f"# {key}: {value}".rstrip())
    print("\t".join(COLUMNS))
    for row in sorted(order[:args.number]):
        print("\t".join(str(cell) for cell in remember(row, old)))
    return 0


def line_of(name: str, lines: int, findings: int, count: Counter) -> str:
    judged = sum(count.values())
    good = count["true"] + count["act"]
    share = f"{100 * good / judged:.0f} %" if judged else "-"
    return (f"| {name} | {lines:,} | {findings} | {1000 * findings / lines:.2f} | {judged} | {count['true']} | "
            f"{count['act']} | {count['false']} | {share} |")


def table(args: argparse.Namespace) -> int:
    print("| code | lines | findings | a thousand lines | judged | true | act | false | true or act |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    total: Counter = Counter()
    lines = findings = 0
    for path in args.judged:
        judged = read_judged(path)
        count = Counter(row.verdict for row in judged.rows if row.verdict in VERDICTS)
        here, found = int(judged.head["lines"].replace(",", "").split()[0]), int(judged.head["findings"].split()[0])
        print(line_of(judged.name, here, found, count))
        lines, findings, total = lines + here, findings + found, total + count
    if len(args.judged) > 1:
        print(line_of("all", lines, findings, total))
    return 0


def check(args: argparse.Namespace) -> int:
    wrong = []
    for path in args.judged:
        judged = read_judged(path)
        wrong += [f"{path}: no '# {key}:'" for key in HEAD if not judged.head.get(key)]
        wrong += [f"{path}: {row.rule} {row.file}:{row.line}: no verdict or no reason"
                  for row in judged.rows if row.verdict not in VERDICTS or not row.reason]
        wrong += [f"{path}: {key[0]} {key[1]}:{key[2]} stands {n} times"
                  for key, n in Counter(row[:4] for row in judged.rows).items() if n > 1]
    print("\n".join(wrong) if wrong else f"{len(args.judged)} file(s) are complete")
    return 1 if wrong else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("draw")
    one.add_argument("result")
    one.add_argument("--old")
    one.add_argument("--seed", type=int, default=7)
    one.add_argument("--number", type=int, default=50)
    one.add_argument("--severity", choices=SEVERITIES, default="medium")
    one.add_argument("--strip", default="")
    one.set_defaults(run=draw)
    for name, run in (("table", table), ("check", check)):
        other = commands.add_parser(name)
        other.add_argument("judged", nargs="+")
        other.set_defaults(run=run)
    args = parser.parse_args()
    return args.run(args)


if __name__ == "__main__":
    sys.exit(main())
