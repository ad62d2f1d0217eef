"""The memory of a run does not grow with its rows."""

import os
import subprocess

import pytest


def peak_bytes(command, words, path):
    with subprocess.Popen([command, *words], cwd=path, stdout=subprocess.DEVNULL) as run:
        _, status, usage = os.wait4(run.pid, 0)
        run.returncode = os.waitstatus_to_exitcode(status)
    assert run.returncode == 0
    return usage.ru_maxrss * 1024


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
    def peak(rows):
        words = ["generate", "orders", "-n", rows, "-s", "1", "-j", "2", *flags]
        return peak_bytes(command, [*words, "-o", "/dev/null"], tmp_path)

    small, large = peak("2M"), peak("20M")
    # Buffers grow until each has met its largest unit.
    assert large < small * 1.25 + 4e6, f"{small / 1e6:.1f} MB, then {large / 1e6:.1f} MB"


def test_children_of_a_hundred_million_parents_need_eight_bytes_for_256_of_them(
    command, tmp_path
):
    def peak(parents):
        (tmp_path / "spec.yaml").write_text(f"""\
tables:
  customers: {{size: {parents}, spec: {{id: {{method: unique_ids}}}}}}
  orders:
    size: {{per: customers, min: 1, max: 19}}
    spec: {{customer: {{method: foreign_key, parms: {{table: customers}}}}}}
""")
        words = ["generate", "spec.yaml", "--tables", "orders", "-n", "1M", "-s", "1"]
        words += ["--first-row", str(9 * parents), "-f", "parquet", "-j", "2"]
        return peak_bytes(command, [*words, "-o", "-"], tmp_path)

    small, large = peak(1_000_000), peak(100_000_000)
    assert large < small * 1.25 + 4e6 + 8 * 100_000_000 / 256
