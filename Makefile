# The two commands are `make demo` and `make test`; both set up what they need.
SHELL := /bin/bash
export HOME ?= $(shell getent passwd "$$(id -u)" | cut -d: -f6)
# Keep the caller's Python settings out of the environment that is built here.
unexport PYTHONPATH
unexport PYTHONHOME

PYTHON := .venv/bin/python
PACKAGE := build/package.stamp
TESTS := build/tests
CMAKE_TESTS := cmake -G Ninja -S . -B $(TESTS) -DRAND_ENGINE_BUILD_TESTS=ON \
  -DRAND_ENGINE_BUILD_BENCHMARKS=ON -DRAND_ENGINE_WARNINGS_AS_ERRORS=ON \
  -DPython_EXECUTABLE=$(CURDIR)/$(PYTHON)
# What make fuzz and make sanitize build with; nothing else needs clang.
CMAKE_WATCHED := cmake -G Ninja -S . -DCMAKE_CXX_COMPILER=clang++-14 \
  -DRAND_ENGINE_BUILD_TESTS=ON -DPython_EXECUTABLE=$(CURDIR)/$(PYTHON)
SOURCES := $(shell git ls-files -co --exclude-standard -- CMakeLists.txt pyproject.toml \
  cmake cli include python src examples/specs 2>/dev/null | grep -v _test.cc)

.PHONY: help setup package test test-cpp test-python test-readers demo lint format bench clean
help:
	@echo "make demo    build, run the guide's examples, read them back"
	@echo "make test    build and run every test"
	@echo "make test-readers  ask all readers, Spark too (installs it and Java: 700 MB)"
	@echo "make lint    format, warnings, includes, ruff"
	@echo "make soak    the tests of docs/RELIABILITY.md at length (some 15 minutes)"
	@echo "make fuzz    fuzz specs, options, files for five minutes (installs clang)"
	@echo "make sanitize  the C++ tests under address, undefined, thread sanitizers (clang)"
	@echo "make bench   micro-benchmarks and end-to-end speeds"
	@echo "make bench-peers   the same files by DuckDB, Polars and others, in turns (hours);"
	@echo "             a short run: make bench-peers FLAGS='--rows 1e6 --rounds 3'"
	@echo "make bench-check   instruction counts against the recorded ones"

setup:
	@scripts/setup.sh

# The Python package with its command, into .venv.
package: setup
	@$(MAKE) --no-print-directory $(PACKAGE)

$(PACKAGE): $(SOURCES)
	@echo "building the package ..."
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-build-isolation \
	  --no-deps --force-reinstall --config-settings=build-dir=build/package .
	@touch $@

demo: package
	@$(PYTHON) scripts/demo.py

test: lint-format test-cpp test-python

test-cpp: setup
	@$(CMAKE_TESTS) >build/cmake-tests.log 2>&1 || (mkdir -p build; $(CMAKE_TESTS))
	@cmake --build $(TESTS)
	@ctest --test-dir $(TESTS) --output-on-failure -j 2

test-python: package
	@$(PYTHON) -m pytest -q

# Every error at every call, hundreds of kills and races; what make test does in short.
.PHONY: soak
soak: package
	@$(CMAKE_TESTS) >/dev/null && cmake --build $(TESTS)
	@RAND_ENGINE_SOAK=1 ctest --test-dir $(TESTS) --output-on-failure -j 2 \
	  -R 'faults|leftovers|power_loss|target'
	@RAND_ENGINE_SOAK=1 $(PYTHON) -m pytest -q -s tests/reliability

.PHONY: setup-watched fuzzers fuzz sanitize
setup-watched: setup
	@scripts/setup.sh watched

fuzzers: setup-watched
	@$(CMAKE_WATCHED) -B build/address -DRAND_ENGINE_SANITIZE=address,undefined \
	  -DRAND_ENGINE_BUILD_FUZZERS=ON >/dev/null

# FUZZ_SECONDS of each target.
fuzz: fuzzers
	@cmake --build build/address --target fuzzers
	@scripts/fuzz.sh

sanitize: fuzzers
	@cmake --build build/address
	@scripts/sanitize.sh address
	@scripts/watched_tbb.sh
	@$(CMAKE_WATCHED) -B build/thread -DRAND_ENGINE_SANITIZE=thread \
	  -DTBB_DIR=$(CURDIR)/build/thread-tbb/lib/cmake/TBB >/dev/null
	@cmake --build build/thread
	@scripts/sanitize.sh thread

# Spark and Java are too large for `make test`.
test-readers: package
	@scripts/setup.sh readers
	@RAND_ENGINE_ALL_READERS=1 $(PYTHON) -m pytest -q tests/readers

.PHONY: lint-format
lint-format: setup
	@scripts/lint.sh

lint: lint-format
	@$(CMAKE_TESTS) >/dev/null && cmake --build $(TESTS)

format: setup
	@git ls-files -co --exclude-standard -- '*.cc' '*.h' | xargs clang-format -i
	@$(PYTHON) -m ruff check --quiet --fix . ; $(PYTHON) -m ruff format --quiet .

bench: package
	@$(CMAKE_TESTS) >/dev/null && cmake --build $(TESTS)
	@$(PYTHON) bench/run.py $(TESTS)

.PHONY: bench-peers bench-check
bench-peers: package
	@$(PYTHON) bench/peers/run.py $(FLAGS)

# RECORD=1 writes the counts instead of comparing them.
bench-check: package
	@$(PYTHON) bench/instructions.py $(if $(RECORD),--record)

clean:
	@rm -rf build .venv
