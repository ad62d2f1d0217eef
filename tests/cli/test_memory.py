"""The memory of a run does not grow with its rows."""

import os
import subprocess

import pytest


@pytest.mark.parametrize(
    "flags",
    [
        ["-f", "csv"],
        ["-f", "csv", "-c", "zstd", "-O", "compressionLevel=1"],
        ["-f", "jsonl"],
        ["-f", "parquet"],
    ],
    ids=" ".join,
)
def test_peak_memory_is_that_of_a_run_of_a_tenth(command, tmp_path, flags):
    def peak_bytes(rows):
        words = ["generate", "orders", "-n", rows, "-s", "1", "-j", "2", *flags]
        process = subprocess.Popen([command, *words, "-o", "/dev/null"], cwd=tmp_path)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0
        return usage.ru_maxrss * 1024

    small, large = peak_bytes("2M"), peak_bytes("20M")
    # Buffers grow until each has met its largest unit.
    assert large < small * 1.25 + 4e6, f"{small / 1e6:.1f} MB, then {large / 1e6:.1f} MB"
