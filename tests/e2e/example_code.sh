#!/bin/sh
# The example's planted weaknesses are found where its comments expect them, its clean twins stay silent, and the scan
# says the same again.
set -eu
theriac=$1
cd "$2"
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
cp -r examples/infusion-pump "$out/pump"
rm -rf "$out/pump/report" "$out/pump/.theriac"
rm "$out/pump/decisions.yaml" # what it answers would be left out

run() { # run ARGUMENTS: exit 1, because findings of high severity are there
    code=0
    "$theriac" "$@" >/dev/null || code=$?
    [ "$code" = 1 ] || { echo "theriac $*: exit $code, wanted 1"; exit 1; }
}
# With the device model, whose channels say which functions receive what comes from outside.
run assess "$out/pump" -q
tools/expect.py --may-improve "$out/pump/report/findings.sarif" "$out/pump"

# At least 25 different CWEs among what is found.
cwes=$(grep -o 'external/cwe/cwe-[0-9]*' "$out/pump/report/findings.sarif" | sort -u | wc -l)
[ "$cwes" -ge 25 ] || { echo "$cwes CWEs"; exit 1; }

run scan "$out/pump" --format sarif -o "$out/cold.sarif" -q
run scan "$out/pump" --format sarif -o "$out/warm.sarif" -q
cmp "$out/cold.sarif" "$out/warm.sarif" || { echo "the second scan says something else"; exit 1; }
