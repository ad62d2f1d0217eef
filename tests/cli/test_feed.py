"""stream to standard output, a FIFO or a device: a feed of rows."""

import json
import os
import re
import signal
import subprocess
import time

import pytest


def ids(text):
    return [json.loads(line)["order_id"] for line in text.splitlines()]


@pytest.mark.parametrize("output", [[], ["-o", "-"]])
def test_rows_come_as_json_lines(run, output):
    result = run("stream", "orders", "-n", 5000, "-s", 3, *output)
    assert (result.code, result.err) == (0, "")
    generated = run("generate", "orders", "-n", 5000, "-s", 3, "-f", "jsonl").out
    assert result.out == generated


def test_rows_come_as_csv_with_one_header(run):
    result = run("stream", "orders", "-n", "200k", "-s", 3, "-f", "csv")
    assert result.code == 0
    assert result.out == run("generate", "orders", "-n", "200k", "-s", 3).out


def test_the_rows_of_a_rate_are_those_of_any_other(run):
    result = run("stream", "orders", "-n", 300, "-s", 3, "--rate", "1k", "-f", "csv")
    assert result.out == run("generate", "orders", "-n", 300, "-s", 3).out


@pytest.mark.parametrize("words", [[], ["-f", "csv"], ["--rate", "100k"], ["-v"]])
def test_a_reader_that_has_enough_ends_it_quietly(command, tmp_path, words):
    line = f"{command} stream orders {' '.join(words)} | head -3"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {line}"],
        cwd=tmp_path,
        capture_output=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.count(b"\n") == 3


def test_a_timeout_ends_it(run):
    begin = time.monotonic()
    result = run(
        "stream", "orders", "--timeout", "0.5", "-j", 1, stdout=subprocess.DEVNULL
    )
    assert (result.code, result.err) == (0, "")
    assert 0.5 <= time.monotonic() - begin < 20


@pytest.mark.parametrize("rate,per_second", [("200", 200), ("0.1k", 100)])
def test_the_rate_is_kept_and_never_exceeded(start, rate, per_second):
    begin = time.monotonic()
    process = start("stream", "orders", "--rate", rate, "--timeout", "2s")
    rows = 0
    moments = []
    while piece := os.read(process.stdout.fileno(), 1 << 16):
        rows += piece.count(b"\n")
        moments.append(time.monotonic() - begin)
        # A slot is a hundredth of a second; the first comes at once.
        assert rows <= per_second * (moments[-1] + 0.02) + 1
    assert process.wait(timeout=30) == 0
    assert 0.6 * 2 * per_second <= rows <= 2 * per_second
    # Smoothly, not in lumps.
    assert len(moments) > 30


def test_less_than_a_row_a_second(run):
    begin = time.monotonic()
    assert ids(run("stream", "orders", "--rate", "0.5", "-n", 2).out) == [1, 2]
    assert 1.5 < time.monotonic() - begin < 20


@pytest.mark.parametrize(
    "number,code", [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
@pytest.mark.parametrize("words", [["--rate", "50"], []])
def test_a_signal_ends_it_at_once(start, words, number, code):
    process = start("stream", "orders", *words)
    process.stdout.read(1)
    # Without a rate the pipe is full by now.
    time.sleep(0.3)
    process.send_signal(number)
    assert process.wait(timeout=5) == code
    error = process.stderr.read().decode()
    assert re.fullmatch(r"rand-engine: stopped after [\d,]+ rows?\n", error)


def test_the_report_goes_to_standard_error_alone(run, start):
    result = run("stream", "orders", "-n", 300, "-s", 3, "--json")
    report = json.loads(result.err)
    assert (report["rows"], report["bytes"]) == (300, len(result.raw))
    assert (report["files"], report["seed"], report["stopped"]) == (0, "3", False)
    assert report["format"] == "json"
    process = start("stream", "orders", "--rate", 100, "--json")
    process.stdout.read(1)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=5) == 130
    assert json.loads(process.stderr.read())["stopped"] is True


def test_verbose_ends_with_a_closing_line(run):
    error = run("stream", "orders", "-n", 300, "-s", 3, "-v").err
    closing = r"wrote 300 rows, [\d.]+ kB in [\d.]+ s to standard output \(seed 3\)\n"
    assert re.match(closing, error)


def test_a_fifo_is_a_feed(start, run, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    process = start("stream", "orders", "-n", 500, "-s", 3, "-o", "pipe")
    text = (tmp_path / "pipe").read_text()
    assert process.wait(timeout=30) == 0
    assert process.stdout.read() == process.stderr.read() == b""
    assert text == run("stream", "orders", "-n", 500, "-s", 3).out


def test_a_signal_ends_a_feed_that_waits_for_a_reader(start, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    process = start("stream", "orders", "-o", "pipe")
    time.sleep(0.5)
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=5) == 143
    assert process.stderr.read() == b"rand-engine: stopped after 0 rows\n"


def test_a_full_device_is_an_error(run):
    with open("/dev/full", "wb") as full:
        result = run("stream", "orders", "--timeout", 5, stdout=full)
    assert result.code == 1
    assert "No space left" in result.err


def test_a_dry_run_tells_pace_and_place(run, tmp_path):
    result = run("stream", "orders", "--rate", "1.5k", "--timeout", "90s", "--dry-run")
    lines = result.out.splitlines()
    assert lines[0] == "would write rows to standard output; nothing was changed"
    assert "  pace         1500 rows a second" in lines
    assert "  duration     1 min 30 s" in lines
    assert "  format       json" in lines
    os.mkfifo(tmp_path / "pipe")
    lines = run("stream", "orders", "-n", 500, "-o", "pipe", "--dry-run").out.splitlines()
    assert lines[0] == "would write 500 rows to pipe; nothing was changed"
    assert "  pace         as fast as they are taken" in lines


MISTAKES = [
    ("--every 1s", "--every: it is of files, but standard output is fed row by row"),
    ("--once", "--once: it is of files"),
    ("--available-now", "--available-now: it is of files"),
    ("--checkpoint state", "--checkpoint: it is of files"),
    ("--rate 0", "--rate: must be a number above 0 such as 1000, 5k, 1.5M or 0.5"),
    ("--rate -5", "--rate: must be a number above 0"),
    ("--rate x", "got 'x'"),
    ("--rate 1,000", "write 1_000"),
    ("--rate 1 -O rate=2", "--rate and -O rate say the same thing"),
    ("-f parquet", "allowed are json and csv"),
    ("-c gzip", "gzip"),
    ("-f jsonl -O lines=true", "-f jsonl and -O lines say the same thing"),
    ("-O shape=sine -O shapePeriod=1m", "rate"),
    ("-O maxFiles=3", "has no files"),
    ("-m append", "append is not possible"),
]


@pytest.mark.parametrize("words,text", MISTAKES)
def test_a_mistake_is_explained(run, names, words, text):
    result = run("stream", "orders", *words.split())
    assert (result.code, result.out) == (2, "")
    assert text in result.err
    assert names() == []


def test_a_terminal_gets_ten_rows_a_second_and_a_hint(on_terminal):
    begin = time.monotonic()
    result = on_terminal("stream", "orders", "-n", 15, "-s", 1)
    assert 1.3 < time.monotonic() - begin < 30
    assert result.code == 0
    assert ids(result.out) == list(range(1, 16))
    hint, closing = result.err.splitlines()
    assert "10 rows a second" in hint and "--rate" in hint
    # No line of progress among the rows.
    assert closing.startswith("wrote 15 rows") and "\r" not in result.err
    quick = on_terminal("stream", "orders", "-n", 15, "--rate", "1k", "-q")
    assert ids(quick.out) == list(range(1, 16)) and quick.err == ""


def test_binary_rows_do_not_go_to_a_terminal(on_terminal):
    for words in (["-f", "parquet"], ["-c", "gzip"]):
        result = on_terminal("stream", "orders", *words)
        assert (result.code, result.out) == (2, "")


@pytest.mark.parametrize(
    "words,progress",
    [
        (["--rate", 500, "--timeout", "1h"], r"\d+ rows/s, 59 min \d\d s left"),
        (["--rate", 500], r"[\d,]+ rows, [\d.]+ [kMG]B, \d+ rows/s"),
        (["-n", "2G"], r"[\d,]+ of 2,000,000,000 rows \(\d+ %\), [^\r]+ left"),
    ],
)
def test_progress_is_shown_where_the_rows_are_not(on_terminal, words, progress):
    result = on_terminal(
        "stream", "orders", *words, "-o", "/dev/null", out=False,
        until=lambda text: len(re.findall(progress, text)) >= 2,
    )  # fmt: skip
    assert result.code == 130
    drawn, rest = result.err.rsplit("\r\x1b[K", 1)
    assert re.search(progress, drawn)
    assert "stopped after" in rest
