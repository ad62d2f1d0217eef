"""StreamWriter: the chain, when files come, what is in them, and how a stream ends."""

import json
import os
import threading
import time
import warnings
from pathlib import Path

import pandas
import pytest

import rand_engine
from rand_engine import (
    DataGenerator,
    OptionError,
    RandEngineWarning,
    SpecError,
    StreamReport,
)

# Tests share their machine.
SLACK_SECONDS = 3


def parts(folder):
    """Return the paths of all that a dataset holds, in the order of their names."""
    return sorted(Path(folder).iterdir())


def rows_of(folder):
    """Return the rows of a dataset of JSON."""
    return [row for part in parts(folder) for row in json.loads(part.read_text())]


def stream(spec, timeout=0.3, frequency=0.1, seed=1, size=10):
    """Return a stream writer of a few files."""
    writer = DataGenerator(spec, seed=seed).writeStream.size(size)
    return writer.option("timeout", timeout).trigger(frequency=frequency)


# The chain


def test_each_call_of_the_chain_returns_the_writer(ids):
    writer = DataGenerator(ids).writeStream
    assert writer.size(5) is writer
    assert writer.format("csv") is writer
    assert writer.mode("overwrite") is writer
    assert writer.option("timeout", 1) is writer
    assert writer.options({"sep": ";"}, index=True) is writer
    assert writer.trigger(frequency=1) is writer
    assert repr(writer) == "<StreamWriter>"


def test_defaults_are_json_files_of_1000_rows(ids, tmp_path):
    report = (
        DataGenerator(ids)
        .writeStream.option("timeout", 0.2)
        .trigger(0.1)
        .start(tmp_path / "events")
    )
    assert [part.suffix for part in parts(tmp_path / "events")] == [".json"] * 2
    assert (report.rows, report.format) == (2000, "json")


def test_the_extension_names_the_format_and_leaves_the_name(ids, tmp_path):
    stream(ids).start(tmp_path / "events.csv")
    assert os.listdir(tmp_path) == ["events"]
    assert [part.suffix for part in parts(tmp_path / "events")] == [".csv"] * 3


@pytest.mark.parametrize(
    "trigger",
    [
        {"frequency": "100ms"},
        {"frequency": "0.1"},
        {"processingTime": "0.1 seconds"},
        {"processingTime": 0.1},
    ],
)
def test_frequencies_may_be_text_and_have_sparks_name(ids, tmp_path, trigger):
    writer = DataGenerator(ids).writeStream.option("timeout", "300 ms").trigger(**trigger)
    assert writer.start(tmp_path / "events").files == 3


# When files come


@pytest.mark.parametrize(
    ("timeout", "frequency", "files"), [(0.9, 0.3, 3), (1, 0.3, 4), (0.25, 0.05, 5)]
)
def test_a_file_comes_at_each_tick_before_the_timeout(
    ids, tmp_path, timeout, frequency, files
):
    begin = time.monotonic()
    report = stream(ids, timeout, frequency).start(tmp_path / "events")
    seconds = time.monotonic() - begin
    assert (report.files, report.planned_files) == (files, files)
    assert len(parts(tmp_path / "events")) == files
    assert timeout <= report.seconds <= seconds < timeout + SLACK_SECONDS


def test_no_file_is_there_before_its_tick(ids, tmp_path):
    begin = time.time()
    stream(ids, 0.8, 0.2).start(tmp_path / "events")
    # The change time is that of the renaming, not that of the writing.
    times = [part.stat().st_ctime - begin for part in parts(tmp_path / "events")]
    for tick, seconds in zip([0, 0.2, 0.4, 0.6], times, strict=True):
        # The kernel's clock of files is a few milliseconds behind.
        assert tick - 0.02 <= seconds < tick + SLACK_SECONDS


def test_once_is_one_file_at_once(ids, tmp_path):
    begin = time.monotonic()
    report = DataGenerator(ids).writeStream.trigger(once=True).start(tmp_path / "events")
    assert time.monotonic() - begin < SLACK_SECONDS
    assert (report.files, report.rows) == (1, 1000)
    assert len(parts(tmp_path / "events")) == 1


def test_available_now_is_all_files_at_once(ids, tmp_path):
    writer = DataGenerator(ids).writeStream.size(1).option("timeout", "1 day")
    begin = time.monotonic()
    report = writer.trigger("1 hour", availableNow=True).start(tmp_path / "events")
    assert time.monotonic() - begin < 10
    assert report.files == len(parts(tmp_path / "events")) == 24


def test_once_that_is_false_says_nothing(ids, tmp_path):
    writer = stream(ids).trigger(once=False, availableNow=False)
    assert writer.start(tmp_path / "events").files == 3


# What is in them


@pytest.mark.parametrize("format", ["csv", "json", "parquet"])
def test_the_files_together_are_the_batch_of_the_same_seed(orders, tmp_path, format):
    read = getattr(pandas, f"read_{format}")
    stream(orders, size=70).format(format).start(tmp_path / "stream")
    writer = DataGenerator(orders, seed=1).write.size(210).format(format)
    writer.save(tmp_path / "batch")
    (batch,) = tmp_path.glob("batch.*")
    joined = pandas.concat(map(read, parts(tmp_path / "stream")), ignore_index=True)
    pandas.testing.assert_frame_equal(joined, read(batch))


def test_overwriting_replaces_the_old_parts(ids, tmp_path):
    stream(ids, 0.5, seed=2).start(tmp_path / "events")
    before = set(parts(tmp_path / "events"))
    stream(ids, 0.2).start(tmp_path / "events")
    after = set(parts(tmp_path / "events"))
    assert len(after) == 2
    assert not before & after


def test_appending_adds_parts_and_rows_run_on(ids, tmp_path):
    stream(ids).start(tmp_path / "events")
    before = parts(tmp_path / "events")
    writer = stream(ids, 0.2).mode("append").option("firstRow", "continue")
    report = writer.start(tmp_path / "events")
    assert report.first_row == 30
    assert parts(tmp_path / "events")[:3] == before
    assert [row["id"] for row in rows_of(tmp_path / "events")] == list(range(1, 51))


def test_gen_now_tells_the_tick_of_the_file(tmp_path):
    writer = stream({"at": {"method": "gen_now"}}, size=1)
    report = writer.option("now", "2024-05-01T12:00:00Z").start(tmp_path / "events")
    assert report.now.startswith("2024-05-01T12:00:00")
    assert [row["at"] for row in rows_of(tmp_path / "events")] == [
        "2024-05-01T12:00:00.000000Z",
        "2024-05-01T12:00:00.100000Z",
        "2024-05-01T12:00:00.200000Z",
    ]


def test_max_files_keeps_the_newest(ids, tmp_path):
    report = stream(ids, 0.5).option("maxFiles", 2).start(tmp_path / "events")
    assert report.files == 5
    assert [row["id"] for row in rows_of(tmp_path / "events")] == list(range(31, 51))


def test_a_checkpoint_lets_a_stream_go_on(ids, tmp_path):
    def run():
        writer = stream(ids, seed=None).trigger(once=True)
        writer.option("checkpointLocation", tmp_path / "state")
        return writer.start(tmp_path / "events")

    first, second, third = run(), run(), run()
    assert [report.first_row for report in (first, second, third)] == [0, 10, 20]
    assert first.seed == second.seed == third.seed
    assert [row["id"] for row in rows_of(tmp_path / "events")] == list(range(1, 31))
    with pytest.warns(RandEngineWarning, match="nothing is left to do"):
        assert run().files == 0


def test_a_feed_goes_to_standard_output_after_what_was_printed(python):
    code = """
from rand_engine import DataGenerator
print("before")
report = DataGenerator({"id": {"method": "gen_incremental"}}).writeStream.size(2).start("-")
print("after", report.rows, report.planned_files)
"""
    assert python(code).stdout == 'before\n{"id":1}\n{"id":2}\nafter 2 0\n'


# How a stream ends


def test_ctrl_c_ends_it_at_once_and_leaves_whole_files(ids, tmp_path, interrupt_after):
    interrupt_after(0.5)
    begin = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        stream(ids, "1h", 0.2).start(tmp_path / "events")
    assert 0.4 < time.monotonic() - begin < 0.5 + SLACK_SECONDS
    assert os.listdir(tmp_path) == ["events"]
    rows = rows_of(tmp_path / "events")
    assert [row["id"] for row in rows] == list(range(1, len(rows) + 1))
    assert rows
    count = len(parts(tmp_path / "events"))
    time.sleep(0.5)
    assert len(parts(tmp_path / "events")) == count


def test_ctrl_c_in_the_first_file_leaves_the_old_parts(
    orders, tmp_path, interrupt_after, wait_until
):
    stream(orders).start(tmp_path / "events")
    before = parts(tmp_path / "events")
    interrupt_after(0.4)
    with pytest.raises(KeyboardInterrupt):
        stream(orders, size=10**12).start(tmp_path / "events")
    wait_until(lambda: os.listdir(tmp_path) == ["events"])
    assert parts(tmp_path / "events") == before


def test_other_threads_run_meanwhile(ids, tmp_path):
    ticks = []
    stop = threading.Event()

    def tick():
        while not stop.wait(0.01):
            ticks.append(time.monotonic())

    thread = threading.Thread(target=tick)
    thread.start()
    stream(ids, 0.6, 0.3).start(tmp_path / "events")
    stop.set()
    thread.join()
    assert len(ticks) > 10


# Mistakes


@pytest.mark.parametrize(
    ("calls", "path", "text"),
    [
        ([("trigger", 1)], "events", "option 'timeout' is missing"),
        ([("option", "timeout", 1)], "events", "trigger frequency is missing"),
        ([("option", "timeout", "1 parsec"), ("trigger", 1)], "events", "parsec"),
        ([("option", "timeout", 1), ("trigger", 0)], "events", "trigger frequency"),
        ([("option", "timeout", 1), ("trigger", True)], "events", "trigger frequency"),
        ([("option", "timeout", 1), ("trigger", 1, True, True)], "events", "contradict"),
        ([("option", "timeout", 1), ("trigger", 1)], "events.xlsx", "xlsx"),
        ([("option", "numFiles", 2), ("trigger", 1, True)], "events", "numFiles"),
        ([("option", "timeot", 2), ("trigger", 1)], "events", "'timeout'"),
        ([("mode", "apend"), ("trigger", 1, True)], "events", "append"),
        ([("trigger", 1)], "-", "is a feed"),
    ],
)
@pytest.mark.parametrize("blocking", [True, False])
def test_wrong_calls_are_option_errors_and_change_nothing(
    ids, tmp_path, calls, path, text, blocking
):
    writer = DataGenerator(ids).writeStream
    for name, *arguments in calls:
        getattr(writer, name)(*arguments)
    target = path if path == "-" else f"{tmp_path}/{path}"
    with pytest.raises(OptionError, match=text):
        writer.start(target, blocking)
    with pytest.raises(OptionError, match=text):
        writer.dry_run(target)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("trigger", "text"),
    [
        (
            {"frequency": [5]},
            r'frequency must be a number of seconds or text such as "5s"',
        ),
        ({"processingTime": {}}, "frequency must be a number of seconds"),
        ({"frequency": float("nan")}, "frequency must be a number of seconds"),
        ({"once": 1}, r"once must be True or False, got 1 \(int\)"),
        ({"availableNow": "yes"}, "availableNow must be True or False, got 'yes'"),
        ({"frequency": 1, "processingTime": 1}, "leave one of them out"),
    ],
)
def test_triggers_that_cannot_be_are_refused_at_once(ids, trigger, text):
    with pytest.raises(OptionError, match=text):
        DataGenerator(ids).writeStream.trigger(**trigger)


@pytest.mark.parametrize(
    ("call", "arguments"),
    [
        ("size", ("many",)),
        ("format", (5,)),
        ("mode", (None,)),
        ("option", (5, 5)),
        ("option", ("timeout", [5])),
        ("start", (5,)),
        ("start", (None, False)),
        ("dry_run", (b"events",)),
    ],
)
def test_arguments_of_wrong_types_are_option_errors(ids, call, arguments):
    with pytest.raises(OptionError, match=r"must be .* such as|must be None, a boolean"):
        getattr(stream(ids), call)(*arguments)


def test_a_wrong_spec_is_raised_by_start(tmp_path):
    generator = DataGenerator({"id": {"method": "gen_idd"}}, validate=False)
    for blocking in [True, False]:
        writer = generator.writeStream.trigger(once=True)
        with pytest.raises(SpecError, match="gen_idd"):
            writer.start(tmp_path / "events", blocking)


# Reports


def test_report_says_what_was_done(orders, tmp_path):
    report = stream(orders).option("compression", "gzip").start(tmp_path / "events")
    assert isinstance(report, StreamReport)
    files = parts(tmp_path / "events")
    assert report.to_dict() == {
        "files": 3,
        "planned_files": 3,
        "rows": 30,
        "bytes": sum(file.stat().st_size for file in files),
        "seconds": report.seconds,
        "late_files": report.late_files,
        "worst_lateness": report.worst_lateness,
        "path": str(tmp_path / "events"),
        "last_file": str(files[-1]),
        "stopped": False,
        "seed": 1,
        "first_row": 0,
        "now": None,
        "format": "json",
        "compression": "gzip",
        "codec_version": report.codec_version,
        "data_version": rand_engine.DATA_VERSION,
        "tzdata_version": None,
        "spec_sha256": report.spec_sha256,
        "atomic": True,
        "durability": "full",
        "warnings": [],
    }
    assert 0 <= report.worst_lateness < SLACK_SECONDS
    assert json.loads(report.to_json()) == report.to_dict()
    assert report.to_json(indent=None).count("\n") == 0
    late = f", {report.late_files} late" if report.late_files else ""
    assert repr(report) == (
        f"<StreamReport: 30 rows, 3 files, {report.bytes} bytes, json, gzip, seed 1{late}>"
    )
    with pytest.raises(AttributeError):
        report.rows = 5


def test_dry_run_says_what_start_would_do_and_changes_nothing(ids, tmp_path):
    preview = stream(ids, 1, "300ms").dry_run(tmp_path / "events.csv")
    assert os.listdir(tmp_path) == []
    assert preview.path == str(tmp_path / "events")
    assert preview.directory is True
    assert (preview.file_count, preview.rows, preview.format) == (4, 40, "csv")
    assert (preview.timeout_seconds, preview.frequency_seconds) == (1, 0.3)
    assert json.loads(json.dumps(preview.to_dict())) == preview.to_dict()
    assert [str(file) for file in preview.files] == sorted(preview.files)


# Warnings


def test_warnings_of_the_plan_come_at_the_start_at_the_line_of_the_call(ids, tmp_path):
    stream(ids, 0.1).start(tmp_path / "events")
    writer = stream(ids, 1.0, 0.5).mode("append")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        shown = []
        warnings.showwarning = lambda message, category, file, *_: shown.append(
            (str(message), category, file, time.monotonic())
        )
        report = writer.start(tmp_path / "events")
        end = time.monotonic()
    assert [text for text, *_ in shown] == report.warnings
    assert "rows may repeat" in report.warnings[0]
    ((_, category, file, moment),) = shown
    assert (category, file) == (RandEngineWarning, __file__)
    assert end - moment > 0.5


def test_warnings_of_the_writing_are_warned_of_at_the_end(ids, tmp_path):
    (tmp_path / "events" / "folder").mkdir(parents=True)
    with pytest.warns(RandEngineWarning) as caught:
        report = stream(ids, 0.1, 0.5).start(tmp_path / "events")
    assert report.atomic is False
    assert len(report.warnings) == 2
    assert [str(warning.message) for warning in caught] == report.warnings
    assert {warning.filename for warning in caught} == {__file__}


@pytest.mark.parametrize("blocking", [True, False])
def test_a_warning_that_is_an_error_stops_the_stream(ids, tmp_path, blocking):
    stream(ids, 0.1).start(tmp_path / "events")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(RandEngineWarning, match="rows may repeat"):
            stream(ids, 60).mode("append").start(tmp_path / "events", blocking)
    count = len(parts(tmp_path / "events"))
    time.sleep(0.4)
    assert len(parts(tmp_path / "events")) == count
    assert os.listdir(tmp_path) == ["events"]


def test_nothing_to_warn_of_is_no_warning(ids, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert stream(ids).start(tmp_path / "events").warnings == []
