#!/usr/bin/env python3
"""Time whole runs of the command: rows a CPU second, memory, start-up, use of two threads.

Every figure is the median of `--runs` runs (default 7) after one warm-up. With
`--limits DIR`, a folder with csv_limit.cpp, jsonl_limit.cpp and parquet_limit.cpp, the
prototypes there are built and run in turns with the command, and ratios are printed.
"""

import argparse
import os
import shlex
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMAND = Path(sysconfig.get_path("scripts")) / "rand-engine"


class Run:
    """The cost of one finished process."""

    def __init__(self, arguments):
        start = time.perf_counter()
        process = subprocess.Popen(
            [str(argument) for argument in arguments],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.wall = time.perf_counter() - start
        self.cpu = usage.ru_utime + usage.ru_stime
        self.peak_mib = usage.ru_maxrss / 1024
        if process.returncode != 0:
            sys.exit(f"failed ({process.returncode}): {' '.join(map(str, arguments))}")


def measure(commands, runs):
    """Run the commands in turns; return a list of Run lists."""
    results = [[] for _ in commands]
    for turn in range(runs + 1):
        for result, command in zip(results, commands, strict=True):
            run = Run(command)
            if turn > 0:
                result.append(run)
    return results


def median(results, name):
    """Return the median of one figure."""
    return statistics.median(getattr(result, name) for result in results)


def ratio(ours, theirs, name):
    """Return the median of the ratios pair by pair."""
    pairs = zip(ours, theirs, strict=True)
    return statistics.median(getattr(b, name) / getattr(a, name) for a, b in pairs)


def generate(rows, output, *flags):
    """Return a command that writes the guide's orders."""
    return [
        COMMAND,
        "generate",
        "orders",
        "-q",
        "-s",
        "42",
        "-n",
        rows,
        "-o",
        output,
        *flags,
    ]


def build_limit(source, target, march):
    """Compile a prototype; those of Parquet need the wheel's Arrow."""
    import pyarrow

    arrow = Path(pyarrow.__file__).parent
    subprocess.run(
        [
            "g++",
            "-O3",
            f"-march={march}",
            "-std=c++20",
            "-w",
            source,
            f"-I{arrow}/include",
        ]
        + [
            f"{arrow}/libarrow.so.2600",
            f"{arrow}/libparquet.so.2600",
            f"-Wl,-rpath,{arrow}",
        ]
        + ["-o", target],
        check=True,
    )


def throughput(label, rows, command, limit, runs):
    """Print rows a CPU second and, with a prototype, the ratio to it."""
    commands = [command] + ([limit] if limit else [])
    results = measure(commands, runs)
    rate = rows / median(results[0], "cpu") / 1e6
    text = (
        f"{label:<34} {rate:8.1f} M rows/CPU s {median(results[0], 'peak_mib'):8.0f} MiB"
    )
    if limit:
        text += f"   x{ratio(results[0], results[1], 'cpu'):.2f} of the prototype"
    print(text, flush=True)


def two_threads(label, output, flags, runs):
    """Compare two threads with one, and with two processes that make a half each."""
    rows = 20_000_000
    halves = [
        shlex.join(map(str, generate(rows // 2, path, "-j", "1", *flags)))
        for path in (output, output.with_name(f"half_{output.name}"))
    ]
    one, two, both = measure(
        [
            generate(rows, output, "-j", "1", *flags),
            generate(rows, output, "-j", "2", *flags),
            ["sh", "-c", " & ".join(halves) + " & wait"],
        ],
        runs,
    )
    print(
        f"{f'two threads, {label}':<34} x{ratio(two, one, 'wall'):.2f} of one, "
        f"x{ratio(two, both, 'wall'):.2f} of two processes, wall"
    )


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--limits", type=Path, help="folder of the prototypes")
    options = parser.parse_args()
    tmpfs = "/dev/shm" if Path("/dev/shm").is_dir() else None
    folder = Path(tempfile.mkdtemp(prefix="rand-engine-bench-", dir=tmpfs))
    try:
        run_all(options, folder)
    finally:
        shutil.rmtree(folder)


def run_all(options, folder):
    """Measure each scenario in turn."""
    limits = {}
    if options.limits:
        for name, march in [("csv", "x86-64-v2"), ("jsonl", "x86-64-v2")] + [
            ("parquet", "x86-64-v3")
        ]:
            limits[name] = folder / f"{name}_limit"
            build_limit(options.limits / f"{name}_limit.cpp", limits[name], march)

    runs = options.runs
    fifty, five = 50_000_000, 5_000_000
    csv, parquet, gzip = folder / "o.csv", folder / "o.parquet", folder / "o.csv.gz"

    def limit(name, *arguments):
        return [limits[name], *arguments] if limits else None

    throughput(
        "CSV to /dev/null",
        fifty,
        generate(fifty, "/dev/null", "-f", "csv"),
        limit("csv", "/dev/null", fifty),
        runs,
    )
    throughput(
        "JSON lines to /dev/null",
        fifty,
        generate(fifty, "/dev/null", "-f", "jsonl"),
        limit("jsonl", "/dev/null", fifty),
        runs,
    )
    throughput(
        "Parquet zstd to a tmpfs",
        five,
        generate(five, parquet, "-c", "zstd"),
        limit("parquet", folder / "limit.parquet", five, "zstd"),
        runs,
    )
    print(f"{'  its size':<34} {parquet.stat().st_size / 1e6:8.1f} MB for 5 M rows")
    throughput("CSV gzip to a tmpfs", five, generate(five, gzip), None, runs)
    print(f"{'  its size':<34} {gzip.stat().st_size / 1e6:8.1f} MB for 5 M rows")

    twenty = 20_000_000
    Run(generate(twenty, csv))
    copy = ["cp", csv, folder / "copy.csv"]
    ours, theirs = measure([generate(twenty, csv), copy], runs)
    print(
        f"{'CSV to a tmpfs, wall':<34} x{ratio(theirs, ours, 'wall'):.2f} of the time of cp"
    )

    for label, output, flags in [
        ("CSV", csv, []),
        ("CSV gzip", gzip, []),
        ("Parquet zstd", parquet, ["-c", "zstd"]),
    ]:
        two_threads(label, output, flags, runs)

    for label, output, flags in [
        ("CSV", "/dev/null", ["-f", "csv"]),
        ("JSON lines", "/dev/null", ["-f", "jsonl"]),
        ("CSV gzip", gzip, []),
        ("Parquet zstd", parquet, ["-c", "zstd"]),
    ]:
        small = Run(generate(10_000_000, output, *flags)).peak_mib
        large = Run(generate(100_000_000, output, *flags)).peak_mib
        print(
            f"{f'peak memory, {label}':<34} {small:.0f} MiB at 10 M, {large:.0f} at 100 M rows"
        )

    (first,) = measure([generate(1, "-")], 4 * runs)
    print(f"{'whole command, one row':<34} {median(first, 'wall') * 1000:8.1f} ms")
    bare, package = measure(
        [[sys.executable, "-c", ""], [sys.executable, "-c", "import rand_engine"]],
        2 * runs,
    )
    extra = median(package, "wall") - median(bare, "wall")
    print(f"{'import rand_engine, over bare':<34} {extra * 1000:8.1f} ms")


if __name__ == "__main__":
    main()
