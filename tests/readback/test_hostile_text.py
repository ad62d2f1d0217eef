"""Text that breaks naive writers, as values and as column names, in every format."""

import csv
import json
import warnings

import duckdb
import pandas
import polars
import pyarrow.parquet as pq
import pytest
from readback_support import (
    arrow,
    choice,
    csv_fields,
    csv_rows,
    names,
    snapshot,
    truth,
    unpack,
    write,
)

from rand_engine import OptionError

SEED = 3
CONTROLS = [chr(code) for code in (*range(1, 32), 127)]
HOSTILE = [
    '"',
    '""',
    'a"b',
    '"a"',
    ",",
    ";",
    "|",
    "\t",
    "a,b;c|d\te",
    "\n",
    "\r",
    "\r\n",
    "line\nline",
    "line\r\nline",
    "lone\rreturn",
    "ends in\n",
    "\nbegins",
    "",
    " ",
    "  spaces  ",
    "\u00a0",
    "\u2028",
    "\u2029",
    "\u0085",
    "\ufeff",
    "\ufeffBOM",
    "😀",
    "👩‍👩‍👧",
    "e\u0301",
    "é",
    "\U0010ffff",
    "\ud7ff\ue000\uffff",
    "日本語",
    "עברית",
    "NULL",
    "null",
    "NaN",
    "None",
    "N/A",
    "=1+1",
    "+1",
    "-1",
    "@A1",
    "1",
    "1.0",
    "True",
    "2024-01-01",
    "\\",
    "\\n",
    '\\"',
    "\\u0041",
    "/",
    "</script>",
    "'",
    "#",
    "x" * 100_000,
    ('"' * 50_000) + "\n",
    *CONTROLS,
    *(f"a{control}b" for control in CONTROLS),
]
NAMES = list(dict.fromkeys(text for text in HOSTILE if 0 < len(text) < 100))


@pytest.fixture(scope="module")
def spec():
    """A column of all hostile texts, between two that would show a shift."""
    return {
        "left": {"method": "gen_incremental"},
        "text": choice(*HOSTILE, None),
        "right": {"method": "gen_incremental", "parms": {"start": -1, "step": -1}},
    }


ROWS = 1200


@pytest.fixture(scope="module")
def expected(spec):
    rows = truth(spec, SEED, ROWS)
    assert {row["text"] for row in rows} == {*HOSTILE, None}, "each comes up"
    return rows


@pytest.fixture(scope="module")
def named():
    """A spec whose column names are the hostile texts."""
    return {name: choice(f"v{i}", "") for i, name in enumerate(NAMES)}


# --- CSV ---------------------------------------------------------------------------------


@pytest.mark.parametrize("sep", [",", ";", "\t", "|", " ", "x", "é", "\x01"])
def test_csv_values(tmp_path, spec, expected, sep):
    path = tmp_path / "data.csv"
    write(path, spec, SEED, ROWS, sep=sep)
    text = path.read_bytes().decode()
    header, *rows = csv_rows(text, delimiter=sep)
    assert header == ["left", "text", "right"]
    assert rows == [[str(r["left"]), r["text"] or "", str(r["right"])] for r in expected]
    records = csv_fields(text, sep)[1:]
    for record, row in zip(records, expected, strict=True):
        value = row["text"]
        must = value == "" or (
            value is not None and any(c in value for c in sep + '"\r\n')
        )
        assert record[1] == (must, value or "")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_csv_line_ends(tmp_path, spec, expected, end):
    path = tmp_path / "data.csv"
    write(path, spec, SEED, ROWS, lineterminator=end)
    text = path.read_bytes().decode()
    assert text.startswith(f"left,text,right{end}1,")
    assert text.endswith(f",{-ROWS}{end}")
    rows = csv_rows(text)[1:]
    assert [row[1] for row in rows] == [row["text"] or "" for row in expected]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"]
)
def test_csv_and_json_in_unicode_encodings(tmp_path, spec, expected, encoding):
    write(tmp_path / "data.csv", spec, SEED, ROWS, encoding=encoding)
    raw = (tmp_path / "data.csv").read_bytes()
    rows = csv_rows(raw.decode(encoding))[1:]
    assert [row[1] for row in rows] == [row["text"] or "" for row in expected]
    marks = {
        "utf-8-sig": b"\xef\xbb\xbf",
        "utf-16": b"\xff\xfe",
        "utf-32": b"\xff\xfe\0\0",
    }
    mark = marks.get(encoding, b"")
    assert raw.startswith(mark)
    assert raw.decode(encoding).count("\ufeff") == sum(
        (row["text"] or "").count("\ufeff") for row in expected
    ), "one mark a file"
    frame = pandas.read_csv(
        tmp_path / "data.csv",
        encoding=encoding,
        keep_default_na=False,
        lineterminator=None,
        engine="python",
        skip_blank_lines=False,
    )
    assert frame["right"].tolist() == [row["right"] for row in expected]
    options = {"encoding": encoding, "force_ascii": False}
    write(tmp_path / "data.json", spec, SEED, ROWS, **options)
    raw = (tmp_path / "data.json").read_bytes()
    assert raw.startswith(mark)
    assert json.loads(raw.decode(encoding)) == expected


@pytest.mark.parametrize(
    "encoding,texts",
    [
        ("latin-1", ["Grüße", "é;\"'", "\x85", "\xa0", "ÿ", "a,b", ""]),
        ("cp1252", ["€", "“quoted”", "Grüße", "a,b", ""]),
        ("ascii", ["plain", '"', "~", "\x7f"]),
        ("iso8859-15", ["€ 5", "Š"]),
        ("shift_jis", ["日本語", "表", "ソース", "ｱ", "a,b", "能\n"]),
        ("cp932", ["①", "表,示"]),
        ("gb18030", ["汉字", "😀", "€"]),
        ("big5", ["功", "許,"]),
        ("euc_kr", ["한국어"]),
        ("koi8-r", ["Привет"]),
    ],
)
def test_encodings_that_hold_a_part_of_unicode(tmp_path, encoding, texts):
    spec = {texts[0]: choice(*texts), "n": {"method": "gen_incremental"}}
    wanted = [row[texts[0]] for row in truth(spec, SEED, 100)]
    assert set(wanted) == set(texts)
    write(tmp_path / "a.csv.gz", spec, SEED, 100, encoding=encoding)
    rows = csv_rows(unpack(tmp_path / "a.csv.gz").decode(encoding))
    assert rows[0] == [texts[0], "n"]
    assert [row[0] for row in rows[1:]] == wanted
    with open(tmp_path / "plain.csv", "wb") as file:
        file.write(unpack(tmp_path / "a.csv.gz"))
    with open(tmp_path / "plain.csv", encoding=encoding, newline="") as file:
        assert [row[texts[0]] for row in csv.DictReader(file)] == wanted
    for lines in (False, True):
        options = {"encoding": encoding, "force_ascii": False, "lines": lines}
        write(tmp_path / "a.json", spec, SEED, 100, **options)
        text = (tmp_path / "a.json").read_bytes().decode(encoding)
        found = (
            [json.loads(t) for t in text.split("\n")[:-1]] if lines else json.loads(text)
        )
        assert [row[texts[0]] for row in found] == wanted


def test_json_escapes_make_any_text_fit_any_encoding(tmp_path, spec, expected):
    write(tmp_path / "a.json", spec, SEED, ROWS, encoding="latin-1", force_ascii=True)
    assert json.loads((tmp_path / "a.json").read_bytes().decode("ascii")) == expected


def test_csv_column_names(tmp_path, named):
    for sep in (",", ";", "\t"):
        write(tmp_path / "a.csv", named, SEED, 20, sep=sep)
        header, *rows = csv_rows(
            (tmp_path / "a.csv").read_bytes().decode(), delimiter=sep
        )
        assert header == NAMES
        assert rows == [list(row.values()) for row in truth(named, SEED, 20)]


def test_csv_by_duckdb(tmp_path, spec, expected):
    """Only what DuckDB reads: it takes no lone CR in a field for what it is."""
    options = [text for text in HOSTILE if "\r" not in text]
    spec = {"text": choice(*options), "n": {"method": "gen_incremental"}}
    write(tmp_path / "a.csv", spec, SEED, ROWS)
    query = (
        f"SELECT text FROM read_csv('{tmp_path}/a.csv', header=true, auto_detect=false, "
        "delim=',', quote='\"', escape='\"', new_line='\\n', nullstr='<none>', "
        "max_line_size=300000, "
        "columns={'text': 'VARCHAR', 'n': 'BIGINT'})"
    )
    found = [row[0] for row in duckdb.sql(query).fetchall()]
    assert found == [row["text"] for row in truth(spec, SEED, ROWS)]


def test_csv_of_one_column_shows_missing_rows(tmp_path):
    """Readers skip blank lines, so a missing value is written as two quotes."""
    spec = {"text": choice("a", "", None)}
    write(tmp_path / "a.csv", spec, SEED, 200)
    lines = (tmp_path / "a.csv").read_bytes().decode().split("\n")
    wanted = [row["text"] for row in truth(spec, SEED, 200)]
    assert lines == ["text", *('""' if not value else value for value in wanted), ""]
    assert len(pandas.read_csv(tmp_path / "a.csv")) == 200


# --- JSON --------------------------------------------------------------------------------


@pytest.mark.parametrize("orient", ["records", "split", "index"])
@pytest.mark.parametrize("ascii_only", [True, False])
@pytest.mark.parametrize("indent", [None, 2])
def test_json_values_and_names(
    tmp_path, spec, expected, named, orient, ascii_only, indent
):
    options = {"orient": orient, "force_ascii": ascii_only, "indent": indent}
    for some, rows in [(spec, expected), (named, truth(named, SEED, 30))]:
        path = tmp_path / "a.json"
        write(path, some, SEED, len(rows), **options)
        raw = path.read_bytes()
        assert raw.isascii() == ascii_only
        text = raw.decode()
        assert not [c for c in text if ord(c) < 32 and c != "\n"], "all escaped"
        found = json.loads(text)
        if orient == "split":
            found = [
                dict(zip(found["columns"], row, strict=True)) for row in found["data"]
            ]
        if orient == "index":
            found = [found[str(i)] for i in range(len(rows))]
        assert found == rows
        assert "\\/" not in text


@pytest.mark.parametrize("ascii_only", [True, False])
def test_json_lines_values_and_names(tmp_path, spec, expected, named, ascii_only):
    for some, rows in [(spec, expected), (named, truth(named, SEED, 30))]:
        path = tmp_path / "a.jsonl"
        write(path, some, SEED, len(rows), force_ascii=ascii_only)
        lines = path.read_bytes().split(b"\n")
        assert lines.pop() == b""
        assert [json.loads(line) for line in lines] == rows
        frame = polars.read_ndjson(path, infer_schema_length=None)
        assert frame.to_dicts() == rows
    found = duckdb.sql(f"SELECT * FROM read_json('{path}', maximum_object_size=1000000)")
    # DuckDB's names do not tell capital letters: "NULL" and "null" are one, then "null_1".
    assert found.fetchall() == [tuple(row.values()) for row in rows]


# --- Parquet -----------------------------------------------------------------------------


@pytest.mark.parametrize("codec", ["none", "zstd"])
def test_parquet_values_and_names(tmp_path, spec, expected, named, codec):
    for some, rows in [(spec, expected), (named, truth(named, SEED, 30))]:
        path = tmp_path / "a.parquet"
        write(path, some, SEED, len(rows), compression=codec)
        table = pq.read_table(path, page_checksum_verification=True)
        assert table.schema.names == list(some)
        assert table.to_pylist() == rows
        assert polars.read_parquet(path).to_dicts() == rows
        query = f"SELECT * FROM '{path}'"
        assert duckdb.sql(query).fetchall() == [tuple(row.values()) for row in rows]


def test_parquet_statistics_of_long_text_bound_it(tmp_path):
    """A bound may be cut, but then never above the least or below the greatest value."""
    for text in ("x" * 100_000, "\U0010ffff" * 20_000, "é" * 50_001):
        path = tmp_path / "a.parquet"
        write(path, {"t": choice(text, "m")}, SEED, 50)
        for value in (text, "m"):
            query = f"SELECT count(*) FROM '{path}' WHERE t = ?"
            wanted = (
                arrow({"t": choice(text, "m")}, SEED, 50)["t"].to_pylist().count(value)
            )
            assert duckdb.execute(query, [value]).fetchall() == [(wanted,)]
        assert duckdb.sql(f"SELECT max(t) FROM '{path}'").fetchall() == [
            (max(text, "m"),)
        ]


# --- what cannot be held -----------------------------------------------------------------


@pytest.mark.parametrize("format", ["csv", "json"])
@pytest.mark.parametrize(
    "encoding,held,not_held",
    [
        ("latin-1", "é", "€"),
        ("cp1252", "€", "\x81"),
        ("ascii", "e", "é"),
        ("shift_jis", "日", "한"),
        ("big5", "功", "😀"),
    ],
)
def test_values_and_names_that_cannot_be_held_are_found_before_a_file_is_touched(
    tmp_path, format, encoding, held, not_held
):
    (tmp_path / "old.csv").write_text("old")
    (tmp_path / "old.json").write_text("old")
    before = snapshot(tmp_path)
    options = {"encoding": encoding}
    if format == "json":
        options["force_ascii"] = False
    rare = {
        "method": "gen_str_choice",
        "parms": {"options": [held, f"a{not_held}b"], "weights": [1e9, 1]},
    }
    for place in (f"old.{format}", f"sub/new.{format}", f"parts.{format}"):
        more = {"numFiles": 2} if place.startswith("parts") else {}
        with pytest.raises(OptionError) as caught:
            write(tmp_path / place, {"the_column": rare}, SEED, 5, **options, **more)
        text = str(caught.value)
        assert "encoding" in text and "'the_column'" in text and "utf-8" in text
        if not_held.isprintable():
            assert f"a{not_held}b" in text
        with pytest.raises(OptionError) as caught:
            spec = {f"n{not_held}": {"method": "gen_incremental"}}
            write(tmp_path / place, spec, SEED, 5, **options, **more)
        assert "encoding" in str(caught.value) and "utf-8" in str(caught.value)
        if not_held.isprintable():
            assert f"n{not_held}" in str(caught.value)
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("encoding", ["iso2022_jp", "utf_7", "hz"])
def test_encodings_with_a_state_are_refused(tmp_path, encoding):
    with pytest.raises(OptionError, match="encoding"):
        write(tmp_path / "a.csv", {"a": choice("a")}, SEED, 5, encoding=encoding)
    assert names(tmp_path) == []


def test_names_of_people_need_an_encoding_that_holds_them(tmp_path):
    spec = {"person": {"method": "gen_name"}}
    with pytest.raises(OptionError, match="(?s)encoding.*person"):
        write(tmp_path / "a.csv", spec, SEED, 5, encoding="ascii")
    assert names(tmp_path) == []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        write(tmp_path / "a.json", spec, SEED, 500, encoding="ascii")
    assert json.loads((tmp_path / "a.json").read_bytes()) == truth(spec, SEED, 500)


def test_an_na_rep_that_is_also_a_value_stays_apart(tmp_path):
    """Either the value is quoted, or the run says that the two cannot be told apart."""
    spec = {"text": choice("NULL", "a", None), "n": {"method": "gen_incremental"}}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        write(tmp_path / "a.csv", spec, SEED, 100, na_rep="NULL")
    records = csv_fields((tmp_path / "a.csv").read_bytes().decode())[1:]
    found = [None if field == (False, "NULL") else field[1] for field, _ in records]
    apart = found == [row["text"] for row in truth(spec, SEED, 100)]
    assert apart or caught
