"""Pipes, devices, closed descriptors: where results go and what that does."""

import os
import resource
import subprocess
import time

import pytest


def test_a_closed_pipe_ends_quietly(start):
    process = start("generate", "orders", "-n", "100M", "-v")
    assert process.stdout.readline() == b"order_id,customer_id,product,price,order_date\n"
    process.stdout.close()
    assert process.wait(timeout=30) == 0
    assert process.stderr.read() == b""


@pytest.mark.parametrize(
    "words", [["methods"], ["generate", "--help"], ["preview", "users", "-n", "10k"]]
)
def test_a_closed_pipe_ends_other_commands_quietly(start, words):
    reader, writer = os.pipe()
    os.close(reader)
    process = start(*words, stdout=writer)
    os.close(writer)
    assert process.wait(timeout=30) == 0
    assert process.stderr.read() == b""


def test_head_takes_one_line(command, tmp_path):
    script = 'set -o pipefail; "$0" generate orders -n 100M | head -1'
    done = subprocess.run(
        ["bash", "-c", script, command], cwd=tmp_path, capture_output=True, timeout=60
    )
    assert done.returncode == 0
    assert done.stdout == b"order_id,customer_id,product,price,order_date\n"
    assert done.stderr == b""


def test_dev_null(run, names):
    result = run("generate", "orders", "-n", "100k", "-o", "/dev/null", "-v")
    assert result.code == 0
    assert "to /dev/null" in result.err
    assert names() == []
    assert os.path.exists("/dev/null")


def test_dev_full_is_a_failed_write(run):
    result = run("generate", "orders", "-o", "/dev/full")
    assert result.code == 1
    assert result.err.startswith("rand-engine: cannot write '/dev/full'")
    assert "No space left" in result.err


@pytest.mark.parametrize(
    "words",
    [
        ["generate", "orders"],
        ["preview", "orders"],
        ["methods"],
        ["validate", "orders"],
        [],
    ],
)
def test_standard_output_that_is_full(start, words):
    with open("/dev/full", "wb") as full:
        process = start(*words, stdout=full)
    assert process.wait(timeout=30) == 1
    message = process.stderr.read().decode()
    assert message.startswith("rand-engine: cannot write")
    assert "standard output" in message and "No space left" in message


def test_a_closed_standard_output_is_a_failed_write(command, tmp_path):
    for words in ("generate orders", "methods"):
        done = subprocess.run(
            ["bash", "-c", f'"$0" {words} >&-', command],
            cwd=tmp_path,
            capture_output=True,
        )
        assert done.returncode == 1
        assert b"standard output" in done.stderr


def test_no_file_takes_the_place_of_a_closed_descriptor(command, tmp_path):
    script = 'exec "$0" generate orders -n 2G -o a.csv.gz <&- >&- 2>&-'
    process = subprocess.Popen(["bash", "-c", script, command], cwd=tmp_path)
    try:
        deadline = time.monotonic() + 30
        while not os.listdir(tmp_path) and time.monotonic() < deadline:
            time.sleep(0.01)
        links = [os.readlink(f"/proc/{process.pid}/fd/{number}") for number in range(3)]
    finally:
        process.kill()
        process.wait()
    assert links == ["/dev/null"] * 3


def test_a_file_size_limit_is_a_failed_write(start, tmp_path, names):
    (tmp_path / "a.csv").write_text("old")
    process = start(
        "generate",
        "orders",
        "-n",
        "1M",
        "-o",
        "a.csv",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
    )
    assert process.wait(timeout=30) == 1
    assert "File too large" in process.stderr.read().decode()
    assert (tmp_path / "a.csv").read_text() == "old"
    assert names() == ["a.csv"]


def test_a_place_where_nothing_can_be_made(run):
    result = run("generate", "orders", "-o", "/proc/rand_engine/a.csv")
    assert result.code in (1, 2)
    assert "/proc" in result.err


def test_a_fifo_is_written_straight(start, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    process = start("generate", "orders", "-n", 5, "-o", "pipe")
    assert (tmp_path / "pipe").read_text().count("\n") == 6
    assert process.wait(timeout=30) == 0
