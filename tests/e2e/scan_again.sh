#!/bin/sh
# A scan that finds results of an earlier one says what a scan without any says, byte for byte, whatever changed between them.
set -eu
theriac=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_CACHE_HOME="$work/cache"
tree=$work/tree
mkdir -p "$tree/src"

cat >"$tree/src/store.h" <<'C'
struct store { char *text; int size; };
struct store *store_new(int size);
void store_put(struct store *store, const char *text);
C
cat >"$tree/src/store.c" <<'C'
#include "store.h"
#include <stdlib.h>
#include <string.h>
struct store *store_new(int size)
{
    struct store *store = malloc(sizeof *store);
    if (!store) return 0;
    store->text = malloc((unsigned)size);
    store->size = size;
    return store;
}
void store_put(struct store *store, const char *text)
{
    strcpy(store->text, text);
}
C
cat >"$tree/src/main.c" <<'C'
#include "store.h"
#include <stdio.h>
#include <stdlib.h>
int main(int argc, char **argv)
{
    struct store *store = store_new(8);
    char name[4];
    if (argc > 1) store_put(store, argv[1]);
    sprintf(name, "%s", argv[0]);
    int unused = atoi(argv[0]);
    if (argc = 2) ;
    free(store);
    return 0;
}
C

# same WHAT: with what earlier scans kept, then without; findings, messages and exit code are the same.
same() {
    set +e
    "$theriac" scan "$tree" --format sarif -o "$work/again.sarif" >"$work/again.out" 2>"$work/again.err" </dev/null; again=$?
    "$theriac" scan "$tree" --format sarif -o "$work/cold.sarif" --no-cache >"$work/cold.out" 2>"$work/cold.err" </dev/null; cold=$?
    set -e
    for part in sarif out err; do
        cmp "$work/again.$part" "$work/cold.$part" || { echo "$1: $part differs"; diff "$work/again.$part" "$work/cold.$part"; exit 1; }
    done
    [ "$again" = "$cold" ] || { echo "$1: exit $again, and $cold without a cache"; exit 1; }
}
changes() { # the findings are no longer those of the last call
    ! cmp -s "$work/before.sarif" "$work/cold.sarif" || { echo "$1: an edit that should show does not"; exit 1; }
    cp "$work/cold.sarif" "$work/before.sarif"
}

: >"$work/before.sarif"
same first; changes first
grep -q heap-buffer-overflow "$work/cold.sarif"
same "nothing changed"
[ "$(find "$work/cache" -name '*.flow' | wc -l)" = 1 ]
[ "$(find "$work/cache" -name '*.syntax' | wc -l)" = 1 ]
sed -i '1i\
\
' "$tree/src/main.c"
same "lines move"; changes "lines move"
sed -i 's/    strcpy(store->text, text);/    if (strlen(text) < 8) strcpy(store->text, text);/' "$tree/src/store.c"
same "a body"; changes "a body"
sed -i 's/if (argc = 2) ;/if (argc == 2) return 1;/' "$tree/src/main.c"
same "what the syntax rules found"; changes "what the syntax rules found"
sed -i 's/struct store { char \*text; int size; };/struct store { int size; char *text; };/' "$tree/src/store.h"
same "a struct"
sed -i 's/sizeof \*store/sizeof store/' "$tree/src/store.c"
same "a size"; changes "a size"
mv "$tree/src/store.c" "$work/store.c"
same "a file less"; changes "a file less"
mv "$work/store.c" "$tree/src/depot.c"
same "a file under another name"; changes "a file under another name"
printf 'int broken(void)\n{\n    return undeclared;\n}\n' >"$tree/src/broken.c"
same "a file that does not compile"; changes "a file that does not compile"
same "and again"
rm "$tree/src/broken.c"
same "without it"; changes "without it"

# What had to be guessed to compile a file is told each time.
printf '#include "nowhere.h"\nint lonely(void) { return 1; }\n' >"$tree/src/lonely.c"
told() { # by name, in the report and to whoever asks for notes
    grep -q 'nowhere.h' "$work/again.sarif" || { echo "$1: the report does not name the header"; exit 1; }
    "$theriac" scan "$tree" --verbose --format sarif -o "$work/told.sarif" 2>&1 >/dev/null </dev/null |
        grep -q 'lonely.c: note: headers not found and taken as empty: nowhere.h' || { echo "$1: not told"; exit 1; }
}
same "a header that is not there"; told cold
same "a header that is still not there"; told warm
[ "$(grep -l nowhere.h "$work"/cache/theriac/*.tu | wc -l)" -ge 1 ] || { echo "a file whose header is missing is not kept"; exit 1; }
printf 'int lonely(void);\nint atoi(const char *);\n#define lonely found\n' >"$tree/src/nowhere.h"
same "the header is there now"
! grep -q 'taken as empty' "$work/again.sarif" || { echo "a header that is there now is not read"; exit 1; }
rm "$tree/src/lonely.c" "$tree/src/nowhere.h"

# A rule of the workspace that is wrong is told each time; one that is right counts at once.
mkdir -p "$tree/rules/syntax/c"
touch "$tree/theriac.yaml"
printf '; id: house-rule\nnothing\n' >"$tree/rules/syntax/c/bad.scm"
same "a rule that is wrong"
same "a rule that is still wrong"
rm -r "$tree/rules" "$tree/theriac.yaml"

# Damaged files count as absent, and are replaced.
for file in "$work"/cache/theriac/*.flow "$work"/cache/theriac/*.syntax; do
    head -c 700 "$file" >"$work/cut" && cp "$work/cut" "$file"
done
same "cut off"
for file in "$work"/cache/theriac/*.flow "$work"/cache/theriac/*.syntax "$work"/cache/theriac/*.tu; do
    printf 'XXXX' | dd of="$file" bs=1 seek=90 conv=notrunc 2>/dev/null
done
same "overwritten"

# Two at a time do not hurt each other.
"$theriac" scan "$tree" --format sarif -o "$work/one.sarif" >/dev/null 2>&1 </dev/null & one=$!
"$theriac" scan "$tree" --format sarif -o "$work/two.sarif" >/dev/null 2>&1 </dev/null & two=$!
wait $one || [ $? = 1 ]
wait $two || [ $? = 1 ]
cmp "$work/one.sarif" "$work/two.sarif"
same "after two at a time"
