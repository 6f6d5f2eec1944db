#!/bin/sh
# assess on workspaces in several states: empty, with a model, broken; the outputs, exit codes, the same bytes twice.
set -eu
theriac=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_CACHE_HOME="$work/cache" XDG_DATA_HOME="$work/data" SOURCE_DATE_EPOCH=1767225600

run() { # run CODE ARGS...
    want=$1; shift
    set +e; "$theriac" "$@" >"$work/out" 2>"$work/err" </dev/null; got=$?; set -e
    [ "$got" = "$want" ] || { echo "theriac $*: exit $got, wanted $want"; cat "$work/out" "$work/err"; exit 1; }
}

run 3 assess "$work/absent"; grep -q 'no such folder' "$work/err"
run 2 assess a b

# An empty folder: everything that is missing is named, nothing is shown as clean.
mkdir "$work/ws"
run 4 assess "$work/ws"
grep -q 'no device model' "$work/err"
grep -q 'no vulnerability database' "$work/err"
grep -q '^gate .*open' "$work/out"
for file in findings.sarif sbom.cdx.json sbom.spdx.json assessment.json; do
    [ -s "$work/ws/report/$file" ] || { echo "report/$file is missing"; exit 1; }
done

# A weakness closes the gate by the workspace's own limit.
printf 'char *gets(char *s);\nvoid f(char *s);\nvoid f(char *s)\n{\n    gets(s);\n}\n' >"$work/ws/a.c"
run 1 assess "$work/ws"; grep -qi 'cwe-242' "$work/ws/report/findings.sarif"
printf 'gates:\n  findings: none\n' >"$work/ws/theriac.yaml"
run 4 assess "$work/ws"

# The same input gives the same bytes, on any number of threads, with the cache and without it.
run 4 assess "$work/ws" --report "$work/r1" --no-cache -j1
run 4 assess "$work/ws" --report "$work/r2" -j4
for file in findings.sarif sbom.cdx.json sbom.spdx.json; do
    cmp "$work/r1/$file" "$work/r2/$file"
done

# What is broken is named with its line, and the rest goes on.
printf 'gates:\n  findings: fatal\n' >"$work/ws/theriac.yaml"
run 1 assess "$work/ws"; grep -q 'theriac.yaml:2:' "$work/err"
printf 'schema: [\n' >"$work/ws/device.yaml"
run 1 assess "$work/ws"; grep -q 'device.yaml:' "$work/err"
[ -s "$work/ws/report/findings.sarif" ]
printf ': : :\n- x' >"$work/ws/theriac.yaml"
run 3 assess "$work/ws"; grep -q 'theriac.yaml:' "$work/err"
