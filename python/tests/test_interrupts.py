"""Stopping a run, the GIL, threads, and the interpreter's end."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from rand_engine import DataGenerator

ENDLESS = 10**12
# A tenth of a second is what is promised of an idle machine; tests share theirs.
SLACK_SECONDS = 1.5


class AlarmError(Exception):
    """Raised by the signal handler of a test."""


@pytest.fixture
def alarm_after():
    """Raise AlarmError in the main thread, after some seconds; tells when that was."""
    rung = []

    def ring(_number, _frame):
        rung.append(time.monotonic())
        raise AlarmError

    before = signal.signal(signal.SIGALRM, ring)

    def start(seconds):
        signal.setitimer(signal.ITIMER_REAL, seconds)
        return rung

    yield start
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


def wait_until(condition):
    """Wait until the condition holds, at most ten seconds."""
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.01)


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.json", "a.parquet"])
def test_exceptions_of_signal_handlers_stop_a_save_and_leave_the_old_file(
    orders, tmp_path, alarm_after, name
):
    (tmp_path / name).write_text("old")
    started = time.monotonic()
    rung = alarm_after(0.3)
    with pytest.raises(AlarmError):
        DataGenerator(orders).write.size(ENDLESS).save(tmp_path / name)
    assert time.monotonic() - rung[0] < SLACK_SECONDS
    assert rung[0] - started < 0.3 + SLACK_SECONDS
    wait_until(lambda: os.listdir(tmp_path) == [name])
    assert (tmp_path / name).read_text() == "old"


def test_a_stopped_dataset_leaves_the_old_parts(ids, tmp_path, alarm_after):
    DataGenerator(ids).write.size(10).option("numFiles", 2).save(tmp_path / "d.csv")
    before = {file.name: file.read_bytes() for file in (tmp_path / "d").iterdir()}
    alarm_after(0.3)
    with pytest.raises(AlarmError):
        DataGenerator(ids).write.size(ENDLESS).option("numFiles", 100_000).save(
            tmp_path / "d.csv"
        )
    wait_until(lambda: os.listdir(tmp_path) == ["d"])
    assert {file.name: file.read_bytes() for file in (tmp_path / "d").iterdir()} == before


def test_exceptions_of_signal_handlers_stop_a_table(ids, alarm_after):
    rung = alarm_after(0.2)
    with pytest.raises(AlarmError):
        DataGenerator(ids).size(2 * 10**9).get_arrow()
    assert time.monotonic() - rung[0] < SLACK_SECONDS


def test_handlers_that_raise_nothing_stop_nothing(ids):
    rung = []
    before = signal.signal(signal.SIGALRM, lambda *_: rung.append(1))
    signal.setitimer(signal.ITIMER_REAL, 0.02, 0.02)
    try:
        report = DataGenerator(ids).write.size(20_000_000).save("/dev/null")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert report.rows == 20_000_000
    assert rung


INTERRUPTED = """
import os, sys, time
from rand_engine import DataGenerator
spec = {"id": {"method": "gen_incremental"}, "name": {"method": "gen_name"}}
print("started", flush=True)
try:
    DataGenerator(spec).write.size(10**12).save(sys.argv[1])
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


def test_ctrl_c_stops_and_leaves_the_old_file(tmp_path):
    (tmp_path / "a.csv").write_text("old")
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, str(tmp_path / "a.csv")],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "started\n"
    wait_until(lambda: len(os.listdir(tmp_path)) == 2)
    begin = time.monotonic()
    process.send_signal(signal.SIGINT)
    assert process.stdout.readline() == "interrupted\n"
    assert time.monotonic() - begin < SLACK_SECONDS
    assert process.wait(timeout=10) == 0
    assert os.listdir(tmp_path) == ["a.csv"]
    assert (tmp_path / "a.csv").read_text() == "old"


@pytest.mark.parametrize(
    "name,codec,level", [("a.csv.zst", "zstd", 19), ("a.parquet", "brotli", 11)]
)
def test_a_codec_that_cannot_be_interrupted_does_not_hold_ctrl_c_up(
    orders, tmp_path, alarm_after, name, codec, level
):
    def save(size):
        writer = DataGenerator(orders, seed=1).write.size(size)
        writer.option("compression", codec).option("compressionLevel", level)
        return writer.save(tmp_path / name)

    rung = alarm_after(0.4)
    with pytest.raises(AlarmError):
        save(ENDLESS)
    # The library's own call takes up to a second; the caller does not wait for it.
    assert time.monotonic() - rung[0] < 0.4
    # What was stopped cleans up behind; a new run does not mind.
    assert save(100).rows == 100
    wait_until(lambda: os.listdir(tmp_path) == [name])


@pytest.mark.parametrize("has_reader", [False, True])
def test_ctrl_c_stops_a_save_to_a_fifo_that_nobody_reads(tmp_path, has_reader):
    os.mkfifo(tmp_path / "a.csv")
    # Opened for both, it has a reader at once; the process gets none of its own.
    reader = os.open(tmp_path / "a.csv", os.O_RDWR) if has_reader else None
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, str(tmp_path / "a.csv")],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "started\n"
    time.sleep(0.5)
    begin = time.monotonic()
    process.send_signal(signal.SIGINT)
    assert process.stdout.readline() == "interrupted\n"
    assert time.monotonic() - begin < SLACK_SECONDS
    assert process.wait(timeout=10) == 0
    if has_reader:
        os.close(reader)


def test_other_threads_run_while_the_engine_works(orders):
    stop = threading.Event()
    gaps = []

    def tick():
        last = time.monotonic()
        while not stop.is_set():
            time.sleep(0.001)
            now = time.monotonic()
            gaps.append(now - last)
            last = now

    thread = threading.Thread(target=tick)
    thread.start()
    report = DataGenerator(orders).write.size(10_000_000).save("/dev/null")
    stop.set()
    thread.join()
    assert len(gaps) > 20
    assert max(gaps) < max(0.25, report.seconds / 2)


def test_threads_may_save_at_the_same_time(orders, tmp_path):
    expected = DataGenerator(orders, seed=1).write.size(200_000).save(tmp_path / "0.csv")
    content = (tmp_path / "0.csv").read_bytes()
    failures = []

    def work(number):
        try:
            report = (
                DataGenerator(orders, seed=1)
                .write.size(200_000)
                .save(tmp_path / f"{number}.csv")
            )
            assert report.bytes == expected.bytes
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert all((tmp_path / f"{n}.csv").read_bytes() == content for n in range(1, 5))


AT_EXIT = """
import sys, threading, time
from rand_engine import DataGenerator, RandEngineError

def work(path):
    try:
        DataGenerator({"id": {"method": "gen_incremental"}}).write.size(10**12).save(path)
    except RandEngineError:
        pass  # Python itself aborts if a thread like this prints at its end.

for number in range(3):
    path = f"{sys.argv[1]}/{number}.csv"
    threading.Thread(target=work, args=(path,), daemon=True).start()
time.sleep(0.5)
"""


def test_daemon_threads_in_a_run_end_with_the_interpreter(python, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    done = python(AT_EXIT, folder)
    assert done.returncode == 0
    assert done.stderr == ""
    assert os.listdir(folder) == []


def test_no_run_begins_after_the_interpreters_end(python, tmp_path):
    code = """
import atexit, sys
def late():
    try:
        DataGenerator({"id": {"method": "gen_uuid"}}).write.save(sys.argv[1])
    except RandEngineError as error:
        print(error)
atexit.register(late)
from rand_engine import DataGenerator, RandEngineError
"""
    done = python(code, tmp_path / "a.csv")
    assert done.stdout == "Python is ending; no run can begin any more\n"
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []


def test_objects_alive_at_the_end_are_no_complaint(python, tmp_path):
    code = """
import sys
from rand_engine import DataGenerator
generator = DataGenerator({"id": {"method": "gen_uuid"}})
generator.itself = generator
writer = generator.write
report = writer.size(1).save(sys.argv[1])
table = generator.get_arrow()
capsule = generator.__arrow_c_stream__()
"""
    assert python(code, tmp_path / "a.csv").stderr == ""
