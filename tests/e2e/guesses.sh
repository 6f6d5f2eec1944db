#!/bin/sh
# What one file needed to compile is tried at once for its neighbours, and for nobody else.
set -eu
theriac=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_CACHE_HOME="$work/cache"
mkdir -p "$work/tree/alike" "$work/tree/other"
for n in 1 2 3 4 5 6; do
    printf '#include "../gate.h"\n#include "made_by_the_build.h"\nint alike%d(void) { return GATE + %d; }\n' $n $n >"$work/tree/alike/$n.c"
done
printf '#ifndef HAVE_GATE\n#error "run configure first"\n#endif\n#define GATE 1\n' >"$work/tree/gate.h"
printf 'int other(int *p) { *p = 1; return !p; }\n' >"$work/tree/other/a.c"

# Counts how often clang runs for a file.
cat >"$work/clang" <<END
#!/bin/sh
for last; do :; done
echo "\$last" >>"$work/runs"
exec clang-19 "\$@"
END
chmod +x "$work/clang"
export THERIAC_CLANG="$work/clang"

"$theriac" scan -j1 "$work/tree" --verbose --format sarif -o "$work/one.sarif" --fail-on none >"$work/told" 2>&1 || { cat "$work/told"; exit 1; }
runs() { grep -c "/$1\$" "$work/runs" || true; }
[ "$(runs alike/1.c)" = 2 ] || { echo "the first file: $(runs alike/1.c) runs, expected 2"; cat "$work/told"; exit 1; }
[ "$(runs alike/2.c)" = 2 ] || { echo "the second file: $(runs alike/2.c) runs, expected 2"; exit 1; }
for n in 3 4 5 6; do # two have told
    [ "$(runs alike/$n.c)" = 1 ] || { echo "file $n: $(runs alike/$n.c) runs, expected 1"; exit 1; }
done
[ "$(runs other/a.c)" = 1 ] || { echo "the file of another folder: $(runs other/a.c) runs"; exit 1; }
[ "$(grep -c 'note: macros guessed that a build would define: HAVE_GATE' "$work/told")" = 6 ] || { cat "$work/told"; exit 1; }
[ "$(grep -c 'note: headers not found and taken as empty: made_by_the_build.h' "$work/told")" = 6 ] || { cat "$work/told"; exit 1; }
! grep -q 'other/a.c: note' "$work/told" || { echo "guesses for a file that needs none"; exit 1; }

# Any number of threads, and the cache, give the same bytes.
"$theriac" scan -j1 "$work/tree" --format sarif -o "$work/warm.sarif" --fail-on none -q
rm -rf "$work/cache"
"$theriac" scan -j4 "$work/tree" --format sarif -o "$work/four.sarif" --fail-on none -q
cmp "$work/one.sarif" "$work/warm.sarif"
cmp "$work/one.sarif" "$work/four.sarif"
