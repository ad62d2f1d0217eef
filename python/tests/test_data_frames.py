"""get_df, get_arrow and the Arrow PyCapsule interface."""

import datetime

import pandas
import polars
import pyarrow
import pyarrow.parquet
import pytest

from rand_engine import DataGenerator


@pytest.fixture
def all_kinds(orders):
    """Columns of every type, with and without missing values."""

    def choice(*options):
        return {"method": "gen_str_choice", "parms": {"options": list(options)}}

    return {
        **orders,
        "name": {"method": "gen_name"},
        "email": {"method": "gen_email"},
        "uuid": {"method": "gen_uuid"},
        "text": choice("a", 'ü "quoted"', "", None),
        "whole": choice(1, 2**62, None),
        "float": choice(0.5, -1.25, None),
        "flag": choice(True, False),
        "maybe": choice(True, False, None),
    }


EXACT_TYPES = {
    "order_id": pyarrow.int64(),
    "customer_id": pyarrow.int64(),
    "product": pyarrow.dictionary(pyarrow.int32(), pyarrow.string()),
    "price": pyarrow.float64(),
    "order_date": pyarrow.date32(),
    "name": pyarrow.string(),
    "email": pyarrow.string(),
    "uuid": pyarrow.string(),
    "text": pyarrow.dictionary(pyarrow.int32(), pyarrow.string()),
    "whole": pyarrow.int64(),
    "float": pyarrow.float64(),
    "flag": pyarrow.bool_(),
    "maybe": pyarrow.bool_(),
}


def test_arrow_types_are_exact_and_required_unless_values_can_be_missing(all_kinds):
    table = DataGenerator(all_kinds, seed=1).get_arrow()
    table.validate(full=True)
    assert dict(zip(table.column_names, table.schema.types, strict=True)) == EXACT_TYPES
    nullable = [field.name for field in table.schema if field.nullable]
    assert nullable == ["text", "whole", "float", "maybe"]
    for name in nullable:
        assert 0 < table[name].null_count < 1000


def test_gen_now_is_a_timestamp_in_utc_and_one_for_all_rows():
    before = datetime.datetime.now(datetime.UTC)
    table = DataGenerator({"t": {"method": "gen_now"}}).size(500_000).get_arrow()
    after = datetime.datetime.now(datetime.UTC)
    assert table.schema.field("t").type == pyarrow.timestamp("us", "UTC")
    first, *others = table["t"].unique().to_pylist()
    assert others == []
    assert before - datetime.timedelta(milliseconds=1) <= first <= after


def test_arrow_data_are_handed_over_without_a_copy(orders):
    generator = DataGenerator(orders, seed=1).size(1_000_000)
    before = pyarrow.total_allocated_bytes()
    table = generator.get_arrow()
    held = pyarrow.total_allocated_bytes() - before
    assert table.nbytes <= held < 1.1 * table.nbytes
    del table
    assert pyarrow.total_allocated_bytes() == before


def test_two_takers_of_one_table_share_its_buffers(orders):
    native = DataGenerator(orders)._native.make_table(1000, 0, None)
    addresses = [
        [
            buffer.address
            for column in pyarrow.RecordBatchReader.from_stream(native).read_all().columns
            for buffer in column.chunk(0).buffers()
            if buffer is not None
        ]
        for _ in range(2)
    ]
    assert len(addresses[0]) == len(orders)
    assert addresses[0] == addresses[1]


def test_tables_outlive_their_generator(orders):
    generator = DataGenerator(orders, seed=1).size(10)
    table = generator.get_arrow()
    expected = table.to_pylist()
    del generator
    assert table.to_pylist() == expected


def test_data_frame_is_what_read_parquet_gives(all_kinds, tmp_path):
    generator = DataGenerator(all_kinds, seed=11).size(3000)
    generator.write.save(tmp_path / "data.parquet")
    expected = pandas.read_parquet(tmp_path / "data.parquet")
    pandas.testing.assert_frame_equal(generator.get_df(), expected)


def test_data_frame_of_gen_now_is_what_read_parquet_gives(tmp_path):
    generator = DataGenerator({"t": {"method": "gen_now"}}).size(10)
    generator.write.option("now", "2024-05-01T12:00:00Z").save(tmp_path / "t.parquet")
    expected = pandas.read_parquet(tmp_path / "t.parquet")
    frame = generator.get_df()
    assert frame.dtypes.equals(expected.dtypes)
    assert str(frame["t"].dtype) == "datetime64[us, UTC]"


def test_null_rate_takes_values_away_and_changes_none(all_kinds, tmp_path):
    spec = {name: {**column, "null_rate": 0.3} for name, column in all_kinds.items()}
    plain = DataGenerator(all_kinds, seed=11).size(3000).get_arrow()
    generator = DataGenerator(spec, seed=11).size(3000)
    table = generator.get_arrow()
    table.validate(full=True)
    assert table.schema.types == plain.schema.types
    assert all(field.nullable for field in table.schema)
    for name in spec:
        kept = table[name].is_valid()
        assert 750 < table[name].null_count - plain[name].null_count * 0.7 < 1050, name
        assert table[name].filter(kept).equals(plain[name].filter(kept)), name
    assert polars.DataFrame(generator).to_dicts() == table.to_pylist()

    generator.write.save(tmp_path / "data.parquet")
    expected = pandas.read_parquet(tmp_path / "data.parquet")
    pandas.testing.assert_frame_equal(generator.get_df(), expected)


def test_a_null_rate_of_one_gives_a_record_of_none(all_kinds):
    spec = {name: {**column, "null_rate": 1} for name, column in all_kinds.items()}
    assert DataGenerator(spec).get_dict() == dict.fromkeys(spec)


def test_empty_data_frame_is_what_read_parquet_gives(all_kinds, tmp_path):
    generator = DataGenerator(all_kinds, seed=11).size(0)
    generator.write.save(tmp_path / "data.parquet")
    expected = pandas.read_parquet(tmp_path / "data.parquet")
    frame = generator.get_df()
    assert list(frame.columns) == list(all_kinds) and len(frame) == 0
    pandas.testing.assert_frame_equal(frame, expected)


def test_data_frame_holds_strings_and_dates(orders):
    frame = DataGenerator(orders, seed=1).size(100).get_df()
    assert frame["product"].dtype == pandas.Series(["text"]).dtype
    assert not isinstance(frame["product"].dtype, pandas.CategoricalDtype)
    assert type(frame["order_date"].iloc[0]) is datetime.date
    assert isinstance(frame.index, pandas.RangeIndex)


@pytest.mark.parametrize("rows", [1, 131_071, 131_072, 131_073, 300_000])
def test_rows_are_the_same_whatever_the_batches(orders, rows):
    table = DataGenerator(orders, seed=5).size(rows).get_arrow()
    assert table.num_rows == rows
    whole = DataGenerator(orders, seed=5).size(300_000).get_arrow()
    assert table.equals(whole.slice(0, rows))


def test_the_same_seed_gives_the_same_values_in_every_format(orders, tmp_path):
    generator = DataGenerator(orders, seed=21).size(500)
    frame = generator.get_df()
    generator.write.save(tmp_path / "a.csv")
    generator.write.option("lines", True).save(tmp_path / "a.json")
    from_csv = pandas.read_csv(tmp_path / "a.csv")
    from_json = pandas.read_json(tmp_path / "a.json", lines=True, dtype=False)
    frame["order_date"] = frame["order_date"].astype(str)
    for read in (from_csv, from_json):
        pandas.testing.assert_frame_equal(read, frame, check_dtype=False)


def test_generators_are_taken_by_whatever_takes_arrow(orders):
    generator = DataGenerator(orders, seed=5).size(100)
    expected = generator.get_arrow().to_pylist()
    assert pyarrow.table(generator).to_pylist() == expected
    assert polars.DataFrame(generator).to_dicts() == expected
    reader = pyarrow.RecordBatchReader.from_stream(generator)
    assert reader.read_all().to_pylist() == expected


def test_a_stream_that_nobody_takes_is_freed(orders):
    before = pyarrow.total_allocated_bytes()
    capsule = DataGenerator(orders).size(100_000).__arrow_c_stream__()
    assert "arrow_array_stream" in repr(capsule)
    assert pyarrow.total_allocated_bytes() > before
    del capsule
    assert pyarrow.total_allocated_bytes() == before


def test_without_pandas_the_error_names_the_extra(python):
    code = """
import sys
sys.modules["pandas"] = None
from rand_engine import DataGenerator
generator = DataGenerator({"id": {"method": "gen_uuid"}}).size(3)
print(generator.get_arrow().num_rows, list(generator.get_dict()))
try:
    generator.get_df()
except ImportError as error:
    print(error)
"""
    lines = python(code).stdout.splitlines()
    assert lines[0] == "3 ['id']"
    assert "pip install 'rand-engine[pandas]'" in lines[1]


def test_get_arrow_does_not_load_pandas(python):
    code = """
import sys
from rand_engine import DataGenerator
DataGenerator({"id": {"method": "gen_uuid"}}).get_arrow()
print("pandas" in sys.modules)
"""
    assert python(code).stdout == "False\n"


def test_saving_loads_neither_pandas_nor_pyarrow(python, tmp_path):
    code = """
import sys
from rand_engine import DataGenerator
DataGenerator({"id": {"method": "gen_uuid"}}).write.size(3).save(sys.argv[1])
print([name for name in ("pandas", "numpy", "pyarrow") if name in sys.modules])
"""
    assert python(code, tmp_path / "a.parquet").stdout == "[]\n"


@pytest.mark.parametrize("rows", [2**43, 10**12])
def test_more_rows_than_any_memory_holds_are_an_error_at_once(rows):
    generator = DataGenerator({"id": {"method": "gen_incremental"}}).size(rows)
    for make in (generator.get_df, generator.get_arrow):
        with pytest.raises(MemoryError, match="out of memory for"):
            make()
