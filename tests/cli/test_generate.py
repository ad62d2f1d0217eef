"""Each flag of `rand-engine generate`, by what comes out."""

import gzip
import json

import pyarrow.parquet as pq
import pytest

HEADER = "order_id,customer_id,product,price,order_date"


def test_without_output_csv_goes_to_standard_output(run):
    result = run("generate", "orders")
    lines = result.out.splitlines()
    assert result.code == 0
    assert lines[0] == HEADER
    assert len(lines) == 1001
    assert lines[1].startswith("1,") and lines[1000].startswith("1000,")
    assert result.err == ""


def test_output_names_the_file_and_says_nothing_without_a_terminal(run, tmp_path, names):
    result = run("generate", "orders", "-o", "orders.csv")
    assert (result.code, result.out, result.err) == (0, "", "")
    assert names() == ["orders.csv"]
    assert (tmp_path / "orders.csv").read_text().count("\n") == 1001


@pytest.mark.parametrize("flag", ["--output", "-o"])
def test_output_dash_is_standard_output(run, flag, names):
    assert run("generate", "orders", flag, "-", "-n", 2).out.count("\n") == 3
    assert names() == []


def test_output_adds_the_suffix(run, names):
    assert run("generate", "orders", "-o", "new/data", "-c", "gzip", "-n", 1).code == 0
    assert names("new") == ["data.csv.gz"]


@pytest.mark.parametrize(
    "text,rows",
    [
        ("0", 0),
        ("7", 7),
        ("1_000", 1000),
        ("2k", 2000),
        ("1e3", 1000),
        ("0.5k", 500),
        ("0.01M", 10000),
        ("+5", 5),
    ],
)
def test_rows_as_people_type_them(run, text, rows):
    assert run("generate", "orders", "-n", text).out.count("\n") == rows + 1


@pytest.mark.parametrize("form", [["-n5"], ["--rows=5"], ["--rows", "5"], ["-n", "5"]])
def test_values_in_every_usual_form(run, form):
    assert run("generate", "orders", *form).out.count("\n") == 6


def test_flags_stand_before_and_after_the_spec(run):
    before = run("generate", "-n", 3, "-s", 1, "orders")
    after = run("generate", "orders", "-n", 3, "-s", 1)
    between = run("generate", "-n", 3, "orders", "-s", 1)
    assert before.out == after.out == between.out != ""


def test_format(run):
    rows = json.loads(run("generate", "orders", "-n", 2, "-f", "json").out)
    assert [row["order_id"] for row in rows] == [1, 2]
    lines = run("generate", "orders", "-n", 2, "--format", "jsonl").out.splitlines()
    assert [json.loads(line)["order_id"] for line in lines] == [1, 2]
    assert run("generate", "orders", "-n", 2, "-f", "JSONL").out.count("\n") == 2
    assert run("generate", "orders", "-f", "parquet").raw[:4] == b"PAR1"


def test_compression(run, tmp_path):
    result = run("generate", "orders", "-n", 2, "-c", "gzip")
    assert gzip.decompress(result.raw).startswith(HEADER.encode())
    for codec in ("zstd", "none"):
        run(
            "generate",
            "orders",
            "-n",
            2,
            "--compression",
            codec,
            "-o",
            f"{codec}.parquet",
        )
        column = (
            pq.ParquetFile(tmp_path / f"{codec}.parquet").metadata.row_group(0).column(0)
        )
        assert column.compression == {"zstd": "ZSTD", "none": "UNCOMPRESSED"}[codec]


@pytest.mark.parametrize("flag", ["-p", "--num-files", "--parts"])
def test_parts(run, flag, names):
    assert (
        run("generate", "orders", "-n", "1k", flag, 3, "-o", "out/orders.csv").code == 0
    )
    assert names("out") == ["orders"]
    parts = names("out/orders")
    assert len(parts) == 3
    assert all(part.startswith("part_") and part.endswith(".csv") for part in parts)


def test_mode(run, names):
    for flag in ("-m", "--mode"):
        assert run("generate", "orders", "-p", 2, "-o", "orders.csv").code == 0
        assert len(names("orders")) == 2
        assert (
            run("generate", "orders", flag, "append", "-p", 1, "-o", "orders.csv").code
            == 0
        )
        assert len(names("orders")) == 3
        assert (
            run("generate", "orders", flag, "overwrite", "-p", 2, "-o", "orders.csv").code
            == 0
        )


def test_seed_decides_the_rows(run):
    first = run("generate", "orders", "-s", "42").out
    assert first == run("generate", "orders", "--seed", "42").out
    assert first == run("generate", "orders", "-s", "4_2").out
    assert first != run("generate", "orders", "-s", "-42").out
    assert run("generate", "orders").out != run("generate", "orders").out
    assert run("generate", "orders", "-s", str(10**40)).code == 0


def test_threads_change_no_byte(run):
    one = run("generate", "users", "-n", "100k", "-s", 1, "-j", 1).raw
    assert one == run("generate", "users", "-n", "100k", "-s", 1, "--threads", 3).raw


def test_option(run, spec):
    result = run(
        "generate", spec, "-n", 9, "-s", 3, "-O", "sep=;", "--option", "na_rep=NULL"
    )
    lines = result.out.splitlines()
    assert lines[0] == "id;word"
    assert {line.split(";", 1)[1] for line in lines[1:]} == {"a", '"b;c"', "NULL"}
    assert run("generate", spec, "-n", 1, "-O", "header=false").out.startswith("1,")
    # Only the first = separates.
    assert run("generate", spec, "-n", 1, "-O", "sep==").out.startswith("id=word")


def test_now(run):
    result = run("generate", "transactions", "-n", 1, "--now", "2024-05-01T12:00:00Z")
    assert result.out.splitlines()[1].endswith("2024-05-01T12:00:00.000000Z")


def test_first_row(run):
    whole = run("generate", "orders", "-n", 30, "-s", 1).out.splitlines()
    piece = run(
        "generate", "orders", "-n", 10, "-s", 1, "--first-row", 20
    ).out.splitlines()
    assert piece[1:] == whole[21:]
    assert (
        run("generate", "orders", "-n", 1, "--first-row", "1G")
        .out.split("\n")[1]
        .startswith("1000000001,")
    )


def test_first_row_continue(run, tmp_path, names):
    run("generate", "orders", "-n", 20, "-s", 1, "-p", 2, "-o", "orders.csv")
    words = ["-m", "append", "--first-row", "continue", "-o", "orders.csv"]
    assert run("generate", "orders", "-n", 10, "-s", 1, *words).code == 0
    parts = [(tmp_path / "orders" / name).read_text() for name in names("orders")]
    rows = [line for part in parts for line in part.splitlines()[1:]]
    assert rows == run("generate", "orders", "-n", 30, "-s", 1).out.splitlines()[1:]


def test_dry_run_changes_nothing(run, tmp_path, names):
    (tmp_path / "orders.csv.gz").write_text("old")
    result = run("generate", "orders", "-n", "50k", "-o", "orders.csv.gz", "--dry-run")
    assert result.code == 0
    first = result.out.splitlines()[0]
    assert (
        first == "would write 50,000 rows, 1 file, to orders.csv.gz; nothing was changed"
    )
    assert "csv, gzip" in result.out
    assert "order_date  date32[day]" in result.out
    assert "before compression" in result.out
    assert (tmp_path / "orders.csv.gz").read_text() == "old"
    assert run("generate", "orders", "-p", 3, "-o", "new/orders", "--dry-run").code == 0
    assert names() == ["orders.csv.gz"]


def test_dry_run_names_the_parts_of_the_run(run, names):
    words = ["generate", "orders", "-s", 1, "-p", 12, "-o", "out/orders.parquet"]
    text = run(*words, "--dry-run").out
    shown = [word for word in text.split() if word.startswith("out/orders/part_")]
    assert "12 files, to out/orders/;" in text and "... and 2 more" in text
    assert run(*words).code == 0
    assert [f"out/orders/{name}" for name in names("out/orders")][:10] == shown


def test_dry_run_as_json(run, names):
    result = run("generate", "orders", "-o", "a.parquet", "--dry-run", "--json")
    preview = json.loads(result.out)
    assert preview["path"] == "a.parquet"
    assert preview["rows"] == 1000
    assert preview["estimated_bytes"] > 1000
    assert preview["columns"][0] == {
        "name": "order_id",
        "type": "int64",
        "nullable": False,
    }
    assert names() == []


def test_dry_run_finds_mistakes(run):
    result = run("generate", "orders", "-o", "a.xlsx", "--dry-run")
    assert result.code == 2
    assert "a.xlsx" in result.err


def test_json_prints_the_report(run, tmp_path):
    result = run("generate", "orders", "-n", "5k", "-s", 7, "-o", "a.csv", "--json")
    report = json.loads(result.out)
    assert result.err == ""
    assert report["files"] == ["a.csv"]
    assert report["rows"] == 5000
    assert report["seed"] == "7"
    assert report["bytes"] == (tmp_path / "a.csv").stat().st_size


def test_json_goes_alone_to_standard_error_where_the_data_is_on_standard_output(run):
    words = [
        "generate",
        "orders",
        "-n",
        2,
        "-f",
        "json",
        "-O",
        "lines=true",
        "-O",
        "indent=2",
    ]
    result = run(*words, "--json")
    assert len(result.out.splitlines()) == 2
    report = json.loads(result.err)
    assert report["rows"] == 2
    assert len(report["warnings"]) == 1


def test_warnings_go_to_standard_error_but_with_quiet(run, tmp_path):
    words = ["generate", "orders", "-n", 2, "-c", "gzip", "-o", "a.csv"]
    result = run(*words)
    assert result.code == 0
    assert result.err.startswith("rand-engine: warning: 'a.csv' holds gzip data")
    for quiet in ("-q", "--quiet"):
        assert run(*words, quiet).err == ""


@pytest.mark.parametrize("flag", ["-v", "--verbose"])
def test_verbose_prints_closing_line_and_details(run, flag):
    result = run("generate", "orders", "-n", "5k", "-s", 7, "-o", "a.csv.gz", flag)
    first, *details = result.err.splitlines()
    assert first.startswith("wrote 5,000 rows, 1 file, ")
    assert " kB in " in first
    assert first.endswith(" s to a.csv.gz (seed 7)")
    words = " ".join(details)
    for word in ("a.csv.gz", "csv, gzip", "zlib", "data version", "spec SHA-256"):
        assert word in words


def test_verbose_names_the_directory_of_parts(run):
    result = run("generate", "orders", "-p", 2, "-s", 7, "-o", "out/o.csv", "-v")
    assert " 2 files, " in result.err
    assert " to out/o/ (seed 7)" in result.err


def test_a_drawn_seed_repeats_the_run(run):
    report = json.loads(run("generate", "users", "-o", "a.csv", "--json").out)
    again = json.loads(
        run("generate", "users", "-o", "b.csv", "--json", "-s", report["seed"]).out
    )
    assert run("generate", "users", "-s", report["seed"]).out.count("\n") == 1001
    assert again["seed"] == report["seed"]


def test_a_drawn_seed_gives_the_same_bytes(run, tmp_path):
    report = json.loads(run("generate", "users", "-o", "a.csv", "--json").out)
    run("generate", "users", "-o", "b.csv", "-s", report["seed"])
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
