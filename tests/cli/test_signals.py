"""Stopping a run: exit code, message, the old file byte for byte, no temporary."""

import fcntl
import os
import select
import signal
import socket
import time

import pytest


def wait_for_temporary(process, folder):
    """Until the run has written something beside its target."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        for entry in os.scandir(folder):
            if entry.name.startswith(".") and entry.stat().st_size > 0:
                return
        time.sleep(0.01)
    pytest.fail("no temporary file was seen")


@pytest.mark.parametrize(
    "number,code", [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_leaves_the_old_file(start, tmp_path, names, number, code):
    (tmp_path / "a.csv.gz").write_bytes(b"old bytes")
    process = start("generate", "orders", "-n", "2G", "-o", "a.csv.gz")
    wait_for_temporary(process, tmp_path)
    process.send_signal(number)
    assert process.wait(timeout=30) == code
    assert process.stderr.read() == b"rand-engine: stopped; nothing was changed\n"
    assert (tmp_path / "a.csv.gz").read_bytes() == b"old bytes"
    assert names() == ["a.csv.gz"]


def test_a_signal_leaves_the_old_parts(run, start, tmp_path, names):
    run("generate", "orders", "-p", 3, "-o", "orders.csv")
    old = {name: (tmp_path / "orders" / name).read_bytes() for name in names("orders")}
    process = start("generate", "orders", "-n", "2G", "-p", 7, "-o", "orders.csv")
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == 130
    assert names() == ["orders"]
    assert {n: (tmp_path / "orders" / n).read_bytes() for n in names("orders")} == old


def test_a_signal_ends_a_filter_whose_reader_sleeps(start):
    process = start("generate", "orders", "-n", "2G")
    process.stdout.read(1)
    time.sleep(0.3)  # the pipe is full now
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=10) == 130
    assert process.stderr.read() == b"rand-engine: stopped\n"


def test_an_ignored_signal_stays_ignored(start, tmp_path):
    process = start(
        "generate",
        "orders",
        "-n",
        "2G",
        "-o",
        "a.csv.gz",
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN),
    )
    wait_for_temporary(process, tmp_path)
    process.send_signal(signal.SIGHUP)
    time.sleep(0.3)
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 143


def test_a_signal_ends_a_filter_whose_output_is_a_socket(start):
    reader, writer = socket.socketpair()
    process = start("generate", "orders", "-n", "2G", stdout=writer)
    reader.recv(1)
    time.sleep(0.3)  # it is full now
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=10) == 130
    reader.close()
    writer.close()


@pytest.mark.parametrize("number,code", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("name", ["pipe.csv", "pipe.csv.gz", "pipe.parquet"])
@pytest.mark.parametrize("has_reader", [False, True])
def test_a_signal_ends_a_run_into_a_fifo_that_nobody_reads(
    start, tmp_path, has_reader, name, number, code
):
    os.mkfifo(tmp_path / name)
    reader = os.open(tmp_path / name, os.O_RDONLY | os.O_NONBLOCK) if has_reader else None
    process = start("generate", "orders", "-n", "2G", "-o", name)
    if has_reader:
        assert select.select([reader], [], [], 30)[0]
    time.sleep(0.5)
    assert process.poll() is None
    process.send_signal(number)
    assert process.wait(timeout=2) == code
    assert process.stderr.read() == b"rand-engine: stopped; nothing was changed\n"
    if has_reader:
        os.close(reader)


def test_a_fifo_is_written_as_soon_as_it_has_a_reader(start, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    process = start("generate", "orders", "-n", "100k", "-s", 1, "-o", "pipe")
    time.sleep(0.3)
    assert (tmp_path / "pipe").read_text().count("\n") == 100_001
    assert process.wait(timeout=30) == 0


def test_a_second_signal_kills_at_once(start, tmp_path):
    # One thread, so that the second signal cannot be taken by another at the same time.
    process = start("generate", "orders", "-n", "2G", "-j", 1, "-o", "a.csv")
    wait_for_temporary(process, tmp_path)
    # Both are there when it wakes; the first one alone would end it in good order.
    process.send_signal(signal.SIGSTOP)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGTERM)
    process.send_signal(signal.SIGCONT)
    assert process.wait(timeout=5) == -signal.SIGTERM


@pytest.mark.parametrize("mode", ["overwrite", "append"])
def test_a_signal_ends_the_wait_for_another_runs_lock(run, start, tmp_path, mode):
    run("generate", "orders", "-p", 2, "-o", "orders.csv")
    before = sorted(os.listdir(tmp_path / "orders"))
    folder = os.open(tmp_path / "orders", os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    process = start("generate", "orders", "-p", 2, "-m", mode, "-o", "orders.csv")
    time.sleep(0.5)
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=2) == 143
    os.close(folder)
    assert os.listdir(tmp_path) == ["orders"]
    assert sorted(os.listdir(tmp_path / "orders")) == before


def test_reading_a_spec_can_be_interrupted(start, tmp_path):
    reader, writer = os.pipe()
    process = start("generate", "-", stdin=reader)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=10) == -signal.SIGINT
    os.close(reader)
    os.close(writer)
