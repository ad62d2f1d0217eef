"""StreamingQuery: streams in the background, their end, and the interpreter's."""

import gc
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from rand_engine import (
    DataGenerator,
    OptionError,
    StreamingQuery,
    StreamStatus,
    WriteError,
)

# Tests share their machine.
SLACK_SECONDS = 3


def stream(spec, timeout="1h", frequency=0.05):
    """Return a stream writer that goes on for long."""
    writer = DataGenerator(spec, seed=1).writeStream.size(10)
    return writer.option("timeout", timeout).trigger(frequency=frequency)


def ids_of(folder):
    """Return the column id of a dataset of JSON, in the order of the parts' names."""
    texts = [part.read_text() for part in sorted(Path(folder).iterdir())]
    return [row["id"] for text in texts for row in json.loads(text)]


def test_start_returns_at_once_and_the_stream_ends_by_itself(ids, tmp_path):
    begin = time.monotonic()
    query = stream(ids, 1.5, 0.5).start(tmp_path / "events", blocking=False)
    assert time.monotonic() - begin < 1
    assert isinstance(query, StreamingQuery)
    assert query.is_active
    assert (query.report, query.exception) == (None, None)
    assert query.await_termination(timeout=0.01) is False
    assert query.await_termination() is True
    assert time.monotonic() - begin >= 1.5
    assert not query.is_active
    assert query.exception is None
    assert (query.report.files, query.report.rows) == (3, 30)
    assert query.report.stopped is False
    assert ids_of(tmp_path / "events") == list(range(1, 31))


def test_status_tells_how_far_it_is(ids, tmp_path, wait_until):
    query = stream(ids).start(tmp_path / "events", blocking=False)
    wait_until(lambda: query.status.files >= 3)
    query.stop()
    status = query.status
    assert isinstance(status, StreamStatus)
    files = sorted((tmp_path / "events").iterdir())
    assert status.to_dict() == {
        "is_active": False,
        "files": len(files),
        "rows": 10 * len(files),
        "bytes": sum(file.stat().st_size for file in files),
        "late_files": status.late_files,
        "last_file": str(files[-1]),
    }
    assert 0 <= status.late_files <= status.files
    assert repr(status).startswith(f"<StreamStatus: ended, {len(files)} files, ")
    assert repr(query).startswith(f"<StreamingQuery: ended, {len(files)} files, ")


def test_stop_leaves_what_is_visible_and_nothing_else(ids, tmp_path, wait_until):
    query = stream(ids).start(tmp_path / "events", blocking=False)
    wait_until(lambda: query.status.files >= 2)
    query.stop()
    assert not query.is_active
    count = len(list((tmp_path / "events").iterdir()))
    assert (query.report.files, query.report.stopped) == (count, True)
    assert os.listdir(tmp_path) == ["events"]
    assert ids_of(tmp_path / "events") == list(range(1, 10 * count + 1))
    query.stop()
    assert query.await_termination() is True
    time.sleep(0.2)
    assert len(list((tmp_path / "events").iterdir())) == count


def test_a_with_block_stops_it(ids, tmp_path):
    with stream(ids).start(tmp_path / "events", blocking=False) as query:
        assert query.is_active
    assert not query.is_active
    assert query.report.stopped is True


def test_a_with_block_that_fails_stops_it_too(ids, tmp_path):
    with pytest.raises(ZeroDivisionError):
        with stream(ids).start(tmp_path / "events", blocking=False) as query:
            _ = 1 / 0
    assert not query.is_active


def test_sparks_names_work_too(ids, tmp_path):
    query = stream(ids, 0.1).start(tmp_path / "events", blocking=False)
    assert query.awaitTermination(timeout=60) is True
    assert query.isActive is False


@pytest.mark.parametrize("timeout", ["5", -1, float("nan"), True, [1]])
def test_timeouts_are_numbers_of_seconds(ids, tmp_path, timeout):
    with stream(ids).start(tmp_path / "events", blocking=False) as query:
        with pytest.raises(OptionError, match="timeout must be a number"):
            query.await_termination(timeout)


def test_a_timeout_of_zero_only_looks(ids, tmp_path):
    with stream(ids).start(tmp_path / "events", blocking=False) as query:
        assert query.await_termination(0) is False


def test_a_stream_goes_on_when_its_handle_is_dropped(ids, tmp_path, wait_until):
    folder = tmp_path / "events"
    stream(ids, 0.5).start(folder, blocking=False)
    gc.collect()
    wait_until(lambda: folder.exists() and len(list(folder.iterdir())) == 10)


def test_many_streams_run_at_the_same_time(ids, tmp_path):
    writer = stream(ids, 0.4)
    queries = [writer.start(tmp_path / str(n), blocking=False) for n in range(8)]
    queries[0].stop()
    waiting = [threading.Thread(target=queries[1].await_termination) for _ in range(3)]
    for thread in waiting:
        thread.start()
    for query in queries:
        query.await_termination()
    for thread in waiting:
        thread.join()
    assert queries[0].report.stopped is True
    assert [query.report.files for query in queries[1:]] == [8] * 7
    assert [ids_of(tmp_path / str(n)) for n in range(1, 8)] == [list(range(1, 81))] * 7


def test_ctrl_c_ends_the_waiting_and_not_the_stream(ids, tmp_path, interrupt_after):
    query = stream(ids).start(tmp_path / "events", blocking=False)
    for wait in (query.await_termination, lambda: query.await_termination(60)):
        interrupt_after(0.2)
        begin = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            wait()
        assert time.monotonic() - begin < SLACK_SECONDS
        assert query.is_active
    query.stop()


# Failures


@pytest.fixture
def failed(ids, tmp_path, wait_until):
    """A stream that fails after some files: a file took the place of its dataset."""
    query = stream(ids).start(tmp_path / "events", blocking=False)
    wait_until(lambda: query.status.files >= 2)
    (tmp_path / "events").rename(tmp_path / "moved")
    (tmp_path / "events").write_text("in the way")
    wait_until(lambda: not query.is_active)
    return query


def test_a_failure_is_the_exception_and_raised_by_waiting(failed, tmp_path):
    assert isinstance(failed.exception, WriteError)
    assert str(tmp_path / "events") in str(failed.exception)
    assert "the stream had written" in str(failed.exception)
    assert failed.report is None
    assert failed.status.files >= 2
    for _ in range(2):
        with pytest.raises(WriteError) as caught:
            failed.await_termination()
        assert str(caught.value) == str(failed.exception)
        assert caught.value.errno == failed.exception.errno
    failed.stop()
    assert (tmp_path / "events").read_text() == "in the way"
    assert sorted(os.listdir(tmp_path)) == ["events", "moved"]


def test_a_with_block_raises_a_failure(failed):
    with pytest.raises(WriteError):
        with failed:
            pass
    with pytest.raises(ZeroDivisionError):
        with failed:
            _ = 1 / 0


def test_a_blocking_start_raises_a_failure(ids, tmp_path, wait_until):
    def spoil():
        wait_until(lambda: (tmp_path / "events").exists())
        (tmp_path / "events").rename(tmp_path / "moved")
        (tmp_path / "events").write_text("in the way")

    thread = threading.Thread(target=spoil)
    thread.start()
    with pytest.raises(WriteError, match="events"):
        stream(ids).start(tmp_path / "events")
    thread.join()


# The interpreter's end

PRELUDE = """
import os, sys, threading, time
from rand_engine import DataGenerator, RandEngineError
generator = DataGenerator({"id": {"method": "gen_incremental"}, "name": {"method": "gen_name"}})
def stream(number, size=1000):
    writer = generator.writeStream.size(size).option("timeout", "1h").trigger(0.02)
    return writer.format("csv"), os.path.join(sys.argv[1], str(number))
def start(number, size=1000):
    writer, path = stream(number, size)
    return writer.start(path, blocking=False)
"""
ENDINGS = {
    "handles that are kept": "queries = [start(n) for n in range(3)]; time.sleep(0.3)",
    "handles that are dropped": "for n in range(3): start(n)\ntime.sleep(0.3)",
    "handles in a cycle": "q = start(0); l = [q]; l.append(l); time.sleep(0.1)",
    "no time to begin": "query = start(0)",
    "in the middle of a file": "query = start(0, size=10**11); time.sleep(0.5)",
    "threads that wait": """
query = start(0)
for target in (query.await_termination, lambda: query.await_termination(60)):
    threading.Thread(target=target, daemon=True).start()
time.sleep(0.3)
threading.Thread(target=query.stop, daemon=True).start()
""",
    "threads that are blocked": """
for n in range(3):
    writer, path = stream(n)
    threading.Thread(target=writer.start, args=(path,), daemon=True).start()
time.sleep(0.3)
""",
    "threads that start and stop": """
def churn(n):
    try:
        while True:
            start(n).stop()
    except RandEngineError:
        pass
for n in range(3):
    threading.Thread(target=churn, args=(n,), daemon=True).start()
time.sleep(0.5)
""",
    "a child of fork": """
query = start(0)
time.sleep(0.3)
child = os.fork()
if child == 0:
    sys.exit(7)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
assert query.is_active
""",
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_all_streams_end_with_the_interpreter(python, tmp_path, ending):
    folder = tmp_path / "out"
    folder.mkdir()
    done = python(PRELUDE + ENDINGS[ending], folder)
    assert done.returncode == 0
    assert done.stderr == ""
    datasets = list(folder.iterdir())
    assert {dataset.name for dataset in datasets} <= {"0", "1", "2"}
    names = [file.name for dataset in datasets for file in dataset.iterdir()]
    assert all(name.startswith("part-") and name.endswith(".csv") for name in names)
    texts = [file.read_text() for dataset in datasets for file in dataset.iterdir()]
    assert {text.count("\n") for text in texts} <= {1001}
    if ending.startswith(("handles", "threads that wait", "threads that are")):
        assert names


def test_ctrl_c_of_the_program_leaves_no_temporaries(tmp_path, wait_until):
    folder = tmp_path / "out"
    code = PRELUDE + "query = start(0, size=200_000)\nquery.await_termination()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], stderr=subprocess.PIPE, text=True
    )
    wait_until(lambda: (folder / "0").exists())
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=20)
    assert stderr.splitlines()[-1] == "KeyboardInterrupt"
    assert process.returncode == -signal.SIGINT
    assert os.listdir(folder) == ["0"]
    assert all(name.startswith("part-") for name in os.listdir(folder / "0"))


def test_no_stream_begins_after_the_interpreters_end(python, tmp_path):
    code = """
import atexit, sys
def late():
    for blocking in [True, False]:
        try:
            DataGenerator({"id": {"method": "gen_uuid"}}).writeStream.trigger(
                once=True).start(sys.argv[1], blocking)
        except RandEngineError as error:
            print(error)
atexit.register(late)
from rand_engine import DataGenerator, RandEngineError
"""
    done = python(code, tmp_path / "events")
    assert done.stdout == "Python is ending; no run can begin any more\n" * 2
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []


def test_a_forked_child_does_not_wait_for_its_parents_stream(ids, tmp_path):
    query = stream(ids).start(tmp_path / "out", blocking=False)
    child = os.fork()
    if child == 0:
        signal.alarm(5)
        query.stop()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert query.is_active
    query.stop()
