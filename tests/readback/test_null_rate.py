"""null_rate on every kind of column: the same rows are missing to every reader, no value
changes, and the statistics are true."""

import csv
import io
import json
import math

import duckdb
import pandas
import polars
import pyarrow as pa
import pyarrow.csv
import pyarrow.json
import pyarrow.parquet as pq
import pytest
from readback_support import ROWS, choice, column, from_duckdb, generate, run

#: Every kind of code and of cell: listed, rendered and wide ones, of 32, 64 and 128 bits.
COLUMNS = {
    "id": column("gen_incremental", start=-2, step=3),
    "small": column("gen_ints", min=-5, max=5),
    "large": column("gen_ints", min=-(10**9), max=10**9),
    "all32": column("gen_ints", min=0, max=2**32 - 1),
    "all64": column("gen_ints", min=-(2**63), max=2**63 - 1),
    "price": column("gen_floats", min=-1, max=2000, round=2),
    "digit": column("gen_floats", min=0, max=9, round=0),
    "tiny": column("gen_floats", min=-0.5, max=0.5, round=9),
    "word": choice("a", "b;c", "Grüße", "x" * 80),
    "maybe": choice("a", None, "b", "c"),
    "level": choice(1, 2, 7),
    "share": choice(0.5, 1e300, 100000.0),
    "flag": choice(True, False),
    "name": column("gen_name"),
    "email": column("gen_email"),
    "uuid": column("gen_uuid"),
    "day": column("gen_dates", date_min="1969-12-30", date_max="2024-02-29"),
    "far_day": column("gen_dates", date_min="0001-01-01", date_max="9999-12-31"),
    "now": column("gen_now"),
}


def with_nulls(rate):
    return {name: spec | {"null_rate": rate} for name, spec in COLUMNS.items()}


def csv_table(path):
    """Columns of texts; None where a field is missing."""
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8"), newline="")))
    return {
        name: [text or None for text in texts]
        for name, texts in zip(rows[0], zip(*rows[1:], strict=True), strict=True)
    }


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The rows with a null_rate of 0.3, in every format; under plain/ without."""
    folder = tmp_path_factory.mktemp("files")
    for name in ("data.csv", "data.jsonl", "data.parquet"):
        generate(folder / "plain", name, COLUMNS)
        generate(folder, name, with_nulls(0.3))
    return folder


@pytest.fixture(scope="module")
def present(files):
    """Column -> whether each row has a value, of the CSV file."""
    return {
        name: [text is not None for text in texts]
        for name, texts in csv_table(files / "data.csv").items()
    }


def masked(columns, present):
    """The columns of the plain file without what is missing."""
    return {
        name: [
            value if is_there else None
            for value, is_there in zip(values, present[name], strict=True)
        ]
        for name, values in columns.items()
    }


def test_about_the_stated_share_is_missing_and_columns_are_independent(present):
    sigma = math.sqrt(ROWS * 0.3 * 0.7)
    for name, is_there in present.items():
        # "maybe" has a null among its four options.
        share = 0.3 + 0.7 / 4 if name == "maybe" else 0.3
        assert abs(is_there.count(False) - share * ROWS) < 4.5 * sigma, name
    both = sum(
        not a and not b for a, b in zip(present["small"], present["large"], strict=True)
    )
    assert abs(both - 0.09 * ROWS) < 4.5 * math.sqrt(ROWS * 0.09 * 0.91)


READERS_OF_CSV = {
    "pandas": lambda path: (
        pandas.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])
        .astype(object)
        .replace({float("nan"): None})
        .to_dict("list")
    ),
    "pyarrow": lambda path: pa.csv.read_csv(
        path,
        convert_options=pa.csv.ConvertOptions(
            column_types=dict.fromkeys(COLUMNS, pa.string()),
            strings_can_be_null=True,
            null_values=[""],
        ),
    ).to_pydict(),
    "duckdb": lambda path: from_duckdb(duckdb.read_csv(str(path), all_varchar=True)),
    "polars": lambda path: polars.read_csv(path, infer_schema=False).to_dict(
        as_series=False
    ),
}


@pytest.mark.parametrize("reader", READERS_OF_CSV)
def test_csv_readers_find_the_plain_files_values_where_one_is_there(
    files, present, reader
):
    plain = csv_table(files / "plain" / "data.csv")
    found = READERS_OF_CSV[reader](files / "data.csv")
    assert found == masked(plain, present)


def test_na_rep_stands_where_a_value_is_missing(tmp_path, present):
    path = generate(tmp_path, "d.csv", with_nulls(0.3), ROWS, "-O", "na_rep=missing, so")
    for name, texts in csv_table(path).items():
        assert [text != "missing, so" for text in texts] == present[name], name


def json_rows(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def columns_of(rows):
    return {name: [row[name] for row in rows] for name in rows[0]}


def test_json_has_null_there_and_the_plain_files_values_elsewhere(files, present):
    found = columns_of(json_rows(files / "data.jsonl"))
    plain = columns_of(json_rows(files / "plain" / "data.jsonl"))
    assert found == masked(plain, present)


READERS_OF_JSON = {
    "pandas": lambda path: pandas.read_json(path, lines=True).isna().to_dict("list"),
    "pyarrow": lambda path: {
        name: [value is None for value in values]
        for name, values in pa.json.read_json(path).to_pydict().items()
    },
    "duckdb": lambda path: {
        name: [value is None for value in values]
        for name, values in from_duckdb(duckdb.read_json(str(path))).items()
    },
    "polars": lambda path: {
        name: series.is_null().to_list()
        for name, series in polars.read_ndjson(path).to_dict().items()
    },
}


@pytest.mark.parametrize("reader", READERS_OF_JSON)
def test_json_readers_find_the_same_rows_missing(files, present, reader):
    missing = READERS_OF_JSON[reader](files / "data.jsonl")
    assert missing == {
        name: [not there for there in is_there] for name, is_there in present.items()
    }


READERS_OF_PARQUET = {
    "pandas": lambda path: {
        name: series.astype(object).where(series.notna(), None).to_list()
        for name, series in pandas.read_parquet(path, dtype_backend="pyarrow").items()
    },
    "pyarrow": lambda path: pq.read_table(
        path, page_checksum_verification=True
    ).to_pydict(),
    "duckdb": lambda path: from_duckdb(duckdb.read_parquet(str(path))),
    "polars": lambda path: polars.read_parquet(path).to_dict(as_series=False),
}


@pytest.mark.parametrize("reader", READERS_OF_PARQUET)
@pytest.mark.parametrize("flags", [[], ["-c", "none"], ["-O", "rowGroupSize=700"]])
def test_parquet_readers_find_the_plain_files_values_where_one_is_there(
    files, tmp_path, present, reader, flags
):
    path = generate(tmp_path, "data.parquet", with_nulls(0.3), ROWS, *flags)
    read = READERS_OF_PARQUET[reader]
    plain = read(files / "plain" / "data.parquet")
    assert read(path) == masked(plain, present)


def test_parquet_statistics_are_those_of_the_values_that_are_there(tmp_path):
    path = generate(tmp_path, "d.parquet", with_nulls(0.9), ROWS, "-O", "rowGroupSize=25")
    file = pq.ParquetFile(path)
    for group in range(file.num_row_groups):
        table = file.read_row_group(group)
        for number, name in enumerate(COLUMNS):
            chunk = file.metadata.row_group(group).column(number)
            values = [value for value in table[name].to_pylist() if value is not None]
            assert chunk.statistics.null_count == len(table) - len(values), name
            assert chunk.statistics.has_min_max == bool(values), name
            if values:
                assert chunk.statistics.min == min(values), name
                assert chunk.statistics.max == max(values), name


def test_a_filter_that_skips_pages_finds_every_row(tmp_path):
    spec = {"id": COLUMNS["id"] | {"null_rate": 0.5}, "uuid": COLUMNS["uuid"]}
    path = generate(tmp_path, "d.parquet", spec, 300_000)
    ids = [value for value in pq.read_table(path)["id"].to_pylist() if value is not None]
    for value in ids[:: len(ids) // 7]:
        query = f"SELECT count(*) FROM '{path}' WHERE id = {value}"
        assert duckdb.sql(query).fetchall() == [(1,)]
        frame = polars.scan_parquet(path).filter(polars.col("id") == value)
        assert len(frame.collect()) == 1
    nulls = duckdb.sql(f"SELECT count(*) FROM '{path}' WHERE id IS NULL").fetchall()
    assert nulls == [(300_000 - len(ids),)]


def test_a_rate_of_one_leaves_no_value_in_any_format(tmp_path):
    spec = with_nulls(1)
    for texts in csv_table(generate(tmp_path, "d.csv", spec)).values():
        assert set(texts) == {None}
    for row in json_rows(generate(tmp_path, "d.jsonl", spec)):
        assert set(row.values()) == {None}
    for flags in ([], ["-c", "none"]):
        path = generate(tmp_path, "d.parquet", spec, ROWS, *flags)
        for reader, read in READERS_OF_PARQUET.items():
            for name, values in read(path).items():
                assert values == [None] * ROWS, (reader, name)


def test_a_rate_of_zero_changes_nothing(tmp_path, files):
    for name in ("data.csv", "data.jsonl"):
        path = generate(tmp_path, name, with_nulls(0))
        assert path.read_bytes() == (files / "plain" / name).read_bytes()
    schema = pq.read_schema(generate(tmp_path, "data.parquet", with_nulls(0)))
    assert [field.name for field in schema if field.nullable] == ["maybe"]


def test_any_rows_alone_are_missing_as_they_are_among_all(tmp_path, files):
    every = json_rows(files / "data.jsonl")
    path = generate(
        tmp_path, "d.jsonl", with_nulls(0.3), 700, "-O", "firstRow=1111", "-j", "1"
    )
    assert json_rows(path) == every[1111:1811]


def test_parts_can_be_appended_whether_or_not_their_values_can_be_missing(tmp_path):
    for format in ("csv", "jsonl", "parquet"):
        for rates in ((0, 0.5), (0.5, 0), (1, 0.5), (0.5, 1)):
            name = f"{format}_{rates[0]}_{rates[1]}"
            flags = ["-f", format, "--mode", "append", "--num-files", "1"]
            for rate in rates:
                generate(tmp_path, name, with_nulls(rate), 100, *flags)
            assert len(list((tmp_path / name).iterdir())) == 2


def test_preview_leaves_the_place_of_a_missing_value_empty(tmp_path):
    spec = {"id": column("gen_incremental"), "u": column("gen_uuid") | {"null_rate": 1}}
    (tmp_path / "spec.json").write_text(json.dumps(spec))
    done = run("preview", "spec.json", "-n", "2", cwd=tmp_path)
    assert [line.split() for line in done.stdout.splitlines()[2:]] == [["1"], ["2"]]


@pytest.mark.parametrize("rate", ["0.5", True, -0.1, 1.0000001, [0.5]])
def test_a_wrong_rate_is_told_with_place_and_example(tmp_path, rate):
    spec = {"c": column("gen_uuid") | {"null_rate": rate}}
    (tmp_path / "spec.json").write_text(json.dumps(spec))
    done = run("validate", "spec.json", cwd=tmp_path)
    assert done.returncode != 0
    assert "column 'c': null_rate must be a number from 0 to 1" in done.stdout
    assert "at:   c.null_rate" in done.stdout
