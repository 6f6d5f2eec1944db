#!/bin/sh
# The frame of the command line: help, exit codes, errors on standard error only.
set -eu
theriac=$1
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

expect() { # expect CODE ARGS...: runs and compares the exit code
    want=$1; shift
    set +e; "$theriac" "$@" >"$out/out" 2>"$out/err" </dev/null; got=$?; set -e
    [ "$got" = "$want" ] || { echo "theriac $*: exit $got, wanted $want"; cat "$out/err"; exit 1; }
}
expect 0 --help; grep -q '^usage: theriac' "$out/out"; [ ! -s "$out/err" ]
expect 0 --version; grep -qx 'theriac [0-9.]*' "$out/out"
expect 2 no-such-command; [ ! -s "$out/out" ]; grep -q "no command 'no-such-command'" "$out/err"
expect 2 completion; grep -q 'bash zsh fish' "$out/err"
expect 2 version --no-such; grep -q "no option '--no-such'" "$out/err"
expect 0 completion bash; bash -n "$out/out"
expect 0 man; head -1 "$out/out" | grep -q '^\.TH THERIAC 1'
expect 0 version -o "$out/file"; grep -q theriac "$out/file"; [ ! -s "$out/out" ]
# Every command of the overview answers --help with its own usage line.
"$theriac" --help | sed -n '/^Commands/,/^$/s/^  \([a-z]*\) .*/\1/p' >"$out/commands"
[ -s "$out/commands" ]
while read -r command; do
    expect 0 "$command" --help; grep -q "^usage: theriac $command" "$out/out"
done <"$out/commands"
