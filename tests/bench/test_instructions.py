"""The guard against slow code compares, fails beyond its tolerance, and says what to do."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def instructions(monkeypatch, tmp_path):
    """bench/instructions.py as a module, with a record of its own."""
    found = importlib.util.spec_from_file_location(
        "instructions", ROOT / "bench/instructions.py"
    )
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    monkeypatch.setattr(module, "RECORDED", tmp_path / "instructions.json")
    monkeypatch.setattr(module, "circumstances", lambda: {"compiler": "this one"})
    monkeypatch.setattr(sys, "argv", ["instructions.py"])
    return module


def run(module, monkeypatch, factor):
    """Run with counts of `factor` million; return the exit code."""
    monkeypatch.setattr(module, "count", lambda *_: int(factor * 1_000_000))
    return module.main()


def record(module, monkeypatch):
    """Record a million of each."""
    monkeypatch.setattr(sys, "argv", ["instructions.py", "--record"])
    assert run(module, monkeypatch, 1) == 0
    monkeypatch.setattr(sys, "argv", ["instructions.py"])


@pytest.mark.parametrize("factor", [0.96, 1, 1.04])
def test_counts_within_five_percent_pass(instructions, monkeypatch, factor):
    record(instructions, monkeypatch)
    assert run(instructions, monkeypatch, factor) == 0


@pytest.mark.parametrize("factor", [0.94, 1.06])
def test_counts_beyond_fail_and_name_workload_counts_and_remedy(
    instructions, monkeypatch, capsys, factor
):
    record(instructions, monkeypatch)
    assert run(instructions, monkeypatch, factor) == 1
    said = capsys.readouterr().out
    now = f"{int(factor * 1_000_000):,}"
    assert f"orders, CSV (1,000,000 recorded, {now} now)" in said
    assert "make bench-check RECORD=1" in said


def test_another_compiler_skips_and_says_so(instructions, monkeypatch, capsys):
    record(instructions, monkeypatch)
    monkeypatch.setattr(instructions, "circumstances", lambda: {"compiler": "another"})
    assert run(instructions, monkeypatch, 2) == 0
    said = capsys.readouterr().out
    assert "skipped" in said
    assert "compiler: recorded with this one, here another" in said


def test_a_workload_that_was_never_recorded_fails(instructions, monkeypatch, capsys):
    record(instructions, monkeypatch)
    recorded = json.loads(instructions.RECORDED.read_text())
    del recorded["instructions"]["users, CSV"]
    instructions.RECORDED.write_text(json.dumps(recorded))
    assert run(instructions, monkeypatch, 1) == 1
    assert "users, CSV (never recorded)" in capsys.readouterr().out


def test_the_committed_record_holds_every_workload():
    recorded = json.loads((ROOT / "bench/instructions.json").read_text())
    found = importlib.util.spec_from_file_location("i", ROOT / "bench/instructions.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    assert list(recorded["instructions"]) == list(module.WORKLOADS)
    assert list(recorded["recorded with"]) == list(module.circumstances())


def test_the_same_run_has_the_same_count(instructions):
    asked = ("orders", 100, "-f", "csv")
    first = instructions.count(*asked)
    assert first > 1_000_000
    assert instructions.count(*asked) == pytest.approx(first, rel=0.001)
