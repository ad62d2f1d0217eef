#!/usr/bin/env bash
# Format and structure: clang-format, ruff, the direction of includes, file sizes.
# (Warnings are errors in the build of the tests.)
set -euo pipefail
cd "$(dirname "$0")/.."
git ls-files -co --exclude-standard -- '*.cc' '*.h' | grep -v encoding_tables.cc |
  xargs clang-format --dry-run --Werror
.venv/bin/python -m ruff check --quiet .
.venv/bin/python -m ruff format --check --quiet .
.venv/bin/python scripts/check_structure.py
