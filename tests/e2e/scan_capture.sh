#!/bin/sh
# scan --capture records how a real build compiles, through wrappers, response files, shells and recursive make, and translates the
# calls of compilers for devices. The compilers here are scripts of ours: they compile nothing and only make the build go on.
set -eu
theriac=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_CACHE_HOME="$work/cache"
mkdir -p "$work/bin" "$work/opt/iar/bin" "$work/opt/iar/inc/c"

# A compiler: makes what -o names. Response files are gone after the call, as some build systems have it.
fake() {
    cat >"$1" <<'SH'
#!/bin/sh
while [ $# -gt 0 ]; do [ "$1" = -o ] && : >"$2"; shift; done
SH
    chmod +x "$1"
}
for name in gcc arm-none-eabi-gcc armcc armcl tiarmclang cctc xc32-gcc; do fake "$work/bin/$name"; done
fake "$work/opt/iar/bin/iccarm"
printf '#!/bin/sh\nexec "$@"\n' >"$work/bin/ccache"; chmod +x "$work/bin/ccache"
PATH=$work/bin:$PATH; export PATH

capture() { # capture CODE BUILD...: in the folder $tree
    want=$1; shift
    set +e; (cd "$tree" && "$theriac" scan --fail-on none -v --capture -- "$@") >"$work/out" 2>"$work/err" </dev/null; got=$?; set -e
    [ "$got" = "$want" ] || { echo "capture $*: exit $got, wanted $want"; cat "$work/out" "$work/err"; exit 1; }
}
finds() { grep -q "$1" "$work/out" || { echo "nothing is '$1':"; cat "$work/out" "$work/err"; exit 1; }; }
says() { grep -q "$1" "$work/err" || { echo "nothing says '$1':"; cat "$work/err"; exit 1; }; }

# --- the ways of a build -----------------------------------------------------------------------
tree=$work/tree
mkdir -p "$tree/sub" "$tree/inc"
source_of() { printf 'int %s(void);\nint %s(void)\n{\n#ifdef %s\n    int *p = 0;\n    return *p;\n#else\n#error not as the build does\n#endif\n}\n' "$1" "$1" "$2"; }
source_of plain WITH_PLAIN >"$tree/plain.c"
source_of wrapped WITH_CCACHE >"$tree/wrapped.c"
source_of listed WITH_LIST >"$tree/listed.c"
source_of deep WITH_SUB >"$tree/sub/deep.c"
source_of shell WITH_SHELL >"$tree/shell.c"
source_of unused NEVER >"$tree/unused.c"
cat >"$tree/Makefile" <<'MAKE'
all: plain.o wrapped.o listed.o shell.o
	$(MAKE) -C sub
plain.o: plain.c
	gcc -DWITH_PLAIN -c plain.c -o plain.o
wrapped.o: wrapped.c
	ccache gcc -DWITH_CCACHE -c wrapped.c -o wrapped.o
listed.o: listed.c
	echo '-DWITH_LIST "-DNAME=a b"' >inner.rsp; echo '@inner.rsp -c listed.c -o listed.o' >outer.rsp
	gcc @outer.rsp
	rm inner.rsp outer.rsp
shell.o: shell.c
	sh -c 'cd . && (gcc -DWITH_SHELL -c "$$PWD/shell.c" -o shell.o; echo int gone; ) >/dev/null'
	echo 'int gone;' >gone.c; gcc -c gone.c -o gone.o; rm gone.c; gcc -E plain.c
MAKE
printf 'deep.o: deep.c\n\tgcc -DWITH_SUB -I../inc -c deep.c -o deep.o\n' >"$tree/sub/Makefile"
capture 0 make -j3
for name in plain wrapped listed shell; do finds "^$name.c:6:.*CWE-476"; done
finds '^sub/deep.c:6:.*CWE-476'
says '1 C or C++ file(s) are not part of the build'
says 'for 5 files'

# What was recorded stays; a build with nothing left to do takes nothing away, a later scan needs no build.
capture 0 make
finds '^plain.c:6:.*CWE-476'
set +e; "$theriac" scan "$tree" --fail-on none >"$work/out" 2>/dev/null; set -e
finds 'plain.c:6:.*CWE-476'

# A build that fails, one that cannot start, one that is none.
capture 4 sh -c 'gcc -DWITH_PLAIN -c plain.c; exit 7'; says 'ended with code 7'; finds '^plain.c:6:'
capture 4 sh -c 'kill -9 $$'; says 'ended with code 137'
capture 3 "$work/bin/no-such-build"; says 'no-such-build.*No such file'
set +e; "$theriac" scan --capture >"$work/out" 2>"$work/err"; [ $? = 2 ] || { echo 'no build is no usage error'; exit 1; }; set -e

# --- compilers for devices ---------------------------------------------------------------------
compiles() { # compiles NAME: the only file of $tree was analysed as its compiler means it
    finds '^device.c:[0-9]*:.*CWE-476'
    ! grep -q 'does not compile' "$work/err" || { echo "$1:"; cat "$work/err"; exit 1; }
}
device() { # device NAME: a folder of its own
    tree=$work/$1; mkdir "$tree"
}
tail='int read_it(void);\nint read_it(void)\n{\n    int *p = 0;\n    return *p;\n}\n'

printf '#define FROM_LIBRARY 1\n' >"$work/opt/iar/inc/c/iar_library.h"
device iar
{ printf '#include <iar_library.h>\n#if !defined __ICCARM__ || !FROM_LIBRARY || PRE != 3 || __ARM_ARCH < 7 || SET != 5\n#error wrong\n#endif\n'
  printf '__no_init static int kept;\n__root const int table[2] = {1, 2};\n__ramfunc void run(void);\nvoid run(void) { kept++; }\n'
  printf "$tail"; } >"$tree/device.c"
printf '#define PRE 3\n' >"$tree/pre.h"
printf -- '-DSET=5 --dlib_config none.h\n' >"$tree/more.xcl"
capture 0 "$work/opt/iar/bin/iccarm" -e --cpu=Cortex-M4 --preinclude pre.h -f more.xcl -o device.o device.c; compiles iar

device armcc
{ printf '#if !defined __CC_ARM || __ARMCC_VERSION >= 6000000 || MODE != 2\n#error wrong\n#endif\n__irq void tick(void);\n__irq void tick(void) { }\n'
  printf '__align(8) static char pool[8];\nchar first(void);\nchar first(void) { return pool[0]; }\n'; printf "$tail"; } >"$tree/device.c"
printf -- '-DMODE=2 --c99' >"$tree/via.txt"
capture 0 armcc --cpu Cortex-M3 --via=via.txt --depend=x.d -o device.o device.c; compiles armcc

device ti
{ printf '#if !defined __TI_ARM__ || LEVEL != 4\n#error wrong\n#endif\n'; printf '#include "part.h"\n'; printf "$tail"; } >"$tree/device.c"
mkdir "$tree/inc"; : >"$tree/inc/part.h"
capture 0 armcl -mv7M4 --include_path=inc --define=LEVEL=4 --output_file=device.o device.c; compiles ti

device tasking
{ printf '#ifndef __TASKING__\n#error wrong\n#endif\nint __near cell;\n__interrupt(3) void on_timer(void);\n__interrupt(3) void on_timer(void) { cell = 1; }\n'; printf "$tail"; } >"$tree/device.c"
capture 0 cctc -Ctc27x --iso=99 -o device.o device.c; compiles tasking

device xc32
{ printf '#if !defined __XC32 || !defined __mips__\n#error wrong\n#endif\n'; printf "$tail"; } >"$tree/device.c"
capture 0 xc32-gcc -mprocessor=32MX795F512L -c -o device.o device.c; compiles xc32

# The target of a GCC is in its name; this one answers no question, so the folders beside it are looked at.
mkdir -p "$work/arm-none-eabi/include"; printf '#define LIBRARY 1\n' >"$work/arm-none-eabi/include/device_library.h"
device gnu
{ printf '#include <device_library.h>\n#if __ARM_ARCH != 7 || !defined __thumb__ || !LIBRARY\n#error wrong\n#endif\n'; printf "$tail"; } >"$tree/device.c"
capture 0 arm-none-eabi-gcc -mcpu=cortex-m4 -mthumb -c device.c -o device.o; compiles gnu

# The real one, where it is installed: its own library's headers are asked for.
PATH=${PATH#"$work/bin:"}
if command -v arm-none-eabi-gcc >/dev/null && printf '#include <stdint.h>\n#include <stdio.h>\n' | arm-none-eabi-gcc -fsyntax-only -x c - 2>/dev/null; then
    device real
    { printf '#include <stdint.h>\n#include <stdio.h>\n#include <reent.h>\n#if __ARM_ARCH != 7 || !defined __NEWLIB__\n#error wrong\n#endif\nuint32_t x;\n'; printf "$tail"; } >"$tree/device.c"
    capture 0 arm-none-eabi-gcc -mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16 -c device.c -o device.o; compiles real
else
    echo 'no arm-none-eabi-gcc with its library: not tried'
fi
