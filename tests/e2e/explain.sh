#!/bin/sh
# theriac explain: rules, weaknesses, terms; suggestions for what is unknown.
set -eu
theriac=$(realpath "$1")
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
cd "$out"

"$theriac" explain gets >text
grep -q '^gets  Use of gets$' text
grep -q 'CWE-242' text
grep -q 'fgets(line' text
for form in CWE-787 cwe-787 cwe787 787; do
    "$theriac" explain $form | grep -q '^CWE-787  Out-of-bounds Write$'
done
"$theriac" explain CWE-119 | grep -q 'clang-array-bounds'
"$theriac" explain vex | grep -q 'exploitability exchange'
"$theriac" explain trust zone | grep -q '^trust zone'
"$theriac" explain gets --format json | python3 -c 'import json, sys; t = json.load(sys.stdin); assert t["kind"] == "rule" and t["id"] == "gets" and "fgets" in t["remedy"]'
# Each rule of the list is explained in its turn.
"$theriac" explain --format json >list
python3 - "$theriac" <<'PY'
import json, subprocess, sys
rules = json.load(open("list"))
assert len(rules) > 100
for rule in rules[::7]:
    run = subprocess.run([sys.argv[1], "explain", rule["id"], "--format", "json"], capture_output=True, text=True)
    topic = json.loads(run.stdout)
    assert run.returncode == 0 and topic["id"] == rule["id"] and topic["title"] == rule["title"], rule
PY
set +e
"$theriac" explain fgest >text 2>err; code=$?
set -e
[ $code = 2 ] && [ ! -s text ] && grep -q 'do you mean.*gets' err
set +e
"$theriac" explain zzzzzzzzzzzz 2>err; code=$?
set -e
[ $code = 2 ] && grep -q "nothing is known of 'zzzzzzzzzzzz'" err
# The workspace's own rules count, and a broken one is told and makes the answer incomplete.
mkdir -p rules/syntax/c
cat >rules/syntax/c/own.scm <<'RULE'
; id: own-rule
; cwe: 676
; severity: low
; title: Our own rule
; message: do not call {name}
; explanation: We agreed not to call it.
; remedy: Call the other one.
; match:
;| void f(void) { forbidden(); }
; no-match:
;| void f(void) { allowed(); }
(call_expression function: (identifier) @name (#eq? @name "forbidden")) @match
RULE
"$theriac" explain own-rule | grep -q 'Our own rule'
sed 's/^; cwe: 676/; cwe: many/; s/own-rule/broken-rule/' rules/syntax/c/own.scm >rules/syntax/c/broken.scm
set +e
"$theriac" explain own-rule >text 2>err; code=$?
set -e
[ $code = 4 ] && grep -q 'broken.scm:2: error: cwe wants a number' err
