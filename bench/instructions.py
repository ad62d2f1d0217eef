#!/usr/bin/env python3
"""Compare the instructions that fixed workloads take with those recorded in instructions.json.

A guard against slow code that needs no quiet machine: valgrind counts, so the same program
gives the same figure. Usage: instructions.py [--record] [workload ...]; exit code 1 where a
workload takes over 5 % more, or fewer (then record anew, so that the gain is kept).
"""

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

COMMAND = Path(sysconfig.get_path("scripts")) / "rand-engine"
RECORDED = Path(__file__).with_name("instructions.json")
TOLERANCE = 0.05
RECORD_ANEW = "make bench-check RECORD=1"

# A name, a spec, rows, and flags. So many rows that start-up (33 M) is a small part.
WORKLOADS = {
    "orders, CSV": ("orders", 1_000_000, "-f", "csv"),
    "orders, JSON lines": ("orders", 1_000_000, "-f", "jsonl"),
    "orders, Parquet zstd": ("orders", 1_000_000, "-f", "parquet", "-c", "zstd"),
    "users, CSV": ("users", 1_000_000, "-f", "csv"),
    "users, Parquet zstd": ("users", 500_000, "-f", "parquet", "-c", "zstd"),
    "events, JSON lines": ("events", 500_000, "-f", "jsonl"),
    "events, Parquet zstd": ("events", 200_000, "-f", "parquet", "-c", "zstd"),
    "start-up, one row": ("orders", 1, "-f", "csv"),
}
# Arrow would choose its code by the processor.
PINNED = {"ARROW_USER_SIMD_LEVEL": "SSE4_2"}
# What the C library, ISA-L and the engine may choose theirs by, and valgrind lets through.
FEATURES = ("ssse3", "sse4_2", "avx", "avx2", "bmi2", "pclmulqdq")


def said_by(*command):
    """Return what a program prints."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def circumstances():
    """Return all that counts depend on but for the code."""
    comment = said_by("readelf", "-p", ".comment", COMMAND)
    version = said_by(COMMAND, "--version")
    flags = re.search(
        r"^(?:flags|Features)\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.M
    )
    present = flags[1].split() if flags else []
    return {
        "compiler": ", ".join(sorted(set(re.findall(r"\] +(\S.*)", comment)))),
        "libraries": re.findall(r"^(?:Apache Arrow|gzip|zstd).*$", version, re.M),
        "C library": " ".join(platform.libc_ver()),
        "machine": platform.machine(),
        "processor has": [name for name in FEATURES if name in present],
        "valgrind": said_by("valgrind", "--version").strip(),
        "pinned": PINNED,
    }


def count(spec, rows, *flags):
    """Return the instructions of one run on one thread."""
    fixed = [
        "-q",
        "-s",
        "42",
        "-j",
        "1",
        "--now",
        "2024-05-01T12:00:00Z",
        "-o",
        os.devnull,
    ]
    command = [COMMAND, "generate", spec, "-n", str(rows), *fixed, *flags]
    valgrind = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={os.devnull}"]
    done = subprocess.run(
        [*valgrind, *command],
        env={"PATH": os.environ["PATH"], "LC_ALL": "C", **PINNED},
        capture_output=True,
        text=True,
    )
    collected = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode != 0 or not collected:
        sys.exit(f"bench-check: {' '.join(map(str, command))} failed:\n{done.stderr}")
    return int(collected[1])


def differences(recorded, present):
    """Return what of the circumstances is not as it was, in words."""
    return [
        f"  {name}: recorded with {recorded.get(name)}, here {present.get(name)}"
        for name in {**recorded, **present}
        if recorded.get(name) != present.get(name)
    ]


def verdict(name, before, now):
    """Print a line; return whether the count is within the tolerance."""
    change = now / before - 1
    within = abs(change) <= TOLERANCE
    print(f"{name:<22}{before:>15,}{now:>15,}{change:>+9.1%}{'' if within else '  <--'}")
    return within


def check(names, recorded):
    """Compare; return the exit code."""
    print(f"{'workload':<22}{'recorded':>15}{'now':>15}{'change':>9}", flush=True)
    beyond = []
    for name in names:
        now = count(*WORKLOADS[name])
        before = recorded["instructions"].get(name)
        if before is None:
            print(f"{name:<22}{'none':>15}{now:>15,}  <--", flush=True)
            beyond.append(f"{name} (never recorded)")
        elif not verdict(name, before, now):
            beyond.append(f"{name} ({before:,} recorded, {now:,} now)")
        sys.stdout.flush()
    if beyond:
        print(f"bench-check: beyond {TOLERANCE:.0%}: {'; '.join(beyond)}")
        print(f"Where that is meant, record anew: {RECORD_ANEW}")
        return 1
    return 0


def record(names, present):
    print("recorded:", "; ".join(names))
    old = json.loads(RECORDED.read_text()) if RECORDED.exists() else {}
    if differences(old.get("recorded with", {}), present):
        names, old = WORKLOADS, {}
    kept = old.get("instructions", {})
    counts = {
        name: count(*WORKLOADS[name]) if name in names else kept[name]
        for name in WORKLOADS
        if name in names or name in kept
    }
    text = json.dumps({"recorded with": present, "instructions": counts}, indent=2)
    RECORDED.write_text(text + "\n", encoding="utf-8")
    print(f"recorded: {'; '.join(names)}")


def main():
    """Check or record."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--record", action="store_true")
    parser.add_argument("workloads", nargs="*", metavar="workload")
    options = parser.parse_args()
    if unknown := set(options.workloads) - set(WORKLOADS):
        parser.error(f"unknown: {'; '.join(unknown)}; there are {'; '.join(WORKLOADS)}")
    names = options.workloads or list(WORKLOADS)
    present = circumstances()
    if options.record:
        record(names, present)
        return 0
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))
    if other := differences(recorded["recorded with"], present):
        print("bench-check: skipped, for counts of other tools cannot be compared:")
        print("\n".join(other))
        print(f"To compare here, check out a good commit and record: {RECORD_ANEW}")
        return 0
    return check(names, recorded)


if __name__ == "__main__":
    sys.exit(main())
