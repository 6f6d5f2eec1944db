#!/bin/sh
# init and threats: from nothing to a model of each archetype, its questions, threats and picture.
set -eu
theriac=$1
root=$2
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

expect() { # expect CODE ARGS...: runs and compares the exit code
    want=$1; shift
    set +e; "$theriac" "$@" >"$out/out" 2>"$out/err" </dev/null; got=$?; set -e
    [ "$got" = "$want" ] || { echo "theriac $*: exit $got, wanted $want"; cat "$out/out" "$out/err"; exit 1; }
}

expect 0 init --list
sed -n 's/^\([a-z][a-z-]*\) .*/\1/p' "$out/out" >"$out/archetypes"
[ "$(wc -l <"$out/archetypes")" -ge 7 ]
while read -r archetype; do
    expect 0 init "$out/$archetype" --archetype "$archetype"
    open=$(sed -n 's/ questions are open.*//p' "$out/out")
    expect 0 threats check "$out/$archetype"; grep -qx "$open questions" "$out/out"; grep -q 'debug-port.enabled' "$out/out"
    expect 0 threats list "$out/$archetype" --format json; python3 -m json.tool "$out/out" >/dev/null
    expect 0 threats save "$out/$archetype"; cmp "$out/out" "$out/$archetype/device.yaml" # init writes canonically
    expect 0 threats draw "$out/$archetype"; grep -q 'Inside the device' "$out/out"
done <"$out/archetypes"

# It never overwrites a model by itself, nor a theriac.yaml at all.
echo 'release: "1"' >"$out/stand-alone/theriac.yaml"
expect 3 init "$out/stand-alone"; grep -q -- '--force' "$out/err"
expect 0 init "$out/stand-alone" --force; grep -qx 'release: "1"' "$out/stand-alone/theriac.yaml"
expect 2 init "$out/x" --archetype no-such; grep -q "no archetype 'no-such'" "$out/err"; [ ! -e "$out/x" ]

# Answers from a file: an open debug port becomes a threat, a wrong answer is told with its line.
printf 'name: Pump 3\ndebug-enabled: yes\ndebug-protection: none\n' >"$out/answers"
expect 0 init "$out/answered" --answers "$out/answers"
grep -q 'name: Pump 3' "$out/answered/device.yaml"
expect 0 threats list "$out/answered" --rule port-debug-open
grep -q 'whoever connects a debugger' "$out/out"; grep -q 'because debug-port: enabled is true (device.yaml:[0-9]*)' "$out/out"
printf 'name: Pump 3\ndebug-enabled: perhaps\n' >"$out/answers"
expect 4 init "$out/wrong" --answers "$out/answers"; grep -q 'answers:2: skipped' "$out/err"

# The user's own rules count, broken ones are told.
mkdir -p "$out/answered/rules/threats"
cat >"$out/answered/rules/threats/own.yaml" <<'RULE'
rules:
  - id: own-rule
    version: 1
    scope: port
    when: port.kind is swd
    name: Own
    title: "{port.name} is there"
    description: It is.
    why: Because.
    stride: T
    cia: I
    cvss: CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N
    mitigations: [lock-debug]
RULE
expect 0 threats list "$out/answered" --rule own-rule; grep -q 'Debug port is there' "$out/out"
sed -i 's/port.kind/port.kin/' "$out/answered/rules/threats/own.yaml"
expect 4 threats list "$out/answered"; grep -q "own.yaml:5:.*no field 'kin'" "$out/err"

# The same model, the same bytes; broken models end with a line, not a crash.
expect 0 threats draw "$root/examples/infusion-pump" -o "$out/a.svg"
expect 0 threats draw "$root/examples/infusion-pump" -o "$out/b.svg"; cmp "$out/a.svg" "$out/b.svg"
python3 -c 'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])' "$out/a.svg"
printf 'zones: [{id: a}\n' >"$out/broken.yaml"
expect 3 threats list "$out/broken.yaml"; grep -q 'broken.yaml:[0-9]' "$out/err"
printf 'zones: [{id: a, parent: a, trust: high}]\n' >"$out/odd.yaml"
expect 4 threats check "$out/odd.yaml"; grep -q 'odd.yaml:1:.*a whole number' "$out/err"
expect 3 threats list "$out/nowhere"; grep -q 'theriac init' "$out/err"
expect 2 threats juggle
expect 0 threats schema --format json; python3 -m json.tool "$out/out" >/dev/null
expect 0 threats rules; grep -q 'channel-eavesdropping' "$out/out"

# On a terminal it asks: a wrong answer is asked again, an empty line keeps what stands.
python3 - "$theriac" "$out/asked" <<'PY'
import os, pty, sys
program, folder = sys.argv[1:]
pid, fd = pty.fork()
if pid == 0:
    os.execv(program, [program, "init", folder])
os.write(fd, b"1 3\nPump 7\nMaker\n\n\nawful\nminor\n" + b"\n" * 60)
seen = b""
try:
    while chunk := os.read(fd, 4096):
        seen += chunk
except OSError:
    pass
assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0, seen
text = open(os.path.join(folder, "device.yaml"), encoding="utf-8").read()
assert b"that wants one of: negligible" in seen, seen
assert "name: Pump 7" in text and "severity: minor" in text and "update-server" in text, text
PY
