#!/bin/sh
# What can go wrong with an input, the compiler or the cache: each is named, the other files are analysed, the exit code is 4.
set -eu
theriac=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_CACHE_HOME="$work/cache"
tree=$work/tree
mkdir -p "$tree" "$work/bin"

scan() { # scan CODE ARGS...: the gate is open, so that only 0 and 4 are there to be told apart
    want=$1; shift
    set +e; "$theriac" scan "$tree" --fail-on none "$@" >"$work/out" 2>"$work/err" </dev/null; got=$?; set -e
    [ "$got" = "$want" ] || { echo "scan $*: exit $got, wanted $want"; cat "$work/out" "$work/err"; exit 1; }
}
says() { grep -q "$1" "$work/err" || { echo "nothing says '$1':"; cat "$work/err"; exit 1; }; }
finds() { grep -q 'good.c:5:.*CWE-476' "$work/out" || { echo 'the good file is not analysed'; cat "$work/out" "$work/err"; exit 1; }; }

printf 'int f(void);\nint f(void)\n{\n    int *q = 0;\n    return *q;\n}\n' >"$tree/good.c"
scan 0; finds

# --- inputs ---
head -c 5000 /dev/urandom >"$tree/bad.c"
scan 4; finds; says 'bad.c.*not analysed'

printf '#include "b.h"\n' >"$tree/a.h"
printf '#include "a.h"\n' >"$tree/b.h"
printf '#include "a.h"\nint g(void);\nint g(void) { return 1; }\n' >"$tree/bad.c"
scan 4; finds; says 'bad.c: skipped: .*#include nested too deeply'
rm "$tree/a.h" "$tree/b.h"

python3 - "$tree/bad.c" <<'PY'
import sys
open(sys.argv[1], "w").write("int g(int x);\nint g(int x)\n{\n" + "if (x) {\n" * 10000 + "x++;" + "}\n" * 10000 + "return x;\n}\n")
PY
scan 4; finds; says 'bad.c:[0-9]*: skipped: .*nesting'; says 'bad.c: skipped: nested [0-9]* deep'

python3 - "$tree/bad.c" <<'PY'
import sys
open(sys.argv[1], "w").write("int g(int x);\nint g(int x)\n{\n    return " + "(" * 10000 + "x" + ")" * 10000 + ";\n}\n")
PY
scan 4; finds; says 'bad.c:[0-9]*: skipped: .*nesting'

# A hundred thousand lines in one function are no fault, only long.
python3 - "$tree/bad.c" <<'PY'
import sys
lines = "".join(f"    x ^= {i};\n" for i in range(100000))
open(sys.argv[1], "w").write("unsigned g(unsigned x);\nunsigned g(unsigned x)\n{\n" + lines + "    return x;\n}\n")
PY
scan 0; finds
rm "$tree/bad.c"

# Names that point nowhere, or nowhere that can be read.
ln -s absent.c "$tree/dangling.c"
ln -s loop.c "$tree/loop.c"
set +e; "$theriac" scan "$tree" --fail-on none >"$work/out" 2>"$work/err"; set -e
finds
rm "$tree/dangling.c" "$tree/loop.c"

# --- the compiler ---
printf 'int second(void);\nint second(void) { return 2; }\n' >"$tree/second.c"
compiler() { printf '#!/bin/sh\n%s\n' "$1" >"$work/bin/cc"; chmod +x "$work/bin/cc"; }
real=$(command -v clang-19)

THERIAC_CLANG=$work/bin/absent; export THERIAC_CLANG
scan 4 --no-cache; says 'bin/absent is not there: 2 C and C++ file'
[ "$(grep -c 'is not there' "$work/err")" = 1 ] # once, not for every file
grep -q '2 files' "$work/out"                   # the syntax rules saw them

THERIAC_CLANG=$work/bin/cc
compiler "for a; do case \$a in */second.c) kill -9 \$\$;; esac; done; exec $real \"\$@\""
scan 4 --no-cache; finds; says 'second.c: skipped: .*was ended by signal 9'
compiler "for a; do case \$a in */second.c) kill -11 \$\$;; esac; done; exec $real \"\$@\""
scan 4 --no-cache; finds; says 'second.c: skipped: .*was ended by signal 11'
compiler "for a; do case \$a in */second.c) exit 1;; esac; done; exec $real \"\$@\""
scan 4 --no-cache; finds; says 'second.c: skipped: .*ended with code 1'
compiler "for a; do case \$a in */second.c) exit 0;; esac; done; exec $real \"\$@\""
scan 4 --no-cache; finds; says 'second.c: error: .*bitcode cannot be read'
compiler "for a; do case \$a in */second.c) $real \"\$@\" | head -c 1500; exit 0;; esac; done; exec $real \"\$@\""
scan 4 --no-cache; finds; says 'second.c: error: .*bitcode cannot be read'

# --- the cache ---
# Another compiler is another entry, also under the same name: what one made must not count for the other.
compiler "echo one >>'$work/calls'; exec $real \"\$@\""
scan 0
scan 0
[ "$(wc -l <"$work/calls")" = 2 ] # the second scan compiled nothing
compiler "echo another >>'$work/calls'; exec $real \"\$@\""
scan 0
[ "$(grep -c another "$work/calls")" = 2 ]
unset THERIAC_CLANG

rm -r "$XDG_CACHE_HOME"
scan 0; cp "$work/out" "$work/first"
damage() { # damage COMMAND: on each entry; the scan compiles again and says the same
    find "$XDG_CACHE_HOME" -name '*.tu' | while read -r entry; do sh -c "$1" sh "$entry"; done
    scan 0; finds
    [ "$(sed 's/ in [0-9.]* s//' "$work/out")" = "$(sed 's/ in [0-9.]* s//' "$work/first")" ] || { echo "after: $1"; cat "$work/out"; exit 1; }
}
damage 'truncate -s 300 "$1"'
damage 'truncate -s -1 "$1"'
damage 'truncate -s 0 "$1"'
damage 'head -c 3000 /dev/urandom >"$1"'
damage 'printf "\377" | dd of="$1" bs=1 seek=2000 conv=notrunc status=none'
# Where nothing can be kept the analysis still runs.
rm -r "$XDG_CACHE_HOME"; : >"$XDG_CACHE_HOME"
scan 0; finds
