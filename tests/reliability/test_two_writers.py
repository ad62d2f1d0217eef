"""Two runs write to one place at once: one after the other, or one is refused."""

import os
import subprocess

import pytest

SOAK = bool(os.environ.get("RAND_ENGINE_SOAK"))
RACES = 300 if SOAK else 15


def words(command, seed, mode, parts, target, first_row=0):
    words = [command, "generate", "orders", "-n", 500, "-s", seed, "-m", mode, "-q"]
    words += ["--first-row", first_row, "-f", "csv", "-o", target]
    return [str(word) for word in words + (["-p", parts] if parts else [])]


def seeds_of(folder, known):
    """Return which runs' parts lie there; each run's must be all there."""
    content = {p.name: p.read_bytes() for p in folder.iterdir()}
    bodies = set(content.values())
    assert len(bodies) == len(content)
    present = {seed for seed, parts in known.items() if parts & bodies}
    assert bodies == set().union(*(known[seed] for seed in present)), "a mixture"
    return present


@pytest.fixture
def known(rand_engine_command, tmp_path):
    """The bodies of the parts that each seed makes."""
    known = {}
    for seed, parts in ((1, 2), (2, 3), (3, 2)):
        target = tmp_path / f"known{seed}"
        subprocess.run(
            words(rand_engine_command, seed, "overwrite", parts, f"{target}/"), check=True
        )
        known[seed] = {p.read_bytes() for p in target.iterdir()}
    return known


@pytest.mark.parametrize(
    "first,second,allowed",
    [
        ("overwrite", "overwrite", [{2}, {3}]),
        ("overwrite", "append", [{2}, {2, 3}]),
        ("append", "append", [{1, 2, 3}]),
    ],
)
@pytest.mark.parametrize("in_steps", [False, True])
def test_two_runs_at_once_are_as_if_one_came_after_the_other(
    rand_engine_command, tmp_path, known, first, second, allowed, in_steps
):
    place = tmp_path / "place"
    target = place / "data"
    for _ in range(RACES):
        target.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            words(rand_engine_command, 1, "overwrite", 2, f"{target}/"), check=True
        )
        if in_steps:
            (target / "keep").mkdir(exist_ok=True)
        runs = [
            subprocess.Popen(
                words(rand_engine_command, seed, mode, parts, f"{target}/"),
                stderr=subprocess.PIPE,
                text=True,
            )
            for seed, mode, parts in ((2, first, 3), (3, second, 2))
        ]
        errors = [run.communicate(timeout=60)[1] for run in runs]
        if in_steps:
            (target / "keep").rmdir()
        present = seeds_of(target, known)
        refused = {seed for seed, run in zip((2, 3), runs, strict=True) if run.returncode}
        if refused:
            assert all("another run" in e for e in errors if e), errors
            assert not refused & present
        else:
            assert present in allowed
        assert os.listdir(place) == ["data"]


def test_two_runs_at_once_on_one_file_leave_the_file_of_one(
    rand_engine_command, tmp_path
):
    place = tmp_path / "place"
    target = place / "data.csv"
    whole = set()
    for seed in (2, 3):
        subprocess.run(
            words(rand_engine_command, seed, "overwrite", 0, target), check=True
        )
        whole.add(target.read_bytes())
    for _ in range(RACES):
        runs = [
            subprocess.Popen(words(rand_engine_command, seed, "overwrite", 0, target))
            for seed in (2, 3)
        ]
        assert [run.wait(timeout=60) for run in runs] == [0, 0]
        assert target.read_bytes() in whole
        assert os.listdir(place) == ["data.csv"]


def test_a_new_run_leaves_the_temporary_of_one_that_lives(rand_engine_command, tmp_path):
    slow = subprocess.Popen(
        [rand_engine_command, "generate", "orders", "-n", "2G", "-o", "data.csv.gz"],
        cwd=tmp_path,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not (mine := [n for n in os.listdir(tmp_path) if n.startswith(".")]):
            assert slow.poll() is None
        subprocess.run(
            [rand_engine_command, "generate", "orders", "-q", "-o", "data.csv.gz"],
            cwd=tmp_path,
            check=True,
        )
        assert sorted(os.listdir(tmp_path)) == sorted([*mine, "data.csv.gz"])
    finally:
        slow.kill()
        slow.wait()
    subprocess.run(
        [rand_engine_command, "generate", "orders", "-q", "-o", "data.csv.gz"],
        cwd=tmp_path,
        check=True,
    )
    assert os.listdir(tmp_path) == ["data.csv.gz"]
