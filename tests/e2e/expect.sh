#!/bin/sh
# tools/expect.py tells hits, misses, unexpected findings and known misses apart.
set -eu
expect=$2/tools/expect.py
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
mkdir "$out/src"
cat >"$out/src/a.c" <<'SOURCE'
int one; // expect: rule-one
int two; // expect: cwe-121, rule-two
int three; // known-miss: rule-three
int four;
int five; // known-alarm: rule-five
SOURCE

result() { # result RULE LINE LEVEL [CWE]
    printf '{"ruleId":"%s","level":"%s","message":{"text":"m"},"properties":{"tags":["external/cwe/cwe-%03d"]},' \
        "$1" "$3" "${4:-1}"
    printf '"locations":[{"physicalLocation":{"artifactLocation":{"uri":"src/a.c"},"region":{"startLine":%s}}}]}' "$2"
}
options=
run() { # run CODE TEXT RESULTS: the exit code and one line of the output
    printf '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"t"}},"results":[%s]}]}' "$3" >"$out/s.sarif"
    set +e; "$expect" $options "$out/s.sarif" "$out" >"$out/text" 2>&1; code=$?; set -e
    [ "$code" = "$1" ] && grep -qF "$2" "$out/text" || { echo "exit $code, wanted $1 and '$2':"; cat "$out/text"; exit 1; }
}
five=$(result rule-five 5 error)
all="$(result rule-one 1 error),$(result stack 2 error 121),$(result rule-two 2 note),$five"
run 0 '3 found as expected, 0 missed, 0 unexpected, 1 known misses, 0 found after all' "$all"
run 1 'src/a.c:1: missed: rule-one' ''
run 1 'src/a.c:2: missed: cwe-121' "$(result rule-one 1 error),$(result stack 2 error 122),$(result rule-two 2 note)"
run 1 'src/a.c:4: unexpected: other: m' "$all,$(result other 4 warning)"
run 0 '0 unexpected' "$all,$(result other 4 note)"
run 1 'src/a.c:3: found after all: rule-three' "$all,$(result rule-three 3 warning)"
run 1 'src/a.c:1: unexpected: wrong-rule' "$all,$(result wrong-rule 1 error)"
run 1 'src/a.c:5: silent after all: rule-five' "$(result rule-one 1 error),$(result stack 2 error 121),$(result rule-two 2 note)"
options=--may-improve
run 0 'src/a.c:3: found after all: rule-three' "$all,$(result rule-three 3 warning)"
run 0 'src/a.c:5: silent after all: rule-five' "$(result rule-one 1 error),$(result stack 2 error 121),$(result rule-two 2 note)"
run 1 'src/a.c:1: missed: rule-one' "$five"
echo 'not json' >"$out/s.sarif"
set +e; "$expect" "$out/s.sarif" "$out" >/dev/null 2>&1; code=$?; set -e
[ "$code" = 2 ]
