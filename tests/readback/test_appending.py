"""Appending to datasets: what it keeps, takes over, and refuses."""

import json
import warnings

import pytest
from readback_support import (
    CODECS,
    FORMATS,
    SEED,
    SMALL,
    choice,
    csv_rows,
    names,
    parts,
    read_parts,
    refused,
    rows_of,
    snapshot,
    truth,
    unpack,
    warned,
    write,
)

from rand_engine import DataGenerator, OptionError, RandEngineWarning

pytestmark = pytest.mark.filterwarnings("ignore::rand_engine.RandEngineWarning")


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


NUMBERS = {"a": {"method": "gen_ints", "parms": {"min": 1, "max": 9}}}
FLOATS = {"a": {"method": "gen_floats", "parms": {"min": 1, "max": 9, "round": 2}}}
DATES = {"a": SMALL["day"]}
TIMES = {"a": {"method": "gen_now"}}
FLAGS = {"a": choice(True, False)}
TEXTS = [
    {"a": {"method": "gen_name"}},
    {"a": {"method": "gen_email"}},
    {"a": {"method": "gen_uuid"}},
    {"a": choice("a", "b")},
]


@pytest.mark.parametrize("typed", [NUMBERS, FLOATS, DATES, TIMES, FLAGS])
@pytest.mark.parametrize("texts", TEXTS)
def test_texts_and_other_values_do_not_share_a_column_of_csv(tmp_path, typed, texts):
    for have, more in ((typed, texts), (texts, typed)):
        path = tmp_path / f"{'typed' if have is typed else 'texts'}.csv"
        write(path, have, SEED, 30, numFiles=2)
        message = refused(path, more, SEED, 30, mode="append")
        assert "column 'a'" in message and "holds" in message


@pytest.mark.parametrize(
    "have,more",
    [
        (choice("1", "2"), choice("1", "2")),
        (choice("1", "x"), choice("1", "x")),
        (NUMBERS["a"], choice("1", "x")),
        (choice("a", "b"), choice("c", "1")),
        *((text["a"], text["a"]) for text in TEXTS),
    ],
)
def test_texts_that_could_be_of_the_column_are_appended_to_csv(tmp_path, have, more):
    path = tmp_path / "data.csv"
    write(path, {"a": have}, SEED, 30, numFiles=1, mode="append")
    write(path, {"a": more}, SEED, 30, mode="append", firstRow="continue")
    assert len(read_parts(tmp_path / "data")) == 60


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
