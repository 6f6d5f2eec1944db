#!/bin/sh
# bench/real-code: a draw takes the same findings from SARIF and from JSON, keeps verdicts, and what is committed is complete.
set -eu
theriac=$1
bench="$2/bench/real-code"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_CACHE_HOME="$work/cache"
fail() { echo "$1"; exit 1; }

mkdir "$work/tree"
cat >"$work/tree/a.c" <<'C'
#include <stdlib.h>
int first(void);
int first(void)
{
    int *p = NULL;
    return *p;
}
int second(void);
int second(void)
{
    int *p = NULL;
    return *p;
}
C
"$theriac" scan "$work/tree" -q --fail-on none --format sarif -o "$work/a.sarif"
"$theriac" scan "$work/tree" -q --fail-on none --format json -o "$work/a.json"
"$bench/sample.py" draw "$work/a.sarif" >"$work/sarif.tsv"
"$bench/sample.py" draw "$work/a.json" >"$work/json.tsv"
cmp "$work/sarif.tsv" "$work/json.tsv"
[ "$(grep -c '^null-dereference' "$work/sarif.tsv")" = 2 ] || fail "two findings were to be drawn"
[ "$("$bench/sample.py" draw "$work/a.sarif" --number 1 | grep -c '^null-dereference')" = 1 ] || fail "one was to be drawn"
! "$bench/sample.py" check "$work/sarif.tsv" >"$work/out" || fail "a sample without verdicts passed"

# Judged: the table adds up, and a new draw keeps the verdict of what moved a little.
sed -e 's/^# revision:$/# revision: 1/;s/^# command:$/# command: scan/;s/^# lines:$/# lines: 1000/' \
    -e 's/first\t\t$/first\ttrue\tthe pointer is null/;s/second\t\t$/second\tfalse\tsaid to test/' "$work/sarif.tsv" >"$work/judged.tsv"
"$bench/sample.py" check "$work/judged.tsv" >"$work/out"
"$bench/sample.py" table "$work/judged.tsv" >"$work/out"
grep -q '^| judged | 1,000 | 2 | 2.00 | 2 | 1 | 0 | 1 | 50 % |$' "$work/out" || fail "the table is wrong: $(cat "$work/out")"
{ echo; cat "$work/tree/a.c"; } >"$work/b.c" && mv "$work/b.c" "$work/tree/a.c"
"$theriac" scan "$work/tree" -q --fail-on none --format sarif -o "$work/b.sarif"
"$bench/sample.py" draw "$work/b.sarif" --old "$work/judged.tsv" >"$work/again.tsv"
[ "$(grep -c 'the pointer is null$' "$work/again.tsv")" = 1 ] || fail "a verdict was lost"

set -- "$bench"/*.tsv
[ ! -e "$1" ] || "$bench/sample.py" check "$@"
