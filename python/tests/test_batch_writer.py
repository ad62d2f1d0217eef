"""BatchWriter: the chain, its arguments, its reports and warnings."""

import csv
import datetime
import json
import os
import warnings
from decimal import Decimal
from enum import Enum
from pathlib import Path

import numpy
import pytest

import rand_engine
from rand_engine import (
    DataGenerator,
    OptionError,
    RandEngineWarning,
    SpecError,
    WriteError,
    WriteReport,
)


class Format(Enum):
    CSV = "csv"


def test_each_call_of_the_chain_returns_the_writer(ids):
    writer = DataGenerator(ids).write
    assert writer.size(5) is writer
    assert writer.format("csv") is writer
    assert writer.mode("overwrite") is writer
    assert writer.option("sep", ";") is writer
    assert writer.options({"header": False}, index=True) is writer


def test_defaults_are_a_plain_csv_file_of_1000_rows(ids, tmp_path):
    report = DataGenerator(ids).write.save(tmp_path / "data")
    assert report.files == [str(tmp_path / "data.csv")]
    text = (tmp_path / "data.csv").read_text()
    assert text == "id\n" + "".join(f"{i}\n" for i in range(1, 1001))
    assert (report.format, report.compression, report.first_row) == ("csv", "none", 0)


def test_saving_twice_does_the_same_thing_twice(orders, tmp_path):
    writer = DataGenerator(orders, seed=3).write.size(50)
    writer.save(tmp_path / "a.csv")
    writer.save(tmp_path / "b.csv")
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_paths_are_str_or_path_like(ids, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    class Place:
        def __fspath__(self):
            return "place.csv"

    writer = DataGenerator(ids).write.size(1)
    assert writer.save("deep/er/a.csv").files == ["deep/er/a.csv"]
    assert writer.save(Path("b.csv")).files == ["b.csv"]
    assert writer.save(Place()).files == ["place.csv"]
    assert sorted(os.listdir(tmp_path)) == ["b.csv", "deep", "place.csv"]


@pytest.mark.parametrize("path", [None, 5, b"a.csv", ["a.csv"]])
def test_other_paths_are_refused(ids, path):
    with pytest.raises(OptionError, match="path must be a path.*such as"):
        DataGenerator(ids).write.save(path)


def test_paths_that_no_file_can_have_are_refused(ids):
    with pytest.raises(
        OptionError, match=r"path is not one that a file can have: 'a\\x00b.csv'"
    ):
        DataGenerator(ids).write.save("a\0b.csv")


def test_paths_that_are_not_utf8_work_and_come_back(ids, tmp_path):
    path = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.csv")
    report = DataGenerator(ids).write.size(1).save(path)
    assert report.files == [path]
    assert os.listdir(os.fsencode(tmp_path)) == [b"caf\xe9.csv"]
    assert json.loads(json.dumps(report.to_dict()))["files"] == [path]


def test_parts_are_in_row_order(ids, tmp_path):
    report = (
        DataGenerator(ids, seed=1)
        .write.size(10)
        .option("numFiles", 3)
        .save(tmp_path / "d.csv")
    )
    assert [Path(file).parent for file in report.files] == [tmp_path / "d"] * 3
    rows = [row for file in report.files for row in csv.DictReader(open(file))]
    assert [int(row["id"]) for row in rows] == list(range(1, 11))
    assert sum(os.path.getsize(file) for file in report.files) == report.bytes


def test_standard_output_comes_after_what_was_printed(python):
    code = """
from rand_engine import DataGenerator
print("before")
DataGenerator({"id": {"method": "gen_incremental"}}).write.size(2).save("-")
print("after")
"""
    assert python(code).stdout == "before\nid\n1\n2\nafter\n"


# Options


@pytest.mark.parametrize(
    ("key", "value", "content"),
    [
        ("sep", ";", ";id\n0;1\n"),
        ("index", False, "id\n1\n"),
        ("index", numpy.bool_(True), ",id\n0,1\n"),
        ("index", "true", ",id\n0,1\n"),
        ("header", False, "0,1\n"),
        ("firstRow", numpy.int16(4), ",id\n4,5\n"),
        ("firstRow", "4", ",id\n4,5\n"),
        ("lineterminator", "\r\n", ",id\r\n0,1\r\n"),
        ("compression", None, ",id\n0,1\n"),
        ("encoding", "utf-16-le", ",id\n0,1\n"),
    ],
)
def test_values_of_options(ids, tmp_path, key, value, content):
    writer = DataGenerator(ids).write.size(1).option("index", True)
    writer.option(key, value).save(tmp_path / "a.csv")
    encoding = value if key == "encoding" else "utf-8"
    assert (tmp_path / "a.csv").read_bytes().decode(encoding) == content


def test_later_options_replace_earlier_ones(ids, tmp_path):
    writer = DataGenerator(ids).write.size(1).option("index", True).option("sep", ";")
    writer.options({"sep": "|", "header": False}, sep="\t")
    writer.save(tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text() == "0\t1\n"


def test_enum_members_and_dates_are_what_they_stand_for(tmp_path):
    moment = datetime.datetime(2024, 5, 1, 12, tzinfo=datetime.UTC)
    generator = DataGenerator({"t": {"method": "gen_now"}})
    report = (
        generator.write.size(1)
        .format(Format.CSV)
        .option("now", moment)
        .save(tmp_path / "a")
    )
    assert report.files == [str(tmp_path / "a.csv")]
    assert (tmp_path / "a.csv").read_text() == "t\n2024-05-01T12:00:00.000000Z\n"
    assert report.now.startswith("2024-05-01T12:00:00")


def test_decimals_are_numbers(ids, tmp_path):
    report = (
        DataGenerator(ids).write.option("numFiles", Decimal(2)).save(tmp_path / "a.csv")
    )
    assert len(report.files) == 2


@pytest.mark.parametrize(
    "value", [[1], {"a": 1}, {1}, b";", object(), float("nan"), "\ud800"]
)
def test_values_that_no_option_has_are_refused_at_once(ids, value):
    with pytest.raises(
        OptionError, match="option 'sep' must be None, a boolean, a number or text, got"
    ):
        DataGenerator(ids).write.option("sep", value)


@pytest.mark.parametrize("key", [5, None, ["sep"]])
def test_names_of_options_are_text(ids, key):
    with pytest.raises(
        OptionError, match='an option\'s name must be text such as "compression"'
    ):
        DataGenerator(ids).write.option(key, 1)


@pytest.mark.parametrize("call", ["format", "mode"])
@pytest.mark.parametrize("value", [None, 5, b"csv"])
def test_names_of_formats_and_modes_are_text(ids, call, value):
    with pytest.raises(OptionError, match=f"{call} must be text such as "):
        getattr(DataGenerator(ids).write, call)(value)


def test_mistakes_in_options_come_together_with_the_nearest_names(ids, tmp_path):
    writer = DataGenerator(ids).write.option("numFile", 5).option("compresion", "gzip")
    with pytest.raises(OptionError) as caught:
        writer.save(tmp_path / "a.csv")
    assert "numFiles" in str(caught.value) and "compression" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("calls", "path", "text"),
    [
        ([("format", "cvs")], "a.csv", "csv"),
        ([("mode", "apend")], "a.csv", "append"),
        ([], "a.xlsx", "xlsx"),
        ([("format", "json")], "a.csv", "json"),
        ([("option", "numFiles", 0)], "a.csv", "numFiles"),
        ([("option", "numFiles", 10**30)], "a.csv", "numFiles"),
        ([("option", "compression", "snappy")], "a.csv", "snappy"),
        ([("option", "timeout", 5)], "a.csv", "timeout"),
        ([("option", "sep", ";")], "a.parquet", "sep"),
        ([("mode", "append")], "a.csv/", "a.csv"),
    ],
)
def test_wrong_calls_are_option_errors_and_change_nothing(
    ids, tmp_path, calls, path, text
):
    (tmp_path / "a.csv").write_text("old")
    writer = DataGenerator(ids).write
    for name, *arguments in calls:
        getattr(writer, name)(*arguments)
    with pytest.raises(OptionError, match=text):
        writer.save(f"{tmp_path}/{path}")
    assert [file.name for file in tmp_path.iterdir()] == ["a.csv"]
    assert (tmp_path / "a.csv").read_text() == "old"


# Reports


def test_report_says_what_was_done(orders, tmp_path):
    generator = DataGenerator(orders, seed=42)
    report = (
        generator.write.size(100)
        .option("compression", "gzip")
        .save(tmp_path / "o.csv.gz")
    )
    assert isinstance(report, WriteReport)
    assert report.to_dict() == {
        "files": [str(tmp_path / "o.csv.gz")],
        "rows": 100,
        "bytes": (tmp_path / "o.csv.gz").stat().st_size,
        "seconds": report.seconds,
        "seed": 42,
        "first_row": 0,
        "now": None,
        "format": "csv",
        "compression": "gzip",
        "codec_version": report.codec_version,
        "data_version": rand_engine.DATA_VERSION,
        "tzdata_version": None,
        "spec_sha256": report.spec_sha256,
        "atomic": True,
        "durability": "full",
        "late_files": 0,
        "warnings": [],
    }
    assert 0 < report.seconds < 60
    assert len(report.spec_sha256) == 64
    assert report.codec_version
    assert repr(report) == (
        f"<WriteReport: 100 rows, 1 file, {report.bytes} bytes, csv, gzip, seed 42>"
    )
    assert json.loads(json.dumps(report.to_dict())) == report.to_dict()


def test_reports_cannot_be_changed(ids, tmp_path):
    report = DataGenerator(ids).write.save(tmp_path / "a.csv")
    with pytest.raises(AttributeError):
        report.rows = 5


def test_dry_run_says_what_save_would_do_and_changes_nothing(orders, tmp_path):
    writer = DataGenerator(orders, seed=1).write.size(100).option("numFiles", 3)
    preview = writer.dry_run(tmp_path / "new" / "o.parquet")
    assert list(tmp_path.iterdir()) == []
    assert preview.path == str(tmp_path / "new" / "o")
    assert preview.directory is True
    assert preview.file_count == 3
    assert (preview.format, preview.compression, preview.mode) == (
        "parquet",
        "snappy",
        "overwrite",
    )
    assert (preview.rows, preview.first_row) == (100, 0)
    assert preview.estimated_bytes > 0
    assert [column.name for column in preview.columns] == list(orders)
    assert preview.warnings == []
    assert repr(preview) == (
        f"<WritePreview: overwrite of 100 rows, 3 files, parquet, snappy to {preview.path}>"
    )
    as_dict = preview.to_dict()
    assert json.loads(json.dumps(as_dict)) == as_dict
    assert as_dict["columns"][0] == {
        "name": "order_id",
        "type": "int64",
        "nullable": False,
    }
    assert writer.save(tmp_path / "new" / "o.parquet").files == preview.files


def test_dry_run_finds_mistakes(ids, tmp_path):
    with pytest.raises(OptionError, match="xlsx"):
        DataGenerator(ids).write.dry_run(tmp_path / "a.xlsx")


# Warnings


def test_warnings_point_to_the_line_of_the_call_and_are_in_the_report(ids, tmp_path):
    writer = DataGenerator(ids).write.size(1).option("compression", "gzip")
    with pytest.warns(RandEngineWarning) as caught:
        report = writer.save(tmp_path / "a.csv")
    assert [str(warning.message) for warning in caught] == report.warnings
    assert len(report.warnings) == 1
    assert caught[0].filename == __file__
    with pytest.warns(RandEngineWarning) as caught:
        preview = writer.dry_run(tmp_path / "a.csv")
    assert [str(warning.message) for warning in caught] == preview.warnings
    assert caught[0].filename == __file__


def test_durability_none_is_in_the_report_and_warned_of(ids, tmp_path):
    with pytest.warns(RandEngineWarning, match="a loss of power"):
        report = (
            DataGenerator(ids).write.option("durability", "none").save(tmp_path / "d")
        )
    assert report.durability == "none"
    assert report.to_dict()["durability"] == "none"
    assert DataGenerator(ids).write.save(tmp_path / "d").durability == "full"
    with pytest.raises(OptionError, match="full and none|full or none|full, none"):
        DataGenerator(ids).write.option("durability", "some").save(tmp_path / "d")


def test_nothing_to_warn_of_is_no_warning(ids, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert DataGenerator(ids).write.save(tmp_path / "a.csv").warnings == []


def test_append_warns_of_rows_that_repeat(ids, tmp_path):
    writer = DataGenerator(ids).write.size(4).option("numFiles", 2)
    writer.save(tmp_path / "d.csv")
    with pytest.warns(RandEngineWarning, match="firstRow"):
        report = writer.mode("append").save(tmp_path / "d.csv")
    assert len(report.files) == 2
    assert len(list((tmp_path / "d").iterdir())) == 4


# Failures


def test_unwritable_place_is_a_write_error_with_errno(ids, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises((WriteError, OptionError)) as caught:
        DataGenerator(ids).write.save(tmp_path / "file" / "a.csv")
    assert str(tmp_path / "file") in str(caught.value)
    assert (tmp_path / "file").read_text() == "in the way"


def test_full_disk_is_a_write_error_with_errno(ids):
    with pytest.raises(WriteError, match="No space left on device") as caught:
        DataGenerator(ids).write.size(1_000_000).format("csv").save("/dev/full")
    assert isinstance(caught.value, OSError)
    assert caught.value.errno == 28
    assert not str(caught.value).startswith("[Errno")


def test_too_many_rows_for_a_sequence_are_refused(tmp_path):
    spec = {"id": {"method": "gen_incremental", "parms": {"step": 2**40}}}
    with pytest.raises(SpecError, match="leaves the range of 64-bit integers"):
        DataGenerator(spec).write.size(2**40).save(tmp_path / "a.csv")
    assert list(tmp_path.iterdir()) == []
