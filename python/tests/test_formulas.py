"""expression, template, dependent_choice, regex against DuckDB and Python's re."""

import csv
import io
import json
import re
from pathlib import Path

import duckdb
import pyarrow.parquet
import pytest

from rand_engine import DataGenerator, SpecError

ROWS = 100_000


def draws(method, *parms, **more):
    return {"method": method, "parms": list(parms), **more}


def expression(text, **more):
    return draws("expression", text, **more)


def choice(*options, **more):
    return {"method": "gen_str_choice", "parms": {"options": list(options)}, **more}


BASE = {
    "id": {"method": "gen_incremental"},
    "price": draws("gen_floats", 0, 2000, 2, null_rate=0.05),
    "quantity": draws("gen_ints", -3, 9),
    "discount": choice(0, 0.05, 0.125, None),
    "big": draws("gen_ints", -(2**63), 2**63 - 1),
    "ratio": draws("gen_floats", -0.9, 0.9, 15),
    "name": choice("José Weiß", "Ada Li", "", "  Ünal, Åsa ", None),
    "paid": choice(True, False, None),
    "day": draws("gen_dates", "1900-01-01", "2100-12-31", null_rate=0.05),
    "other_day": draws("gen_dates", "2000-01-01", "2024-12-31"),
    "seconds": draws("gen_ints", -(10**9), 10**9),
}

# What the engine computes, and what DuckDB makes of the same columns.
PRICE, DISCOUNT = "price::DECIMAL(18,2)", "discount::DECIMAL(18,3)"
AT = "TIMESTAMP '1970-01-01' + to_seconds(seconds)"
PAIRS = {
    "price * quantity": f"({PRICE} * quantity)::DOUBLE",
    "price * quantity * (1 - discount)": f"({PRICE} * quantity * (1 - {DISCOUNT}))::DOUBLE",
    "round(price * quantity * (1 - discount), 2)": (
        f"round({PRICE} * quantity * (1 - {DISCOUNT}), 2)::DOUBLE"
    ),
    "price + discount - quantity": f"({PRICE} + {DISCOUNT} - quantity)::DOUBLE",
    "-price": f"(0 - {PRICE})::DOUBLE",
    # The quotient of what the decimals are, not of their nearest doubles.
    "price / quantity": "round(price * 100) / nullif(quantity * 100.0::DOUBLE, 0)",
    "ratio * 1e5 + price": "ratio * 1e5 + price",
    "sqrt(price)": "sqrt(price)",
    "abs(quantity) + sign(quantity)": "abs(quantity) + sign(quantity)",
    "floor(price)": "floor(price)::BIGINT",
    "ceil(ratio)": "ceil(ratio)::BIGINT",
    "int(price)": "trunc(price)::BIGINT",
    "round(price)": f"round({PRICE}, 0)::BIGINT",
    "id * 1000 + quantity": "id * 1000 + quantity",
    "big + big": "TRY_CAST(big::HUGEINT + big::HUGEINT AS BIGINT)",
    "big * quantity": "TRY_CAST(big::HUGEINT * quantity AS BIGINT)",
    "price > 1000 and quantity > 0": "price > 1000 AND quantity > 0",
    "paid or discount > 0": "paid OR discount > 0",
    "not paid": "NOT paid",
    "paid is null": "paid IS NULL",
    "quantity in (1, 2, 3)": "quantity IN (1, 2, 3)",
    "discount = 0.05": "discount = 0.05",
    "if(quantity < 0, 'back', quantity = 0, 'none', 'sold')": (
        "CASE WHEN quantity < 0 THEN 'back' WHEN quantity = 0 THEN 'none' ELSE 'sold' END"
    ),
    "if(paid, price, 0)": f"CASE WHEN paid THEN {PRICE} ELSE 0 END::DOUBLE",
    "coalesce(discount, ratio)": "coalesce(discount, ratio)",
    "nullif(quantity, 0)": "nullif(quantity, 0)",
    "lower(name)": "lower(name)",
    "length(name)": "length(name)",
    "substr(name, 2, 4)": "substr(name, 2, 4)",
    "left(name, 3) || '|' || right(name, 2)": "left(name, 3) || '|' || right(name, 2)",
    "trim(name)": "trim(name)",
    "reverse(name)": "reverse(name)",
    "replace(name, 'i', 'ii')": "replace(name, 'i', 'ii')",
    "split_part(name, ' ', 2)": "split_part(name, ' ', 2)",
    "concat(name, '-', quantity)": "concat(name, '-', quantity)",
    "contains(name, 'e')": "contains(name, 'e')",
    "position(name, 'i')": "instr(name, 'i')",
    "lpad(text(id), 7, '0')": "lpad(id::VARCHAR, 7, '0')",
    "ascii(name)": "replace(strip_accents(name), 'ß', 'ss')",
    "fixed(quantity * 0.5, 2)": "(quantity * 0.5)::DECIMAL(18,2)::VARCHAR",
    "day + quantity": "day + quantity::INTEGER",
    "other_day - day": "other_day - day",
    "day < other_day": "day < other_day",
    "day >= '2000-01-01'": "day >= DATE '2000-01-01'",
    "year(day) * 10000 + month(day) * 100 + day(day)": (
        "year(day) * 10000 + month(day) * 100 + day(day)"
    ),
    "weekday(day)": "isodow(day)",
    "day_of_year(day)": "dayofyear(day)",
    "quarter(day)": "quarter(day)",
    "add_months(day, quantity)": "(day + to_months(quantity::INTEGER))::DATE",
    "years_between(day, other_day)": "datesub('year', day, other_day)",
    "date_trunc('week', day)": "date_trunc('week', day)::DATE",
    "format_date(day, '%d/%m/%Y')": "strftime(day, '%d/%m/%Y')",
    "epoch(add_seconds(timestamp('1970-01-01'), seconds))": "seconds",
    "date(add_seconds(timestamp('1970-01-01'), seconds))": f"({AT})::DATE",
    "hour(add_seconds(timestamp('1970-01-01'), seconds))": f"hour({AT})",
    "seconds_between(other_day, add_seconds(timestamp('1970-01-01'), seconds))": (
        f"epoch({AT})::BIGINT - epoch(other_day)::BIGINT"
    ),
}


@pytest.fixture(scope="module")
def computed(tmp_path_factory):
    """A Parquet file of all pairs' columns."""
    spec = dict(BASE)
    for i, text in enumerate(PAIRS):
        spec[f"c{i}"] = expression(text)
    path = str(tmp_path_factory.mktemp("formulas") / "all.parquet")
    DataGenerator(spec, seed=7).write.size(ROWS).format("parquet").save(path)
    return path


@pytest.mark.parametrize("text", list(PAIRS))
def test_expressions_have_the_values_of_an_independent_engine(computed, text):
    column = f"c{list(PAIRS).index(text)}"
    differing = duckdb.sql(
        f"SELECT {column} AS ours, ({PAIRS[text]}) AS theirs, * FROM '{computed}' "
        f"WHERE {column} IS DISTINCT FROM ({PAIRS[text]}) LIMIT 3"
    ).fetchall()
    assert differing == []
    ((present,),) = duckdb.sql(f"SELECT count({column}) FROM '{computed}'").fetchall()
    assert present > ROWS / 3


def test_floor_division_is_that_of_python():
    spec = {
        "a": draws("gen_ints", -100, 100),
        "b": draws("gen_ints", -7, 7),
        "q": expression("a // b"),
        "r": expression("a % b"),
    }
    for row in DataGenerator(spec, seed=1).size(20_000).get_arrow().to_pylist():
        if row["b"] == 0:
            assert row["q"] is None and row["r"] is None
        else:
            assert (row["q"], row["r"]) == divmod(row["a"], row["b"])


def test_dependent_choices_never_leave_their_group():
    options = {"US": ["New York", "Chicago"], "FR": ["Paris"], "JP": ["Tokyo", "Osaka"]}
    spec = {
        "city": {
            "method": "dependent_choice",
            "parms": {"depends_on": "country", "options": options},
        },
        "country": choice(*options),
    }
    table = DataGenerator(spec, seed=3).size(ROWS).get_arrow()
    seen = {(row["country"], row["city"]) for row in table.to_pylist()}
    assert seen == {(key, city) for key, cities in options.items() for city in cities}


# --- Every format -----------------------------------------------------------------------

MIXED = {
    **BASE,
    "total": expression("round(price * quantity, 2)", null_rate=0.1),
    "double": expression("price / quantity"),
    "mail": draws("template", "{ascii(lower(name))}.{id}@example.com"),
    "late": expression("day < other_day"),
    "due": expression("day + 30"),
    "at": expression("add_seconds(timestamp('2000-01-01'), seconds)"),
    "code": draws("regex", "[a-z]{1,12}(-\\d{2})?"),
    "secret": draws("gen_uuid", hidden=True),
    "of_secret": expression("left(secret, 8)"),
}


@pytest.fixture(scope="module")
def mixed():
    return DataGenerator(MIXED, seed=5)


def test_hidden_columns_are_nowhere(mixed, tmp_path):
    assert "secret" not in mixed.size(10).get_arrow().column_names
    assert "secret" not in mixed.size(10).get_df().columns
    for file in ("a.csv", "a.json", "a.parquet"):
        mixed.write.size(10).save(str(tmp_path / file))
        assert b"of_secret" in (tmp_path / file).read_bytes()
    assert "secret" not in pyarrow.parquet.read_table(tmp_path / "a.parquet").column_names
    assert "secret" not in (tmp_path / "a.csv").read_text().splitlines()[0].split(",")
    assert "secret" not in json.loads((tmp_path / "a.json").read_text())[0]


def test_all_formats_hold_the_same_values(mixed, tmp_path):
    rows = 5000
    table = mixed.size(rows).get_arrow()
    for file in ("a.csv", "a.json", "a.parquet"):
        mixed.write.size(rows).save(str(tmp_path / file))
    assert pyarrow.parquet.read_table(tmp_path / "a.parquet").to_pylist() == (
        table.to_pylist()
    )
    texts = csv.reader(io.StringIO((tmp_path / "a.csv").read_text(encoding="utf-8")))
    assert next(texts) == table.column_names
    listed = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    for row, text, item in zip(table.to_pylist(), texts, listed, strict=True):
        for (name, value), cell in zip(row.items(), text, strict=True):
            told = item[name]
            if value is None:
                assert cell == "" and told is None
            elif isinstance(value, bool):
                assert cell == str(value) and told is value
            elif isinstance(value, (int, float)):
                assert type(value)(cell) == value and told == value
            elif isinstance(value, str):
                assert cell == value and told == value
            else:
                iso = value.isoformat().replace("+00:00", "")
                assert cell.startswith(iso) and told.startswith(iso)


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_parts_hold_the_rows_of_the_whole(mixed, tmp_path, suffix):
    mixed.write.size(30_000).save(str(tmp_path / f"whole.{suffix}"))
    writer = mixed.write.size(30_000).option("numFiles", 7)
    writer.save(str(tmp_path / f"parts.{suffix}"))
    query = 'SELECT * REPLACE ("at"::VARCHAR AS "at") FROM read_{}(\'{}\') ORDER BY id'
    reader = "csv" if suffix == "csv" else "parquet"
    whole = duckdb.sql(query.format(reader, tmp_path / f"whole.{suffix}")).fetchall()
    parts = duckdb.sql(query.format(reader, tmp_path / "parts" / "*")).fetchall()
    assert whole == parts


def test_streams_go_on_with_computed_columns(tmp_path):
    spec = {
        "id": {"method": "gen_incremental"},
        "made_at": {"method": "gen_now", "hidden": True},
        "text": draws("template", "{id}-{year(made_at)}"),
        "twice": expression("id * 2"),
    }
    stream = DataGenerator(spec, seed=1).writeStream.size(1000).format("parquet")
    stream.option("timeout", "0.5s").trigger(frequency="0.1s").start(str(tmp_path / "s"))
    rows = duckdb.sql(
        f"SELECT id, text, twice FROM '{tmp_path}/s/*.parquet' ORDER BY id"
    ).fetchall()
    assert len(rows) >= 3000
    for i, (number, text, twice) in enumerate(rows, 1):
        assert number == i and twice == 2 * i
        assert re.fullmatch(rf"{i}-20\d\d", text)


# --- Patterns ---------------------------------------------------------------------------

PATTERNS = r"""
abc
[A-Z]{3}-\d{4}
\d{3}-\d{2}-\d{4}
(\+\d{1,3} )?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}
[a-z0-9._%+-]+@[a-z0-9.-]+\.[a-z]{2,4}
(https?|ftp)://[a-z]{3,12}\.(com|org|net)(/[a-z0-9]+)*/?
#[0-9a-fA-F]{6}
#([0-9a-f]{3}|[0-9a-f]{6})
(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}
([0-9A-F]{2}:){5}[0-9A-F]{2}
\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])
([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?
[A-HJ-NPR-Z0-9]{17}
4\d{3}( \d{4}){3}
[A-Z]{2}\d{2}[A-Z0-9]{11,30}
v?\d+\.\d+\.\d+(-(alpha|beta|rc)\.\d+)?
[A-Z][a-z]+( [A-Z][a-z]+){1,2}
\w+
\W{1,5}
\s{2}\S{3}
\D\d\D
.{10}
.*
a|b|cd|
(a|bc|def)*
((a|b)(c|d)){2,3}
x?y*z+
x{3}y{2,}z{,4}
(?:foo|bar)baz
(?P<year>\d{4})/(?P<month>\d\d)
^anchored$
^a$|^b$
\Aabc\Z
[^a-z]
[^\d\s]{4}
[]a]+
[a\-z\]]{3}
[\w.-]{1,64}
\x41\x2d\u00e9\t
\$\^\.\*\+\?\(\)\[\]\{\}\|\\
à{2}|[ü-ÿ]{3}|日本
[а-я]{2,8}
a{2}{
{"id": \d{1,3}}
(lazy|x)+?y??
([a-z]{2}\d){30}
\w{1,200}
((\d{40}|x)-){1,3}
[01]{64}
(GET|POST|PUT) /api/v[12]/(users|orders)/\d{1,6} HTTP/1\.[01]
""".strip("\n").split("\n")


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_text_matches_its_pattern(pattern):
    rows = 2 * ROWS // len(PATTERNS)
    table = DataGenerator({"t": draws("regex", pattern)}, seed=9).size(rows).get_arrow()
    texts = table.column("t").to_pylist()
    compiled = re.compile(pattern)
    assert [text for text in texts if not compiled.fullmatch(text)] == []
    assert len(texts) == rows


def test_patterns_have_as_many_texts_as_they_can():
    texts = DataGenerator({"t": draws("regex", "[ab]{1,6}c?")}, seed=2).size(20_000)
    assert len(set(texts.get_arrow().column("t").to_pylist())) == 2 * (2**7 - 2)


# --- Mistakes ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ({"a": expression("b")}, "there is no column 'b'"),
        ({"a": expression("b"), "b": expression("a")}, "circle: a -> b -> a"),
        ({"a": expression("1 + 'x'")}, "+: needs numbers"),
        ({"a": draws("template", "{")}, "the '{' has no '}'"),
        ({"a": draws("regex", "a(?=b)")}, "a look-ahead is not supported (character 2)"),
        ({"a": draws("gen_uuid", hidden=True)}, "all columns are hidden"),
    ],
)
def test_mistakes_are_found_before_the_first_row(spec, message, tmp_path):
    path = tmp_path / "out.csv"
    with pytest.raises(SpecError) as caught:
        DataGenerator(spec).write.size(10).save(str(path))
    assert message in str(caught.value)
    assert not path.exists()


# --- The page ---------------------------------------------------------------------------

PAGE = Path(__file__).resolve().parents[2] / "docs" / "formulas.md"


def test_the_example_of_the_page_gives_what_it_shows(tmp_path):
    page = PAGE.read_text(encoding="utf-8")
    spec = json.loads(re.search(r"```json\n(.*?)```", page, re.S).group(1))
    path = tmp_path / "example.csv"
    DataGenerator(spec, seed=42).write.size(4).save(str(path))
    shown = re.search(r"```text\n(.*?)```", page, re.S).group(1)
    assert path.read_text(encoding="utf-8") == shown


def test_the_functions_of_the_page_give_what_it_says(tmp_path):
    page = PAGE.read_text(encoding="utf-8")
    examples = re.findall(r"^\| .* \| `([^`]+)` is `([^`]+)` \|$", page, re.M)
    assert len(examples) > 70
    spec = {
        f"c{i}": expression(text.replace(r"\|", "|"))
        for i, (text, _) in enumerate(examples)
    }
    path = tmp_path / "functions.csv"
    DataGenerator(spec).write.size(1).save(str(path))
    with path.open(encoding="utf-8", newline="") as file:
        _, values = csv.reader(file)
    assert values == [value for _, value in examples]
