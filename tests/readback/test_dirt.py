"""anomaly_rate and duplicate_rate: every reader finds the same values in every format, the
statistics are true, and nothing else changes."""

import csv
import datetime
import io
import json
import math

import duckdb
import pandas
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from readback_support import ROWS, choice, column, from_duckdb, generate, run

from rand_engine import DataGenerator

RATE = 0.2


def int_column(int_type):
    return column("integers", min=3, max=9, int_type=int_type)


#: Every type and kind of code that values can come from.
COLUMNS = {
    "id": column("gen_incremental", start=100, step=3),
    "small": column("gen_ints", min=5, max=9),
    "all64": column("gen_ints", min=-(2**63), max=2**63 - 1),
    **{name: int_column(name) for name in ("int8", "uint8", "int16", "uint32", "uint64")},
    "price": column("gen_floats", min=1, max=2000, round=2),
    "exact": column("gen_floats", min=0.1, max=0.5, round=9),
    "level": choice(3, 4, None),
    "share": choice(0.5, 1e300, 100000.0),
    "day": column("gen_dates", date_min="2024-01-01", date_max="2024-02-29"),
    "time": column("timestamps", start="2024-01-01", end="2024-02-01", precision="s"),
    "word": choice("a", "b;c", "Grüße", None),
    "name": column("gen_name"),
    "uuid": column("gen_uuid"),
}
TEXTS = ("word", "name", "uuid")


def with_anomalies(rate=RATE, null_rate=0.1):
    keys = {"anomaly_rate": rate, "null_rate": null_rate}
    return {name: spec | keys for name, spec in COLUMNS.items()}


def plain(null_rate=0.1):
    return with_anomalies(0, null_rate)


def table_of(spec, rows=ROWS, seed=11):
    return DataGenerator(spec, seed=seed).size(rows).get_arrow()


def same(a, b):
    """Equality by which what is not a number is itself."""
    return a == b or (a != a and b != b)


def difference(found, wanted):
    """The first row of the first column that differs, or nothing."""
    assert list(found) == list(wanted)
    for name, values in wanted.items():
        assert len(found[name]) == len(values)
        for row, (a, b) in enumerate(zip(found[name], values, strict=True)):
            if not same(a, b):
                return name, row, a, b
    return None


@pytest.fixture(scope="module")
def dirty():
    return table_of(with_anomalies()).to_pydict()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_each_column_hits_its_rate_and_the_other_rows_keep_their_values(seed):
    clean = table_of(plain(), seed=seed).to_pydict()
    dirty = table_of(with_anomalies(), seed=seed).to_pydict()
    for name, values in clean.items():
        present = [i for i, value in enumerate(values) if value is not None]
        assert all(dirty[name][i] is None for i in range(ROWS) if values[i] is None), name
        changed = [i for i in present if not same(values[i], dirty[name][i])]
        sigma = math.sqrt(len(present) * RATE * (1 - RATE))
        assert abs(len(changed) - RATE * len(present)) < 4 * sigma, name


def value_type(field):
    """The type of the values; those of options stand in a dictionary."""
    is_dictionary = isinstance(field.type, pa.DictionaryType)
    return field.type.value_type if is_dictionary else field.type


def test_types_stay_and_columns_that_cannot_be_missing_are_not():
    clean, dirty = table_of(plain(0)), table_of(with_anomalies(null_rate=0))
    assert [value_type(field) for field in dirty.schema] == [
        value_type(field) for field in clean.schema
    ]
    assert [field.nullable for field in dirty.schema] == [
        field.nullable for field in clean.schema
    ]


def in_utc(columns):
    """Times in the zone that the others name UTC."""
    columns["time"] = [
        time and time.astimezone(datetime.UTC).replace(tzinfo=None)
        for time in columns["time"]
    ]
    return columns


READERS_OF_PARQUET = {
    "pyarrow": lambda path: pq.read_table(
        path, page_checksum_verification=True
    ).to_pydict(),
    "duckdb": lambda path: from_duckdb(duckdb.read_parquet(str(path))),
    "polars": lambda path: polars.read_parquet(path).to_dict(as_series=False),
}


@pytest.mark.parametrize("reader", READERS_OF_PARQUET)
@pytest.mark.parametrize("flags", [[], ["-c", "none"], ["-O", "rowGroupSize=700"]])
def test_parquet_readers_find_the_values_of_arrow(tmp_path, dirty, reader, flags):
    path = generate(tmp_path, "d.parquet", with_anomalies(), ROWS, *flags)
    found = in_utc(READERS_OF_PARQUET[reader](path))
    assert difference(found, in_utc(dict(dirty))) is None


def test_pandas_reads_parquet_and_gets_the_same_frame(tmp_path):
    spec = with_anomalies(null_rate=0)
    read = pandas.read_parquet(generate(tmp_path, "d.parquet", spec))
    frame = DataGenerator(spec, seed=11).size(ROWS).get_df()
    for name in COLUMNS:
        assert read[name].equals(frame[name].astype(read[name].dtype)), name


def test_parquet_statistics_are_those_of_the_rows(tmp_path):
    path = generate(
        tmp_path, "d.parquet", with_anomalies(0.02), ROWS, "-O", "rowGroupSize=40"
    )
    file = pq.ParquetFile(path)
    seen = 0
    for group in range(file.num_row_groups):
        table = file.read_row_group(group)
        for number, name in enumerate(COLUMNS):
            statistics = file.metadata.row_group(group).column(number).statistics
            values = [value for value in table[name].to_pylist() if value is not None]
            assert statistics.null_count == len(table) - len(values), name
            if statistics.has_min_max:
                seen += 1
                numbers = [value for value in values if value == value]
                # Of texts that are long a bound is enough.
                if name not in TEXTS:
                    assert statistics.min == min(numbers), name
                    assert statistics.max == max(numbers), name
                assert statistics.min <= min(numbers), name
                assert statistics.max >= max(numbers), name
    assert seen > 1000


def test_a_filter_that_skips_pages_finds_every_row(tmp_path):
    path = generate(tmp_path, "d.parquet", with_anomalies(0.001), 300_000)
    table = pq.read_table(path)
    for name, value in (("small", -(2**63)), ("id", 2**63 - 1), ("name", "=1+1")):
        wanted = table[name].to_pylist().count(value)
        assert wanted > 0
        literal = f"'{value}'" if isinstance(value, str) else value
        query = f"SELECT count(*) FROM '{path}' WHERE {name} = {literal}"
        assert duckdb.sql(query).fetchall() == [(wanted,)]
        frame = polars.scan_parquet(path).filter(polars.col(name) == value)
        assert len(frame.collect()) == wanted


def text_of(value):
    """What CSV has for a value."""
    match value:
        case None:
            return None
        case datetime.datetime():
            # isoformat, since strftime leaves out zeros before the year.
            return value.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
        case datetime.date():
            return value.isoformat()
        case _:
            return value


def csv_columns(path):
    rows = list(csv.reader(io.StringIO(path.read_bytes().decode(), newline="")))
    return dict(zip(rows[0], zip(*rows[1:], strict=True), strict=True))


def test_csv_has_the_values_of_arrow(tmp_path, dirty):
    found = csv_columns(generate(tmp_path, "d.csv", with_anomalies()))
    for name, values in dirty.items():
        for text, value in zip(found[name], values, strict=True):
            if isinstance(value, int):
                assert int(text) == value
            elif isinstance(value, float):
                assert same(float(text), value)
            else:
                assert text == (text_of(value) or ""), name


READERS_OF_CSV = {
    "pandas": lambda path: pandas.read_csv(
        path, dtype=str, keep_default_na=False
    ).to_dict("list"),
    "duckdb": lambda path: from_duckdb(
        duckdb.read_csv(str(path), all_varchar=True, quotechar='"', escapechar='"')
    ),
    "polars": lambda path: polars.read_csv(path, infer_schema=False).to_dict(
        as_series=False
    ),
}


@pytest.mark.parametrize("reader", READERS_OF_CSV)
def test_csv_readers_find_the_same_texts(tmp_path, reader):
    path = generate(tmp_path, "d.csv", with_anomalies())
    found = READERS_OF_CSV[reader](path)
    for name, texts in csv_columns(path).items():
        assert [text or "" for text in found[name]] == list(texts), name


@pytest.mark.parametrize("flags", [[], ["-O", "force_ascii=false"]])
def test_json_has_the_values_of_arrow(tmp_path, dirty, flags):
    path = generate(tmp_path, "d.jsonl", with_anomalies(), ROWS, *flags)
    rows = [json.loads(line) for line in path.read_text("utf-8").split("\n")[:-1]]
    found = {name: [row[name] for row in rows] for name in COLUMNS}
    # JSON has no number for what is none, or beyond all.
    wanted = {
        name: [
            None
            if isinstance(value, float) and not math.isfinite(value)
            else text_of(value)
            for value in values
        ]
        for name, values in dirty.items()
    }
    assert difference(found, wanted) is None


def test_any_rows_alone_are_those_of_all(tmp_path):
    spec = with_anomalies() | {"duplicate_rate": 0.3}
    every = generate(tmp_path, "all.jsonl", spec).read_text("utf-8").splitlines()
    part = generate(tmp_path, "d.jsonl", spec, 700, "-O", "firstRow=1111", "-j", "1")
    assert part.read_text("utf-8").splitlines() == every[1111:1811]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_copies_hit_their_rate_and_follow_their_originals(seed):
    spec = with_anomalies() | {"key": column("gen_incremental", start=0)}
    plain_rows = table_of(spec, seed=seed).to_pylist()
    rows = table_of(spec | {"duplicate_rate": 0.1}, seed=seed).to_pylist()
    copies = 0
    for number, row in enumerate(rows):
        original = row["key"]
        assert original <= number
        assert repr(row) == repr(plain_rows[original])
        assert repr(rows[original]) == repr(row)
        copies += original != number
    assert abs(copies - 0.1 * ROWS) < 4 * math.sqrt(ROWS * 0.1 * 0.9)


def test_duckdb_finds_the_copies(tmp_path):
    spec = {"id": column("gen_incremental"), "name": column("gen_name")}
    path = generate(tmp_path, "d.parquet", spec | {"duplicate_rate": 0.05}, 300_000)
    query = (
        f"SELECT count(*) - count(DISTINCT id), count(DISTINCT (id, name)) FROM '{path}'"
    )
    ((copies, distinct),) = duckdb.sql(query).fetchall()
    assert copies + distinct == 300_000
    assert abs(copies - 15_000) < 4 * math.sqrt(300_000 * 0.05 * 0.95)


def test_formats_and_threads_agree_on_copies(tmp_path):
    spec = with_anomalies() | {"duplicate_rate": 0.3}
    table = table_of(spec)
    read = pq.read_table(generate(tmp_path, "d.parquet", spec, ROWS, "-j", "2"))
    assert difference(in_utc(read.to_pydict()), in_utc(table.to_pydict())) is None
    one = generate(tmp_path, "one.csv", spec, 50_000, "-j", "1")
    two = generate(tmp_path, "two.csv", spec, 50_000, "-j", "2")
    assert one.read_bytes() == two.read_bytes()
    assert csv_columns(generate(tmp_path, "d.csv", spec))["id"] == tuple(
        "" if value is None else str(value) for value in table["id"].to_pylist()
    )


def test_what_an_encoding_cannot_hold_is_found_before_a_file_is_there(tmp_path):
    spec = {"c": column("gen_uuid") | {"anomaly_rate": 0.1, "anomalies": ["unicode"]}}
    (tmp_path / "spec.json").write_text(json.dumps(spec))
    words = ["generate", "spec.json", "-n", "1", "-o", "d.csv", "-O", "encoding=latin-1"]
    done = run(*words, cwd=tmp_path)
    assert done.returncode != 0
    assert "'iso8859-1' cannot hold" in done.stderr
    assert "a value of column 'c'" in done.stderr
    assert not (tmp_path / "d.csv").exists()


@pytest.mark.parametrize("rate", [1, -0.1, "0.1", True, [0.1]])
def test_a_wrong_rate_of_copies_is_told_with_its_place(tmp_path, rate):
    spec = {"c": column("gen_uuid"), "duplicate_rate": rate}
    (tmp_path / "spec.json").write_text(json.dumps(spec))
    done = run("validate", "spec.json", cwd=tmp_path)
    assert done.returncode != 0
    assert "duplicate_rate must be a number from 0 to 0.99" in done.stdout
    assert "at:   duplicate_rate" in done.stdout
