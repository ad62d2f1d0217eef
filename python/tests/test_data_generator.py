"""DataGenerator: its spec, seed, size, and the small calls."""

import datetime
import json
from enum import Enum

import numpy
import pytest

import rand_engine
from rand_engine import DataGenerator, OptionError, SpecError


def column(spec, seed=None, size=50):
    """Return the values of the only column."""
    table = DataGenerator(spec, seed=seed).size(size).get_arrow()
    return table.column(0).to_pylist()


INTS = {"n": {"method": "gen_ints", "parms": {"min": 0, "max": 2**62}}}


# The spec


def test_spec_may_be_json_text(ids):
    assert column(json.dumps(ids), size=3) == [1, 2, 3]


def test_spec_may_be_yaml_text():
    assert column("id:\n  method: gen_incremental\n  parms: {start: 7}\n", size=2) == [
        7,
        8,
    ]


@pytest.mark.parametrize("name", ["spec.json", "spec.yaml"])
def test_spec_may_be_a_file(ids, tmp_path, name):
    (tmp_path / name).write_text(json.dumps(ids))
    assert column(tmp_path / name, size=3) == [1, 2, 3]


def test_spec_may_be_any_mapping(ids):
    from types import MappingProxyType

    assert column(MappingProxyType(ids), size=2) == [1, 2]


def test_name_of_a_file_as_text_is_explained():
    with pytest.raises(SpecError, match=r"pathlib\.Path\('orders\.json'\)"):
        DataGenerator("orders.json")


def test_missing_file_is_named(tmp_path):
    with pytest.raises(SpecError, match="nowhere.json.*No such file"):
        DataGenerator(tmp_path / "nowhere.json")


def test_malformed_text_gives_line_and_column():
    with pytest.raises(SpecError, match=r"spec:2:"):
        DataGenerator('{\n"id": }')


@pytest.mark.parametrize("spec", [None, 5, ["id"], {"id"}, b"{}", object()])
def test_other_specs_are_refused(spec):
    with pytest.raises(SpecError, match="spec must be a dict of columns.*pathlib.Path"):
        DataGenerator(spec)


def test_the_generator_keeps_the_spec_that_it_was_given(ids):
    generator = DataGenerator(ids, seed=1)
    ids["id"]["method"] = "gen_nonsense"
    ids["more"] = 5
    assert generator.size(1).get_dict() == {"id": 1}


def test_several_mistakes_come_in_one_message():
    with pytest.raises(SpecError) as caught:
        DataGenerator(
            {
                "a": {"method": "gen_intz"},
                "b": {"method": "gen_ints", "parms": {"min": 5, "max": 1}},
            }
        )
    lines = str(caught.value).splitlines()
    assert lines[0] == "2 mistakes in the spec:"
    assert "column 'a'" in lines[1] and "did you mean 'gen_ints'?" in lines[1]
    assert "column 'b'" in lines[2]


def test_validate_false_leaves_the_mistakes_to_the_first_use(tmp_path):
    for spec in [{"a": {"method": "nonsense"}}, {"a": float("nan")}, "{", 5]:
        generator = DataGenerator(spec, validate=False)
        writer = (
            generator.size(5)
            .write.size(3)
            .format("csv")
            .mode("append")
            .option("sep", ";")
        )
        for use in [
            generator.validate,
            generator.get_df,
            generator.get_arrow,
            generator.get_dict,
            lambda: generator.columns,  # noqa: B023
            lambda: writer.save(tmp_path / "a.csv"),  # noqa: B023
            lambda: writer.dry_run(tmp_path / "a.csv"),  # noqa: B023
        ]:
            with pytest.raises(SpecError):
                use()
    assert list(tmp_path.iterdir()) == []


def test_validate_checks_again_at_will(ids):
    assert DataGenerator(ids, validate=False).validate() is None


# The seed


def test_without_a_seed_each_call_makes_other_data():
    generator = DataGenerator(INTS)
    assert generator.seed is None
    assert generator.get_dict() != generator.get_dict()


@pytest.mark.parametrize("seed", [0, 1, -1, -(2**63), 2**64, 10**300, -(10**300)])
def test_any_integer_is_a_seed(seed):
    assert DataGenerator(INTS, seed=seed).seed == seed
    assert column(INTS, seed) == column(INTS, seed)
    assert column(INTS, seed) != column(INTS, seed + 1)


@pytest.mark.parametrize(
    ("given", "same"),
    [
        (True, 1),
        (False, 0),
        (numpy.int8(-3), -3),
        (numpy.uint64(2**64 - 1), 2**64 - 1),
        (numpy.bool_(True), 1),
        (numpy.array(7), 7),
    ],
)
def test_bools_and_numpy_integers_are_seeds(given, same):
    assert DataGenerator(INTS, seed=given).seed == same
    assert column(INTS, given) == column(INTS, same)


@pytest.mark.parametrize(
    "seed", [1.0, 1.5, "42", b"1", [1], numpy.float64(1), numpy.array([1, 2]), object()]
)
def test_anything_else_is_no_seed(seed):
    with pytest.raises(
        OptionError, match="seed must be a whole number such as 42, or None, got "
    ):
        DataGenerator(INTS, seed=seed)


def test_the_seed_of_a_report_makes_the_same_data_again(tmp_path):
    report = DataGenerator(INTS).write.size(20).save(tmp_path / "a.csv")
    assert isinstance(report.seed, int)
    again = DataGenerator(INTS, seed=report.seed).write.size(20).save(tmp_path / "b.csv")
    assert again.seed == report.seed
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


# The size


def test_size_is_1000_unless_said(ids, tmp_path):
    assert DataGenerator(ids).get_arrow().num_rows == 1000
    assert DataGenerator(ids).write.save(tmp_path / "a.csv").rows == 1000


def test_size_returns_the_generator_and_is_the_default_of_its_writers(ids, tmp_path):
    generator = DataGenerator(ids)
    early = generator.write
    assert generator.size(5) is generator
    assert generator.get_arrow().num_rows == 5
    assert generator.write.save(tmp_path / "a.csv").rows == 5
    assert generator.write.size(7).save(tmp_path / "a.csv").rows == 7
    assert generator.write.save(tmp_path / "a.csv").rows == 5
    assert early.save(tmp_path / "a.csv").rows == 1000


@pytest.mark.parametrize(("size", "rows"), [(0, 0), (True, 1), (numpy.int32(12), 12)])
def test_sizes_that_are_integers(ids, size, rows):
    assert DataGenerator(ids).size(size).get_arrow().num_rows == rows


@pytest.mark.parametrize("size", [1.5, 1e3, "100", None, numpy.float32(3)])
def test_sizes_that_are_not(ids, size):
    with pytest.raises(
        OptionError, match="size must be a whole number such as 1000, got "
    ):
        DataGenerator(ids).size(size)
    with pytest.raises(
        OptionError, match="size must be a whole number such as 1000, got "
    ):
        DataGenerator(ids).write.size(size)


def test_negative_and_huge_sizes_are_refused(ids, tmp_path):
    with pytest.raises(OptionError, match="-1"):
        DataGenerator(ids).size(-1).get_arrow()
    with pytest.raises(OptionError, match="-1"):
        DataGenerator(ids).write.size(-1).save(tmp_path / "a.csv")
    with pytest.raises(
        OptionError, match="size must fit 64 bits, got 9223372036854775808"
    ):
        DataGenerator(ids).size(2**63)


# Small calls


def test_columns_have_names_types_and_nullability(orders):
    orders["note"] = {"method": "gen_str_choice", "parms": {"options": ["x", None]}}
    columns = DataGenerator(orders).columns
    assert [(c.name, c.type, c.nullable) for c in columns] == [
        ("order_id", "int64", False),
        ("customer_id", "int64", False),
        ("product", "string", False),
        ("price", "double", False),
        ("order_date", "date32[day]", False),
        ("note", "string", True),
    ]
    assert columns[5].to_dict() == {"name": "note", "type": "string", "nullable": True}
    assert repr(columns[5]) == "<ColumnSummary: note, string, nullable>"


def test_get_dict_is_one_record_whatever_the_size(orders):
    generator = DataGenerator(orders, seed=3)
    record = generator.get_dict()
    assert list(record) == list(orders)
    assert record["order_id"] == 1
    assert isinstance(record["price"], float)
    assert isinstance(record["order_date"], datetime.date)
    assert generator.size(0).get_dict() == record
    assert generator.size(3).get_arrow().to_pylist()[0] == record
    assert generator.size(3).get_arrow().to_pylist()[2] == generator.get_dict(first_row=2)


def test_rows_far_away_cost_nothing(ids):
    generator = DataGenerator(ids).size(2)
    assert generator.get_arrow(first_row=10**12)["id"].to_pylist() == [
        10**12 + 1,
        10**12 + 2,
    ]
    with pytest.raises(OptionError, match="first row must be >= 0"):
        generator.get_arrow(first_row=-1)


def test_threads_change_nothing_and_are_checked(orders):
    generator = DataGenerator(orders, seed=9).size(400_000)
    assert generator.get_arrow(threads=1).equals(generator.get_arrow(threads=3))
    for wrong in [0, -1, 5000]:
        with pytest.raises(OptionError, match="threads must be from 1 to 1024"):
            generator.get_arrow(threads=wrong)


def test_write_is_a_fresh_writer_each_time(ids):
    generator = DataGenerator(ids)
    assert generator.write is not generator.write
    assert isinstance(generator.write, rand_engine.BatchWriter)


def test_each_stream_writer_is_a_fresh_one(ids):
    generator = DataGenerator(ids)
    assert isinstance(generator.writeStream, rand_engine.StreamWriter)
    assert generator.writeStream is not generator.writeStream


def test_repr_needs_no_good_spec():
    assert repr(DataGenerator({}, seed=4, validate=False)) == "<DataGenerator: seed 4>"
    assert repr(DataGenerator(INTS)) == "<DataGenerator: no seed>"


def test_arguments_have_names(ids):
    class Format(Enum):
        CSV = "csv"

    generator = DataGenerator(spec=ids, seed=1, validate=True).size(size=3)
    writer = generator.write.size(size=3).format(format=Format.CSV).mode(mode="overwrite")
    assert writer.option(key="sep", value=";") is writer
