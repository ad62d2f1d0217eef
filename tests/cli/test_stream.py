"""stream -o DIR: files by the clock, whole or not at all."""

import json
import os
import re
import resource
import signal
import time

import pandas as pd
import pytest
from pyarrow import parquet

PART = re.compile(r"part-0000000[\da-f]-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\.")


def parts(folder):
    """Paths of the visible files, in order."""
    return sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))


def order_ids(path):
    """The first column of a json file of orders."""
    return [row["order_id"] for row in json.loads(path.read_text())]


def wait_for_parts(process, folder, count):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        if folder.exists() and len(parts(folder)) >= count:
            return
        time.sleep(0.005)
    pytest.fail(f"{count} files were not seen")


def test_files_come_by_the_clock_and_nothing_is_printed(start, tmp_path):
    words = ["--every", "0.2", "--timeout", "1", "-n", 100, "-s", 5]
    process = start("stream", "orders", "-o", "out", *words)
    seen = {}
    while process.poll() is None:
        now = time.monotonic()
        for path in parts(tmp_path / "out") if (tmp_path / "out").exists() else []:
            seen.setdefault(path.name, now)
            assert len(order_ids(path)) == 100
        time.sleep(0.005)
    assert process.returncode == 0
    assert process.stdout.read() == process.stderr.read() == b""
    times = list(seen.values())
    assert len(times) == 5 and all(PART.match(name) for name in seen)
    for number, moment in enumerate(times):
        # Looking may be late, a file early never; the first was seen late, too.
        assert moment - times[0] > 0.2 * number - 0.15
        assert moment - times[0] < 0.2 * number + 2


def test_the_rows_are_those_of_one_long_run(run, tmp_path):
    run("stream", "orders", "-o", "out", "--every", "50ms", "--timeout", "0.2s",
        "-n", 100, "-s", 5, "-f", "csv")  # fmt: skip
    lines = []
    for path in parts(tmp_path / "out"):
        header, *rows = path.read_text().splitlines()
        assert header.startswith("order_id,") and len(rows) == 100
        lines += rows
    assert lines == run("generate", "orders", "-n", 400, "-s", 5).out.splitlines()[1:]


READERS = {
    "csv": pd.read_csv,
    "csv.gz": pd.read_csv,
    "csv.xz": pd.read_csv,
    "json": pd.read_json,
    "json.bz2": pd.read_json,
    "jsonl": lambda path: pd.read_json(path, lines=True),
    "jsonl.gz": lambda path: pd.read_json(path, lines=True),
    "parquet": lambda path: parquet.read_table(path).to_pandas(),
}


@pytest.mark.parametrize("suffix", READERS)
def test_an_extension_names_format_and_codec_of_the_files(run, tmp_path, suffix):
    done = run("stream", "orders", "-o", f"out.{suffix}", "--frequency", "0.1",
               "--timeout", "0.3", "-n", 50, "-s", 5)  # fmt: skip
    assert (done.code, done.out, done.err) == (0, "", "")
    ids = []
    for path in parts(tmp_path / "out"):
        assert path.name.endswith("." + suffix.replace("jsonl", "json"))
        ids += list(READERS[suffix](path)["order_id"])
    assert ids == list(range(1, 151))


def test_format_and_codec_can_be_flags(run, tmp_path):
    words = ["-o", "out", "--every", 1, "--timeout", 2, "--available-now", "-n", 10]
    assert run("stream", "orders", *words, "-f", "jsonl", "-c", "gzip").code == 0
    for path in parts(tmp_path / "out"):
        assert len(pd.read_json(path, lines=True)) == 10


def test_once_writes_one_file_without_a_clock(run, tmp_path):
    result = run("stream", "orders", "-o", "out", "--once", "-n", 10, "-s", 1, "-v")
    assert result.code == 0
    (only,) = parts(tmp_path / "out")
    first, closing = result.err.splitlines()[:2]
    assert first.startswith(f"file 1: out/{only.name}, 10 rows, ")
    assert closing.startswith("wrote 1 file, 10 rows, ")
    assert order_ids(only) == list(range(1, 11))


def test_available_now_writes_all_files_without_waiting(run, tmp_path):
    words = ["--every", "1h", "--timeout", "24h", "--available-now", "-n", 10]
    assert run("stream", "orders", "-o", "out", *words).code == 0
    files = parts(tmp_path / "out")
    assert sum(map(order_ids, files), []) == list(range(1, 241))
    assert len(files) == 24


def test_overwrite_replaces_and_append_adds(run, tmp_path):
    words = ["-o", "out", "--every", 1, "--timeout", 3, "--available-now", "-n", 10]
    run("stream", "orders", *words)
    old = parts(tmp_path / "out")
    run("stream", "orders", *words, "-m", "append", "--first-row", "continue")
    files = parts(tmp_path / "out")
    assert files[:3] == old and len(files) == 6
    assert sum(map(order_ids, files), []) == list(range(1, 61))
    run("stream", "orders", *words)
    assert len(parts(tmp_path / "out")) == 3


def test_the_report_as_json(run):
    words = ["--every", "0.1", "--timeout", "0.3", "-n", 20, "-s", 5, "--json"]
    result = run("stream", "orders", "-o", "out", *words)
    report = json.loads(result.out)
    assert (result.code, result.err) == (0, "")
    assert (report["files"], report["planned_files"], report["rows"]) == (3, 3, 60)
    assert report["seed"] == "5" and report["path"] == "out"
    assert report["stopped"] is False and report["bytes"] > 60
    assert PART.search(report["last_file"])
    assert 0.3 <= report["seconds"] < 10


def test_verbose_tells_each_file_and_the_end(run, tmp_path):
    words = ["--every", "0.1", "--timeout", "0.3", "-n", 20, "-s", 5, "-v"]
    result = run("stream", "orders", "-o", "out", *words)
    assert result.out == ""
    lines = result.err.splitlines()
    for number, path in enumerate(parts(tmp_path / "out")):
        assert re.fullmatch(
            rf"file {number + 1} at {['0 s', '100 ms', '200 ms'][number]}: "
            rf"out/{re.escape(path.name)}, 20 rows, [\d.]+ kB(, [\d.]+ s late)?",
            lines[number],
        )
    assert re.match(
        r"wrote 3 files, 60 rows, [\d.]+ kB in [\d.]+ s to out \(seed 5\)", lines[3]
    )
    assert "  format       json" in lines


def test_late_files_are_told(run):
    # No disk makes a million rows in a millisecond.
    words = ["--every", "1ms", "--timeout", "3ms", "-n", "1M", "-v", "-f", "csv"]
    result = run("stream", "orders", "-o", "out", *words)
    assert result.code == 0
    assert len(re.findall(r"^file .*, [\d.]+ s late$", result.err, re.M)) == 2
    assert re.search(r"\); 2 files were late, by up to [\d.]+ s$", result.err, re.M)


def test_a_dry_run_tells_all_and_changes_nothing(run, names):
    words = ["--every", "1m", "--timeout", "1h", "-n", "5k", "-s", 5, "--dry-run"]
    words += ["--checkpoint", "state"]
    result = run("stream", "orders", "-o", "out/orders.csv.gz", *words)
    assert (result.code, result.err) == (0, "")
    lines = result.out.splitlines()
    assert lines[0] == (
        "would write 60 files, 300,000 rows to out/orders/; nothing was changed"
    )
    assert "  pace         a file every 1 min" in lines
    assert "  duration     1 h" in lines
    assert sum(PART.search(line) is not None for line in lines) == 10
    assert "               ... and 50 more" in lines
    assert "  format       csv, gzip" in lines
    assert re.search(r"  size         about [\d.]+ MB before compression", result.out)
    assert names() == []
    preview = json.loads(run("stream", "orders", "-o", "out", *words, "--json").out)
    assert (preview["file_count"], preview["rows"]) == (60, 300_000)
    assert (preview["frequency_seconds"], preview["timeout_seconds"]) == (60, 3600)
    assert names() == []


def test_the_files_have_the_names_of_the_dry_run(run, tmp_path):
    words = ["-o", "out", "--every", 1, "--timeout", 3, "--available-now", "-s", 5]
    preview = json.loads(run("stream", "orders", *words, "--dry-run", "--json").out)
    run("stream", "orders", *words)
    assert preview["files"] == [f"out/{path.name}" for path in parts(tmp_path / "out")]


MISTAKES = [
    ("", "--every 5s, the time from one file to the next"),
    ("", "--timeout 1m, how long the stream runs"),
    ("--every 5s", "--timeout 1m"),
    ("--timeout 5s", "--every 5s"),
    ("--available-now", "--every 5s"),
    ("--every x --timeout 1", "--every: 'x' is not a length of time"),
    ("--every 0 --timeout 1", "--every: '0' is not above 0"),
    ("--every -1 --timeout 1", "--every: '-1' is not above 0"),
    ("--every 1 --timeout 1y", "--timeout: '1y' is not a length of time"),
    ("--every 1 --timeout 200000d", "--timeout: '200000d' is longer than 100 years"),
    ("--every 1 --frequency 2 --timeout 9", "--every: is there more than once"),
    ("--every --timeout 9", "--every: needs a value, but '--timeout' comes next"),
    ("--every 1 --timeout 9 -O timeout=8", "--timeout and -O timeout say the same"),
    ("--once --checkpoint a -O checkpointLocation=b", "--checkpoint and -O checkp"),
    ("--once --available-now", "--once and --available-now contradict"),
    ("--every 1 --timeout 9 --rate 5", "--rate: it is of feeds"),
    ("--once -p 3", "unknown flag '-p' of stream"),
    ("--once --maxFiles 3", "'maxFiles' is a write option: -O maxFiles=24"),
    ("--once --timeuot 3", "did you mean '--timeout'?"),
    ("--once -O numFiles=3", "numFiles"),
    ("--once -O shape=sin", "did you mean 'sine'?"),
    ("--once -n 3.5", "-n: must be a whole number"),
    ("--once -f avro", "avro"),
    ("--once -q -v", "-q and -v contradict"),
]


@pytest.mark.parametrize("words,text", MISTAKES)
def test_a_mistake_is_explained_and_changes_nothing(run, names, words, text):
    result = run("stream", "orders", "-o", "out", *words.split())
    assert result.code == 2
    assert result.out == ""
    assert result.err.startswith("rand-engine: ")
    assert text in result.err
    assert "trigger(" not in result.err and "option(" not in result.err
    assert names() == []


@pytest.mark.parametrize(
    "number,code", [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_ends_it_between_two_files(start, tmp_path, number, code):
    process = start(
        "stream", "orders", "-o", "out", "--every", "1h", "--timeout", "9h", "-n", 50
    )
    wait_for_parts(process, tmp_path / "out", 1)
    time.sleep(0.2)
    process.send_signal(number)
    assert process.wait(timeout=5) == code
    message = b"rand-engine: stopped; wrote 1 file, 50 rows to out\n"
    assert process.stderr.read() == message
    (only,) = os.listdir(tmp_path / "out")
    assert order_ids(tmp_path / "out" / only) == list(range(1, 51))
    assert os.listdir(tmp_path) == ["out"]


def test_a_signal_leaves_whole_files_only(start, tmp_path):
    words = ["--every", "1ms", "--timeout", "1h", "-n", 5000]
    process = start("stream", "orders", "-o", "out", *words)
    wait_for_parts(process, tmp_path / "out", 5)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=5) == 130
    files = parts(tmp_path / "out")
    assert len(os.listdir(tmp_path / "out")) == len(files)
    assert os.listdir(tmp_path) == ["out"]
    assert sum(map(order_ids, files), []) == list(range(1, 5000 * len(files) + 1))
    told = f"wrote {len(files)} files, {5000 * len(files):,} rows to out"
    assert told in process.stderr.read().decode()


def test_a_signal_before_the_first_file_leaves_the_old_ones(run, start, tmp_path):
    run("stream", "orders", "-o", "out", "--once", "-n", 10)
    (old,) = parts(tmp_path / "out")
    process = start("stream", "orders", "-o", "out", "--once", "-n", "2G")
    time.sleep(0.5)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=10) == 143
    assert process.stderr.read() == b"rand-engine: stopped before the first file\n"
    assert parts(tmp_path / "out") == [old] and os.listdir(tmp_path) == ["out"]


def test_a_stopped_stream_reports_as_json_too(start, tmp_path):
    words = ["--every", "1h", "--timeout", "9h", "--json"]
    process = start("stream", "orders", "-o", "out", *words)
    wait_for_parts(process, tmp_path / "out", 1)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=5) == 130
    report = json.loads(process.stdout.read())
    assert report["stopped"] is True
    assert (report["files"], report["planned_files"]) == (1, 9)


def test_a_checkpoint_goes_on_where_a_signal_stopped_it(run, start, tmp_path):
    words = ["stream", "orders", "-o", "out", "--every", "0.2", "--timeout", "1.6"]
    words += ["-n", 100, "--checkpoint", "state"]
    process = start(*words)
    wait_for_parts(process, tmp_path / "out", 3)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=5) == 130
    first = parts(tmp_path / "out")
    assert 3 <= len(first) < 8
    result = run(*words, "--json")
    report = json.loads(result.out)
    assert (report["files"], report["planned_files"]) == (8 - len(first), 8)
    files = parts(tmp_path / "out")
    assert files[: len(first)] == first and len(files) == 8
    assert sum(map(order_ids, files), []) == list(range(1, 801))
    # The seed is the checkpoint's, so nothing shows where it was stopped.
    again = run("stream", "orders", "-o", "all", *words[4:-2], "--available-now",
                "-s", report["seed"])  # fmt: skip
    assert again.code == 0
    assert [path.read_bytes() for path in files] == [
        path.read_bytes() for path in parts(tmp_path / "all")
    ]


def test_a_finished_checkpoint_has_nothing_left(run, tmp_path):
    words = ["stream", "orders", "-o", "out", "--every", 1, "--timeout", 3]
    words += ["--available-now", "--checkpoint", "state"]
    assert run(*words).code == 0
    before = parts(tmp_path / "out")
    result = run(*words)
    assert result.code == 0 and "nothing is left to do" in result.err
    assert parts(tmp_path / "out") == before
    other = run(*words, "-n", 7)
    assert other.code == 2 and "belongs to another stream" in other.err


def test_a_full_disk_says_how_many_files_stay(start, tmp_path):
    # Files grow until one is longer than is allowed.
    words = ["--every", 1, "--timeout", 20, "--available-now", "-n", "100k", "-f", "csv"]
    process = start(
        "stream", "orders", "-o", "out", *words, "-O", "shape=ramp",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20)),
    )  # fmt: skip
    assert process.wait(timeout=60) == 1
    files = parts(tmp_path / "out")
    assert 2 < len(files) < 20
    error = process.stderr.read().decode()
    assert f"{len(files)} files" in error and "stay" in error
    assert os.listdir(tmp_path) == ["out"]
    assert len(os.listdir(tmp_path / "out")) == len(files)


PROGRESS = re.compile(
    r"\d+ of 40 files, [\d,]+ rows, [\d.]+ [kM]B(, \d+ late)?, next in 0\.\d\d s, "
    r"[\d.]+ s left"
)


def test_progress_tells_files_and_time_and_is_erased(on_terminal, tmp_path):
    words = ["--every", "0.2", "--timeout", 8, "-n", 100, "-s", 7]
    result = on_terminal(
        "stream", "orders", "-o", "out", *words,
        until=lambda text: len(PROGRESS.findall(text)) >= 3,
    )  # fmt: skip
    assert result.code == 130 and result.out == ""
    drawn, rest = result.err.rsplit("\r\x1b[K", 1)
    assert PROGRESS.search(drawn)
    count = len(parts(tmp_path / "out"))
    assert f"stopped; wrote {count} files, {100 * count:,} rows to out\n" in rest


def test_progress_of_a_stream_that_goes_on_tells_what_is_left(run, on_terminal):
    words = ["stream", "orders", "-o", "out", "--every", "0.4", "--timeout", "4", "-n", 9]
    words += ["--checkpoint", "state"]
    for _ in range(3):
        assert run(*words, "--once").code == 0
    left = re.compile(r"\d of 7 files, [^\r]*, [12]\.\d\d s left")
    result = on_terminal(*words, until=left.search)
    assert result.code == 130 and left.search(result.err)


def test_lines_of_files_do_not_mix_with_the_progress(on_terminal):
    words = ["--every", "0.2", "--timeout", "2", "-n", 10, "-s", 7, "-v"]
    result = on_terminal("stream", "orders", "-o", "out", *words, width=200)
    assert result.code == 0
    lines = [line.rsplit("\r\x1b[K", 1)[-1] for line in result.err.split("\n")]
    assert sum(line.startswith("file ") for line in lines) == 10
    assert lines[10].startswith("wrote 10 files, 100 rows")


def test_the_closing_line_is_for_terminals(on_terminal):
    words = ["-o", "out", "--every", "0.1", "--timeout", "0.3", "-n", 10, "-s", 7]
    result = on_terminal("stream", "orders", *words)
    assert result.out == ""
    assert re.match(
        r"wrote 3 files, 30 rows, [\d.]+ kB in [\d.]+ s to out \(seed 7\)", result.err
    )
    assert on_terminal("stream", "orders", *words, "-q").err == ""
    assert on_terminal("stream", "orders", *words, err=False).err == ""
    report = on_terminal("stream", "orders", *words, "--json")
    assert json.loads(report.out)["files"] == 3 and report.err == ""
