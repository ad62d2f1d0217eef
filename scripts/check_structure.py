#!/usr/bin/env python3
"""Check that includes go in the direction of the flow and that files stay readable.

A folder of src/rand_engine may include its own headers, the public ones, and those of the
folders listed for it here; everything else is a mistake.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENGINE = ROOT / "src" / "rand_engine"
MOST_LINES = 600

# The leaves: know nothing of specs or data.
LEAVES = {"memory", "processor", "random", "domain", "charset", "compress", "write"}
ALLOWED = {
    "memory": set(),
    "random": set(),
    "processor": set(),
    "domain": {"random"},
    "charset": {"memory", "spec"},
    "compress": {"memory"},
    "write": set(),
    "manifest": {"random", "write"},
    "spec": {"random"},
    "generate": {"random", "processor"},
    "expression": {"spec", "random", "domain", "generate"},
    "methods": {"spec", "random", "domain", "generate", "expression", "regex"},
    "regex": {"random", "domain", "generate"},
    "plan": {
        "expression",
        "memory",
        "spec",
        "methods",
        "generate",
        "domain",
        "charset",
        "compress",
        "write",
        "manifest",
    },
    "encode": {
        "plan",
        "generate",
        "domain",
        "charset",
        "memory",
        "compress",
        "processor",
    },
    "run": LEAVES | {"spec", "plan", "generate", "encode", "manifest"},
}
# What a codec is, everyone may know; how it works, only run and plan's reader. Pages are
# compressed while they are encoded.
ONLY_HEADER = {
    ("encode", "compress"): {
        "rand_engine/compress/codec.h",
        "rand_engine/compress/match.h",
        "rand_engine/compress/snappy_page.h",
        "rand_engine/compress/zstd_matches.h",
        "rand_engine/compress/zstd_page.h",
        "rand_engine/compress/zstd_uuids.h",
    }
}
# Support for tests may be used by every test.
GENERATED = {"src/rand_engine/charset/encoding_tables.cc"}


def source_files():
    """Return the tracked and new C++ and Python files, relative to the root."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "--", "*.cc", "*.h", "*.py"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    return [Path(name) for name in listed if (ROOT / name).exists()]


def check_includes(path, text):
    """Return the includes of `path` that go against the flow."""
    if not path.is_relative_to("src/rand_engine") or len(path.parts) < 4:
        return []
    if path.name.endswith(("_test.cc", "_benchmark.cc")) or "testing" in path.parts:
        return []
    folder = path.parts[2]
    wrong = []
    for include in re.findall(r'#include "(rand_engine/[^"]+)"', text):
        parts = include.split("/")
        if len(parts) < 3 or parts[1] == folder:
            continue
        allowed = parts[1] in ALLOWED.get(folder, set())
        only = ONLY_HEADER.get((folder, parts[1]))
        if not allowed or (only is not None and include not in only):
            wrong.append(f"{path}: {folder}/ must not include {include}")
    return wrong


def main():
    """Print what is wrong and return how many places are."""
    wrong = []
    for path in source_files():
        text = (ROOT / path).read_text(encoding="utf-8")
        wrong += check_includes(path, text)
        lines = text.count("\n")
        if lines > MOST_LINES and str(path) not in GENERATED:
            wrong.append(f"{path}: {lines} lines, split it (at most {MOST_LINES})")
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
