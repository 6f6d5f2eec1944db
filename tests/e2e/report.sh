#!/bin/sh
# `theriac report` renders a stored assessment in every format; documents are checked against the formats' own
# schemas where those and Python's jsonschema are at hand.
set -eu
theriac=$1 root=$2
schemas=${THERIAC_SCHEMAS:-${THERIAC_SHARED:-$root/../shared}/data/formats}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
cp -r "$root/tests/data/report" "$out/pump"

expect() { # expect CODE ARGS...: runs and compares the exit code
    want=$1; shift
    set +e; "$theriac" "$@" >"$out/out" 2>"$out/err" </dev/null; got=$?; set -e
    [ "$got" = "$want" ] || { echo "theriac $*: exit $got, wanted $want"; cat "$out/err"; exit 1; }
}
# The whole folder, twice: the same bytes.
expect 0 report "$out/pump"
cp -r "$out/pump/report" "$out/first"
expect 0 report "$out/pump"
diff -r "$out/first" "$out/pump/report"
for file in index.html findings.sarif sbom.cdx.json sbom.spdx.json vex.openvex.json assessment.json threats.json; do
    [ -s "$out/pump/report/$file" ] || { echo "$file is not there"; exit 1; }
done
grep -q CVE-2022-37434 "$out/pump/report/sbom.cdx.json"
# What assess writes, report writes again to the byte.
mkdir "$out/small"
printf 'int f(int *p)\n{\n    int q = *p;\n    return p ? q : 0;\n}\n' >"$out/small/a.c"
printf 'decisions:\n  - finding: 0000000000000000\n    state: accepted\n    rationale: r\n    by: A\n    date: 2026-01-02\n' \
    >"$out/small/decisions.yaml"
SOURCE_DATE_EPOCH=1772582400; export SOURCE_DATE_EPOCH
"$theriac" assess --quiet --no-cache --no-history "$out/small" >/dev/null || [ $? = 4 ] || [ $? = 1 ]
cp -r "$out/small/report" "$out/written"
expect 0 report "$out/small" --quiet
diff -r "$out/written" "$out/small/report"
# One format at a time.
for format in json sarif cyclonedx cyclonedx-vex spdx openvex threats github gitlab; do
    expect 0 report "$out/pump" --format $format -o "$out/$format.json"
    python3 -m json.tool "$out/$format.json" >/dev/null
done
cmp "$out/sarif.json" "$out/pump/report/findings.sarif"
# What is wrong is said, with the file.
expect 3 report "$out"; grep -q 'theriac assess' "$out/err"
expect 2 report "$out" --format no-such
echo '{"format":"theriac-assessment","format_version":1,"findings":[{}]}' >"$out/pump/report/assessment.json"
expect 4 report "$out/pump" --format gitlab; grep -q 'assessment.json: skipped: findings\[0\]' "$out/err"
echo '{' >"$out/pump/report/assessment.json"
expect 3 report "$out/pump"; grep -q 'assessment.json:[0-9]' "$out/err"
python3 "$root/tools/validate_formats.py" "$schemas" "$out"
