"""The comparison with peers runs, and finds peers that write something else.

Only with what the development environment has; how quick anything is, is not tested.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PEERS = ("duckdb", "polars", "pyarrow")
ROWS = 2000


def compare(folder, *flags, environment=sys.prefix):
    """Run the harness with few rows; return the finished process."""
    fixed = [
        "--rows",
        ROWS,
        "--rounds",
        2,
        "--output",
        folder,
        "--environment",
        environment,
    ]
    command = [sys.executable, ROOT / "bench/peers/run.py", *fixed, *flags]
    return subprocess.run(
        list(map(str, command)), check=False, capture_output=True, text=True
    )


def results_of(folder, *flags):
    """Return the cases that a run wrote, which must have gone well."""
    done = compare(folder, "--peers", ",".join(PEERS), *flags)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads((folder / "results.json").read_text())["cases"]


def figures(cases):
    """Return {(workload, output, writer): its figures}."""
    return {
        (case["workload"], case["output"], found["peer"]): found
        for case in cases
        for found in case["contenders"]
    }


def test_all_write_the_table_in_turns_and_the_tables_hold_the_figures(tmp_path):
    flags = ("--workloads", "orders,customers")
    cases = results_of(
        tmp_path, *flags, "--formats", "csv-gzip-1,parquet-zstd-1,dataframe"
    )
    found = figures(cases)
    expected = [
        (workload, output, writer)
        for workload, output in (
            ("orders", "csv-gzip-1"),
            ("orders", "parquet-zstd-1"),
            ("customers", "dataframe"),
        )
        for writer in ("ours", *PEERS)
    ]
    assert sorted(found) == sorted(expected)
    for (workload, output, _), figure in found.items():
        assert figure["rows"] == (ROWS if workload == "orders" else ROWS // 2)
        assert len(figure["costs"]) == 2
        for cost in figure["costs"]:
            assert 0 < cost["cpu"] and 0 < cost["wall"] and cost["peak"] > 1 << 20
            if output != "dataframe":
                # An order has between 5 and 40 bytes, whatever the codec.
                assert 5 < cost["written"] / ROWS < 40
    text = (tmp_path / "results.md").read_text()
    assert "### orders, parquet-zstd-1" in text
    assert text.count("| duckdb |") >= 3


def test_text_goes_to_the_null_device_and_is_counted(tmp_path):
    flags = ("--workloads", "users,events,wide,lineitem", "--formats", "csv")
    found = figures(results_of(tmp_path, *flags))
    assert {name for name, _, _ in found} == {"users", "events", "wide", "lineitem"}
    for workload, low, high in (
        ("users", 50, 70),
        ("events", 75, 95),
        ("wide", 700, 900),
    ):
        for writer in ("ours", *PEERS):
            figure = found[workload, "csv", writer]
            for cost in figure["costs"]:
                assert low < cost["written"] / figure["rows"] < high, (workload, writer)
    assert Path("/dev/null").is_char_device()


def test_a_peer_that_writes_fewer_rows_is_an_error(tmp_path):
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.write_text(
        "#!/bin/sh\n"
        f'[ "$1" = -c ] && exec {sys.executable} "$@"\n'
        f'exec {sys.executable} "$1" "$2" "$3" $(($4 - 1)) "$5"\n'
    )
    python.chmod(0o755)
    flags = ("--workloads", "orders", "--formats", "parquet-snappy", "--peers", "duckdb")
    done = compare(tmp_path, *flags, environment=tmp_path)
    assert done.returncode == 1
    assert f"duckdb: parquet-snappy has {ROWS - 1} rows instead of {ROWS}" in done.stderr
    assert not (tmp_path / "results.json").exists()


def test_a_peer_that_fails_is_an_error_that_says_why(tmp_path):
    flags = (
        "--workloads",
        "orders",
        "--formats",
        "parquet-nonsense",
        "--peers",
        "duckdb",
    )
    done = compare(tmp_path, *flags)
    assert done.returncode == 1
    assert "nonsense" in done.stderr


def test_unknown_names_are_refused_with_those_there_are(tmp_path):
    done = compare(tmp_path, "--peers", "duckdbb")
    assert done.returncode == 2
    assert "unknown: duckdbb; there are" in done.stderr and "polars" in done.stderr
