"""Datasets of many parts: what is in them, what overwriting keeps and refuses."""

import io
import json
import os
import stat

import duckdb
import pandas
import pyarrow.parquet as pq
import pytest
from readback_support import (
    CODECS,
    EVERYTHING,
    FORMATS,
    SEED,
    SMALL,
    names,
    parts,
    read_parts,
    refused,
    rows_of,
    snapshot,
    unpack,
    warned,
    write,
)

from rand_engine import OptionError, RandEngineError

pytestmark = pytest.mark.filterwarnings("ignore::rand_engine.RandEngineWarning")

# --- parts -------------------------------------------------------------------------------


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("count,rows", [(2, 1000), (7, 1000), (3, 3), (16, 1001)])
def test_joined_parts_are_the_single_file(tmp_path, format, count, rows):
    write(tmp_path / f"one.{format}", EVERYTHING, SEED, rows)
    report = write(tmp_path / f"many.{format}", EVERYTHING, SEED, rows, numFiles=count)
    assert names(tmp_path) == ["many", f"one.{format}"]
    files = parts(tmp_path / "many")
    assert len(files) == count == len(report.files)
    assert sorted(report.files) == [str(file) for file in files]
    found = [rows_of(file, format) for file in files]
    sizes = [len(part) for part in found]
    assert max(sizes) - min(sizes) <= 1
    assert sum(found, []) == rows_of(tmp_path / f"one.{format}", format)
    if format == "csv":
        raw = [file.read_bytes().split(b"\n", 1) for file in files]
        joined = raw[0][0] + b"\n" + b"".join(part[1] for part in raw)
        assert joined == (tmp_path / "one.csv").read_bytes()


@pytest.mark.parametrize("format,codec", CODECS)
def test_parts_above_the_number_of_rows_are_valid_and_empty(tmp_path, format, codec):
    options = {"format": format, "compression": codec, "numFiles": 5}
    write(tmp_path / "data", SMALL, SEED, 3, **options)
    files = parts(tmp_path / "data")
    sizes = [len(rows_of(file, format)) for file in files]
    assert len(files) == 5 and sum(sizes) == 3 and set(sizes) == {0, 1}
    if format == "parquet":
        for file in files:
            assert pq.read_schema(file).names == list(SMALL)
            assert len(pandas.read_parquet(file)) in (0, 1)
        found = duckdb.sql(f"SELECT count(*) FROM '{tmp_path}/data/*.parquet'").fetchall()
        assert found == [(3,)]


@pytest.mark.parametrize("format,codec", CODECS)
def test_a_file_without_rows_is_valid(tmp_path, format, codec):
    report = write(tmp_path / "data", SMALL, SEED, 0, format=format, compression=codec)
    (file,) = parts(tmp_path)
    assert report.rows == 0
    assert rows_of(file, format) == []
    if format == "csv":
        assert unpack(file) == b"id,word,day\n"
        assert list(pandas.read_csv(io.BytesIO(unpack(file))).columns) == list(SMALL)
    elif format == "json":
        assert unpack(file).strip() == b"[]"
    else:
        assert list(pandas.read_parquet(file).columns) == list(SMALL)
        assert duckdb.sql(f"SELECT * FROM '{file}'").fetchall() == []


def test_json_forms_without_rows(tmp_path):
    path = tmp_path / "a.json"
    for options, wanted in [
        ({"lines": True}, None),
        ({"orient": "split"}, {"columns": list(SMALL), "data": []}),
        ({"orient": "index"}, {}),
        ({"indent": 2}, []),
    ]:
        write(path, SMALL, SEED, 0, **options)
        text = path.read_text()
        assert text == "" if wanted is None else json.loads(text) == wanted


@pytest.mark.parametrize("format", FORMATS)
def test_the_index_runs_on_over_parts(tmp_path, format):
    orient = {"orient": "index"} if format == "json" else {"index": True}
    write(tmp_path / f"data.{format}", SMALL, SEED, 20, numFiles=3, **orient)
    found = []
    for file in parts(tmp_path / "data"):
        if format == "csv":
            found += [int(row[0]) for row in rows_of(file, format)]
        elif format == "json":
            found += [int(key) for key in rows_of(file, format)]
        else:
            found += pandas.read_parquet(file).index.tolist()
    assert found == list(range(20))


@pytest.mark.parametrize("path", ["data/", "data", "data.csv", "data.csv/"])
def test_ways_to_name_a_dataset_directory(tmp_path, path):
    many = {} if path.endswith("/") else {"numFiles": 2}
    options = {"format": "csv", **many}
    write(f"{tmp_path}/{path}", SMALL, SEED, 10, **options)
    folder = tmp_path / "data" if path != "data.csv/" else parts(tmp_path)[0]
    assert folder.is_dir()
    assert len(read_parts(folder)) == 10
    assert len(names(folder)) == many.get("numFiles", 1)


# --- overwriting -------------------------------------------------------------------------


@pytest.mark.parametrize("format", FORMATS)
def test_overwriting_replaces_all_parts_and_nothing_else(tmp_path, format):
    path, folder = tmp_path / f"data.{format}", tmp_path / "data"
    write(path, SMALL, 1, 100, numFiles=5)
    (folder / "README.md").write_text("mine")
    (folder / ".hidden").write_text("mine")
    (folder / "_SUCCESS").write_text("")
    old = set(names(folder))
    write(path, SMALL, 2, 100, numFiles=2)
    kept = {"README.md", ".hidden", "_SUCCESS"}
    assert kept <= set(names(folder))
    new = set(names(folder)) - kept
    assert len(new) == 2 and not new & old
    assert (folder / "README.md").read_text() == "mine"
    assert names(tmp_path) == ["data"]


def test_overwriting_in_another_format_replaces_the_parts(tmp_path):
    for format in (*FORMATS, "csv"):
        write(tmp_path / "data", SMALL, 1, 10, numFiles=2, format=format)
        assert [file.suffix for file in parts(tmp_path / "data")] == [f".{format}"] * 2


@pytest.mark.parametrize(
    "foreign",
    [
        "other.csv",
        "part-00000-8f0f447c-5ffe-4cd0-b98b-8c8bff9d18fe-c000.snappy.parquet",
        "data.json.gz",
        "part_zzzzzzzz-zzzz-zzzz.csv",
        "A.PARQUET",
        "x.jsonl",
        "x.tsv",
    ],
)
@pytest.mark.parametrize("mode", ["overwrite", "append"])
def test_data_of_others_stops_the_run(tmp_path, foreign, mode):
    write(tmp_path / "data.csv", SMALL, 1, 10, numFiles=2)
    (tmp_path / "data" / foreign).write_text("mine")
    message = refused(tmp_path / "data.csv", SMALL, 1, 10, numFiles=2, mode=mode)
    assert foreign in message and str(tmp_path / "data") in message


@pytest.mark.parametrize("format", FORMATS)
def test_overwriting_keeps_the_permission_bits_of_a_file(tmp_path, format):
    path = tmp_path / f"a.{format}"
    path.write_text("old")
    for bits in (0o600, 0o640, 0o664):
        path.chmod(bits)
        write(path, SMALL, 1, 10)
        assert stat.S_IMODE(path.stat().st_mode) == bits
    assert len(rows_of(path, format)) == 10


def test_new_files_and_folders_have_the_usual_permission_bits(tmp_path):
    before = os.umask(0o027)
    try:
        write(tmp_path / "sub" / "a.csv", SMALL, 1, 10)
        write(tmp_path / "parts.csv", SMALL, 1, 10, numFiles=2)
    finally:
        os.umask(before)

    def bits(path):
        return stat.S_IMODE(path.stat().st_mode)

    assert bits(tmp_path / "sub" / "a.csv") == 0o640
    assert bits(tmp_path / "sub") == bits(tmp_path / "parts") == 0o750
    assert [bits(part) for part in parts(tmp_path / "parts")] == [0o640] * 2


def test_overwriting_a_directory_keeps_its_permission_bits(tmp_path):
    write(tmp_path / "parts.csv", SMALL, 1, 10, numFiles=2)
    (tmp_path / "parts").chmod(0o770)
    write(tmp_path / "parts.csv", SMALL, 2, 10, numFiles=2)
    assert stat.S_IMODE((tmp_path / "parts").stat().st_mode) == 0o770


def test_a_symbolic_link_is_followed_and_stays(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.csv").write_text("old")
    (tmp_path / "a.csv").symlink_to("real/a.csv")
    write(tmp_path / "a.csv", SMALL, 1, 10)
    assert os.readlink(tmp_path / "a.csv") == "real/a.csv"
    assert len(rows_of(tmp_path / "real" / "a.csv", "csv")) == 10
    (tmp_path / "data").symlink_to("real/data")
    (tmp_path / "real" / "data").mkdir()
    write(tmp_path / "data.csv", SMALL, 1, 10, numFiles=2)
    assert os.readlink(tmp_path / "data") == "real/data"
    assert len(names(tmp_path / "real" / "data")) == 2
    assert names(tmp_path) == ["a.csv", "data", "real"]
    assert names(tmp_path / "real") == ["a.csv", "data"]


def test_file_and_directory_of_one_name_warn_of_each_other(tmp_path):
    write(tmp_path / "users.parquet", SMALL, 1, 10)
    (text,) = warned(tmp_path / "users.parquet", SMALL, 1, 10, numFiles=2)
    assert "users.parquet" in text and str(tmp_path / "users") in text
    (text,) = warned(tmp_path / "users.parquet", SMALL, 1, 10)
    assert "users.parquet" in text and str(tmp_path / "users") in text
    assert names(tmp_path) == ["users", "users.parquet"]
    assert warned(tmp_path / "alone.parquet", SMALL, 1, 10) == []


def test_a_file_where_a_directory_is_wanted_and_the_reverse(tmp_path):
    (tmp_path / "data").write_text("old")
    message = refused(tmp_path / "data", SMALL, 1, 10, numFiles=2, format="csv")
    assert "data" in message and "director" in message
    (tmp_path / "a.csv").mkdir()
    message = refused(tmp_path / "a.csv", SMALL, 1, 10)
    assert "a.csv" in message and "director" in message
    message = refused(tmp_path / "data" / "a.csv", SMALL, 1, 10)
    assert "data" in message and "director" in message


# --- nothing is left over ----------------------------------------------------------------


@pytest.mark.parametrize("format", FORMATS)
def test_target_and_parent_hold_the_data_and_nothing_else(tmp_path, format):
    folder = tmp_path / "deep" / "er"
    for mode in ("overwrite", "append", "overwrite"):
        write(folder / f"data.{format}", SMALL, SEED, 30, numFiles=3, mode=mode)
    write(folder / f"one.{format}", SMALL, SEED, 30)
    write(folder / f"one.{format}", SMALL, SEED, 30)
    assert names(tmp_path) == ["deep"]
    assert names(folder) == ["data", f"one.{format}"]
    assert len(names(folder / "data")) == 3


def test_a_run_that_fails_half_way_leaves_nothing_behind(tmp_path):
    """The sequence leaves int64, the encoding fails, the disk is a device that is full."""
    write(tmp_path / "one.csv", SMALL, SEED, 30)
    write(tmp_path / "data.csv", SMALL, SEED, 30, numFiles=3)
    before = snapshot(tmp_path)
    too_far = {
        "id": {"method": "gen_incremental", "parms": {"start": 2**63 - 10, "step": 1}}
    }
    for path in ("one.csv", "new.csv", "sub/new.csv"):
        with pytest.raises(RandEngineError, match="'id'"):
            write(tmp_path / path, too_far, SEED, 100)
    with pytest.raises(RandEngineError):
        write(tmp_path / "data.csv", too_far, SEED, 100, numFiles=3)
    with pytest.raises(OptionError):
        write(tmp_path / "data.csv", SMALL, SEED, 100, numFiles=3, encoding="ascii")
    assert snapshot(tmp_path) == before


def test_a_directory_with_a_folder_in_it_is_replaced_too_and_says_how(tmp_path):
    write(tmp_path / "data.csv", SMALL, 1, 30, numFiles=3)
    (tmp_path / "data" / "sub").mkdir()
    (tmp_path / "data" / "sub" / "note").write_text("mine")
    report = write(tmp_path / "data.csv", SMALL, 2, 30, numFiles=2)
    assert report.atomic is False
    assert (tmp_path / "data" / "sub" / "note").read_text() == "mine"
    assert len(names(tmp_path / "data")) == 3
    assert names(tmp_path) == ["data"]
