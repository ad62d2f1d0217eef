"""Files of every format and codec hold the rows: asked of six readers that are not ours."""

import datetime
import json
import math
import subprocess

import duckdb
import pandas
import polars
import pyarrow as pa
import pyarrow.csv
import pyarrow.json
import pyarrow.parquet as pq
import pytest
from readback_support import (
    EVERYTHING,
    NULLABLE,
    SEED,
    arrow,
    csv_fields,
    csv_rows,
    truth,
    unpack,
    write,
)

ROWS = 3000
SUFFIX = {"none": "", "gzip": ".gz", "bz2": ".bz2", "zip": ".zip", "xz": ".xz"}
SUFFIX["zstd"] = ".zst"
TEXT_CODECS = list(SUFFIX)
PARQUET_CODECS = ["none", "snappy", "gzip", "zstd", "lz4", "brotli"]
# pyarrow decompresses by the suffix, but knows neither xz nor zip; DuckDB and Polars know
# neither of these nor bz2.
# pandas needs the package zstandard for zstd.
PANDAS_CODECS = ["none", "gzip", "bz2", "zip", "xz"]
PYARROW_CODECS = ["none", "gzip", "bz2", "zstd"]
DUCKDB_CODECS = ["none", "gzip", "zstd"]


@pytest.fixture(scope="module")
def expected():
    return truth(EVERYTHING, SEED, ROWS)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """files(format, codec, **options) -> path; each is written once."""
    made = {}

    def files(format, codec, **options):
        key = (format, codec, *sorted(options.items()))
        if key not in made:
            folder = tmp_path_factory.mktemp("files")
            suffix = "" if format == "parquet" else SUFFIX[codec]
            path = folder / f"data.{format}{suffix}"
            report = write(
                path, EVERYTHING, SEED, ROWS, compression=codec, format=format, **options
            )
            assert (report.rows, report.bytes) == (ROWS, path.stat().st_size)
            made[key] = path
        return made[key]

    return files


def text_of(value):
    """A value as CSV shows it."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def same(values, wanted):
    """Values of a file without types (CSV, JSON) and the truth, column by column."""
    assert len(values) == len(wanted)
    for row, right in zip(values, wanted, strict=True):
        for name, value in right.items():
            found = row[name]
            if value is None:
                assert found is None, name
            elif isinstance(value, float):
                assert float(found) == value, name
            elif isinstance(value, bool):
                assert found in (value, str(value)), name
            elif isinstance(value, int):
                assert int(found) == value, name
            else:
                assert found == text_of(value), name


# --- compressed as a whole ---------------------------------------------------------------


@pytest.mark.parametrize("format", ["csv", "json"])
@pytest.mark.parametrize(
    "codec,tool",
    [
        ("gzip", ["gzip", "-tv"]),
        ("bz2", ["bzip2", "-t"]),
        ("xz", ["xz", "-t"]),
        ("zip", ["unzip", "-tq"]),
        ("zstd", ["zstd", "-tq"]),
    ],
)
def test_the_codecs_own_tool_finds_the_file_whole(files, format, codec, tool):
    path = files(format, codec)
    done = subprocess.run([*tool, path], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert path.read_bytes() != unpack(path)


@pytest.mark.parametrize("format", ["csv", "json"])
@pytest.mark.parametrize("codec", TEXT_CODECS)
def test_every_codec_holds_the_same_content(files, format, codec):
    assert unpack(files(format, codec)) == files(format, "none").read_bytes()


# --- CSV ---------------------------------------------------------------------------------


@pytest.mark.parametrize("codec", TEXT_CODECS)
def test_csv_by_pythons_csv_module(files, expected, codec):
    header, *rows = csv_rows(unpack(files("csv", codec)).decode())
    assert header == list(EVERYTHING)
    same(
        [
            {
                n: None if v == "" and n == "level" else v
                for n, v in zip(header, row, strict=True)
            }
            for row in rows
        ],
        [{**row, "word": row["word"] or ""} for row in expected],
    )


def test_csv_keeps_missing_and_empty_apart_and_quotes_no_more_than_it_must(
    files, expected
):
    header, *records = csv_fields(files("csv", "none").read_bytes().decode())
    assert header == [(False, name) for name in EVERYTHING]
    assert len(records) == ROWS
    for record, row in zip(records, expected, strict=True):
        for (quoted, content), (name, value) in zip(record, row.items(), strict=True):
            if not isinstance(value, float):
                assert content == text_of(value)
            must = value == "" or any(c in content for c in ',"\r\n')
            assert quoted == must, (name, value)


@pytest.mark.parametrize("codec", PANDAS_CODECS)
def test_csv_by_pandas(files, expected, codec):
    frame = pandas.read_csv(files("csv", codec), dtype=str, keep_default_na=False)
    rows = frame.to_dict("records")
    for row in rows:
        row["level"] = row["level"] or None
    same(rows, [{**row, "word": row["word"] or ""} for row in expected])


def test_csv_by_pandas_with_its_own_types(files, expected):
    frame = pandas.read_csv(files("csv", "gzip"))
    assert [str(frame[n].dtype) for n in ("id", "wide", "price", "flag")] == [
        "int64",
        "int64",
        "float64",
        "bool",
    ]
    for name in ("id", "small", "wide", "price", "tiny", "share", "flag"):
        assert frame[name].tolist() == [row[name] for row in expected]


@pytest.mark.parametrize("codec", PYARROW_CODECS)
def test_csv_by_pyarrow(files, codec):
    wanted = arrow(EVERYTHING, SEED, ROWS)
    types = {f.name: f.type for f in wanted.schema} | {"now": pa.timestamp("us", "UTC")}
    table = pyarrow.csv.read_csv(
        files("csv", codec),
        parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=types,
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            null_values=[""],
        ),
    )
    assert table.to_pylist() == wanted.to_pylist()


@pytest.mark.parametrize("codec", DUCKDB_CODECS)
def test_csv_by_duckdb(files, expected, codec):
    path = files("csv", codec)
    relation = duckdb.sql(
        f"SELECT * FROM read_csv('{path}', all_varchar=true, header=true, quote='\"', "
        "escape='\"', delim=',', auto_detect=false, columns="
        + str({name: "VARCHAR" for name in EVERYTHING})
        + ")"
    )
    rows = [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]
    # DuckDB does not tell "" from nothing.
    for row, right in zip(rows, expected, strict=True):
        if right["word"] == "":
            row["word"] = row["word"] or ""
    same(rows, expected)


def test_csv_by_duckdb_with_its_own_types(files):
    path = files("csv", "none")
    types = dict(
        (row[0], row[1]) for row in duckdb.sql(f"DESCRIBE FROM '{path}'").fetchall()
    )
    assert types["id"] == types["wide"] == types["level"] == "BIGINT"
    assert types["price"] == types["share"] == "DOUBLE"
    assert types["flag"] == "BOOLEAN"
    assert types["day"] == "DATE"
    assert types["now"].startswith("TIMESTAMP")


@pytest.mark.parametrize("codec", DUCKDB_CODECS)
def test_csv_by_polars(files, expected, codec):
    frame = polars.read_csv(files("csv", codec), infer_schema=False)
    same(frame.to_dicts(), expected)


def test_csv_with_semicolon_decimal_comma_index_and_na_rep(tmp_path, expected):
    path = tmp_path / "data.csv"
    write(path, EVERYTHING, SEED, ROWS, sep=";", decimal=",", index=True, na_rep="NA?")
    frame = pandas.read_csv(
        path,
        sep=";",
        decimal=",",
        index_col=0,
        na_values=["NA?"],
        keep_default_na=False,
    )
    assert frame.index.tolist() == list(range(ROWS))
    assert frame["price"].tolist() == [row["price"] for row in expected]
    missing = [row["word"] is None for row in expected]
    assert frame["word"].isna().tolist() == missing
    assert any(missing)


# --- JSON --------------------------------------------------------------------------------


@pytest.mark.parametrize("codec", TEXT_CODECS)
@pytest.mark.parametrize("lines", [False, True])
def test_json_by_pythons_json_module(files, expected, codec, lines):
    text = unpack(files("json", codec, lines=lines)).decode("ascii")
    rows = [json.loads(s) for s in text.splitlines()] if lines else json.loads(text)
    assert [list(row) for row in rows] == [list(EVERYTHING)] * ROWS
    assert [{n: type(v) for n, v in row.items()} for row in rows[:50]] == [
        {n: str if isinstance(v, datetime.date) else type(v) for n, v in row.items()}
        for row in expected[:50]
    ]
    same(rows, expected)


@pytest.mark.parametrize("orient", ["records", "split", "index"])
@pytest.mark.parametrize("indent", [None, 0, 3])
def test_json_orients_are_what_json_dumps_gives(tmp_path, expected, orient, indent):
    path = tmp_path / "data.json"
    write(path, EVERYTHING, SEED, ROWS, orient=orient, indent=indent, force_ascii=False)
    text = path.read_bytes().decode()
    found = json.loads(text)
    rows = found
    if orient == "split":
        assert list(found) == ["columns", "data"]
        rows = [dict(zip(found["columns"], row, strict=True)) for row in found["data"]]
    if orient == "index":
        assert list(found) == [str(i) for i in range(ROWS)]
        rows = list(found.values())
    same(rows, expected)
    if indent is not None:
        # Numbers apart: 1e-06 and 0.000001 are one value.
        again = json.loads(text, parse_float=lambda s: f"<{s}>")
        wanted = json.dumps(again, indent=indent, ensure_ascii=False)
        assert text.rstrip("\n") == wanted.replace('"<', "").replace('>"', "")


@pytest.mark.parametrize("orient", ["records", "split", "index"])
def test_json_orients_by_pandas(tmp_path, expected, orient):
    path = tmp_path / "data.json"
    write(path, EVERYTHING, SEED, ROWS, orient=orient)
    frame = pandas.read_json(path, orient=orient, dtype=False, precise_float=True)
    assert list(frame.columns) == list(EVERYTHING)
    assert [int(i) for i in frame.index] == list(range(ROWS))
    for name in ("id", "wide", "price", "flag", "name", "uuid"):
        assert frame[name].tolist() == [row[name] for row in expected], name
    for name in NULLABLE:
        found = [None if pandas.isna(v) else v for v in frame[name]]
        assert found == [row[name] for row in expected]


def test_json_split_with_index_by_pandas(tmp_path):
    path = tmp_path / "data.json"
    write(path, EVERYTHING, SEED, 10, orient="split", index=True, firstRow=5)
    assert list(json.loads(path.read_text())) == ["columns", "index", "data"]
    frame = pandas.read_json(path, orient="split")
    assert frame.index.tolist() == list(range(5, 15))


@pytest.mark.parametrize("codec", PANDAS_CODECS)
def test_json_lines_by_pandas(files, expected, codec):
    frame = pandas.read_json(files("json", codec, lines=True), lines=True, dtype=False)
    assert frame["wide"].tolist() == [row["wide"] for row in expected]
    assert frame["name"].tolist() == [row["name"] for row in expected]
    assert frame["day"].tolist() == [str(row["day"]) for row in expected]


@pytest.mark.parametrize("codec", PYARROW_CODECS)
def test_json_lines_by_pyarrow(files, codec):
    wanted = arrow(EVERYTHING, SEED, ROWS)
    fields = [
        pa.field(f.name, pa.string() if pa.types.is_date(f.type) else f.type)
        for f in wanted.schema
    ]
    table = pyarrow.json.read_json(
        pa.input_stream(str(files("json", codec, lines=True))),
        parse_options=pyarrow.json.ParseOptions(explicit_schema=pa.schema(fields)),
    )
    for name in ("day", "old_day"):
        number = table.schema.get_field_index(name)
        table = table.set_column(number, name, table[name].cast(pa.date32()))
    assert table.to_pylist() == wanted.to_pylist()


@pytest.mark.parametrize("codec", DUCKDB_CODECS)
@pytest.mark.parametrize("lines", [False, True])
def test_json_by_duckdb(files, expected, codec, lines):
    relation = duckdb.sql(
        f"SELECT id, wide, price, tiny, word, level, share, flag, name, day, old_day, "
        f"epoch_us(now) AS now FROM read_json('{files('json', codec, lines=lines)}')"
    )
    found = [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]
    wanted = [{name: row[name] for name in relation.columns} for row in expected]
    for row in wanted:
        row["now"] = int(row["now"].timestamp()) * 1_000_000 + 250
    assert found == wanted


def test_json_by_polars(files, expected):
    schema = {
        "id": polars.Int64,
        "wide": polars.Int64,
        "price": polars.Float64,
        "word": polars.String,
        "level": polars.Int64,
        "flag": polars.Boolean,
        "name": polars.String,
        "uuid": polars.String,
    }
    wanted = [{name: row[name] for name in schema} for row in expected]
    path = files("json", "none", lines=True)
    assert polars.read_ndjson(path).select(list(schema)).to_dicts() == wanted
    frame = polars.read_json(files("json", "none"), infer_schema_length=None)
    assert frame.select(list(schema)).to_dicts() == wanted


# --- Parquet -----------------------------------------------------------------------------


@pytest.mark.parametrize("codec", PARQUET_CODECS)
def test_parquet_by_pyarrow_with_checksums(files, codec):
    path = files("parquet", codec)
    table = pq.read_table(path, page_checksum_verification=True)
    assert table.to_pylist() == truth(EVERYTHING, SEED, ROWS)
    metadata = pq.ParquetFile(path).metadata
    wanted = {"none": "UNCOMPRESSED", "lz4": "LZ4"}.get(codec, codec.upper())
    for column in range(metadata.num_columns):
        assert metadata.row_group(0).column(column).compression == wanted


@pytest.mark.parametrize("codec", PARQUET_CODECS)
def test_parquet_by_duckdb_polars_and_pandas(files, expected, codec):
    path = files("parquet", codec)
    relation = duckdb.sql(f"SELECT * REPLACE (epoch_us(now) AS now) FROM '{path}'")
    found = [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]
    micros = int(expected[0]["now"].timestamp()) * 1_000_000 + 250
    assert found == [{**row, "now": micros} for row in expected]
    assert polars.read_parquet(path).to_dicts() == expected
    frame = pandas.read_parquet(path)
    for name in set(EVERYTHING) - set(NULLABLE):
        assert frame[name].tolist() == [row[name] for row in expected], name
    words = [None if pandas.isna(value) else value for value in frame["word"]]
    assert words == [row["word"] for row in expected]


def test_a_damaged_parquet_page_is_found_by_its_checksum(files, tmp_path):
    data = bytearray(files("parquet", "none").read_bytes())
    column = pq.ParquetFile(files("parquet", "none")).metadata.row_group(0).column(2)
    # "wide" is plain random numbers: the last byte of its chunk is data.
    data[column.data_page_offset + column.total_compressed_size - 9] ^= 1
    (tmp_path / "damaged.parquet").write_bytes(data)
    with pytest.raises(OSError, match="(?i)crc|checksum"):
        pq.read_table(tmp_path / "damaged.parquet", page_checksum_verification=True)


def test_parquet_types_are_exact_and_columns_required(files):
    types = {
        **dict.fromkeys(["id", "small", "wide", "level"], pa.int64()),
        **dict.fromkeys(["price", "tiny", "share"], pa.float64()),
        **dict.fromkeys(["word", "name", "email", "uuid"], pa.string()),
        "flag": pa.bool_(),
        **dict.fromkeys(["day", "old_day"], pa.date32()),
        "now": pa.timestamp("us", "UTC"),
    }
    schema = pq.read_schema(files("parquet", "snappy"))
    assert schema.names == list(EVERYTHING)
    for field in schema:
        assert field.type == types[field.name], field.name
        assert field.nullable == (field.name in NULLABLE), field.name


@pytest.mark.parametrize("codec", ["none", "zstd"])
def test_parquet_statistics_are_those_of_each_row_group(files, expected, codec):
    metadata = pq.ParquetFile(files("parquet", codec, rowGroupSize=700)).metadata
    sizes = [metadata.row_group(i).num_rows for i in range(metadata.num_row_groups)]
    assert sizes == [700, 700, 700, 700, 200]
    start = 0
    for group, size in enumerate(sizes):
        rows = expected[start : start + size]
        start += size
        for number, name in enumerate(EVERYTHING):
            column = metadata.row_group(group).column(number)
            values = [row[name] for row in rows if row[name] is not None]
            statistics = column.statistics
            assert column.has_offset_index and column.has_column_index, name
            assert statistics.null_count == size - len(values), name
            low, high = statistics.min, statistics.max
            if name == "word":  # by bytes, as Parquet orders text
                assert low.encode() == min(v.encode() for v in values)
                assert high.encode() == max(v.encode() for v in values)
            else:
                assert (low, high) == (min(values), max(values)), name
            if statistics.has_distinct_count:
                assert statistics.distinct_count == len(set(values)), name


def test_parquet_queries_that_are_answered_from_statistics_are_right(files, expected):
    path = files("parquet", "snappy", rowGroupSize=250)
    for name in EVERYTHING:
        if name == "now":
            continue
        values = [row[name] for row in expected if row[name] is not None]
        key = (lambda v: v.encode()) if isinstance(values[0], str) else None
        low, high = min(values, key=key), max(values, key=key)
        middle = sorted(values, key=key)[len(values) // 2]
        query = f'SELECT min("{name}"), max("{name}"), count("{name}") FROM \'{path}\''
        assert duckdb.sql(query).fetchall() == [(low, high, len(values))], name
        for value in (low, middle, high):
            count = duckdb.execute(
                f"SELECT count(*) FROM '{path}' WHERE \"{name}\" = ?", [value]
            ).fetchall()[0][0]
            assert count == values.count(value), (name, value)
        for table in (
            pq.read_table(path, filters=[(name, "==", middle)]),
            polars.scan_parquet(path).filter(polars.col(name) == middle).collect(),
        ):
            assert len(table) == values.count(middle), name
    missing = sum(row["word"] is None for row in expected)
    query = f"SELECT count(*) FROM '{path}' WHERE word IS NULL"
    assert duckdb.sql(query).fetchall() == [(missing,)]


def test_parquet_pages_are_skipped_by_the_page_index_without_losing_rows(tmp_path):
    """DuckDB and Polars skip by it; a sorted column makes every page bound count."""
    spec = {"id": {"method": "gen_incremental"}, "text": {"method": "gen_uuid"}}
    path = tmp_path / "sorted.parquet"
    write(path, spec, SEED, 200_000, rowGroupSize=100_000)
    query = f"SELECT count(*), min(id), max(id) FROM '{path}' WHERE id BETWEEN ? AND ?"
    for low, high in [(1, 1), (65_530, 65_540), (99_999, 100_002), (150_000, 200_000)]:
        assert duckdb.execute(query, [low, high]).fetchall() == [
            (high - low + 1, low, high)
        ]
        frame = polars.scan_parquet(path).filter(polars.col("id").is_between(low, high))
        assert frame.select(polars.len()).collect().item() == high - low + 1


def test_parquet_index_is_pandas_index(tmp_path, expected):
    path = tmp_path / "data.parquet"
    write(path, EVERYTHING, SEED, 50, index=True, firstRow=7)
    frame = pandas.read_parquet(path)
    assert list(frame.columns) == list(EVERYTHING)
    assert frame.index.tolist() == list(range(7, 57))
    assert frame.index.name is None
    assert frame["id"].tolist() == [row["id"] for row in expected[7:57]]
    field = pq.read_schema(path).field("__index_level_0__")
    assert (field.type, field.nullable) == (pa.int64(), False)


def test_parquet_metadata_tells_how_the_file_was_made(tmp_path):
    import rand_engine

    path = tmp_path / "data.parquet"
    report = write(path, EVERYTHING, SEED, 50, firstRow=7)
    found = {
        key.decode().removeprefix("rand_engine."): value.decode()
        for key, value in pq.ParquetFile(path).metadata.metadata.items()
        if key.startswith(b"rand_engine.")
    }
    assert found["seed"] == str(SEED)
    assert (found["first_row"], found["rows"]) == ("7", "50")
    assert found["version"] == rand_engine.__version__
    assert found["data_version"] == str(rand_engine.DATA_VERSION)
    assert found["spec_sha256"] == report.spec_sha256
    assert len(report.spec_sha256) == 64
    spec = json.loads(found["spec"])
    assert list(spec) == list(EVERYTHING)
    again = rand_engine.DataGenerator(spec, seed=int(found["seed"])).write.size(50)
    again.options(firstRow=7, now=report.now).save(tmp_path / "again.parquet")
    assert pq.read_table(tmp_path / "again.parquet").to_pylist() == (
        pq.read_table(path).to_pylist()
    )


def test_parquet_metadata_leaves_out_a_long_spec_and_all_if_so_told(tmp_path):
    path = tmp_path / "data.parquet"
    options = [f"a long option, number {i}" for i in range(2000)]
    spec = {"word": {"method": "gen_str_choice", "parms": {"options": options}}}
    write(path, spec, SEED, 5)
    metadata = pq.ParquetFile(path).metadata.metadata
    assert b"rand_engine.spec_sha256" in metadata
    assert b"rand_engine.spec" not in metadata
    assert path.stat().st_size < 16_384, "5 rows need not carry 2000 options"
    write(path, EVERYTHING, SEED, 5, metadata=False)
    metadata = pq.ParquetFile(path).metadata.metadata or {}
    assert not [key for key in metadata if key.startswith(b"rand_engine")]


def test_floats_have_one_value_in_all_formats(files, expected):
    rows = csv_rows(unpack(files("csv", "none")).decode())
    records = json.loads(files("json", "none").read_bytes())
    table = pq.read_table(files("parquet", "none"))
    for name in ("price", "tiny", "share"):
        column = rows[0].index(name)
        wanted = [row[name] for row in expected]
        assert [float(row[column]) for row in rows[1:]] == wanted
        assert [row[name] for row in records] == wanted
        assert table[name].to_pylist() == wanted
        assert not [v for v in wanted if v == 0 and math.copysign(1, v) < 0]
