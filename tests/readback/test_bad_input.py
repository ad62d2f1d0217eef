"""Bad input, through Python and through the command: the error teaches, nothing changes.

Each case says the class, words that must be in the text (where, what was given, what is
allowed, the nearest name), and, where there is one, the same mistake as a command line.
"""

import errno
import json
import os
import subprocess
import tempfile
from pathlib import Path

import pytest
from readback_support import command, run, snapshot

from rand_engine import DataGenerator, OptionError, RandEngineError, SpecError, WriteError

GOOD = {"id": {"method": "gen_incremental"}, "word": {"method": "gen_uuid"}}


def column(method, **parms):
    return {"age": {"method": method, "parms": parms}}


INTS = ["'age'", "gen_ints"]
SPECS = {
    "unknown method": (column("gen_int", min=1, max=2), ["'gen_int'", "mean 'gen_ints'"]),
    "nothing near": (column("x"), ["'x'", "gen_ints", "gen_now"]),
    "no method": ({"age": {"parms": {}}}, ["'age'", "method"]),
    "method of a wrong type": ({"age": {"method": 5}}, ["'age'", "method", "5"]),
    "column of a wrong type": ({"age": 5}, ["'age'", "method", "5"]),
    "unknown key": (
        {"age": {"method": "gen_uuid", "parm": {}}},
        ["'age'", "'parm'", "mean 'parms'"],
    ),
    "two names of parms": (
        {"age": {"method": "gen_uuid", "parms": {}, "kwargs": {}}},
        ["'age'", "parms", "kwargs"],
    ),
    "missing parameter": (column("gen_ints", min=1), [*INTS, "'max'", '"max": 65']),
    "unknown parameter": (
        column("gen_ints", min=1, max=2, mix=3),
        ["'age'", "'mix'", "mean 'min'"],
    ),
    "parameter of none": (column("gen_uuid", min=1), ["'age'", "'min'", "gen_uuid"]),
    "text for a number": (column("gen_ints", min="one", max=2), ["'age'", "min", "one"]),
    "fraction for a whole": (column("gen_ints", min=1.5, max=2), ["'age'", "min", "1.5"]),
    "boolean for a number": (
        column("gen_ints", min=True, max=2),
        ["'age'", "min", "true"],
    ),
    "null for a number": (column("gen_ints", min=None, max=2), ["'age'", "min", "null"]),
    "beyond int64": (column("gen_ints", min=0, max=2**63), ["'age'", "max", str(2**63)]),
    "min above max": (column("gen_ints", min=5, max=1), ["'age'", "min", "5", "1"]),
    "floats min above max": (column("gen_floats", min=0.5, max=0.25), ["'age'", "0.5"]),
    "no value in range": (
        column("gen_floats", min=0.001, max=0.002, round=2),
        ["'age'", "round", "0.001", "0.002"],
    ),
    "too many digits": (
        column("gen_floats", min=0, max=1e12, round=9),
        ["'age'", "round", "15"],
    ),
    "negative round": (column("gen_floats", min=0, max=1, round=-1), ["'age'", "round"]),
    "no options": (column("gen_str_choice", options=[]), ["'age'", "options"]),
    "options of a wrong type": (
        column("gen_str_choice", options="ab"),
        ["'age'", "options"],
    ),
    "options of two types": (
        column("gen_str_choice", options=[1, "a"]),
        ["'age'", "options"],
    ),
    "nested options": (column("gen_str_choice", options=[[1]]), ["'age'", "options"]),
    "weights of another length": (
        column("gen_str_choice", options=["a", "b"], weights=[1]),
        ["'age'", "weights", "2", "1"],
    ),
    "negative weight": (
        column("gen_str_choice", options=["a", "b"], weights=[1, -1]),
        ["'age'", "weights", "-1"],
    ),
    "all weights zero": (
        column("gen_str_choice", options=["a", "b"], weights=[0, 0]),
        ["'age'", "weights"],
    ),
    "impossible date": (
        column("gen_dates", date_min="2023-02-29", date_max="2024-01-01"),
        ["'age'", "date_min", "2023-02-29"],
    ),
    "date in another form": (
        column("gen_dates", date_min="01/02/2023", date_max="2024-01-01"),
        ["'age'", "date_min", "01/02/2023", "YYYY-MM-DD"],
    ),
    "dates in reverse": (
        column("gen_dates", date_min="2024-01-02", date_max="2024-01-01"),
        ["'age'", "date_min", "date_max", "2024-01-02"],
    ),
    "step 0": (column("gen_incremental", step=0), ["'age'", "step", "0"]),
    "no columns": ({}, ["column"]),
    "empty name": ({"": {"method": "gen_uuid"}}, ["name", "empty"]),
}

TEXTS = {
    "cut JSON": ('{"age": {"method": "gen_uuid"', ["1:"]),
    "JSON without a comma": (
        '{\n  "a": {"method": "gen_uuid"}\n  "b": {"method": "gen_uuid"}\n}',
        ["3:3", "','"],
    ),
    "single quotes": ('{\'a\': {"method": "gen_uuid", }', ["1:"]),
    "trailing comma": ('{"a": {"method": "gen_uuid"},\n}', [":"]),
    "bad escape": ('{"a\\q": {"method": "gen_uuid"}}', ["1:"]),
    "a list": ('[{"method": "gen_uuid"}]', ["list", "object"]),
    "a number": ("5", ["5"]),
    "nothing": ("", ["empty"]),
    "duplicate column": (
        '{"a": {"method": "gen_uuid"},\n "a": {"method": "gen_now"}}',
        ["'a'", "2:2"],
    ),
    "duplicate parameter": (
        '{"a": {"method": "gen_ints", "parms": {"min": 1, "max": 2, "min": 0}}}',
        ["'min'", "1:"],
    ),
    "YAML indentation": ("a:\n  method: gen_uuid\n b: 1\n", ["3:"]),
    "YAML tab": ("a:\n\tmethod: gen_uuid\n", ["2:"]),
    "YAML duplicate column": (
        "a:\n  method: gen_uuid\na:\n  method: gen_now\n",
        ["'a'", "3:1"],
    ),
    "YAML unknown method": ("a:\n  method: gen_uid\n", ["'gen_uid'", "mean 'gen_uuid'"]),
}


def check(error, kind, words):
    assert type(error) is kind, error
    assert isinstance(error, RandEngineError)
    assert isinstance(error, OSError if kind is WriteError else ValueError)
    for word in words:
        assert word in str(error), word


@pytest.fixture
def place(tmp_path):
    """A folder with data that must stay."""
    folder = tmp_path / "place"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "part_00000000-0000-8000.csv").write_text("id,word\n1,a\n")
    (folder / "old.csv").write_text("old")
    (folder / "file").write_text("old")
    return folder


def command_refuses(place, before, words, *line, stdin="", code=2):
    done = run(*line, cwd=place, stdin=stdin)
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    assert done.stderr.startswith("rand-engine: ")
    for word in words:
        assert word in done.stderr, word
    assert snapshot(place) == before


@pytest.mark.parametrize("case", SPECS)
def test_wrong_specs(place, case):
    spec, words = SPECS[case]
    before = snapshot(place)
    with pytest.raises(RandEngineError) as caught:
        DataGenerator(spec)
    check(caught.value, SpecError, words)
    writer = DataGenerator(spec, validate=False).write
    with pytest.raises(RandEngineError) as caught:
        writer.save(place / "old.csv")
    check(caught.value, SpecError, words)
    assert snapshot(place) == before
    line = ("generate", "-", "-o", "old.csv")
    command_refuses(place, before, words, *line, stdin=json.dumps(spec))


@pytest.mark.parametrize("case", TEXTS)
def test_wrong_texts(place, case):
    text, words = TEXTS[case]
    suffix = ".yaml" if "YAML" in case else ".json"
    path = place / f"spec{suffix}"
    path.write_text(text)
    before = snapshot(place)
    for spec in (text, path):
        with pytest.raises(RandEngineError) as caught:
            DataGenerator(spec)
        check(caught.value, SpecError, words)
    assert path.name in str(caught.value), "the file's name"
    command_refuses(place, before, words, "generate", path.name, "-o", "old.csv")
    command_refuses(place, before, words, "generate", "-", "-o", "a.csv", stdin=text)


def test_several_mistakes_are_told_together(place):
    spec = {
        "a": {"method": "gen_int"},
        "b": {"method": "gen_ints", "parms": {"min": 5, "max": 1}},
        "c": {"method": "gen_str_choice", "parms": {"options": []}},
        "d": {"method": "gen_dates", "parms": {"date_min": "x", "dat_max": "2024-01-01"}},
    }
    with pytest.raises(SpecError) as caught:
        DataGenerator(spec)
    lines = str(caught.value).splitlines()
    for name in spec:
        assert any(f"'{name}'" in line for line in lines), name
    assert sum("'d'" in line for line in lines) >= 2
    before = snapshot(place)
    line = ("generate", "-", "-o", "old.csv")
    # The command says lines and columns besides.
    words = [text.split("spec: ", 1)[1] for text in lines[1:]]
    command_refuses(place, before, words, *line, stdin=json.dumps(spec))


class Odd:
    """An object that no JSON value stands for."""


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), {1, 2}, Odd(), b"bytes", 1j], ids=repr
)
def test_python_values_that_are_no_json(value):
    with pytest.raises(SpecError) as caught:
        DataGenerator(column("gen_str_choice", options=["a", value]))
    assert "age" in str(caught.value) and "options" in str(caught.value)


@pytest.mark.parametrize("seed", [1.5, "5", b"1", [1]], ids=repr)
def test_seeds_that_are_no_integers(seed):
    with pytest.raises(OptionError) as caught:
        DataGenerator(GOOD, seed=seed)
    assert "seed" in str(caught.value) and repr(seed).strip("'") in str(caught.value)


#: What is told to the writer, where to, words of the text, and the command's words.
WRITES = {
    "unknown option": (
        {"options": {"compresion": "gzip"}},
        "old.csv",
        ["'compresion'", "mean 'compression'"],
        ["-O", "compresion=gzip"],
    ),
    "option in other letters": (
        {"options": {"numfiles": 2}},
        "old.csv",
        ["'numfiles'", "mean 'numFiles'"],
        ["-O", "numfiles=2"],
    ),
    "unknown format": ({"format": "cvs"}, "x", ["'cvs'", "mean 'csv'"], ["-f", "cvs"]),
    "a format that is not written": (
        {"format": "avro"},
        "x",
        ["'avro'", "csv", "json", "parquet"],
        ["-f", "avro"],
    ),
    "unknown mode": (
        {"mode": "apend"},
        "old.csv",
        ["'apend'", "mean 'append'"],
        ["-m", "apend"],
    ),
    "unknown codec": (
        {"options": {"compression": "gzp"}},
        "old.csv",
        ["'gzp'", "mean 'gzip'"],
        ["-c", "gzp"],
    ),
    "codec of Parquet": (
        {"options": {"compression": "snappy"}},
        "old.csv",
        ["snappy", "csv", "gzip"],
        ["-c", "snappy"],
    ),
    "codec of text": (
        {"options": {"compression": "bz2"}},
        "x.parquet",
        ["bz2", "parquet", "zstd"],
        ["-c", "bz2"],
    ),
    "level outside the range": (
        {"options": {"compression": "gzip", "compressionLevel": 99}},
        "old.csv",
        ["compressionLevel", "99", "9"],
        ["-c", "gzip", "-O", "compressionLevel=99"],
    ),
    "level without codec": (
        {"options": {"compressionLevel": 3}},
        "old.csv",
        ["compressionLevel"],
        ["-O", "compressionLevel=3"],
    ),
    "option of CSV with Parquet": (
        {"options": {"sep": ";"}},
        "x.parquet",
        ["'sep'", "csv", "parquet"],
        ["-O", "sep=;"],
    ),
    "option of JSON with CSV": (
        {"options": {"orient": "records"}},
        "old.csv",
        ["'orient'", "json"],
        ["-O", "orient=records"],
    ),
    "option of streams": (
        {"options": {"timeout": 5}},
        "old.csv",
        ["'timeout'", "stream"],
        ["-O", "timeout=5"],
    ),
    "wrong type": (
        {"options": {"header": "maybe"}},
        "old.csv",
        ["'header'", "maybe", "true", "false"],
        ["-O", "header=maybe"],
    ),
    "not a number": (
        {"options": {"indent": "two"}},
        "x.json",
        ["'indent'", "two"],
        ["-O", "indent=two"],
    ),
    "unknown choice": (
        {"options": {"orient": "record"}},
        "x.json",
        ["'orient'", "'record'", "mean 'records'", "split"],
        ["-O", "orient=record"],
    ),
    "a separator of two characters": (
        {"options": {"sep": "::"}},
        "old.csv",
        ["'sep'", "::"],
        ["-O", "sep=::"],
    ),
    "an empty separator": (
        {"options": {"sep": ""}},
        "old.csv",
        ["'sep'"],
        ["-O", "sep="],
    ),
    "a quote as separator": (
        {"options": {"sep": '"'}},
        "old.csv",
        ["'sep'"],
        ["-O", 'sep="'],
    ),
    "a line end as separator": (
        {"options": {"sep": "\n"}},
        "old.csv",
        ["'sep'"],
        ["-O", "sep=\n"],
    ),
    "unknown encoding": (
        {"options": {"encoding": "utf-9"}},
        "old.csv",
        ["'encoding'", "utf-9", "utf-8"],
        ["-O", "encoding=utf-9"],
    ),
    "lines of another orient": (
        {"options": {"lines": True, "orient": "split"}},
        "x.json",
        ["lines", "orient", "split", "records"],
        ["-O", "lines=true", "-O", "orient=split"],
    ),
    "index of records": (
        {"options": {"index": True}},
        "x.json",
        ["index", "records"],
        ["-O", "index=true"],
    ),
    "no files": (
        {"options": {"numFiles": 0}},
        "old.csv",
        ["'numFiles'", "0", "1"],
        ["-p", "0"],
    ),
    "less than no files": (
        {"options": {"numFiles": -3}},
        "old.csv",
        ["'numFiles'", "-3", "1"],
        ["-O", "numFiles=-3"],
    ),
    "no threads": (
        {"options": {"threads": 0}},
        "old.csv",
        ["'threads'", "0"],
        ["-j", "0"],
    ),
    "row groups of nothing": (
        {"options": {"rowGroupSize": 0}},
        "x.parquet",
        ["'rowGroupSize'", "0", "1048576"],
        ["-O", "rowGroupSize=0"],
    ),
    "not a time": (
        {"options": {"now": "noon"}},
        "old.csv",
        ["now", "noon", "2024-05-01"],
        ["--now", "noon"],
    ),
    "continue without append": (
        {"options": {"firstRow": "continue"}},
        "old.csv",
        ["firstRow", "append"],
        ["--first-row", "continue"],
    ),
    "negative first row": (
        {"options": {"firstRow": -1}},
        "old.csv",
        ["firstRow", "-1"],
        ["-O", "firstRow=-1"],
    ),
    "path against format": (
        {"format": "json"},
        "old.csv",
        ["old.csv", "json"],
        ["-f", "json"],
    ),
    "path against codec": (
        {"options": {"compression": "xz"}},
        "x.csv.gz",
        ["x.csv.gz", "xz", "'.gz'"],
        ["-c", "xz"],
    ),
    "an extension that is not written": ({}, "x.xlsx", [".xlsx", "csv", "parquet"], []),
    "compressed Parquet": ({}, "x.parquet.gz", ["x.parquet.gz", "compression"], []),
    "two codecs": ({}, "x.csv.gz.xz", ["x.csv.gz.xz"], []),
    "a file for a directory": (
        {"options": {"numFiles": 2}},
        "file",
        ["file", "director"],
        ["-p", "2"],
    ),
    "a directory of a foreign kind": (
        {"format": "json", "mode": "append"},
        "data",
        ["data", "csv", "json"],
        ["-f", "json", "-m", "append"],
    ),
    "append to a file": (
        {"mode": "append"},
        "old.csv",
        ["old.csv", "numFiles"],
        ["-m", "append"],
    ),
}


def save(told, path):
    writer = DataGenerator(GOOD, seed=1).write.size(10)
    for name in ("format", "mode"):
        if name in told:
            getattr(writer, name)(told[name])
    return writer.options(told.get("options", {})).save(path)


@pytest.mark.parametrize("case", WRITES)
def test_wrong_writes(place, case, monkeypatch):
    told, path, words, line = WRITES[case]
    monkeypatch.chdir(place)
    before = snapshot(place)
    with pytest.raises(RandEngineError) as caught:
        save(told, path)
    check(caught.value, OptionError, words)
    assert snapshot(place) == before
    if not told.get("options", {}).get("firstRow") == "continue":
        with pytest.raises(OptionError):
            writer = DataGenerator(GOOD, seed=1).write.options(told.get("options", {}))
            writer.format(told["format"]) if "format" in told else None
            writer.mode(told["mode"]) if "mode" in told else None
            writer.dry_run(path)
    stdin = json.dumps(GOOD)
    rest = ("generate", "-", "-o", path, *line)
    command_refuses(place, before, words, *rest, stdin=stdin)
    command_refuses(place, before, words, *rest, "--dry-run", stdin=stdin)


def test_negative_and_impossible_sizes(place):
    before = snapshot(place)
    for size in (-1, -(10**30)):
        with pytest.raises(OptionError, match="size"):
            DataGenerator(GOOD).write.size(size).save(place / "old.csv")
        with pytest.raises(OptionError, match="size"):
            DataGenerator(GOOD).size(size).get_arrow()
    for size in (1.5, "many", None):
        with pytest.raises(OptionError, match="size"):
            DataGenerator(GOOD).write.size(size).save(place / "old.csv")
    line = ("generate", "-", "-o", "old.csv", "-n", "-5")
    command_refuses(place, before, ["-n", "-5", "0"], *line, stdin=json.dumps(GOOD))
    assert snapshot(place) == before


def test_a_value_that_no_option_takes():
    with pytest.raises(OptionError, match="sep"):
        DataGenerator(GOOD).write.option("sep", [","])


@pytest.mark.parametrize("path", ["", ".", "..", "a\0b", "x" * 300])
def test_paths_that_name_nothing(place, path, monkeypatch):
    monkeypatch.chdir(place)
    before = snapshot(place)
    with pytest.raises(RandEngineError, match="path"):
        save({}, path)
    assert snapshot(place) == before


# --- places that cannot be written -------------------------------------------------------


def test_a_missing_spec_file(place):
    before = snapshot(place)
    with pytest.raises(RandEngineError, match="nothing.json") as caught:
        DataGenerator(place / "nothing.json")
    assert "No such file" in str(caught.value)
    done = run("generate", "nothing.json", "-o", "old.csv", cwd=place)
    assert done.returncode in (1, 2)
    assert "nothing.json" in done.stderr
    assert snapshot(place) == before


@pytest.mark.parametrize("format", ["csv", "json", "parquet"])
def test_a_full_disk(place, format):
    before = snapshot(place)
    with pytest.raises(RandEngineError) as caught:
        save({"format": format}, "/dev/full")
    check(caught.value, WriteError, ["/dev/full", "No space left on device"])
    assert caught.value.errno == errno.ENOSPC
    line = ("generate", "-", "-f", format, "-o", "/dev/full")
    words = ["/dev/full", "No space left on device"]
    command_refuses(place, before, words, *line, stdin=json.dumps(GOOD), code=1)


def test_a_place_that_cannot_be_made(place):
    before = snapshot(place)
    for path in ("/proc/nowhere/a.csv", "/sys/nowhere/a.csv"):
        with pytest.raises(RandEngineError) as caught:
            save({}, path)
        check(caught.value, WriteError, [path])
        assert caught.value.errno
        line = ("generate", "-", "-o", path)
        command_refuses(place, before, [path], *line, stdin=json.dumps(GOOD), code=1)


def test_a_file_in_the_way_of_a_directory(place):
    before = snapshot(place)
    with pytest.raises(RandEngineError) as caught:
        save({}, place / "file" / "a.csv")
    assert str(place / "file") in str(caught.value)
    line = ("generate", "-", "-o", "file/a.csv")
    done = run(*line, cwd=place, stdin=json.dumps(GOOD))
    assert done.returncode in (1, 2) and "file" in done.stderr
    assert snapshot(place) == before


NOBODY = 65534


@pytest.fixture
def readonly():
    """A folder of two files that only the superuser may change; all may read it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "old.csv").write_text("old")
        folder.chmod(0o555)
        yield folder
        folder.chmod(0o755)


@pytest.mark.parametrize("path", ["new.csv", "old.csv", "sub/new.csv", "data/"])
def test_a_folder_without_the_right_to_write(readonly, path):
    """Root may write everywhere, so the command is then run as nobody."""
    before = snapshot(readonly)
    other = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    done = subprocess.run(
        [command(), "generate", "-", "-o", path],
        cwd=readonly,
        input=json.dumps(GOOD),
        capture_output=True,
        text=True,
        **(other if os.geteuid() == 0 else {}),
    )
    assert done.returncode == 1, done.stderr
    assert f"cannot write '{path.rstrip('/')}" in done.stderr
    assert "no right" in done.stderr or "Permission denied" in done.stderr
    assert snapshot(readonly) == before
