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

scan() { # scan NAME: exit 1, because findings of high severity are there
    code=0
    "$theriac" scan "$out/pump" --format sarif -o "$out/$1.sarif" || code=$?
    [ "$code" = 1 ] || { echo "scan: exit $code, wanted 1"; exit 1; }
}
scan cold
# The engine's own rules join the comparison once it is wired into the scan.
engine='null-dereference|unchecked-allocation|use-after-free|double-free|memory-leak|resource-leak|stack-buffer-overflow'
engine="$engine|heap-buffer-overflow|buffer-underwrite|buffer-overread|buffer-underread|integer-overflow|integer-underflow"
engine="$engine|sign-extension|signed-to-unsigned|unsigned-to-signed|integer-truncation|divide-by-zero|uninitialised-use"
engine="$engine|format-string|command-injection|path-traversal|relative-path|absolute-path|unchecked-return|invalid-free"
engine="$engine|stack-address-escape|unbounded-allocation|free-of-offset-pointer"
tools/expect.py "$out/cold.sarif" "$out/pump" --without "$engine"
scan warm
cmp "$out/cold.sarif" "$out/warm.sarif" || { echo "the second scan says something else"; exit 1; }

# At least 25 different CWEs among what is found.
cwes=$(grep -o 'external/cwe/cwe-[0-9]*' "$out/cold.sarif" | sort -u | wc -l)
[ "$cwes" -ge 25 ] || { echo "$cwes CWEs"; exit 1; }
