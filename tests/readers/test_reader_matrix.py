"""Each format with each codec holds each method's values for each reader that is not ours."""

import subprocess

import duckdb
import fastparquet
import matrix
import nested
import page
import pandas
import polars
import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet as pq
import pytest
import readers
from checks import check_filters, check_nested, check_page, write_manifest_datasets

QUERYING = [readers.PyArrow, readers.DuckDB, readers.Polars, readers.DataFusion]
TOOLS = {
    "gzip": ["gzip", "-t"],
    "bz2": ["bzip2", "-t"],
    "xz": ["xz", "-t"],
    "zip": ["unzip", "-tq"],
    "zstd": ["zstd", "-tq"],
}


def by_package(kinds):
    return pytest.mark.parametrize("kind", kinds, ids=[kind.package for kind in kinds])


def test_the_matrix_has_every_method_format_and_codec(truth, files):
    names = {m["name"] for m in matrix.methods() if m["group"] != matrix.NESTED}
    several = {
        name
        for name in names
        if not any(column == f"m_{name}" for column in truth.columns)
    }
    # Those of several columns name them themselves; a key is called as its lookup wants.
    with_columns = {m["name"] for m in matrix.methods() if "cols" in m["example"]}
    assert several == with_columns | {"foreign_key"}
    grouped = {m["name"] for m in matrix.methods() if m["group"] == matrix.NESTED}
    assert {f"m_{name}" for name in grouped} == set(nested.spec()) - {"row"}
    assert len(truth.columns) > len(names)
    assert len(files) == 5 * len(matrix.TEXT_CODECS) + len(matrix.PARQUET_CODECS)
    assert truth.table.num_rows == matrix.ROWS


@by_package(readers.IN_EVERY_TEST)
def test_the_page_says_what_the_reader_does(kind, truth, files, reader_of):
    check_page(kind, reader_of(kind), truth, files)


def test_the_page_is_made_by_its_script():
    text = page.PAGE.read_text()
    words = page.read_page(text) | page.read_nested(text)
    titles = {f"{kind.package} {kind.pinned()}": kind for kind in readers.ALL}
    found = {(titles[t], form, codec): word for (t, form, codec), word in words.items()}
    assert page.make(found) == text


def test_a_wrong_value_is_seen(truth, files, reader_of):
    columns = reader_of(readers.PyArrow).read(files["parquet", "zstd"], "parquet")
    assert truth.difference(columns, "parquet") is None
    for name, values in columns.items():
        changed = [*values[:-1], "another"]
        assert truth.difference(columns | {name: changed}, "parquet").startswith(name)
    assert truth.difference({k: v[:-1] for k, v in columns.items()}, "parquet")
    del columns["x_text"]
    assert truth.difference(columns, "parquet")


@pytest.mark.parametrize("form", matrix.FORMS[:-1])
@pytest.mark.parametrize("codec", TOOLS)
def test_the_codecs_own_tool_finds_the_file_whole(files, form, codec):
    done = subprocess.run([*TOOLS[codec], files[form, codec]], capture_output=True)
    assert done.returncode == 0, done.stderr


@by_package(readers.IN_EVERY_TEST)
def test_the_page_says_what_the_reader_does_with_nested_columns(kind, tmp_path):
    check_nested(kind, tmp_path)


# --- Parquet -----------------------------------------------------------------------------

parquet_codecs = pytest.mark.parametrize("codec", matrix.PARQUET_CODECS)


@parquet_codecs
def test_statistics_are_those_of_the_rows(truth, files, codec):
    file = pq.ParquetFile(files["parquet", codec])
    assert file.num_row_groups == matrix.ROWS // matrix.ROW_GROUP
    first = 0
    for number in range(file.num_row_groups):
        group = file.metadata.row_group(number)
        for index in range(group.num_columns):
            chunk = group.column(index)
            values = truth.columns[chunk.path_in_schema][first : first + group.num_rows]
            present = [value for value in values if value is not None]
            statistics = chunk.statistics
            assert statistics.null_count == values.count(None), chunk.path_in_schema
            assert statistics.has_min_max == bool(present)
            if present:
                found = (statistics.min, statistics.max)
                assert found == (min(present), max(present)), chunk.path_in_schema
        first += group.num_rows
    assert first == matrix.ROWS


@parquet_codecs
def test_every_page_has_its_checksum(files, codec, tmp_path):
    path = files["parquet", codec]
    pq.read_table(path, page_checksum_verification=True)
    chunk = pq.ParquetFile(path).metadata.row_group(1).column(0)
    content = bytearray(path.read_bytes())
    content[chunk.data_page_offset + chunk.total_compressed_size - 1] ^= 1
    damaged = tmp_path / "damaged.parquet"
    damaged.write_bytes(content)
    with pytest.raises(OSError, match="CRC"):
        pq.read_table(damaged, page_checksum_verification=True)


@by_package(QUERYING)
def test_filters_give_the_rows_that_filtering_in_memory_gives(
    kind, truth, files, reader_of
):
    reader = reader_of(kind)
    check_filters(reader, truth, files["parquet", "zstd"], truth.columns)


def test_minimum_and_maximum_from_statistics_are_those_of_the_rows(truth, files):
    path = files["parquet", "snappy"]
    for name, values in truth.columns.items():
        present = [value for value in values if value is not None]
        if not present or pa.types.is_timestamp(truth.schema.field(name).type):
            continue
        query = f'SELECT min("{name}"), max("{name}"), count(*) FROM \'{path}\''
        wanted = (min(present), max(present), matrix.ROWS)
        assert duckdb.connect().execute(query).fetchall() == [wanted], name


def test_fastparquet_misreads_wide_deltas_of_any_writer(tmp_path):
    values = [(i * i * 2654435761) % 2**40 for i in range(400)]
    path = tmp_path / "by_pyarrow.parquet"
    pq.write_table(
        pa.table({"a": values}),
        path,
        use_dictionary=False,
        column_encoding={"a": "DELTA_BINARY_PACKED"},
    )
    assert pq.read_table(path)["a"].to_pylist() == values
    found = fastparquet.ParquetFile(path).to_pandas()["a"].tolist()
    assert found != values, "fastparquet is mended: WIDE_DELTA and the page can go"


# --- a directory with a manifest ---------------------------------------------------------


def test_readers_of_a_directory_pass_over_its_manifest(tmp_path):
    made = write_manifest_datasets(tmp_path)
    for format, path in made.items():
        dataset = pyarrow.dataset.dataset(path, format=format)
        assert len(dataset.files) == 3
        read = {"csv": "read_csv", "json": "read_json", "parquet": "read_parquet"}[format]
        query = f"SELECT count(*) FROM {read}('{path}/*.{format}')"
        assert duckdb.connect().execute(query).fetchall() == [(matrix.ROWS,)]
        context = readers.DataFusion(None).context()
        getattr(context, f"register_{format}")("data", f"{path}/")
        counted = context.sql("SELECT count(*) AS n FROM data").to_pylist()
        assert counted == [{"n": matrix.ROWS}]
    path = made["parquet"]
    assert len(pandas.read_parquet(path)) == matrix.ROWS
    assert fastparquet.ParquetFile(str(path)).count() == matrix.ROWS
    assert polars.scan_parquet(f"{path}/*.parquet").collect().height == matrix.ROWS
    hidden = polars.scan_parquet(path, hidden_file_prefix=".").collect()
    assert hidden.height == matrix.ROWS
