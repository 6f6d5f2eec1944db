#!/bin/sh
# Answering: list, set, check, export and import, on a stored assessment.
set -eu
theriac=$1 root=$2
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
export SOURCE_DATE_EPOCH=1772582400 # 2026-03-04
cp -r "$root/tests/data/report" "$out/pump"

expect() { # expect CODE ARGS...: runs and compares the exit code
    want=$1; shift
    set +e; "$theriac" "$@" >"$out/out" 2>"$out/err" </dev/null; got=$?; set -e
    [ "$got" = "$want" ] || { echo "theriac $*: exit $got, wanted $want"; cat "$out/out" "$out/err"; exit 1; }
}
shows() { grep -q -- "$1" "$out/out" || { echo "not shown: $1"; cat "$out/out"; exit 1; }; }
hides() { ! grep -q -- "$1" "$out/out" || { echo "shown: $1"; cat "$out/out"; exit 1; }; }

expect 0 triage list "$out/pump"
shows '^1111111111111111  critical src/use.c:3'
shows '^CVE-2022-37434  CVSS 9.8, exploited (KEV) in zlib 1.2.11, fixed in 1.2.13'
shows '--component pkg:conan/zlib@1.2.11'
shows 'perhaps not_affected, code_not_present'
shows '^T-00000000a1  critical harm, demonstrated'
hides '^3333333333333333' # suppressed in the source
hides '^T-00000000a2'     # accepted
hides 'CVE-2000-0001'     # not in range
expect 0 triage list "$out/pump" --all; shows '^T-00000000a2'; shows 'accepted, A. Person on 2026-02-04'
expect 0 triage list "$out/pump" --format json; python3 -c '
import json, sys
items = json.load(open(sys.argv[1]))
assert {i["kind"] for i in items} == {"finding", "vulnerability", "threat"} and all(i["open"] for i in items), items' "$out/out"

# An answer that is not whole is refused and nothing is written.
cp "$out/pump/decisions.yaml" "$out/before"
expect 2 triage set CVE-2022-37434 "$out/pump" --state affected --by B; grep -q 'needs a patch_plan' "$out/err"
expect 2 triage set CVE-2022-37434 "$out/pump"
expect 2 triage set
cmp "$out/before" "$out/pump/decisions.yaml"
expect 0 triage set CVE-2022-37434 "$out/pump" --state affected --by B --component pkg:conan/zlib \
    --patch-plan 'zlib 1.2.13 in release 2.5, by June' --verification 'unit test T-18' --evidence a.md --evidence b.md
grep -q 'basis: .00000000000000aa' "$out/pump/decisions.yaml"
grep -q 'date: 2026-03-04' "$out/pump/decisions.yaml"
grep -q '# Two answers of a made-up device.' "$out/pump/decisions.yaml"
expect 0 triage set 4444444444444444 "$out/pump" --state false_positive --by B --rationale 'A name, no password.'
expect 0 triage list "$out/pump"; hides CVE-2022-37434; hides 4444444444444444; shows 1111111111111111
expect 0 triage check "$out/pump"; shows '4 decisions, 4 answer something, 0 open again'
expect 0 triage set CVE-1999-0001 "$out/pump" --state fixed --verification v --by B
grep -q "has no vulnerability 'CVE-1999-0001'" "$out/err"

# What it stood on changes: open again, with the reason; and the report says so.
sed 's/00000000000000aa/00000000000000ab/' "$out/pump/report/assessment.json" >"$out/changed"
cp "$out/changed" "$out/pump/report/assessment.json"
expect 1 triage check "$out/pump"; grep -q 'CVE-2022-37434 is open again' "$out/err"
expect 0 triage list "$out/pump"; shows CVE-2022-37434; shows 'open again: what it stood on changed'

# Export and import: another workspace takes the answers over, with their source, once.
cp "$root/tests/data/report/report/assessment.json" "$out/pump/report/assessment.json"
for format in openvex cyclonedx-vex; do
    expect 0 triage export "$out/pump" --format $format -o "$out/$format.json"
    rm -rf "$out/other"; cp -r "$root/tests/data/report" "$out/other"; rm "$out/other/decisions.yaml"
    expect 0 triage import "$out/$format.json" "$out/other"; shows 'answers imported'
    grep -q 'justification: code_not_reachable' "$out/other/decisions.yaml"
    grep -q 'state: affected' "$out/other/decisions.yaml"
    grep -q 'patch_plan: zlib 1.2.13 in release 2.5, by June' "$out/other/decisions.yaml"
    grep -q "$format.json)" "$out/other/decisions.yaml"
    cp "$out/other/decisions.yaml" "$out/before"
    expect 0 triage import "$out/$format.json" "$out/other"; shows '^0 answers imported'
    cmp "$out/before" "$out/other/decisions.yaml"
    expect 0 triage list "$out/other"; hides '^CVE-2022-37434'
done

# Errors with file and line.
echo 'decisions: [' >"$out/pump/decisions.yaml"
expect 3 triage check "$out/pump"; grep -q 'decisions.yaml:[0-9]*:' "$out/err"
expect 3 triage set CVE-1 "$out/pump" --state fixed --verification v --by B
grep -qx 'decisions: \[' "$out/pump/decisions.yaml" # never written over
printf 'decisions:\n  - finding: abc\n    state: false_positive\n' >"$out/pump/decisions.yaml"
expect 1 triage check "$out/pump"; grep -q 'decisions.yaml:2: error: .*needs a rationale' "$out/err"
expect 3 triage list "$out"; expect 2 triage; expect 2 triage dance
expect 3 triage import "$root/meson.build" "$out/other"
