#!/usr/bin/env python3
"""Measure streams: punctuality, drift, the highest rate of a feed, memory over many files.

When a file becomes visible is told by the system (inotify), and what a feed brings is
counted at the other end of the pipe; the command's own report is not asked.
"""

import argparse
import ctypes
import os
import shutil
import statistics
import struct
import subprocess
import sysconfig
import tempfile
import time
from pathlib import Path

COMMAND = Path(sysconfig.get_path("scripts")) / "rand-engine"


def stream(*arguments):
    """Return a command that streams the guide's orders with a fixed seed."""
    return [str(part) for part in (COMMAND, "stream", "orders", "-s", 42, *arguments)]


def arrivals(folder, count):
    """Return when `count` files were renamed into a folder, in seconds."""
    moved_to = 0x80
    libc = ctypes.CDLL(None, use_errno=True)
    watcher = libc.inotify_init1(0)
    assert libc.inotify_add_watch(watcher, os.fsencode(folder), moved_to) >= 0
    yield watcher
    times = []
    while len(times) < count:
        events = os.read(watcher, 1 << 16)
        now = time.monotonic()
        while events:
            (length,) = struct.unpack_from("I", events, 12)
            events = events[16 + length :]
            times.append(now)
    os.close(watcher)
    yield times


def punctuality(folder, files, frequency):
    """Stream `files` files and print how late they were."""
    out = folder / "ticks"
    out.mkdir()
    watch = arrivals(out, files)
    next(watch)
    process = subprocess.Popen(
        stream("-q", "-n", 1000, "-m", "append", "-o", out)
        + ["--timeout", str(files * frequency), "--every", str(frequency)]
    )
    times = next(watch)
    assert process.wait() == 0
    offsets = [at - number * frequency for number, at in enumerate(times)]
    late = [offset - min(offsets) for offset in offsets]
    print(
        f"{files} files, one every {frequency * 1000:g} ms: after the most punctual one by "
        f"{statistics.median(late) * 1000:.2f} ms (median), {max(late) * 1000:.2f} ms (worst); "
        f"drift from the first to the last {(late[-1] - late[0]) * 1000:+.2f} ms",
        flush=True,
    )
    shutil.rmtree(out)


def feed(rate, seconds):
    """Feed JSON lines to a pipe; return rows that came a second."""
    writer = subprocess.Popen(
        stream("-q", "-o", "-", "--rate", rate, "--timeout", f"{seconds}s"),
        stdout=subprocess.PIPE,
        bufsize=0,
    )
    rows, first, last = 0, None, None
    while chunk := os.read(writer.stdout.fileno(), 1 << 20):
        last = time.perf_counter()
        first = first or last
        rows += chunk.count(b"\n")
    writer.stdout.close()
    assert writer.wait() == 0
    # The last slot begins 10 ms before the end.
    return rows / (last - first + 0.01)


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
