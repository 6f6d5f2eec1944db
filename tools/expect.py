#!/usr/bin/env python3
"""Compares a SARIF file with what the scanned sources say is wrong with them: expect.py SARIF ROOT

A comment at the end of a line states the rules that must be reported there:

    memcpy(label, payload, length); // expect: stack-buffer-overflow
    strcpy(to, from);               // known-miss: cwe-120

expect      a finding of that rule (or with that CWE, when it is written cwe-NNN) stands on this line
known-miss  the line is as wrong, and nothing finds it yet; a finding there is a reason to write expect instead
known-alarm the line is right, and that rule reports it all the same; none there is a reason to take the comment out

Every other finding of medium severity and above is unexpected: the line is a clean twin, or the comment is missing.
Notes (severity low and below) count only with --notes. Prints each difference with file and line, then the counts;
exit 0 when there is none, 1 when there is one, 2 when the input can't be used.
"""
import argparse
import json
import os
import re
import sys
import urllib.parse

COMMENT = re.compile(r"(?://|#|/\*)\s*(expect|known-miss|known-alarm):\s*([a-z0-9_.-]+(?:\s*,\s*[a-z0-9_.-]+)*)")
LANGUAGES = (".c", ".h", ".cc", ".cpp", ".hpp", ".cs", ".java")
CWE = re.compile(r"(?:external/cwe/)?cwe-(\d+)", re.IGNORECASE)


def read_comments(root):
    """{(file, line): {rule or cwe-NNN: "expect", "known-miss" or "known-alarm"}}"""
    comments = {}
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "report")
        for name in sorted(files):
            if not name.endswith(LANGUAGES):
                continue
            path = os.path.join(folder, name)
            with open(path, encoding="utf-8", errors="replace") as source:
                for number, line in enumerate(source, 1):
                    for kind, rules in COMMENT.findall(line):
                        place = comments.setdefault((os.path.relpath(path, root), number), {})
                        place.update({rule.strip(): kind for rule in rules.split(",")})
    return comments


def cwes_of(result, rules):
    """The CWE numbers that a result or its rule carries, as cwe-NNN."""
    texts = [taxon.get("id", "") for taxon in result.get("taxa", [])]
    texts += result.get("properties", {}).get("tags", [])
    rule = rules.get(result.get("ruleId"), {})
    texts += rule.get("properties", {}).get("tags", [])
    texts += [relation.get("target", {}).get("id", "") for relation in rule.get("relationships", [])]
    found = set()
    for text in texts:
        match = CWE.fullmatch(text) or re.fullmatch(r"(\d+)", text)
        if match:
            found.add("cwe-" + str(int(match.group(1))))
    return found


def read_results(path, root):
    """[(file, line, rule, {its names: rules that agree, cwe-NNN}, level, message)], suppressed ones left out."""
    with open(path, encoding="utf-8") as file:
        sarif = json.load(file)
    results = []
    for run in sarif["runs"]:
        driver = run["tool"]["driver"]
        rules = {rule["id"]: rule for rule in driver.get("rules", [])}
        for result in run.get("results", []):
            if result.get("suppressions"):
                continue
            place = result["locations"][0]["physicalLocation"]
            uri = urllib.parse.unquote(place["artifactLocation"]["uri"])
            if uri.startswith("file://"):
                uri = os.path.relpath(uri[7:], os.path.realpath(root))
            line = place.get("region", {}).get("startLine", 0)
            names = {result["ruleId"], *result.get("properties", {}).get("also", "").split()}
            results.append((os.path.normpath(uri), line, result["ruleId"], names | cwes_of(result, rules),
                            result.get("level", "warning"), result["message"]["text"]))
    return results


def compare(comments, results, notes):
    """(hits, known misses, [difference])"""
    differences, seen = [], {}
    for file, line, rule, own, level, message in results:
        stated = comments.get((file, line), {})
        names = {name for name in stated if name in own}
        for name in names:
            seen[file, line, name] = rule
        if not names and (notes or level in ("error", "warning")):
            differences.append((file, line, f"unexpected: {rule}: {message}"))
    hits = known = 0
    for (file, line), stated in comments.items():
        for name, kind in stated.items():
            rule = seen.get((file, line, name))
            hits += kind == "expect" and rule is not None
            known += kind == "known-miss" and rule is None
            if kind == "expect" and rule is None:
                differences.append((file, line, f"missed: {name}"))
            if kind == "known-miss" and rule is not None:
                differences.append((file, line, f"found after all: {name} (by {rule}); write expect instead"))
            if kind == "known-alarm" and rule is None:
                differences.append((file, line, f"silent after all: {name}; take the comment out"))
    return hits, known, sorted(differences)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sarif")
    parser.add_argument("root")
    parser.add_argument("--without", metavar="REGEX", help="rules that this comparison leaves out")
    parser.add_argument("--may-improve", action="store_true",
                        help="known misses that are found, and known alarms that are gone, are told and do not count")
    parser.add_argument("--notes", action="store_true", help="findings of severity low count as well")
    options = parser.parse_args()
    comments = read_comments(options.root)
    if not comments:
        print(f"no expect comments below {options.root}", file=sys.stderr)
        return 2
    try:
        results = read_results(options.sarif, options.root)
    except (OSError, ValueError, KeyError, IndexError) as error:
        print(f"{options.sarif} can't be used: {error!r}", file=sys.stderr)
        return 2
    if options.without:
        left_out = re.compile(options.without)
        # One that other rules agree with stays, for their sake.
        results = [result for result in results
                   if not all(left_out.fullmatch(name) for name in result[3] if not name.startswith("cwe-"))]
        for place in comments.values():
            for name in [name for name in place if left_out.fullmatch(name)]:
                del place[name]
    hits, known, differences = compare(comments, results, options.notes)
    for file, line, text in differences:
        print(f"{file}:{line}: {text}")
    kinds = [text.split(":")[0] for _, _, text in differences]
    print(f"{hits} found as expected, {kinds.count('missed')} missed, {kinds.count('unexpected')} unexpected, "
          f"{known} known misses, {kinds.count('found after all')} found after all")
    if options.may_improve:
        kinds = [kind for kind in kinds if not kind.endswith("after all")]
    return 1 if kinds else 0


if __name__ == "__main__":
    sys.exit(main())
