#!/usr/bin/env bash
# Runs every fuzz target for a while and says what came of it; fails if one found something.
#
#   scripts/fuzz.sh [TARGET ...]
#
#   FUZZ_SECONDS     of each target (default 24: all in under five minutes)
#   FUZZ_FOLDER      what was learnt, to go on from the next time (default build/fuzz)
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${FUZZ_SECONDS:-24}
folder=${FUZZ_FOLDER:-build/fuzz}
programs=build/address/fuzz
# The quarantine of freed memory is not the engine's.
export ASAN_OPTIONS="quarantine_size_mb=8:malloc_context_size=8:detect_leaks=1:allocator_release_to_os_interval_ms=500"
export UBSAN_OPTIONS="print_stacktrace=1"
# Arrow's own pools would not be counted.
export ARROW_DEFAULT_MEMORY_POOL=system

targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then
  for corpus in fuzz/corpus/*; do targets+=("$(basename "$corpus")"); done
fi
failed=0
total=0
printf '%-12s %12s %8s %9s %11s\n' target executions heap_mb slowest_ms found
for target in "${targets[@]}"; do
  learnt=$folder/corpus/$target
  found=$folder/found/$target
  log=$folder/$target.log
  mkdir -p "$learnt" "$found"
  kept=()
  [ -d "fuzz/findings/$target" ] && kept=("fuzz/findings/$target")
  dictionary=()
  [ -f "fuzz/dictionaries/$target.txt" ] && dictionary=(-dict="fuzz/dictionaries/$target.txt")
  status=0
  # The target itself counts a second of the processor and 256 MiB of heap for an input;
  # these limits are for what never ends, and for memory that is not of the heap.
  "$programs/fuzz_$target" -max_total_time="$seconds" -rss_limit_mb=768 -timeout=30 \
    -max_len=4096 -print_final_stats=1 -verbosity=1 -artifact_prefix="$found/" \
    "${dictionary[@]}" "$learnt" "fuzz/corpus/$target" "${kept[@]}" \
    >"$log" 2>&1 || status=$?
  figure() { awk -v name="stat::$1:" '$1 == name { print $2 }' "$log" | tail -1; }
  executions=$(figure number_of_executed_units)
  total=$((total + ${executions:-0}))
  result=nothing
  if [ $status -ne 0 ]; then
    failed=1
    result="see $log"
  fi
  printf '%-12s %12s %8s %9s  %s\n' "$target" "${executions:-?}" \
    "$(figure largest_heap_mb)" "$(figure slowest_input_ms)" "$result"
done
echo "$total executions"
if [ $failed -ne 0 ]; then
  echo "fuzz: mend what was found, and keep the input in fuzz/findings/TARGET/" >&2
  exit 1
fi
