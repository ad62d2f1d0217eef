#!/usr/bin/env bash
# Writes the golden files anew. Look at the diff: a changed value raises kDataVersion.
set -euo pipefail
cd "$(dirname "$0")/.."
RAND_ENGINE_UPDATE_GOLDEN=1 .venv/bin/python -m pytest -q tests/golden \
  -k committed_bytes
git status --short tests/golden
