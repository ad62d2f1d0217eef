"""What is different on a terminal: preview, refusals, progress, colours, width."""

import json
import re

import pytest

ESCAPE = "\x1b"


def plain(text):
    return re.sub(r"\x1b\[[0-9;]*[mK]", "", text)


def test_generate_shows_ten_rows_and_how_to_write_them(on_terminal, run, names):
    result = on_terminal("generate", "orders", "-n", "50k")
    assert result.code == 0
    lines = result.out.splitlines()
    assert lines[0].split() == [
        "order_id",
        "customer_id",
        "product",
        "price",
        "order_date",
    ]
    assert set(lines[1]) == {"-", " "}
    assert len(lines) == 12
    hint = plain(result.err)
    seed = re.search(r"seed (\d+)", hint)[1]
    assert f"-s {seed} -o orders.csv" in hint
    assert names() == []
    written = run("generate", "orders", "-n", 10, "-s", seed).out.splitlines()
    assert [line.split() for line in lines[2:]] == [row.split(",") for row in written[1:]]


def test_the_preview_of_generate_heeds_rows_first_row_and_now(on_terminal):
    result = on_terminal(
        "generate", "transactions", "-n", 3, "--first-row", "1k", "--now", "2024-05-01"
    )
    rows = [line.split() for line in result.out.splitlines()[2:]]
    assert [row[0] for row in rows] == ["1001", "1002", "1003"]
    assert {row[2] for row in rows} == {"2024-05-01T00:00:00.000000Z"}


def test_the_hint_names_a_file_that_fits(on_terminal, spec):
    assert "-o spec.csv" in on_terminal("generate", spec.name).err
    assert "-o spec.json" in on_terminal("generate", spec.name, "-f", "json").err
    assert on_terminal("generate", "orders", "-q").err == ""


def test_the_preview_finds_mistakes_first(on_terminal):
    result = on_terminal("generate", "orders", "-O", "spe=;")
    assert result.code == 2
    assert result.out == ""


def test_dash_writes_rows_to_the_terminal(on_terminal):
    result = on_terminal("generate", "orders", "-n", 3, "-s", 1, "-o", "-")
    assert result.out.startswith("order_id,customer_id")
    assert result.out.count("\n") == 4
    assert "wrote 3 rows" in plain(result.err)
    assert "to standard output (seed 1)" in plain(result.err)


@pytest.mark.parametrize("output", [[], ["-o", "-"]])
@pytest.mark.parametrize(
    "flags,name",
    [
        (["-f", "parquet"], "orders.parquet"),
        (["-c", "gzip"], "orders.csv.gz"),
        (["-f", "jsonl", "-c", "zstd"], "orders.json.zst"),
    ],
)
def test_binary_to_a_terminal_is_refused(on_terminal, output, flags, name):
    result = on_terminal("generate", "orders", *flags, *output)
    assert result.code == 2
    assert result.out == ""
    assert f"for example -o {name}" in result.err
    redirected = on_terminal("generate", "orders", "-n", 1, "-c", "gzip", out=False)
    assert redirected.code == 0


@pytest.mark.parametrize(
    "flags,name",
    [
        (["-f", "parquet"], "orders.parquet"),
        (["-f", "csv", "-c", "gzip"], "orders.csv.gz"),
        (["-f", "json", "-c", "zstd"], "orders.json.zst"),
    ],
)
@pytest.mark.parametrize("path", ["/dev/tty", None])
def test_binary_to_a_terminal_by_its_name_is_refused(
    with_controlling_terminal, path, flags, name
):
    code, screen = with_controlling_terminal("generate", "orders", *flags, "-o", path)
    assert code == 2
    assert screen.startswith("rand-engine:")
    assert f"for example -o {name}" in screen


def test_zip_is_refused_wherever_it_cannot_go_back(with_controlling_terminal):
    words = ["generate", "orders", "-f", "csv", "-c", "zip", "-o", "/dev/tty"]
    code, screen = with_controlling_terminal(*words)
    assert code == 2
    assert "zip goes back in the file it writes" in screen


@pytest.mark.parametrize("path", ["/dev/tty", None])
def test_rows_go_to_a_terminal_by_its_name(with_controlling_terminal, path):
    words = ["generate", "orders", "-n", 3, "-s", 1, "-q", "-f", "csv", "-o", path]
    code, screen = with_controlling_terminal(*words)
    assert code == 0
    assert screen.startswith("order_id,customer_id")
    assert screen.count("\n") == 4


def test_a_report_without_a_run_is_refused(on_terminal):
    result = on_terminal("generate", "orders", "--json")
    assert result.code == 2
    assert "--json" in result.err


def test_the_closing_line_is_for_terminals(on_terminal):
    words = ["generate", "orders", "-n", "50k", "-s", 7, "-o", "a.csv"]
    result = on_terminal(*words)
    assert re.fullmatch(
        r"wrote 50,000 rows, 1 file, [0-9.]+ MB in [0-9.]+ s to a\.csv \(seed 7\)\n",
        plain(result.err),
    )
    assert on_terminal(*words, "-q").err == ""
    assert on_terminal(*words, err=False).err == ""
    with_json = on_terminal(*words, "--json")
    assert json.loads(with_json.out)["rows"] == 50000
    assert with_json.err == ""


def test_progress_is_drawn_after_a_second_and_erased(on_terminal, names):
    progress = re.compile(
        r"\r\x1b\[K[0-9,]+ of 2,000,000,000 rows \(\d+ %\), [0-9.]+ [kMG]B, "
        r"[0-9.]+ [kM] rows/s, [^\r]* left"
    )
    result = on_terminal(
        "generate",
        "orders",
        "-n",
        "2G",
        "-o",
        "/dev/null",
        out=False,
        until=lambda text: len(progress.findall(text)) >= 3,
    )
    assert result.code == 130
    assert len(progress.findall(result.err)) >= 3
    drawn, rest = result.err.rsplit("\r\x1b[K", 1)
    assert "left" in drawn
    assert plain(rest) == "rand-engine: stopped; nothing was changed\n"


def test_progress_is_cut_to_the_terminal(on_terminal):
    result = on_terminal(
        "generate",
        "orders",
        "-n",
        "2G",
        "-o",
        "/dev/null",
        width=40,
        until=lambda t: "…" in t,
    )
    lines = result.err.split("\r\x1b[K")[1:-1]
    assert lines and all(len(line) <= 39 for line in lines)


def test_no_progress_in_short_quiet_or_redirected_runs(on_terminal):
    short = on_terminal("generate", "orders", "-o", "/dev/null")
    assert "\r" not in short.err
    long = ["generate", "orders", "-n", "100M", "-j", 1, "-o", "/dev/null"]
    assert on_terminal(*long, "-q").err == ""
    assert on_terminal(*long, err=False).err == ""


def test_progress_of_a_filter_is_erased_when_it_is_stopped(on_terminal):
    result = on_terminal(
        "generate",
        "orders",
        "-n",
        "2G",
        "-c",
        "xz",
        out=False,
        until=lambda t: "left" in t,
    )
    assert result.code == 130
    drawn, rest = result.err.rsplit("\r\x1b[K", 1)
    assert "left" in drawn
    assert plain(rest) == "rand-engine: stopped\n"


def test_errors_are_coloured_on_a_terminal_only(on_terminal, run):
    coloured = on_terminal("generate", "ordrs").err
    assert coloured.startswith("\x1b[1;31mrand-engine:\x1b[0m no spec")
    assert ESCAPE not in run("generate", "ordrs").err
    assert ESCAPE not in on_terminal("generate", "ordrs", env={"NO_COLOR": "1"}).err
    assert ESCAPE not in on_terminal("generate", "ordrs", env={"TERM": "dumb"}).err
    # An empty NO_COLOR is none.
    assert ESCAPE in on_terminal("generate", "ordrs", env={"NO_COLOR": ""}).err


def test_validate_is_coloured_on_a_terminal_only(on_terminal, run, tmp_path):
    (tmp_path / "bad.json").write_text('{"a": {"method": "gen_intz"}}')
    result = on_terminal("validate", "orders", "bad.json")
    assert "orders: \x1b[32mok\x1b[0m (5 columns)" in result.out
    assert result.out.splitlines()[1].startswith("\x1b[1;31mbad.json:1:")
    assert result.out.splitlines()[2] == "  \x1b[2mat:  \x1b[0m a.method"
    assert result.code == 2
    assert ESCAPE not in on_terminal("validate", "bad.json", env={"NO_COLOR": "1"}).out
    assert ESCAPE not in run("validate", "bad.json").out


def test_tables_are_cut_to_the_width_of_a_terminal_only(on_terminal, run):
    narrow = on_terminal("preview", "users", "-s", 1, width=40)
    assert max(map(len, narrow.out.splitlines())) <= 40
    assert "…" in narrow.out
    wide = on_terminal("preview", "users", "-s", 1, width=200)
    assert "…" not in wide.out
    assert run("preview", "users", "-s", 1).out == wide.out


def test_preview_names_the_seed_on_a_terminal(on_terminal, run):
    result = on_terminal("preview", "users")
    seed = re.search(r"seed (\d+)", result.err)[1]
    assert run("preview", "users", "-s", seed).out == result.out
