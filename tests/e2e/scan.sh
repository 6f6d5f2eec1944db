#!/bin/sh
# The code step on a small tree: no build, a build, broken input, formats, exit codes, the cache.
set -eu
theriac=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_CACHE_HOME="$work/cache"
mkdir -p "$work/tree/src" "$work/tree/inc"

run() { # run CODE ARGS...
    want=$1; shift
    set +e; "$theriac" "$@" >"$work/out" 2>"$work/err" </dev/null; got=$?; set -e
    [ "$got" = "$want" ] || { echo "theriac $*: exit $got, wanted $want"; cat "$work/out" "$work/err"; exit 1; }
}

cat >"$work/tree/inc/size.h" <<'C'
#define SIZE 8
C
cat >"$work/tree/src/good.c" <<'C'
#include "size.h"
int total(const int *items, int count);
int total(const int *items, int count)
{
    int sum = 0;
    for (int i = 0; i < count && i < SIZE; i++)
        sum += items[i] & 0xff;
    return sum;
}
C
# A clean tree with an include folder to be found.
run 0 scan "$work/tree"
grep -q '^0 findings; ' "$work/out"
[ ! -s "$work/err" ]

# A file that does not compile is named with its place; the rest goes on; the exit code says incomplete.
printf 'int f(void)\n{\n    return undeclared;\n}\n' >"$work/tree/src/broken.c"
run 4 scan "$work/tree"
grep -q 'src/broken.c:3: skipped: not analysed, it does not compile: use of undeclared identifier' "$work/err"
grep -q '1 file(s) could not be analysed in depth' "$work/out"
rm "$work/tree/src/broken.c"

# Binary junk and an empty file are no reason to stop.
head -c 4096 /dev/urandom >"$work/tree/src/junk.c"
: >"$work/tree/src/empty.c"
run 4 scan "$work/tree"
rm "$work/tree/src/junk.c"

# A weakness closes the gate; a limit above it leaves it open.
cat >"$work/tree/src/bad.c" <<'C'
char *gets(char *line);
void read_name(char *name);
void read_name(char *name)
{
    gets(name);
}
C
run 1 scan "$work/tree"
grep -q 'src/bad.c:5:[0-9]*: .*CWE-242' "$work/out"
run 0 scan "$work/tree" --fail-on none
run 1 scan "$work/tree" --format sarif -o "$work/a.sarif"
python3 - "$work/a.sarif" <<'PY'
import json, sys
run = json.load(open(sys.argv[1]))["runs"][0]
result = [r for r in run["results"] if "external/cwe/cwe-242" in json.dumps(run)][0]
assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "src/bad.c", result
assert result["partialFingerprints"]
PY
# The same bytes on one thread and on four, from the cache and without it.
run 1 scan "$work/tree" -j1 --no-cache --format sarif -o "$work/b.sarif"
run 1 scan "$work/tree" -j4 --format sarif -o "$work/c.sarif"
cmp "$work/a.sarif" "$work/b.sarif"
cmp "$work/a.sarif" "$work/c.sarif"

# Against an earlier result only what is new counts; a moved line is not new.
sed -i '1i \\' "$work/tree/src/bad.c"
run 0 scan "$work/tree" --baseline "$work/a.sarif"
run 3 scan "$work/tree" --baseline "$work/tree/inc/size.h"

# Since a revision: only what lies in changed lines.
git -C "$work/tree" init -q
git -C "$work/tree" add -A
git -C "$work/tree" -c user.name=t -c user.email=t@example.org commit -qm start
run 0 scan "$work/tree" --since HEAD
printf 'void read_more(char *name);\nvoid read_more(char *name)\n{\n    gets(name);\n}\n' >>"$work/tree/src/bad.c"
run 1 scan "$work/tree" --since HEAD
[ "$(grep -c CWE-242 "$work/out")" = 1 ]
run 3 scan "$work/tree" --since no-such-revision
git -C "$work/tree" checkout -q src/bad.c

# Left out on request; a path that does not exist is a failure that says so.
run 0 scan "$work/tree" -x "$work/tree/src/bad.c"
run 3 scan "$work/absent"
grep -q absent "$work/err"
run 2 scan --fail-on fatal "$work/tree"

# The build's own commands count where there are some: -DSIZE makes this file fail.
mkdir "$work/tree/build"
printf '[{"directory": "%s", "file": "src/good.c", "command": "cc -Iinc -DBROKEN=1 -c src/good.c"}]' "$work/tree" \
    >"$work/tree/build/compile_commands.json"
printf '#ifdef BROKEN\n#error broken\n#endif\n#define SIZE 8\n' >"$work/tree/inc/size.h"
run 4 scan "$work/tree" --fail-on none
grep -q 'size.h:2: broken' "$work/err"

# What is left out is not compiled either, whatever the build does.
printf '[{"directory": "%s/src", "command": "cc -I../inc -c bad.c", "file": "bad.c"}]' "$work/tree" \
    >"$work/tree/build/compile_commands.json"
printf '#define SIZE 8\n' >"$work/tree/inc/size.h"
run 1 scan "$work/tree"
run 0 scan "$work/tree" -x "$work/tree/src/bad.c"
rm -r "$work/tree/build"

# What an entry reaches is marked with it.
run 1 scan "$work/tree" --entry read_name --format json; grep -q '"exposure": "read_name"' "$work/out"

# What the program became can be looked at.
printf '#define SIZE 8\n' >"$work/tree/inc/size.h"
run 0 scan "$work/tree" --dump=ir; grep -q 'total' "$work/out"
run 0 scan "$work/tree" --dump=cfg; grep -q '^digraph' "$work/out"
run 0 scan "$work/tree" --dump=callgraph; grep -q 'read_name' "$work/out"
run 0 scan "$work/tree" --dump=summary:read_name; grep -q '^read_name: [0-9]* outcomes' "$work/out"
run 0 scan "$work/tree" --dump=trace:read_name; grep -q '^b0 state 0' "$work/out"
run 0 scan "$work/tree" --dump=trace:nobody; grep -q "no function 'nobody'" "$work/err"; [ ! -s "$work/out" ]
