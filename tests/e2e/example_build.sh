#!/bin/sh
# The example's controller compiles as C17 and infuses: 2,000 microlitres a minute for a minute, as programmed.
set -eu
controller=$2/examples/infusion-pump/controller
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
fail() { echo "$*"; exit 1; }

build() { # build COMPILER NAME
    # shellcheck disable=SC2046 # the file names hold no spaces
    "$1" -std=c17 -D_DEFAULT_SOURCE -w -I"$controller/src" -I"$controller/port" -o "$out/$2" \
        $(find "$controller/src" "$controller/host" -name '*.c' | sort) 2>"$out/errors" || fail "$1 can't compile the controller: $(cat "$out/errors")"
}
build clang-19 clang
build gcc gcc

# Every C file of the tree stands in CMakeLists.txt: what the scan sees is what is built.
find "$controller/src" "$controller/host" -name '*.c' | while read -r file; do
    grep -q "${file#"$controller/"}" "$controller/CMakeLists.txt" || fail "$file is not in CMakeLists.txt"
done

frames() { # frames RATE VOLUME: program, confirm, start
    python3 -c '
import struct, sys
def frame(command, payload=b""):
    crc = 0xFFFF
    for byte in bytes([command]) + payload:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return struct.pack("<BHB", 0xA5, len(payload) + 1, command) + payload + struct.pack("<H", crc)
order = struct.pack("<6I", 7, 0, int(sys.argv[1]), int(sys.argv[2]), 0, 0)
sys.stdout.buffer.write(frame(0x10, order) + frame(0x11) + frame(0x12))' "$1" "$2"
}
for name in clang gcc; do
    frames 2000 100000 | "$out/$name" 60 | grep -ao 'state=.*' >"$out/result"
    delivered=$(sed -n 's/^state=infusing delivered=\([0-9]*\) .*/\1/p' "$out/result")
    [ -n "$delivered" ] || fail "it does not infuse: $(cat "$out/result")"
    [ "$delivered" -ge 1980 ] && [ "$delivered" -le 2020 ] || fail "$delivered microlitres in a minute, not 2,000"
    # A rate above the pump's limit is refused: nothing moves.
    frames 20001 100000 | "$out/$name" 20 | grep -ao 'state=.*' >"$out/result"
    grep -q '^state=idle delivered=0 ' "$out/result" || fail "a rate above the limit ran: $(cat "$out/result")"
done
