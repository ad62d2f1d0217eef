"""Every method of the table by its example: the same rows whatever asks for them, missing
values where null_rate says, one value in all formats, and the type that the table names."""

import datetime
import json
import math

import pandas
import pyarrow as pa
import pyarrow.csv
import pyarrow.json
import pyarrow.parquet as pq
import pytest
from readback_support import arrow, run, write

import rand_engine

SEED = 11
ROWS = 2000
TABLE = [
    method
    for method in json.loads(run("methods", "--json", cwd=".").stdout)
    if not method["dataset_only"]  # test_related_tables.py
]
TYPES = {
    "int64": pa.int64(),
    "double": pa.float64(),
    "string": pa.string(),
    "bool": pa.bool_(),
    "date32[day]": pa.date32(),
    "timestamp[us, tz=UTC]": pa.timestamp("us", "UTC"),
}


#: Those whose values do not depend on the time.
SEEDED = [method for method in TABLE if method["name"] != "gen_now"]

#: Those of plain values; the others: test_nested.py.
PLAIN = [method for method in SEEDED if method["group"] != "Nested columns"]


def of(methods):
    """Run a test for each of the methods."""
    return pytest.mark.parametrize(
        "method", methods, ids=[method["name"] for method in methods]
    )


def spec_of(method, **more):
    """A spec of two members: in a file of one column missing is written as empty text."""
    return {
        "c": method["example"] | more,
        **method["example_reads"],
        "n": {"method": "gen_incremental"},
    }


@of(TABLE)
def test_the_arrow_type_is_the_tables(method):
    for field in list(arrow(spec_of(method), SEED, 5).schema)[:-1]:
        if method["result"] in TYPES:
            assert field.type == TYPES[method["result"]]


@of(SEEDED)
def test_rows_are_a_function_of_seed_and_number(method):
    rows = arrow(spec_of(method), SEED, ROWS)
    assert rows.equals(arrow(spec_of(method), SEED, ROWS))
    assert rows.slice(0, 7).equals(arrow(spec_of(method), SEED, 7))
    assert rows.slice(1000, 10).to_pylist() == (
        arrow(spec_of(method), SEED, 10, first_row=1000).to_pylist()
    )


@of(SEEDED)
def test_about_the_stated_share_is_missing_and_no_other_value_changes(method):
    plain = arrow(spec_of(method), SEED, ROWS)
    table = arrow(spec_of(method, null_rate=0.3), SEED, ROWS)
    for name in table.column_names[:-1]:
        values, all_values = table[name].to_pylist(), plain[name].to_pylist()
        missing = values.count(None)
        assert abs(missing - 0.3 * ROWS) < 5 * math.sqrt(ROWS * 0.3 * 0.7)
        assert all(
            value is None or value == full
            for value, full in zip(values, all_values, strict=True)
        )


@of(PLAIN)
def test_one_value_in_every_format(method, tmp_path):
    spec = spec_of(method, null_rate=0.2)
    expected = arrow(spec, SEED, ROWS)
    for name in ("a.csv", "a.jsonl", "a.parquet"):
        write(tmp_path / name, spec, SEED, ROWS)
    assert pq.read_table(tmp_path / "a.parquet").to_pylist() == expected.to_pylist()
    types = {field.name: field.type for field in expected.schema}
    csv = pyarrow.csv.read_csv(
        tmp_path / "a.csv",
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=types, strings_can_be_null=True, quoted_strings_can_be_null=False
        ),
        parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
    )
    assert csv.to_pylist() == expected.to_pylist()
    lines = (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == ROWS
    for line, row in zip(lines, expected.to_pylist(), strict=True):
        for key, value in json.loads(line).items():
            plain = isinstance(value, int | float | None)
            assert value == (row[key] if plain else as_text(row[key]))


def as_text(value):
    """Text of a value that JSON has no type for."""
    if isinstance(value, datetime.datetime):
        return value.isoformat(timespec="microseconds").replace("+00:00", "Z")
    return value if isinstance(value, str) else value.isoformat()


@of(PLAIN)
def test_the_data_frame_holds_the_arrow_values(method):
    frame = rand_engine.DataGenerator(spec_of(method), seed=SEED).size(50).get_df()
    table = arrow(spec_of(method), SEED, 50)
    for name in table.column_names:
        is_date = table[name].type == pa.date32()
        values = [
            (value.date() if is_date else value.to_pydatetime())
            if isinstance(value, pandas.Timestamp)
            else value
            for value in frame[name]
        ]
        assert values == table[name].to_pylist()
