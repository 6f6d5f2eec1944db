#!/usr/bin/env python3
"""Known vulnerabilities as proof: is the finding there before the fix, and gone after it?

    run.py THERIAC --repos DIR [--scratch DIR] [--only TEXT ...] [--jobs N] [--findings] [--tsv FILE] [--table FILE] [--list FILE]

DIR holds clones as owner+name/repo or owner/name, bare or with a work tree. For each row of cves.tsv the parent of the fix and
the fix itself are written into the scratch folder, with all headers of the repository but only those sources that the row
names; both are scanned. Options of a row that begin with -I or -D become a compile_commands.json, the others go to `theriac scan`.

hit      a finding of the row's class of weakness in one of its functions (in a file that the fix changes), or in a changed line,
         or with a changed line in its story; after the fix nothing of that class stands at its place or says the same
partial  such findings, but all of them stay
miss     none
absent   the repository or the commit is not there; not counted

Classes: CWEs that tools use for the same defect (CLASSES below). Findings of severity info do not count. --scratch keeps what was
checked out and compiled, and what this very program said of each tree, so that a second run only reads. --findings tells each
finding that counted.
"""
import argparse
import collections
import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
CLASSES = [
    {118, 119, 120, 121, 122, 123, 124, 125, 126, 127, 129, 131, 170, 193, 466, 785, 786, 787, 788, 805, 806, 823, 839},
    {128, 190, 191, 192, 194, 195, 196, 197, 680, 681},
    {401, 404, 771, 772, 773, 775},
    {415, 416, 590, 672, 761, 762, 763, 825},
    {476, 690},
    {456, 457, 665, 824, 908, 909},
    {252, 253, 754},
    {22, 23, 36, 73},
    {77, 78, 88},
    {134},
    {369},
    {606, 834, 835},
    {674},
]
SOURCES = (".c", ".cc", ".cpp", ".cxx")
PARTS = SOURCES + (".h", ".hpp", ".hh", ".hxx", ".inc", ".in", ".ac", ".am", ".cmake", ".txt", ".def", ".y", ".l", ".cmakein", ".prebuilt")
SIZE_MAX = 4 << 20
SEVERITIES = ["info", "low", "medium", "high", "critical"]
CONFIDENCES = ["low", "medium", "high"]
NEAR = 3  # lines beside a change that still count as changed


class Row:
    def __init__(self, line: str):
        cells = line.split("\t")
        self.id, self.repository, self.commit, functions, cwes, paths, options, self.what = cells
        self.functions, self.cwes, self.paths = functions.split(), [int(cwe) for cwe in cwes.split()], paths.split()
        self.options = [] if options == "-" else shlex.split(options)
        self.accepted = set().union(*(group for group in CLASSES for cwe in self.cwes if cwe in group)) | set(self.cwes)


def rows_of(path: str) -> list:
    with open(path, encoding="utf-8") as lines:
        return [Row(line.rstrip("\n")) for line in lines if line.strip() and not line.startswith("#")]


def clone_of(repos: str, repository: str) -> str:
    for name in (repository.replace("/", "+") + "/repo", repository, repository + ".git", os.path.basename(repository)):
        for inner in ("", "/.git"):
            path = os.path.join(repos, name + inner)
            if os.path.exists(os.path.join(path, "objects")):
                return path
    return ""


def git(clone: str, *words: str, text: bool = True, **options):
    return subprocess.run(["git", "-C", clone, *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=text, check=False, **options)


def is_wanted(path: str, row: Row) -> bool:
    if path.endswith(SOURCES):
        return any(path == part or path.startswith(part + "/") for part in row.paths)
    return path.endswith(PARTS) or path.split("/")[-1].startswith("config")


def write_tree(clone: str, revision: str, row: Row, into: str) -> bool:
    """The files of a revision; what a partial clone does not have is left out."""
    listing = git(clone, "ls-tree", "-r", "-z", "-l", revision).stdout
    files = []
    for entry in filter(None, listing.split("\0")):
        meta, path = entry.split("\t", 1)
        mode, kind, name, size = meta.split()
        if kind == "blob" and mode.startswith("100") and size.isdigit() and int(size) < SIZE_MAX and is_wanted(path, row):
            files.append((name, path))
    if not files:
        return False
    batch = subprocess.Popen(["git", "-C", clone, "cat-file", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    for name, path in files:
        batch.stdin.write(name.encode() + b"\n")
        batch.stdin.flush()
        words = batch.stdout.readline().split()
        if len(words) != 3:
            continue
        content = batch.stdout.read(int(words[2]) + 1)[:-1]
        full = os.path.join(into, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "wb") as out:
            out.write(content)
    batch.stdin.close()
    batch.wait()
    return True


def write_commands(row: Row, folder: str) -> None:
    """Flags that the row gives; without any, theriac guesses."""
    flags = [word if not word.startswith("-I") else "-I" + os.path.join(folder, word[2:]) for word in row.options if word[:2] in ("-I", "-D")]
    if not flags:
        return
    entries = []
    for part in row.paths:
        full = os.path.join(folder, part)
        found = [full] if os.path.isfile(full) else [os.path.join(at, name) for at, _, names in os.walk(full) for name in names]
        entries += [{"directory": folder, "file": path, "arguments": ["cc", *flags, "-c", path]} for path in sorted(found) if path.endswith(SOURCES)]
    with open(os.path.join(folder, "compile_commands.json"), "w", encoding="utf-8") as out:
        json.dump(entries, out)


def scan(theriac: str, row: Row, folder: str, jobs: str, cache: str):
    """Findings of one tree, or None when the scan itself failed."""
    options = [word for word in row.options if word[:2] not in ("-I", "-D")]
    done = subprocess.run([theriac, "scan", folder, "--fail-on", "none", "--format", "json", "-j", jobs, *options], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, errors="replace", env={**os.environ, "XDG_CACHE_HOME": cache})
    try:
        result = json.loads(done.stdout)
    except json.JSONDecodeError:
        return None, done.stderr.strip()[-300:]
    code = result.get("code", {})
    return result["findings"], f"{code.get('files_failed', 0)} of {code.get('files', 0)} files failed" if code.get("files_failed") else ""


def scan_once(args, row: Row, folder: str, scratch: str):
    """Like scan(), but what this very program once said of this tree is read again."""
    key = hashlib.sha256("\0".join([args.digest, row.id, row.commit, *row.paths, "", *row.options, os.path.basename(folder)]).encode()).hexdigest()
    kept = os.path.join(scratch, "results", key + ".json")
    if os.path.exists(kept):
        with open(kept, encoding="utf-8") as stored:
            return json.load(stored)
    result = scan(args.theriac, row, folder, args.jobs, os.path.join(scratch, "cache"))
    if result[0] is not None:
        os.makedirs(os.path.dirname(kept), exist_ok=True)
        with open(kept, "w", encoding="utf-8") as out:
            json.dump(result, out)
    return result


def changes_of(clone: str, row: Row) -> dict:
    """What the fix changes: file -> [(first line and number of lines before, the same after)]."""
    diff = git(clone, "diff", "-U0", "--no-renames", row.commit + "^", row.commit, "--", errors="replace").stdout
    changes, file = collections.defaultdict(list), ""
    for line in diff.split("\n"):
        if line.startswith("--- "):
            file = line[6:]
        elif line.startswith("+++ ") and line[4:] != "/dev/null":
            file = line[6:]
        elif match := re.match(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@", line):
            old, old_count, new, new_count = (1 if group is None else int(group) for group in match.groups())
            changes[file].append((old, old_count, new, new_count))
    return changes


def line_after(hunks: list, line: int) -> int:
    """The line's number after the fix; a changed line's is the first of what took its place."""
    shift = 0
    for old, old_count, new, new_count in hunks:
        first = old if old_count else old + 1
        if line < first:
            break
        if line < first + old_count:
            return new
        shift += new_count - old_count
    return line + shift


def is_changed(hunks: list, line: int) -> bool:
    return any(old - NEAR <= line < old + max(count, 1) + NEAR for old, count, _, _ in hunks)


def plain_name(function: str) -> str:
    return re.sub(r"[(<].*", "", function or "").split("::")[-1].strip()


def is_of_class(row: Row, finding: dict) -> bool:
    return finding.get("cwe") in row.accepted and finding["severity"] != "info"


def touches(row: Row, changes: dict, finding: dict) -> bool:
    """The finding stands in a function of the row or in what the fix changes, or its story leads over a changed line."""
    if not is_of_class(row, finding):
        return False
    place = finding["location"]
    if place["file"] in changes and plain_name(finding.get("function")) in row.functions:
        return True
    places = [place] + [event["location"] for event in finding.get("events", [])]
    return any(is_changed(changes.get(at["file"], []), at["line"]) for at in places)


def is_still_there(changes: dict, finding: dict, after: list) -> bool:
    """The same weakness at the same place after the fix; a line that the fix moved or wrote anew counts as the same place."""
    place = finding["location"]
    hunks = changes.get(place["file"], [])
    line = line_after(hunks, place["line"])
    reach = next((new_count for old, count, _, new_count in hunks if old <= place["line"] < old + count), 0)
    for other in after:
        at = other["location"]
        same_message = other["message"] == finding["message"] and other.get("function") == finding.get("function")
        if at["file"] == place["file"] and (line - NEAR <= at["line"] <= line + reach + NEAR or same_message):
            return True
    return False


def weight(finding: dict) -> tuple:
    """The finding that tells most comes last: by severity, then by how sure it is, then the first of them."""
    place = finding["location"]
    return (SEVERITIES.index(finding["severity"]), CONFIDENCES.index(finding["confidence"]), place["file"], -place["line"])


def tell(findings: list, when: str) -> None:
    for f in findings:
        place = f["location"]
        print(f"      {when}: {place['file']}:{place['line']} {f['function']} CWE-{f['cwe']} {f['rule']} ({f['severity']}): {f['message']}")


class Verdict:
    def __init__(self, word: str, notes=(), gone=(), stays=()):
        self.word, self.note, self.gone, self.stays = word, "; ".join(notes), list(gone), list(stays)


def judge(row: Row, args, scratch: str) -> Verdict:
    clone = clone_of(args.repos, row.repository)
    if not clone or git(clone, "cat-file", "-e", row.commit + "^{commit}").returncode:
        return Verdict("absent")
    results, notes = [], []
    for when, revision in (("before", row.commit + "^"), ("after", row.commit)):
        folder = os.path.join(scratch, row.id, when)
        if not os.path.isdir(folder) and not write_tree(clone, revision, row, folder):
            return Verdict("absent", ["no such files"])
        write_commands(row, folder)
        findings, note = scan_once(args, row, folder, scratch)
        if findings is None:
            return Verdict("failed", [note])
        results.append(findings)
        if note:
            notes.append(f"{when}: {note}")
    changes = changes_of(clone, row)
    before = [f for f in results[0] if touches(row, changes, f)]
    after = [f for f in results[1] if is_of_class(row, f)]
    stays = [f for f in before if is_still_there(changes, f, after)]
    gone = [f for f in before if f not in stays]
    return Verdict("hit" if gone else "partial" if stays else "miss", notes, gone, stays)


def told(row: Row, verdict: Verdict) -> str:
    return (f"{verdict.word:8} {row.id:24} {row.repository:32} CWE-{row.cwes[0]:<4} {len(verdict.gone)} gone, {len(verdict.stays)} stay"
            f"  {' '.join(row.functions)}{'  [' + verdict.note + ']' if verdict.note else ''}")


def write_table(path: str, judged: list) -> None:
    """The rows of docs/detection.md: what was found, by the first finding that is gone after the fix."""
    with open(path, "w", encoding="utf-8") as out:
        out.write("| fix | weakness | what is found |\n| --- | --- | --- |\n")
        for row, verdict in judged:
            if verdict.word == "hit":
                finding = max(verdict.gone, key=weight)
                message = finding["message"].replace("|", "\\|")
                out.write(f"| {row.id} | {row.cwes[0]} | `{finding['rule']}` in {plain_name(finding['function'])}: {message} |\n")
        out.write("\n| misses of | fixes |\n| --- | --- |\n")
        missed = collections.defaultdict(list)
        for row, verdict in judged:
            if verdict.word in ("miss", "partial", "failed"):
                missed[row.cwes[0]].append(row.id + (" (partial)" if verdict.word == "partial" else ""))
        for cwe in sorted(missed):
            out.write(f"| CWE-{cwe} | {', '.join(missed[cwe])} |\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("theriac")
    parser.add_argument("--repos", required=True)
    parser.add_argument("--scratch")
    parser.add_argument("--only", action="append", default=[], help="rows whose id or repository contains this text")
    parser.add_argument("--jobs", default="2")
    parser.add_argument("--findings", action="store_true")
    parser.add_argument("--tsv", help="verdicts, one row each")
    parser.add_argument("--table", help="hits and misses as the tables of docs/detection.md")
    parser.add_argument("--list", default=os.path.join(HERE, "cves.tsv"))
    args = parser.parse_args()
    args.theriac = os.path.abspath(args.theriac)
    with open(args.theriac, "rb") as program:
        args.digest = hashlib.sha256(program.read()).hexdigest()
    rows = [row for row in rows_of(args.list)
            if not args.only or any(text in row.id or text in row.repository for text in args.only)]
    totals, by_class, judged = collections.Counter(), collections.defaultdict(collections.Counter), []
    with tempfile.TemporaryDirectory() as temporary:
        scratch = os.path.abspath(args.scratch or temporary)
        for row in rows:
            verdict = judge(row, args, scratch)
            totals[verdict.word] += 1
            by_class[row.cwes[0]][verdict.word] += 1
            judged.append((row, verdict))
            print(told(row, verdict), flush=True)
            if args.findings:
                tell(verdict.gone, "gone")
                tell(verdict.stays, "stays")
    if args.tsv:
        with open(args.tsv, "w", encoding="utf-8") as out:
            out.write("".join(f"{row.id}\t{verdict.word}\t{len(verdict.gone)}\t{len(verdict.stays)}\n" for row, verdict in judged))
    if args.table:
        write_table(args.table, judged)
    print()
    for cwe in sorted(by_class):
        print(f"CWE-{cwe:<5} " + "  ".join(f"{verdict} {count}" for verdict, count in sorted(by_class[cwe].items())))
    measured = sum(count for verdict, count in totals.items() if verdict != "absent")
    print(f"{measured} measured: " + ", ".join(f"{count} {verdict}" for verdict, count in sorted(totals.items())))
    return 0 if measured else 1


if __name__ == "__main__":
    sys.exit(main())
