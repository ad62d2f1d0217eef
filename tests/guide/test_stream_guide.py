"""The guide's streaming snippets, run as they stand but for shorter times."""

import gzip
import json
import os
import re
import time
from glob import glob
from pathlib import Path

import pandas as pd
import pytest

from rand_engine import DataGenerator

SNIPPETS = {
    int(number): code
    for number, code in re.findall(
        r"^## (\d+)\. .*?$\n\n```python\n(.*?)```",
        Path(__file__).with_name("stream_snippets.md").read_text(encoding="utf-8"),
        re.M | re.S,
    )
}

SPEC = {
    "id": {"method": "gen_incremental"},
    "name": {"method": "gen_name"},
    "age": {"method": "gen_ints", "parms": {"min": 18, "max": 65}},
}
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


def faster(code, factor):
    """Return the code with its times divided."""
    code, timeouts = re.subn(
        r'("timeout",\s*)(\d+)', lambda match: f"{match[1]}{int(match[2]) / factor}", code
    )
    code, frequencies = re.subn(
        r"(frequency=)(\d+)", lambda match: f"{match[1]}{int(match[2]) / factor}", code
    )
    assert timeouts == frequencies > 0
    return code


def whole_chain(code):
    """Return a chain that lacks its backslashes as one expression."""
    body = code.replace("\\\n", "\n").strip()
    return f"({body}\n)"


def run(monkeypatch, tmp_path, code):
    """Run code in a fresh folder and return its variables."""
    monkeypatch.chdir(tmp_path)
    names = {"DataGenerator": DataGenerator, "spec": SPEC, "glob": glob}
    exec(compile(code, "snippet", "exec"), names)
    return names


def parts(folder, suffix):
    """Return the files of a data set; all it holds are its parts."""
    names = sorted(os.listdir(folder))
    assert all(re.fullmatch(rf"part-{UUID}{re.escape(suffix)}", name) for name in names)
    return [Path(folder, name) for name in names]


def test_every_snippet_is_run_by_a_test_of_this_file():
    text = Path(__file__).read_text(encoding="utf-8")
    run_here = {int(number) for number in re.findall(r"SNIPPETS\[(\d+)\]", text)}
    assert run_here == set(SNIPPETS)


def test_continuous_generation(monkeypatch, tmp_path):
    begin = time.time()
    run(monkeypatch, tmp_path, faster(SNIPPETS[5], 50))
    end = time.time()
    files = parts("output/events", ".json")
    assert len(files) == 12
    for tick, file in enumerate(files):
        records = json.loads(file.read_text())
        assert len(records) == 100
        assert {record["event"] for record in records} <= {"click", "view", "purchase"}
        (moment,) = {record["timestamp"] for record in records}
        assert begin - 0.001 <= pd.Timestamp(moment).timestamp() - 0.1 * tick <= end


@pytest.mark.parametrize(("example", "files"), [(0, 60), (1, 20), (2, 24)])
def test_timeout_and_trigger(monkeypatch, tmp_path, example, files):
    fragment = whole_chain(
        "DataGenerator(spec).writeStream.size(1)"
        + faster(SNIPPETS[6].split("\n\n")[example].split("\n", 1)[1], 1)
        + '\n.trigger(availableNow=True).start("data")'
    )
    run(monkeypatch, tmp_path, fragment)
    assert len(parts("data", ".json")) == files


@pytest.mark.filterwarnings("ignore:rows may repeat:rand_engine.RandEngineWarning")
def test_streaming_append(monkeypatch, tmp_path):
    run(monkeypatch, tmp_path, faster(SNIPPETS[7], 600))
    files = parts("output/metrics", ".csv")
    assert [len(pd.read_csv(file)) for file in files] == [50] * 15


def test_part_names(monkeypatch, tmp_path):
    run(monkeypatch, tmp_path, faster(SNIPPETS[19], 20))
    assert len(parts("output/stream", ".json")) == 5


def test_api_reference(monkeypatch, tmp_path):
    code = SNIPPETS[21]
    for name, example in {
        "size(int)": "size(5)",
        "format(str)": 'format("csv")',
        "mode(str)": 'mode("append")',
        '"timeout", int': '"timeout", 0.2',
        "frequency=int": "frequency=0.1",
        "key, value": '"sep", ";"',
        "path: str": '"data"',
    }.items():
        assert name in code
        code = code.replace(name, example)
    run(monkeypatch, tmp_path, whole_chain(code))
    assert [len(pd.read_csv(file, sep=";")) for file in parts("data", ".csv")] == [5, 5]


def test_example_3_events(monkeypatch, tmp_path):
    run(monkeypatch, tmp_path, faster(SNIPPETS[24], 1200))
    files = parts("output/events", ".json.gz")
    assert len(files) == 60
    records = [row for file in files for row in json.loads(gzip.open(file).read())]
    assert len({record["event_id"] for record in records}) == len(records) == 30_000
    moments = [record["timestamp"] for record in records]
    assert moments == sorted(moments)
    assert len(set(moments)) == 60


def test_example_4_sensors(monkeypatch, tmp_path):
    run(monkeypatch, tmp_path, faster(SNIPPETS[25], 36_000))
    files = parts("output/sensors", ".csv.gz")
    frames = [pd.read_csv(file) for file in files]
    assert [len(frame) for frame in frames] == [3600] * 24
    assert frames[0]["temperature"].between(-10, 45).all()
    assert (frames[0]["pressure"].round(2) == frames[0]["pressure"]).all()


@pytest.mark.filterwarnings("ignore::rand_engine.RandEngineWarning")
def test_memory_management(monkeypatch, tmp_path):
    code = re.sub(r"size\((\d+)00000\)", r"size(\1)", faster(SNIPPETS[31], 50))
    assert "size(1000)" in code and "size(10)" in code
    run(monkeypatch, tmp_path, code)
    assert len(pd.read_parquet("output/data.parquet")) == 1000
    files = parts("output/data", ".json")
    ids = [row["id"] for file in files for row in json.loads(file.read_text())]
    assert len(files) == 100
    assert ids == list(range(1, 1001))


def test_files_not_created(monkeypatch, tmp_path):
    run(monkeypatch, tmp_path, whole_chain(faster(SNIPPETS[32], 20)))
    assert len(parts("output/stream", ".json")) == 10


def test_streaming_timing(monkeypatch, tmp_path, capsys):
    names = run(monkeypatch, tmp_path, SNIPPETS[38])
    assert names["files"] == 5
    assert 5 <= names["elapsed"] < 10
    assert "Files created: 5 (expected ~5)" in capsys.readouterr().out
