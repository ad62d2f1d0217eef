#!/usr/bin/env python3
"""Measure streams: punctuality, drift, the highest rate of a feed, memory over many files.

When a file became visible is taken from the file system (its change time is that of the
rename), not from what the command says of itself.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sysconfig
import tempfile
import time
from pathlib import Path

COMMAND = Path(sysconfig.get_path("scripts")) / "rand-engine"


def stream(*arguments):
    """Return a command that streams the guide's events with a fixed seed."""
    return [str(part) for part in (COMMAND, "stream", "events", "-s", 42, *arguments)]


def delays(folder, frequency):
    """Return by how much each file came after its tick, the most punctual one being 0."""
    files = sorted(Path(folder).iterdir())
    times = [file.stat().st_ctime_ns / 1e9 for file in files]
    offsets = [at - number * frequency for number, at in enumerate(times)]
    return [offset - min(offsets) for offset in offsets]


def punctuality(folder, files, frequency):
    """Stream `files` files and print how late they were."""
    out = folder / "ticks"
    subprocess.run(
        stream("-q", "-n", 1000, "-o", out)
        + ["--timeout", str(files * frequency), "--every", str(frequency)],
        check=True,
    )
    late = delays(out, frequency)
    assert len(late) == files, len(late)
    print(
        f"{files} files, one every {frequency * 1000:g} ms: late by "
        f"{statistics.median(late) * 1000:.2f} ms (median), {max(late) * 1000:.2f} ms (worst); "
        f"the last one {(late[-1] - late[0]) * 1000:+.2f} ms against the first",
        flush=True,
    )
    shutil.rmtree(out)


def feed(rate, seconds):
    """Feed JSON lines to a pipe; return rows that came a second."""
    start = time.perf_counter()
    writer = subprocess.Popen(
        stream("-q", "-o", "-", "--rate", rate, "--timeout", f"{seconds}s"),
        stdout=subprocess.PIPE,
    )
    counted = subprocess.run(
        ["wc", "-l"], stdin=writer.stdout, capture_output=True, check=True
    ).stdout
    writer.stdout.close()
    assert writer.wait() == 0
    # The last slot is written 10 ms before the end.
    return int(counted) / max(time.perf_counter() - start, seconds)


def highest_rate(rates, seconds):
    """Print the highest of the rates that held within 1 %."""
    held = 0
    for rate in rates:
        reached = statistics.median(feed(rate, seconds) for _ in range(3))
        print(f"  --rate {rate:>10,}: {reached:12,.0f} rows a second", flush=True)
        if reached < 0.99 * rate:
            break
        held = rate
    print(f"highest rate within 1 %: {held:,} rows a second", flush=True)


def figures_of(process):
    """Return resident MiB and the number of open descriptors of a process."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    resident = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    descriptors = len(os.listdir(f"/proc/{process.pid}/fd"))
    return int(resident.split()[1]) / 1024, descriptors


def flatness(folder, files):
    """Stream many small files at once and print memory and descriptors on the way."""
    out = folder / "many"
    process = subprocess.Popen(
        stream("-q", "-n", 100, "-o", out, "--available-now")
        + ["--timeout", f"{files}s", "--every", "1s"]
    )
    marks = {files // 10: None, files * 9 // 10: None}
    while process.poll() is None:
        count = len(os.listdir(out)) if out.is_dir() else 0
        for mark in marks:
            if marks[mark] is None and count >= mark:
                marks[mark] = figures_of(process)
        time.sleep(0.005)
    assert process.returncode == 0
    assert len(os.listdir(out)) == files
    for mark, figures in marks.items():
        if figures:
            print(
                f"after {mark:,} files: {figures[0]:.1f} MiB, {figures[1]} descriptors",
                flush=True,
            )
    shutil.rmtree(out)


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the files")
    options = parser.parse_args()
    scale = 10 if options.quick else 1
    folder = Path(tempfile.mkdtemp(prefix="rand-engine-bench-"))
    try:
        punctuality(folder, 200 // scale, 0.05)
        punctuality(folder, 1000 // scale, 0.02)
        highest_rate(
            [1_000_000, 2_000_000, 3_000_000, 4_000_000, 5_000_000, 6_000_000, 8_000_000],
            3,
        )
        flatness(folder, 10_000 // scale)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
