#!/usr/bin/env bash
# Runs the C++ tests of build/address or build/thread; any report fails the test.
#
#   scripts/sanitize.sh address|thread
set -euo pipefail
cd "$(dirname "$0")/.."
kind=$1
export ASAN_OPTIONS="detect_stack_use_after_return=1:strict_string_checks=1:detect_leaks=1"
export UBSAN_OPTIONS="print_stacktrace=1"
export TSAN_OPTIONS="history_size=4"
# Arrow's own pools would reuse memory unseen.
export ARROW_DEFAULT_MEMORY_POOL=system
# The memory of a process that is watched is not the engine's.
export GTEST_FILTER="-MemoryTest.*"
ctest --test-dir "build/$kind" --output-on-failure -j 2 --timeout 1800 "${@:2}"
