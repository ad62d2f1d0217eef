"""Writers are killed at random moments while readers read: old set, new set, never between.

RAND_ENGINE_SOAK=1 (make soak) kills at least 500 times over every format, codec, shape and
start; without it a selection is killed.
"""

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from crash_harness import Case, Crashes, Fault, Tally, crash

SOAK = bool(os.environ.get("RAND_ENGINE_SOAK"))
CODECS = {
    "csv": ["none", "gzip", "bz2", "zip", "xz", "zstd"],
    "json": ["none", "gzip", "bz2", "zip", "xz", "zstd"],
    "parquet": ["none", "snappy", "gzip", "zstd", "lz4", "brotli"],
}
SHAPES = ["one", "many", "stream"]
STARTS = ["new", "overwrite", "append"]
IN_STEPS = [Case("csv", "none", "many", start, True) for start in ("overwrite", "append")]
ALL = [
    Case(format, codec, shape, start)
    for format, codecs in CODECS.items()
    for codec in codecs
    for shape in SHAPES
    for start in STARTS
] + IN_STEPS * 20
# Each format, codec, shape and start at least once.
SOME = [
    Case("csv", "none", "one", "overwrite"),
    Case("csv", "gzip", "many", "overwrite"),
    Case("csv", "bz2", "stream", "append"),
    Case("json", "zip", "one", "new"),
    Case("json", "xz", "many", "append"),
    Case("json", "zstd", "stream", "overwrite"),
    Case("parquet", "snappy", "many", "new"),
    Case("parquet", "zstd", "one", "append"),
    Case("parquet", "brotli", "stream", "new"),
    *IN_STEPS,
]


def test_killed_writers_leave_the_old_or_the_new_set(rand_engine_command, tmp_path):
    seed = int(os.environ.get("RAND_ENGINE_CRASH_SEED", random.randrange(1 << 32)))
    cases, kills_each = (ALL, 5) if SOAK else (SOME, 6)
    print(f"RAND_ENGINE_CRASH_SEED={seed}")
    tally = crash(rand_engine_command, tmp_path, cases, kills_each, seed)
    print(tally)
    # A harness whose kills come too late, or whose reader sleeps, shows nothing.
    assert tally.kills >= len(cases) * kills_each / 2
    assert tally.kills >= 500 or not SOAK
    assert tally.reads > tally.kills
    assert tally.outcomes["old"] > 0 and tally.outcomes["new"] > 0
    assert tally.leftovers > 0


def test_a_stream_that_is_killed_again_and_again_ends_as_if_it_never_was(
    rand_engine_command, tmp_path
):
    def words(place):
        words = [rand_engine_command, "stream", "orders", "-s", "1", "-n", "20", "-q"]
        words += ["--every", "1", "--timeout", "60", "--available-now", "-f", "csv"]
        return [*words, "--checkpoint", f"{place}/state", "-o", f"{place}/events/"]

    def files(place):
        return {p.name: p.read_bytes() for p in (place / "events").iterdir()}

    begin = time.monotonic()
    subprocess.run(words(tmp_path / "whole"), check=True)
    seconds = time.monotonic() - begin
    wanted = files(tmp_path / "whole")
    assert len(wanted) == 60
    luck = random.Random(3)
    kills = 0
    for _ in range(40 if SOAK else 3):
        place = tmp_path / "killed"
        while True:
            process = subprocess.Popen(words(place))
            try:
                process.wait(timeout=seconds * luck.uniform(0.2, 0.6))
            except subprocess.TimeoutExpired:
                process.kill()
            if process.wait() == 0:
                break
            assert process.returncode == -9
            kills += 1
        assert files(place) == wanted
        assert sorted(os.listdir(place)) == ["events", "state"]
        assert os.listdir(place / "state") == ["stream.json"]
        shutil.rmtree(place)
    assert kills > 0


@pytest.mark.parametrize("shape", ["one", "many"])
def test_a_writer_that_deletes_first_and_writes_in_place_is_caught(
    rand_engine_command, tmp_path, shape
):
    case = Case("csv", "none", shape, "overwrite")
    rows = 100_000  # so that writing takes longer than starting
    good = Crashes(rand_engine_command, tmp_path / "good", case, Tally(), rows=rows)
    good.run(good.new_words())
    source = good.directory if case.is_directory else good.place
    target = tmp_path / "bad" / "place" / ("data" if case.is_directory else "")
    unsafe = [
        sys.executable,
        str(Path(__file__).parent / "unsafe_writer.py"),
        str(source),
        str(target),
    ]
    crashes = Crashes(rand_engine_command, tmp_path / "bad", case, Tally(), unsafe, rows)
    luck = random.Random(7)
    with pytest.raises(Fault, match="torn|mixture|nothing"):
        for _ in range(50):
            crashes.kill_once(luck)
    shutil.rmtree(tmp_path)
