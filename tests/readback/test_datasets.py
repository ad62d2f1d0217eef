"""Datasets of many parts: what is in them, what appending and overwriting keep and refuse."""

import io
import json
import os
import stat
import warnings

import duckdb
import pandas
import pyarrow.parquet as pq
import pytest
from readback_support import (
    EVERYTHING,
    SEED,
    choice,
    csv_rows,
    names,
    read_parts,
    snapshot,
    truth,
    unpack,
    write,
)

from rand_engine import DataGenerator, OptionError, RandEngineError, RandEngineWarning

pytestmark = pytest.mark.filterwarnings("ignore::rand_engine.RandEngineWarning")

FORMATS = ["csv", "json", "parquet"]
CODECS = [
    *(("csv", codec) for codec in ("none", "gzip", "bz2", "zip", "xz", "zstd")),
    *(("json", codec) for codec in ("none", "gzip", "bz2", "zip", "xz", "zstd")),
    *(
        ("parquet", codec)
        for codec in ("none", "snappy", "gzip", "zstd", "lz4", "brotli")
    ),
]
SMALL = {
    "id": {"method": "gen_incremental"},
    "word": choice("a", "b;c", "é"),
    "day": {
        "method": "gen_dates",
        "parms": {"date_min": "2024-01-01", "date_max": "2024-12-31"},
    },
}


def rows_of(path, format):
    """The rows of one file."""
    if format == "parquet":
        return pq.read_table(path, page_checksum_verification=True).to_pylist()
    text = unpack(path).decode()
    return csv_rows(text)[1:] if format == "csv" else json.loads(text)


def parts(folder):
    return [folder / name for name in names(folder)]


def warned(path, *arguments, **options):
    """The warnings of a write."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        report = write(path, *arguments, **options)
    texts = [str(w.message) for w in caught if w.category is RandEngineWarning]
    assert texts == report.warnings
    return texts


def refused(path, *arguments, **options):
    """The message of a write that is refused and changes nothing."""
    before = snapshot(path.parent)
    with pytest.raises(RandEngineError) as caught:
        write(path, *arguments, **options)
    assert snapshot(path.parent) == before
    return str(caught.value)


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


# --- appending ---------------------------------------------------------------------------


@pytest.mark.parametrize("format,codec", CODECS)
def test_appending_goes_on_in_the_datasets_way(tmp_path, format, codec):
    folder = tmp_path / "data"
    options = {"format": format, "compression": codec}
    write(folder, SMALL, SEED, 100, numFiles=2, **options)
    before = snapshot(folder)
    # Format and codec left unsaid; Parquet's is not the dataset's to tell.
    write(folder, SMALL, SEED, 50, mode="append", firstRow="continue")
    after = snapshot(folder)
    assert {name: after[name] for name in before} == before
    assert len(after) == 3
    assert len({"".join(file.suffixes) for file in parts(folder)}) == 1
    found = sum((rows_of(file, format) for file in parts(folder)), [])
    if format == "parquet":
        assert found == truth(SMALL, SEED, 150)
    write(tmp_path / f"one.{format}", SMALL, SEED, 150)
    assert found == rows_of(tmp_path / f"one.{format}", format)
    assert names(tmp_path) == ["data", f"one.{format}"]


@pytest.mark.parametrize("format", FORMATS)
def test_appending_again_and_again_names_parts_in_row_order(tmp_path, format):
    for _ in range(4):
        write(
            tmp_path / f"data.{format}",
            SMALL,
            SEED,
            25,
            numFiles=2,
            mode="append",
            firstRow="continue",
        )
    files = parts(tmp_path / "data")
    assert len(files) == 8
    assert [file.name[5:13] for file in files] == [f"{i:08x}" for i in range(8)]
    found = sum((rows_of(file, format) for file in files), [])
    ids = [int(row[0] if format == "csv" else row["id"]) for row in found]
    assert ids == list(range(1, 101))


def test_appending_one_file_makes_a_directory_of_one(tmp_path):
    write(tmp_path / "data.csv", SMALL, SEED, 10, mode="append", numFiles=1)
    assert names(tmp_path) == ["data"]
    assert len(names(tmp_path / "data")) == 1


OTHER_TYPE = {**SMALL, "word": {"method": "gen_ints", "parms": {"min": 1, "max": 5}}}
FEWER = {name: SMALL[name] for name in ("id", "word")}
MORE = {**SMALL, "extra": choice("x")}
SWAPPED = {name: SMALL[name] for name in ("word", "id", "day")}
RENAMED = {"id": SMALL["id"], "wort": SMALL["word"], "day": SMALL["day"]}


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    "spec,texts",
    [
        (OTHER_TYPE, ["word", "int64"]),
        (FEWER, ["day"]),
        (MORE, ["extra"]),
        (RENAMED, ["wort", "word"]),
    ],
    ids=["type", "fewer", "more", "renamed"],
)
def test_other_columns_or_types_are_not_appended(tmp_path, format, spec, texts):
    write(tmp_path / f"data.{format}", SMALL, SEED, 30, numFiles=2)
    message = refused(tmp_path / f"data.{format}", spec, SEED, 30, mode="append")
    assert str(tmp_path / "data") in message
    for text in texts:
        assert text in message


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_columns_in_another_order_are_not_appended(tmp_path, format):
    write(tmp_path / f"data.{format}", SMALL, SEED, 30, numFiles=2)
    message = refused(tmp_path / f"data.{format}", SWAPPED, SEED, 30, mode="append")
    assert "order" in message


@pytest.mark.parametrize("have", FORMATS)
@pytest.mark.parametrize("said", FORMATS)
def test_another_format_is_not_appended(tmp_path, have, said):
    write(tmp_path / "data/", SMALL, SEED, 30, numFiles=2, format=have)
    if have == said:
        write(tmp_path / "data", SMALL, SEED, 30, mode="append", format=said)
        assert len(names(tmp_path / "data")) == 3
        return
    message = refused(tmp_path / "data", SMALL, SEED, 30, mode="append", format=said)
    assert have in message and said in message
    message = refused(tmp_path / f"data.{said}", SMALL, SEED, 30, mode="append")
    assert have in message and said in message


@pytest.mark.parametrize(
    "have,said,texts",
    [
        ({"sep": ";"}, {"sep": ","}, ["sep", ";", ","]),
        ({}, {"sep": "\t"}, ["sep"]),
        ({"header": False}, {"header": True}, ["header"]),
        ({}, {"header": False}, ["header"]),
        ({"encoding": "utf-16"}, {"encoding": "utf-8"}, ["encoding", "utf-16", "utf-8"]),
        ({}, {"encoding": "utf-16"}, ["encoding", "utf-16"]),
        ({"encoding": "latin-1"}, {"encoding": "utf-8"}, ["encoding", "utf-8", "UTF-8"]),
        ({"index": True}, {"index": False}, ["index"]),
        (
            {"sep": ";", "lineterminator": "\r\n"},
            {"sep": ","},
            ["sep"],
        ),
    ],
)
def test_another_way_of_csv_is_not_appended_and_unsaid_it_is_the_datasets(
    tmp_path, have, said, texts
):
    write(tmp_path / "data.csv", SMALL, SEED, 30, numFiles=2, **have)
    message = refused(tmp_path / "data.csv", SMALL, SEED, 30, mode="append", **said)
    for text in texts:
        assert text in message
    if "header" in have or have.get("encoding") == "latin-1":
        return  # no first line, no mark: the files cannot tell
    write(tmp_path / "data.csv", SMALL, SEED, 30, mode="append", firstRow="continue")
    write(tmp_path / "all.csv", SMALL, SEED, 60, **have)
    encoding = have.get("encoding", "utf-8")
    new = parts(tmp_path / "data")[-1].read_bytes().decode(encoding)
    whole = (tmp_path / "all.csv").read_bytes().decode(encoding)
    end = have.get("lineterminator", "\n")
    assert new.split(end)[0] == whole.split(end)[0]
    assert new.split(end)[1:] == whole.split(end)[31:]


def test_an_encoding_that_the_parts_cannot_tell_must_be_said(tmp_path):
    write(tmp_path / "data.csv", SMALL, SEED, 30, numFiles=2, encoding="latin-1")
    message = refused(tmp_path / "data.csv", SMALL, SEED, 30, mode="append")
    assert "encoding" in message and "latin-1" in message
    options = {"mode": "append", "firstRow": "continue", "encoding": "latin-1"}
    write(tmp_path / "data.csv", SMALL, SEED, 30, **options)
    write(tmp_path / "all.csv", SMALL, SEED, 60)
    joined = [part.read_bytes().split(b"\n", 1)[1] for part in parts(tmp_path / "data")]
    wanted = (tmp_path / "all.csv").read_text(encoding="utf-8")
    assert "id,word,day\n" + b"".join(joined).decode("latin-1") == wanted


@pytest.mark.parametrize("format", ["csv", "json"])
def test_latin_1_after_utf_8_is_refused_or_warned_of(tmp_path, format):
    more = {"force_ascii": False} if format == "json" else {}
    path = tmp_path / f"data.{format}"
    write(path, SMALL, SEED, 30, numFiles=2, **more)
    options = {"mode": "append", "firstRow": "continue", "encoding": "latin-1", **more}
    try:
        texts = warned(path, SMALL, SEED, 30, **options)
    except OptionError as error:
        texts = [str(error)]
    assert any("encoding" in text and "UTF-8" in text for text in texts)


@pytest.mark.parametrize(
    "have,said,texts",
    [
        ({"lines": True}, {"lines": False}, ["lines"]),
        ({}, {"lines": True}, ["lines"]),
        ({"orient": "split"}, {"orient": "index"}, ["orient", "split", "index"]),
        ({"encoding": "utf-16"}, {"encoding": "utf-8"}, ["encoding"]),
    ],
)
def test_another_way_of_json_is_not_appended(tmp_path, have, said, texts):
    write(tmp_path / "data.json", SMALL, SEED, 30, numFiles=2, **have)
    message = refused(tmp_path / "data.json", SMALL, SEED, 30, mode="append", **said)
    for text in texts:
        assert text in message


def test_appending_to_a_plain_file_names_numfiles(tmp_path):
    write(tmp_path / "data.csv", SMALL, SEED, 30)
    message = refused(tmp_path / "data.csv", SMALL, SEED, 30, mode="append")
    assert "numFiles" in message and "data.csv" in message
    (tmp_path / "data").write_text("a file")
    message = refused(tmp_path / "data", SMALL, SEED, 30, mode="append", format="csv")
    assert "data" in message


def test_appending_warns_where_rows_could_repeat(tmp_path):
    path = tmp_path / "data.csv"
    write(path, SMALL, SEED, 10, numFiles=2)
    (text,) = warned(path, SMALL, SEED, 10, mode="append")
    assert "firstRow" in text
    assert warned(path, SMALL, SEED, 10, mode="append", firstRow="continue") == []
    assert warned(path, SMALL, SEED, 10, mode="append", firstRow=100) == []
    unseeded = {"word": choice("a", "b")}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(2):
            writer = DataGenerator(unseeded).write.mode("append").option("numFiles", 1)
            writer.size(5).save(tmp_path / "w.csv")
    writer = DataGenerator(SMALL).write.mode("append").option("numFiles", 1).size(5)
    writer.save(tmp_path / "s.csv")
    with pytest.warns(RandEngineWarning, match="firstRow"):
        writer.save(tmp_path / "s.csv")


def test_the_same_append_twice_does_not_lose_a_part(tmp_path):
    path = tmp_path / "data.csv"
    for _ in range(3):
        write(path, SMALL, SEED, 10, mode="append", firstRow=0, numFiles=1)
    assert len(names(tmp_path / "data")) == 3
    assert len(read_parts(tmp_path / "data")) == 30


@pytest.mark.parametrize("format", FORMATS)
def test_a_damaged_part_is_named(tmp_path, format):
    write(tmp_path / f"data.{format}", SMALL, SEED, 30, numFiles=2)
    for part in parts(tmp_path / "data"):
        part.write_bytes(part.read_bytes()[:-9] + b'"\0\xff{')
    options = {"mode": "append", "firstRow": "continue"}
    message = refused(tmp_path / f"data.{format}", SMALL, SEED, 30, **options)
    assert (
        names(tmp_path / "data")[1] in message or names(tmp_path / "data")[0] in message
    )


# Text that makes rows hard to count.
TRICKY = {
    "text": choice("new\nline", "\r\n", 'q"\n"', "]", "}\n{", "", None, "x"),
    "id": {"method": "gen_incremental"},
}


def ids_of(path, format, encoding="utf-8", **options):
    text = unpack(path).decode(encoding)
    if format == "csv":
        records = csv_rows(text, delimiter=options.get("sep", ","))
        return [int(r[-1]) for r in records[1 if options.get("header", True) else 0 :]]
    if options.get("lines"):
        return [json.loads(line)["id"] for line in text.split("\n")[:-1]]
    found = json.loads(text)
    if options.get("orient") == "split":
        return [row[-1] for row in found["data"]]
    rows = found.values() if options.get("orient") == "index" else found
    return [row["id"] for row in rows]


@pytest.mark.parametrize("rows,count", [(50, 3), (2, 5), (2, 30)])
@pytest.mark.parametrize(
    "format,options",
    [
        ("csv", {}),
        ("csv", {"header": False}),
        ("csv", {"index": True}),
        ("csv", {"sep": ";", "compression": "zip"}),
        ("csv", {"lineterminator": "\r"}),
        ("csv", {"lineterminator": "\r\n"}),
        ("csv", {"encoding": "utf-16"}),
        ("csv", {"encoding": "utf-8-sig"}),
        ("json", {}),
        ("json", {"lines": True}),
        ("json", {"indent": 2}),
        ("json", {"orient": "split", "compression": "xz"}),
        ("json", {"orient": "split", "index": True}),
        ("json", {"orient": "index", "indent": 1}),
        ("json", {"encoding": "utf-16", "force_ascii": False}),
    ],
)
def test_continue_counts_the_rows_of_any_dataset(tmp_path, format, options, rows, count):
    more = {"mode": "append", "firstRow": "continue", "format": format}
    for _ in range(3):
        write(f"{tmp_path}/d/", TRICKY, SEED, rows, numFiles=count, **more, **options)
    found = [ids_of(part, format, **options) for part in parts(tmp_path / "d")]
    assert sum(found, []) == list(range(1, 3 * rows + 1))


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
