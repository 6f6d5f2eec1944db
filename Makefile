# The README's two commands, and what developers use. The build itself is Meson's.
BUILD ?= build
MESON_OPTIONS ?=
OPTIMIZE ?= 3

.PHONY: all build demo check check-asan fuzz bench install clean setup
all: build

setup:
	@./setup

build: setup
	@[ -f $(BUILD)/build.ninja ] || meson setup $(BUILD) -Ddebug=true -Doptimization=$(OPTIMIZE) $(MESON_OPTIONS) >/dev/null
	@ninja -C $(BUILD) --quiet

demo: build
	@tools/demo $(BUILD)/theriac

check: build
	@tools/run_tests $(BUILD)

check-asan:
	@$(MAKE) --no-print-directory build BUILD=build-asan OPTIMIZE=2 MESON_OPTIONS="-Db_sanitize=address,undefined -Db_lundef=false"
	@ASAN_OPTIONS=detect_leaks=1 tools/run_tests build-asan

# Every fuzz target for FUZZ_SECONDS each; needs clang-19 and its runtime (./setup brings both).
FUZZ_SECONDS ?= 30
fuzz: setup
	@[ -f build-fuzz/build.ninja ] || CC=clang-19 meson setup build-fuzz --buildtype=debugoptimized -Dfuzz=true \
	    -Db_sanitize=address,undefined -Db_lundef=false >/dev/null
	@ninja -C build-fuzz --quiet
	@tools/run_fuzz build-fuzz $(FUZZ_SECONDS)

bench: build
	@bench/run $(BUILD)/theriac

install: build
	meson install -C $(BUILD)

clean:
	rm -rf build build-asan build-fuzz
