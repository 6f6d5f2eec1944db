#!/bin/sh
# What only looks wrong in the text, and what the engine has proved on every path: gone. One path that is open: stays.
set -u
theriac=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_CACHE_HOME="$work/cache"

cat >"$work/a.c" <<'END'
#include <stdio.h>
#include <string.h>
static void show(const char *format) { printf(format); }
static void show_given(const char *format) { printf(format); }
void copy(void) { char to[10]; const char *from = "abc"; strcpy(to, from); if (puts(to) < 0) return; }
void copy_given(const char *from) { char to[10]; strcpy(to, from); if (puts(to) < 0) return; }
void any(const char *text) { show("ready\n"); show("done\n"); show_given("ready\n"); show_given(text); }
/* handed out */
END
says() {
    "$theriac" scan -q --fail-on none "$work" >"$work/out" 2>"$work/err" || { cat "$work/err"; exit 1; }
    grep -o 'a.c:[0-9]*:.*CWE-\(134\|676\)' "$work/out" | sed 's/^a.c:\([0-9]*\):.*CWE-/\1 /' >"$work/got"
    printf '%s\n' "$@" >"$work/want"
    cmp -s "$work/got" "$work/want" || { echo "got:"; cat "$work/got"; echo "wanted:"; cat "$work/want"; exit 1; }
}
says '4 134' '6 676'
# Handed out, show may be called from anywhere: nothing is proved of it any more, the results of the last run included.
sed -i 's|/\* handed out \*/|void (*handed_out)(const char *) = show;|' "$work/a.c"
says '3 134' '4 134' '6 676'
