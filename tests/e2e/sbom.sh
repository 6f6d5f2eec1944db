#!/bin/sh
# theriac sbom: formats, exit codes, and that what it writes reads back as the same parts.
set -eu
theriac=$1
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
expect() { # expect CODE ARGS...
    want=$1; shift
    set +e; "$theriac" "$@" >"$out/out" 2>"$out/err" </dev/null; got=$?; set -e
    [ "$got" = "$want" ] || { echo "theriac $*: exit $got, wanted $want"; cat "$out/err"; exit 1; }
}
mkdir -p "$out/tree/third_party/zlib" "$out/tree/app"
printf '#define ZLIB_VERSION "1.2.11"\n' >"$out/tree/third_party/zlib/zlib.h"
cat >"$out/tree/package-lock.json" <<'EOF'
{"lockfileVersion": 3, "packages": {"": {},
 "node_modules/a": {"version": "1.0.0", "license": "MIT", "dependencies": {"b": "*"}},
 "node_modules/b": {"version": "2.0.0", "dev": true, "license": "Made Up Licence"}}}
EOF
printf '[requires]\nopenssl/1.1.1k\n' >"$out/tree/conanfile.txt"
SOURCE_DATE_EPOCH=1700000000; export SOURCE_DATE_EPOCH

expect 0 sbom "$out/tree" --format human
grep -q '^zlib *1\.2\.11 *Zlib *required *third_party/zlib/zlib\.h:1$' "$out/out"
grep -q '^openssl *1\.1\.1k *OpenSSL *required *conanfile\.txt:2$' "$out/out"
grep -q '^b *2\.0\.0 *Made Up Licence *excluded ' "$out/out"
grep -q '^4 parts$' "$out/out"

# Standard formats: the same bytes each time, on any number of threads; read back they are the same parts.
strip() { # what must survive a round trip
    python3 - "$1" "$2" <<'EOF'
import json, sys
parts = json.load(open(sys.argv[1]))["components"]
names = {p["ref"]: p["name"] for p in parts}
keep = ["type", "group", "name", "version", "scheme", "supplier", "licence", "hashes"]
for p in parts:
    row = {k: p.get(k) for k in keep}
    row["scope"] = p["scope"] if sys.argv[2] != "spdx" or p["scope"] != "required" else "required"
    row["ids"] = sorted(list(i.values())[0] for i in p["identities"])
    row["needs"] = sorted(names[r] for r in p["dependsOn"])
    print(json.dumps(row, sort_keys=True))
EOF
}
expect 0 sbom "$out/tree" --format json -o "$out/tree.json"
for format in cyclonedx spdx; do
    expect 0 sbom "$out/tree" --format $format -j 1 -o "$out/one"
    expect 0 sbom "$out/tree" --format $format -j 4 -o "$out/two"
    cmp "$out/one" "$out/two"
    expect 0 sbom "$out/one" --format json -o "$out/back.json"
    strip "$out/tree.json" $format >"$out/want"; strip "$out/back.json" $format >"$out/got"
    [ -s "$out/want" ]
    diff "$out/want" "$out/got" || { echo "$format lost something on the way"; exit 1; }
done
# Its own documents in a folder are not taken for parts of it.
cp "$out/one" "$out/tree/sbom.spdx.json"
expect 0 sbom "$out/tree" --format human; grep -q '^4 parts$' "$out/out"

# Broken input: told with file and line, the rest goes on, exit code 4; nothing there: 3; no path: 2.
printf '{\n"lockfileVersion": 3,\n oops' >"$out/tree/app/package-lock.json"
expect 4 sbom "$out/tree" --format human
grep -q 'app/package-lock.json:3:' "$out/err"; grep -q '^4 parts$' "$out/out"
printf '{"broken": [' >"$out/tree/app/package-lock.json" # nothing in it says what it is but its name
expect 4 sbom "$out/tree" --format human; grep -q 'app/package-lock.json:1: skipped: not read' "$out/err"
: >"$out/tree/app/package-lock.json" # an empty one says nothing and hides nothing
expect 0 sbom "$out/tree" --format human
head -c 4000 "$theriac" >"$out/tree/app/half.elf"
expect 4 sbom "$out/tree" --format human; grep -q 'app/half.elf: skipped: cut off' "$out/err"
rm "$out/tree/app/half.elf"
expect 3 sbom "$out/nowhere"; grep -q 'no such file' "$out/err"; [ ! -s "$out/out" ]
expect 3 sbom "$out/tree/third_party/zlib/zlib.h/x"
expect 2 sbom
# The program itself is a binary: what it links is found in its dynamic section.
expect 0 sbom "$theriac" --format human; grep -q '^libxml2 ' "$out/out"; grep -q '^jansson ' "$out/out"
