#!/bin/sh
# Severity is impact times likelihood: who chooses a value, and whether the device runs the code at all.
set -eu
theriac=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_CACHE_HOME="$work/cache"
mkdir -p "$work/src" "$work/examples" "$work/libtests"

cat >"$work/src/remote.c" <<'C'
#include <string.h>
#include <sys/socket.h>
void take_name(int s)
{
    char text[64], name[8];
    ssize_t size = recv(s, text, sizeof text - 1, 0);
    if (size <= 0)
        return;
    text[size] = '\0';
    strcpy(name, text);
}
C
sed 's/take_name/show_name/' "$work/src/remote.c" >"$work/examples/show.c"
sed 's/take_name/test_name/' "$work/src/remote.c" >"$work/libtests/name.c"
cat >"$work/src/main.c" <<'C'
#include <string.h>
static void keep(const char *text)
{
    char name[8];
    strcpy(name, text);
}
int main(int argc, char **argv)
{
    keep(argv[argc - 1]);
    return 0;
}
C
# A function whose header is missing returns int as far as the compiler knows: no finding, when its place was guessed.
cat >"$work/src/text.c" <<'C'
#include "gone.h"
const char *text_of(int number)
{
    const char *text = make_text(number);
    return text;
}
C
set +e; "$theriac" scan "$work" --fail-on none --format json >"$work/out" 2>"$work/err" </dev/null; got=$?; set -e
[ "$got" = 0 ] || { cat "$work/err"; exit 1; }
python3 - "$work/out" <<'P'
import json, sys
everything = json.load(open(sys.argv[1]))["findings"]
guessed = [f["rule"] for f in everything if f["location"]["file"] == "src/text.c"]
if guessed:
    sys.exit(f"guesses are told: {guessed}")
found = {f["location"]["file"]: f["severity"] for f in everything
         if f["rule"] == "stack-buffer-overflow"}
wanted = {"src/remote.c": "high", "src/main.c": "medium", "examples/show.c": "medium", "libtests/name.c": "low"}
if found != wanted:
    sys.exit(f"found {found}\nwanted {wanted}")
P
