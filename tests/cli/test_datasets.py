"""Datasets on the command line: generate, preview, validate, changes."""

import json
from pathlib import Path

import pytest

SHOP = Path(__file__).parents[2] / "examples" / "datasets" / "shop.yaml"

TWO = """\
tables:
  orders:
    size: {per: customers, min: 1, max: 3}
    spec:
      id: {method: gen_incremental}
      customer: {method: foreign_key, parms: {table: customers}}
  customers:
    size: 4
    spec:
      id: {method: gen_incremental, parms: {start: 100}}
      country: {method: gen_str_choice, parms: {options: [DE, BR]}}
"""


def test_generate_writes_every_table_into_the_directory(run, tmp_path):
    result = run("generate", "-", "-s", 1, "-o", "out", "-v", stdin=TWO)
    assert result.code == 0
    customers = (tmp_path / "out" / "customers.csv").read_text().splitlines()
    orders = (tmp_path / "out" / "orders.csv").read_text().splitlines()
    assert customers[0] == "id,country" and len(customers) == 5
    assert orders[0] == "id,customer"
    assert {line.split(",")[1] for line in orders[1:]} == {"100", "101", "102", "103"}
    # Parents first, a line each.
    told = [line for line in result.err.splitlines() if line.startswith("wrote")]
    assert [line.split(" to ")[1].split()[0] for line in told] == [
        "out/customers.csv",
        "out/orders.csv",
    ]


def test_generate_writes_parts_and_reports_as_json(run, tmp_path):
    words = ("-s", 1, "-o", "out/", "-f", "jsonl", "-c", "gzip", "-p", 2, "--json")
    report = json.loads(run("generate", SHOP, *words).out)
    assert list(report["tables"]) == [
        "customers",
        "categories",
        "products",
        "orders",
        "order_lines",
    ]
    assert all(len(table["files"]) == 2 for table in report["tables"].values())
    assert report["rows"] == sum(table["rows"] for table in report["tables"].values())
    assert (tmp_path / "out" / "orders").is_dir()


def test_one_table_goes_to_standard_output_whole_or_in_part(run):
    whole = run("generate", "-", "-s", 1, "--tables", "orders", stdin=TWO).out
    words = ("--tables", "orders", "-n", 2, "--first-row", 3, "-O", "header=false")
    part = run("generate", "-", "-s", 1, *words, stdin=TWO)
    assert part.out.splitlines() == whole.splitlines()[4:6]


def test_a_dry_run_describes_every_table_and_writes_none(run, tmp_path):
    result = run("generate", SHOP, "-o", "out", "--dry-run")
    assert result.out.count("would write") == 5
    assert not (tmp_path / "out").exists()
    described = json.loads(run("generate", SHOP, "-o", "out", "--dry-run", "--json").out)
    assert described["tables"]["customers"]["rows"] == 1000


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["generate", "-"], "a dataset goes into a directory"),
        (["generate", "-", "-o", "x", "-n", 5], "a size is for one table"),
        (["generate", "-", "-o", "x", "--tables", "order"], "did you mean 'orders'?"),
        (["generate", "-", "-o", "x", "--tables", "a,,b"], "--tables: must be names"),
        (["generate", "orders", "--tables", "a"], "--tables is for a dataset"),
        (["generate", "-", "--tables", "orders", "-n", 99], "rows up to number 98"),
        (["preview", "-", "--table", "custmers"], "did you mean 'customers'?"),
        (["preview", "orders", "--table", "a"], "--table is for a dataset"),
        (["stream", "-"], "a dataset is streamed into a directory"),
        (["changes", "-"], "say which table changes"),
        (["changes", "orders", "--table", "a"], "changes are of a table of a dataset"),
        (
            ["changes", "-", "--table", "customers", "--deletes", 5],
            "more than the 4 rows of version 0",
        ),
    ],
)
def test_mistakes_are_told_and_nothing_is_written(run, tmp_path, words, message):
    result = run(*words, stdin=TWO)
    assert result.code == 2
    assert message in result.err
    assert list(tmp_path.iterdir()) == []


def test_validate_knows_datasets(run):
    assert "ok (5 tables)" in run("validate", SHOP).out
    tables = json.loads(run("validate", "--json", SHOP).out)[0]["tables"]
    assert tables["customers"]["columns"][0]["name"] == "customer_id"
    wrong = TWO.replace("table: customers", "table: customer").replace(
        "per: cust", "per: c"
    )
    result = run("validate", "--json", "-", stdin=wrong)
    assert result.code == 2
    errors = json.loads(result.out)[0]["errors"]
    assert [(error["line"], error["path"]) for error in errors] == [
        (3, "tables.orders"),
        (6, "tables.orders.spec.customer.parms.table"),
    ]


def test_preview_shows_all_tables_or_one(run):
    all_tables = run("preview", "-", "-s", 1, stdin=TWO).out
    assert "customers (4 rows)" in all_tables and "orders (" in all_tables
    one = run("preview", "-", "-s", 1, "--table", "customers", "--from", 2, stdin=TWO).out
    assert [line.split()[0] for line in one.splitlines()[2:]] == ["102", "103"]


def test_changes_make_of_a_version_the_next(run):
    words = (
        "-s",
        1,
        "--table",
        "customers",
        "--inserts",
        2,
        "--updates",
        1,
        "--deletes",
        1,
    )

    def rows_of(*more):
        lines = run("changes", "-", *words, *more, "-f", "jsonl", stdin=TWO).out
        return [json.loads(line) for line in lines.splitlines()]

    table = {row["id"]: row["country"] for row in rows_of("--version", 0, "--snapshot")}
    assert sorted(table) == [100, 101, 102, 103]
    for version in (1, 2, 3):
        for record in rows_of("--version", version):
            if record["op"] != "insert":
                assert table.pop(record["id"]) == record["country_before"]
            if record["op"] != "delete":
                table[record["id"]] = record["country"]
        snapshot = rows_of("--version", version, "--snapshot")
        assert table == {row["id"]: row["country"] for row in snapshot}
        assert len(snapshot) == 4 + version


def test_stream_writes_a_file_of_each_table_at_every_tick(run, tmp_path):
    words = ["--every", "100ms", "--timeout", "300ms", "-s", 1, "-o", "out", "--json"]
    result = run("stream", "-", *words, "-f", "csv", "-v", stdin=TWO)
    assert result.code == 0
    report = json.loads(result.out)
    assert report["files"] == 6 and report["path"] == "out"
    assert list(report["tables"]) == ["customers", "orders"]
    assert report["tables"]["customers"]["rows"] == 12
    told = [line.split("out/")[1].split("/")[0] for line in result.err.splitlines()]
    assert told == ["customers", "orders"] * 3
    files = sorted((tmp_path / "out" / "customers").iterdir())
    ids = [line.split(",")[0] for file in files for line in file.read_text().split()[1:]]
    assert ids == [str(100 + i) for i in range(12)]


def test_a_dry_stream_says_what_comes_of_each_table(run, tmp_path):
    words = ["--every", "1s", "--timeout", "1m", "--fixed", "customers", "-o", "out"]
    result = run("stream", "-", *words, "--dry-run", "-s", 1, stdin=TWO)
    assert result.code == 0, result.err
    lines = [" ".join(line.split()) for line in result.out.splitlines()]
    assert "pace a file of each table every 1 s" in lines
    assert "tables customers 1 file, 4 rows" in lines
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words,message",
    [
        ([], "rand-engine stream - -o DIR --every 5s --timeout 1m"),
        (["-o", "out", "--every", "1s", "--timeout", "1s", "-n", 5], "-n: the sizes of"),
        (["-o", "out"], "--timeout 1m"),
        (
            ["-o", "out", "--every", "1s", "--timeout", "1s", "--fixed", "orders"],
            "cannot be fixed: its rows are the children of 'customers'",
        ),
        (
            ["-o", "out", "--every", "1s", "--timeout", "1s", "--tables", "order"],
            "did you mean 'orders'",
        ),
    ],
)
def test_a_stream_that_cannot_be_is_refused(run, tmp_path, words, message):
    result = run("stream", "-", *words, stdin=TWO)
    assert result.code == 2 and message in result.err
    assert list(tmp_path.iterdir()) == []


def test_flags_of_datasets_are_refused_for_one_table(run):
    for flag in ("--tables", "--fixed"):
        result = run("stream", "orders", flag, "x")
        assert result.code == 2 and f"{flag} is for a dataset" in result.err
