"""Structs, lists and maps: one value in all formats and readers, any part alone, and what
cannot be is refused."""

import datetime
import io
import json
import math
from pathlib import Path

import duckdb
import pandas
import polars
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from readback_support import NOW_TEXT, arrow, choice, run

import rand_engine
from rand_engine import DataGenerator, OptionError, SpecError

SEED = 11
ROWS = 3000
INTS = {"method": "gen_ints", "parms": {"min": 0, "max": 9}}


def a_struct(**fields):
    return {"method": "struct", "parms": {"fields": fields}}


def a_list(items, most, **parms):
    return {"method": "list", "parms": {"items": items, "max": most} | parms}


def a_map(keys, values, most, **parms):
    return {
        "method": "map",
        "parms": {"keys": keys, "values": values, "max": most} | parms,
    }


#: Every kind in every other, missing at every level, with what is hard to write.
EVERYTHING = {
    "id": {"method": "gen_incremental"},
    "price": {"method": "gen_floats", "parms": {"min": 1, "max": 9}},
    "rate": {"method": "gen_ints", "parms": {"min": 1, "max": 3}, "hidden": True},
    "customer": a_struct(
        name={"method": "gen_name", "null_rate": 0.1},
        person={"method": "person", "cols": ["first_name", "email"]},
        greeting={
            "method": "template",
            "parms": {"template": "Hi {first_name}, {price}"},
        },
        secret={"method": "gen_uuid", "hidden": True},
        born={
            "method": "gen_dates",
            "parms": {"date_min": "1950-01-01", "date_max": "2005-12-31"},
        },
        place=a_struct(lat={"method": "latitude"}, number={"method": "gen_incremental"})
        | {"null_rate": 0.5},
    )
    | {"null_rate": 0.2},
    "tags": a_list(choice("a", 'b"c', "é", "😀", None) | {"null_rate": 0.1}, 3)
    | {"null_rate": 0.2},
    "lines": a_list(
        a_struct(
            line={"method": "gen_incremental"},
            sku={"method": "int_zfilled", "parms": {"length": 6}},
            quantity={"method": "gen_ints", "parms": {"min": 1, "max": 5}},
            total={"method": "expression", "parms": ["quantity * price * rate"]},
            codes=a_list(INTS | {"null_rate": 0.3}, 2),
        ),
        4,
        min=1,
    ),
    "matrix": a_list(a_list(INTS, 3), 3, min=2),
    "attributes": a_map(choice("colour", "size", "brand"), INTS | {"null_rate": 0.1}, 3),
    "seen": a_map(
        INTS,
        {
            "method": "timestamps",
            "parms": {"start": "2024-01-01", "end": "2024-12-31", "zone": "UTC"},
        },
        2,
    ),
    "scores": a_map(choice("x", "y"), a_list(INTS, 2) | {"null_rate": 0.2}, 2)
    | {"null_rate": 0.3},
}


def generator(spec=None, rows=ROWS):
    return DataGenerator(spec or EVERYTHING, seed=SEED).size(rows)


def rows_of(table):
    return table.to_pylist(maps_as_pydicts="strict")


def as_json(value):
    """What JSON has for a value."""
    if isinstance(value, dict):
        return {str(key): as_json(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_json(each) for each in value]
    if isinstance(value, datetime.datetime):
        return value.isoformat(timespec="microseconds").replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, datetime.date) else value


@pytest.fixture(scope="module")
def expected():
    """The rows as Arrow gives them."""
    return rows_of(generator().get_arrow())


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nested")
    writer = generator().write.mode("overwrite")
    writer.format("json").option("lines", True).save(str(folder / "a.jsonl"))
    for codec in ("none", "snappy", "gzip", "zstd", "lz4", "brotli"):
        writer = generator().write.mode("overwrite")
        writer.option("compression", codec).option("rowGroupSize", 700).save(
            str(folder / f"{codec}.parquet")
        )
    return folder


def test_json_lines_hold_the_arrow_values(written, expected):
    lines = (written / "a.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == as_json(expected)


@pytest.mark.parametrize("codec", ["none", "snappy", "gzip", "zstd", "lz4", "brotli"])
def test_parquet_holds_the_arrow_values(written, expected, codec):
    table = pq.read_table(written / f"{codec}.parquet", page_checksum_verification=True)
    assert rows_of(table) == expected


@pytest.mark.parametrize("orient", ["records", "split", "index"])
@pytest.mark.parametrize("indent", [None, 2])
def test_documents_are_those_of_json_dumps(tmp_path, orient, indent):
    writer = generator(rows=20).write.format("json")
    path = tmp_path / "a.json"
    writer.option("orient", orient).option("indent", indent).save(str(path))
    text = path.read_text(encoding="utf-8")
    separators = (",", ":") if indent is None else None
    again = json.dumps(json.loads(text), indent=indent, separators=separators)
    assert text == again
    rows = as_json(rows_of(generator(rows=20).get_arrow()))
    document = json.loads(text)
    if orient == "split":
        document = [
            dict(zip(document["columns"], row, strict=True)) for row in document["data"]
        ]
    assert (list(document.values()) if orient == "index" else document) == rows


def test_duckdb_and_polars_read_parquet(written, expected):
    path = str(written / "zstd.parquet")
    found = duckdb.sql(
        f"select sum(len(tags)), count(customer), count(customer.place),"
        f" sum(list_sum([x.quantity for x in lines])), sum(cardinality(attributes))"
        f" from '{path}'"
    ).fetchall()[0]
    customers = [row["customer"] for row in expected if row["customer"]]
    assert found == (
        sum(len(row["tags"] or []) for row in expected),
        len(customers),
        sum(customer["place"] is not None for customer in customers),
        sum(line["quantity"] for row in expected for line in row["lines"]),
        sum(len(row["attributes"]) for row in expected),
    )
    frame = polars.read_parquet(path)
    assert frame["lines"].to_list() == [row["lines"] for row in expected]
    assert frame["customer"].to_list()[:1] != [None]
    assert frame["tags"].to_list() == [row["tags"] for row in expected]


def test_statistics_of_leaves_are_those_of_their_values(written, expected):
    file = pq.ParquetFile(written / "none.parquet")
    metadata = file.metadata
    leaf = [metadata.schema.column(i).path for i in range(metadata.num_columns)].index(
        "lines.list.element.quantity"
    )
    first = 0
    for group in range(metadata.num_row_groups):
        count = metadata.row_group(group).num_rows
        column = metadata.row_group(group).column(leaf)
        quantities = [
            line["quantity"]
            for row in expected[first : first + count]
            for line in row["lines"]
        ]
        assert column.num_values == len(quantities)
        assert column.statistics.min == min(quantities)
        assert column.statistics.max == max(quantities)
        assert column.statistics.null_count == 0
        first += count
    assert first == ROWS


def test_the_schema_says_what_can_be_missing():
    schema = generator(rows=1).get_arrow().schema
    assert schema.field("id").nullable is False
    assert schema.field("customer").nullable
    assert schema.field("customer").type.field("first_name").nullable is False
    assert schema.field("customer").type.field("place").nullable
    assert schema.field("tags").type.value_field.nullable
    assert schema.field("lines").type.value_type.field("line").type == pa.int64()
    assert "secret" not in [field.name for field in schema.field("customer").type]
    assert pa.types.is_map(schema.field("attributes").type)


def test_the_data_frame_holds_dicts_and_lists(expected):
    frame = generator().get_df()
    assert frame["attributes"].tolist() == [row["attributes"] for row in expected]
    assert [list(tags) if tags is not None else None for tags in frame["tags"]] == [
        row["tags"] for row in expected
    ]
    assert isinstance(frame["customer"].dropna().iloc[0], dict)


def test_dicts_of_rows(expected):
    stream = generator(rows=3).stream_dict()
    assert [next(stream)["lines"] for _ in range(3)] == [
        row["lines"] for row in expected[:3]
    ]


def test_any_part_alone(expected):
    for first, count in ((0, 1), (1, 7), (1000, 600), (2999, 1)):
        part = arrow(EVERYTHING, SEED, count, first_row=first)
        assert rows_of(part) == expected[first : first + count]


def test_a_field_changes_no_other(expected):
    fields = dict(EVERYTHING["customer"]["parms"]["fields"])
    del fields["name"]
    spec = EVERYTHING | {"customer": a_struct(**fields) | {"null_rate": 0.2}}
    for row, before in zip(rows_of(arrow(spec, SEED, 500)), expected, strict=False):
        assert row["lines"] == before["lines"]
        fields = dict(before["customer"] or {})
        fields.pop("name", None)
        assert (row["customer"] or {}) == fields


def test_lengths_follow_their_distribution():
    table = arrow({"c": a_list(INTS, 3)}, SEED, 100_000)
    counts = pc.value_counts(pc.list_value_length(table["c"])).to_pylist()
    assert {each["values"] for each in counts} == {0, 1, 2, 3}
    for each in counts:
        assert abs(each["counts"] - 25_000) < 5 * math.sqrt(100_000 * 0.25 * 0.75)
    weights = {"name": "weighted", "values": [1, 5], "weights": [0.9, 0.1]}
    table = arrow({"c": a_list(INTS, 5, distribution=weights)}, SEED, 100_000)
    ones = pc.sum(pc.equal(pc.list_value_length(table["c"]), 1)).as_py()
    assert abs(ones - 90_000) < 5 * math.sqrt(100_000 * 0.9 * 0.1)


def test_items_are_drawn_like_rows():
    table = arrow({"c": a_list(INTS, 5, min=5)}, SEED, 100_000)
    counts = pc.value_counts(table["c"].combine_chunks().flatten()).to_pylist()
    assert len(counts) == 10
    for each in counts:
        assert abs(each["counts"] - 50_000) < 5 * math.sqrt(500_000 * 0.1 * 0.9)


def test_no_map_has_a_key_twice_and_each_key_comes_as_often():
    spec = {"c": a_map(INTS, INTS, 10, min=0), "d": a_map(INTS, INTS, 10, min=10)}
    table = arrow(spec, SEED, 20_000)
    counts = dict.fromkeys(range(10), 0)
    for row in table["c"].to_pylist():
        keys = [key for key, _ in row]
        assert len(set(keys)) == len(keys)
        for key in keys:
            counts[key] += 1
    assert max(counts.values()) < 1.05 * min(counts.values())
    assert all(len({key for key, _ in row}) == 10 for row in table["d"].to_pylist())


def test_what_counts_rows_counts_items_in_a_list_and_the_row_in_a_struct(expected):
    for number, row in enumerate(expected, 1):
        assert [line["line"] for line in row["lines"]] == list(
            range(1, len(row["lines"]) + 1)
        )
        if row["customer"] and row["customer"]["place"]:
            assert row["customer"]["place"]["number"] == number


def test_parts_read_the_columns_of_their_row(expected):
    spec = EVERYTHING | {"rate": EVERYTHING["rate"] | {"hidden": False}}
    for row in rows_of(arrow(spec, SEED, 500)):
        for line in row["lines"]:
            wanted = line["quantity"] * row["price"] * row["rate"]
            assert line["total"] == pytest.approx(wanted)
    assert [row["lines"] for row in expected[:500]] == [
        row["lines"] for row in rows_of(arrow(spec, SEED, 500))
    ]
    for row in expected:
        customer = row["customer"]
        if customer is not None:
            assert customer["greeting"] == f"Hi {customer['first_name']}, {row['price']}"


def test_now_is_the_same_for_all_items(tmp_path):
    now = {"method": "gen_now"}
    path = tmp_path / "a.jsonl"
    writer = generator({"c": a_list(now, 3, min=2), "d": now}, 10).write
    writer.option("now", NOW_TEXT).save(str(path))
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        assert set(row["c"]) == {row["d"]} == {NOW_TEXT}


def test_csv_refuses_nested_columns_before_a_file_is_touched(tmp_path):
    with pytest.raises(OptionError, match=r"no place for column 'tags', a list.*nested="):
        generator({"tags": a_list(INTS, 2)}).write.save(str(tmp_path / "a.csv"))
    assert list(tmp_path.iterdir()) == []


def test_csv_holds_json_text_where_asked(tmp_path, expected):
    path = tmp_path / "a.csv"
    writer = generator().write.option("nested", "json")
    writer.save(str(path))
    frame = pandas.read_csv(path, keep_default_na=False)
    for name in ("customer", "tags", "lines", "attributes", "scores"):
        values = [json.loads(text) if text else None for text in frame[name]]
        assert values == [as_json(row[name]) for row in expected]
    appended = DataGenerator(EVERYTHING).size(5).write.mode("append")
    folder = tmp_path / "parts"
    for _ in range(2):
        appended.option("nested", "json").option("firstRow", "continue").save(
            f"{folder}/"
        )
    assert len(list(folder.iterdir())) == 2


@pytest.mark.parametrize("name", ["json", "parquet"])
def test_appending_compares_the_types_inside(tmp_path, name):
    def append(spec):
        writer = DataGenerator(spec).size(5).write.format(name).mode("append")
        writer.option("numFiles", 1).save(f"{tmp_path}/parts/")

    append({"c": a_struct(a=INTS)})
    append({"c": a_struct(a=INTS)})
    with pytest.raises(OptionError, match="column 'c'"):
        append({"c": INTS})
    if name == "parquet":
        with pytest.raises(OptionError, match=r"struct<a: int64>"):
            append({"c": a_struct(a={"method": "gen_name"})})
    assert len(list((tmp_path / "parts").iterdir())) == 2


def test_a_hidden_index_and_duplicates_keep_whole_values(tmp_path):
    spec = EVERYTHING | {"duplicate_rate": 0.3}
    table = arrow(spec, SEED, 2000)
    seen = {}
    copies = 0
    for row in rows_of(table):
        text = json.dumps(as_json(row), sort_keys=True)
        copies += text in seen
        seen[text] = True
    assert 0.2 * 2000 < copies < 0.4 * 2000
    generator(rows=10).write.option("index", True).save(str(tmp_path / "a.parquet"))
    frame = pandas.read_parquet(tmp_path / "a.parquet")
    assert frame.index.tolist() == list(range(10))


def test_transformers_see_dicts_and_may_make_texts_of_them(tmp_path):
    spec = {
        "id": {"method": "gen_incremental"},
        "c": a_map(choice("x", "y"), INTS, 2) | {"transformers": [json.dumps]},
    }
    generator(spec, rows=50).write.save(str(tmp_path / "a.csv"))
    frame = pandas.read_csv(tmp_path / "a.csv")
    plain = arrow(spec | {"c": a_map(choice("x", "y"), INTS, 2)}, SEED, 50)
    assert [json.loads(text) for text in frame["c"]] == [
        row["c"] for row in rows_of(plain)
    ]


def add_total(frame):
    frame["total"] = [sum(line["total"] for line in lines) for lines in frame["lines"]]
    frame["pairs"] = [[{"a": 1, "b": "x"}] * (i % 3) for i in range(len(frame))]
    return frame


@pytest.mark.parametrize("file", ["a.jsonl", "a.parquet", "a.csv"])
def test_nested_values_pass_through_functions_of_frames(tmp_path, expected, file):
    path = tmp_path / file
    writer = generator().transformers([add_total]).write
    if file == "a.csv":
        writer = writer.option("nested", "json")
    writer.save(str(path))
    if file == "a.parquet":
        rows = as_json(rows_of(pq.read_table(path)))
    elif file == "a.jsonl":
        rows = [
            json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()
        ]
    else:
        frame = pandas.read_csv(path, keep_default_na=False)
        plain = ("id", "price", "total")
        rows = [
            {
                name: value if name in plain else json.loads(value) if value else None
                for name, value in row.items()
            }
            for row in frame.to_dict("records")
        ]
    assert [row.pop("pairs") for row in rows] == [
        [{"a": 1, "b": "x"}] * (i % 3) for i in range(ROWS)
    ]
    for row, before in zip(rows, as_json(expected), strict=True):
        assert row.pop("total") == pytest.approx(
            sum(line["total"] for line in before["lines"])
        )
        assert row == before


def test_functions_of_columns_may_return_lists_and_dicts(tmp_path):
    spec = {
        "a": INTS | {"transformers": [lambda number: [number] * number]},
        "b": INTS | {"transformers": [lambda number: {"n": number, "half": number / 2}]},
        "c": a_map(choice("x", "y"), INTS, 2),
    }
    plain = arrow({"a": INTS, "b": INTS, "c": spec["c"]}, SEED, 50)
    generator(spec, rows=50).write.save(str(tmp_path / "a.parquet"))
    for row, before in zip(
        rows_of(pq.read_table(tmp_path / "a.parquet")), rows_of(plain), strict=True
    ):
        assert row["a"] == [before["a"]] * before["a"]
        assert row["b"] == {"n": before["b"], "half": before["b"] / 2}
        assert row["c"] == before["c"]


@pytest.mark.parametrize(
    ("column", "message"),
    [
        (a_struct(), "column 'c': parms.fields must have at least one field"),
        (
            a_struct(a={"method": "gen_intz"}),
            "column 'c': parms.fields.a: unknown method 'gen_intz'; did you mean",
        ),
        (
            a_struct(a=a_list({"method": "gen_ints", "parms": {"min": 2, "max": 1}}, 2)),
            "column 'c': parms.fields.a.parms.items: parms.min must be <=",
        ),
        (a_struct(a=INTS | {"hidden": True}), "are all hidden"),
        (a_list(INTS, -1), "parms.max must be a whole number from 0 to 10000"),
        (a_list(INTS, 1, min=2), "parms.min must be <= parms.max"),
        (a_list(INTS, 10_001), "from 0 to 10000"),
        (a_list(a_list(INTS, 200), 200), "up to 40000 items a row"),
        (a_list(INTS | {"cols": ["a"]}, 2), "parms.items.cols is for columns of a spec"),
        (a_list(INTS | {"hidden": True}, 2), "parms.items.hidden is for columns"),
        (
            a_list({"method": "person", "parms": {}}, 2),
            "parms.items is person, which gives several columns",
        ),
        (
            a_struct(a=INTS, b={"method": "person", "cols": ["a"]}),
            "column 'c': parms.fields.b: ",
        ),
        ({"method": "list", "parms": {"max": 3}}, "list needs parameter 'items'"),
        (a_list("gen_ints", 3), "parms.items must be a column such as"),
        (a_map(choice("a"), INTS, 2), "have 1 values, fewer than parms.max 2"),
        (a_map(choice("a", None), INTS, 2), "must not be missing"),
        (a_map(choice("a", "b") | {"null_rate": 0.1}, INTS, 2), "must not be missing"),
        (a_map(a_list(INTS, 2), INTS, 2), "must be a choice"),
        (a_map({"method": "gen_floats", "parms": [0, 1]}, INTS, 2), "must be a choice"),
        (a_struct(a=INTS) | {"anomaly_rate": 0.1}, "give it to the parts"),
        (
            a_struct(a={"method": "expression", "parms": ["b + 1"]}),
            "there is no column 'b'",
        ),
        (
            a_struct(a={"method": "expression", "parms": ["c + 1"]}),
            "in a circle|reads itself|only plain columns",
        ),
        (
            {
                "method": "complex_distincts",
                "parms": {
                    "pattern": "x",
                    "replacement": "x",
                    "templates": [a_list(INTS, 2)],
                },
            },
            "a template is a text",
        ),
    ],
)
def test_mistakes_inside_say_where_they_are(column, message):
    with pytest.raises(SpecError, match=message):
        generator({"c": column, "n": INTS}, rows=1).get_arrow()


def test_nobody_reads_a_nested_column():
    spec = {
        "c": a_struct(a=INTS),
        "d": {"method": "expression", "parms": ["c + 1"]},
    }
    with pytest.raises(SpecError, match="column 'c' is a struct, and only plain columns"):
        generator(spec, rows=1).get_arrow()


def test_nesting_ends_somewhere():
    column = INTS
    for _ in range(20):
        column = a_struct(a=column)
    with pytest.raises(SpecError, match="at most 16"):
        generator({"c": column}, rows=1).get_arrow()


def test_rows_beyond_what_items_can_be_numbered_are_refused():
    result = run(
        *("generate", "-", "--first-row", 2**40, "-n", 1, "-f", "jsonl"),
        cwd=".",
        stdin=json.dumps({"c": a_list(INTS, 100)}),
    )
    assert result.returncode != 0
    assert "column 'c' has up to 100 items a row" in result.stderr


def test_orders_of_a_dataset_have_items_with_keys():
    spec = {
        "tables": {
            "products": {
                "size": 50,
                "spec": {
                    "id": {"method": "unique_ids", "parms": {"strategy": "zint"}},
                    "size": a_struct(width=INTS, height=INTS),
                },
            },
            "orders": {
                "size": 500,
                "spec": {
                    "id": {"method": "gen_incremental"},
                    "main": {"method": "foreign_key", "parms": {"table": "products"}},
                    "main_size": {
                        "method": "lookup",
                        "parms": {"key": "main", "column": "size"},
                    },
                    "basket": a_list(
                        {"method": "foreign_key", "parms": {"table": "products"}}, 4
                    ),
                },
            },
        }
    }
    tables = rand_engine.Dataset(spec, seed=SEED).get_dfs()
    sizes = dict(zip(tables["products"]["id"], tables["products"]["size"], strict=True))
    found = [key for basket in tables["orders"]["basket"] for key in basket]
    assert set(found) <= set(sizes)
    assert len(set(found)) == 50
    for main, size in zip(
        tables["orders"]["main"], tables["orders"]["main_size"], strict=True
    ):
        assert sizes[main] == size
    spec["tables"]["orders"]["spec"]["bad"] = a_list(
        {"method": "lookup", "parms": {"key": "main", "column": "size"}}, 2
    )
    with pytest.raises(SpecError, match="items of a list are not"):
        rand_engine.Dataset(spec, seed=SEED).get_dfs()


def test_the_pages_example_runs(tmp_path):
    page = Path(__file__).parents[2] / "docs" / "nested.md"
    spec = page.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    (tmp_path / "orders.yaml").write_text(spec, encoding="utf-8")
    result = run(
        "generate", "orders.yaml", "-n", "3", "--seed", "7", "-f", "jsonl", cwd=tmp_path
    )
    rows = [json.loads(line) for line in io.StringIO(result.stdout)]
    assert len(rows) == 3
    for row in rows:
        for line in row["lines"]:
            assert line["label"].endswith(row["currency"])
