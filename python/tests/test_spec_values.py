"""Python values in specs: what they stand for, and what is refused by path."""

import datetime
import hashlib
import json
from collections import OrderedDict, namedtuple
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from fractions import Fraction

import numpy
import pandas
import pytest

from rand_engine import DataGenerator, SpecError


class Level(Enum):
    LOW = "low"
    HIGH = "high"


class Number(IntEnum):
    ONE = 1
    TWO = 2


class Name(StrEnum):
    ID = "id"


def choice(options):
    """A spec of one column that chooses among the options."""
    return {"v": {"method": "gen_str_choice", "parms": {"options": options}}}


def stands_for(options, plain, tmp_path):
    """Check that the engine takes the options for the plain JSON ones."""
    report = DataGenerator(choice(options), seed=1).write.size(1).save(tmp_path / "a.csv")
    text = json.dumps(choice(plain), separators=(",", ":"), ensure_ascii=False)
    assert report.spec_sha256 == hashlib.sha256(text.encode()).hexdigest()


DAY = datetime.date(2024, 2, 29)
MOMENT = datetime.datetime(2024, 2, 29, 12, 30, 0, 5)
Pair = namedtuple("Pair", ["first", "second"])


@pytest.mark.parametrize(
    ("options", "plain"),
    [
        ([None, "a", "ü😀"], [None, "a", "ü😀"]),
        ([True, False, None], [True, False, None]),
        ([0, -5, 2**62], [0, -5, 2**62]),
        ([0.1, -2.5, 1e-7], [0.1, -2.5, 1e-07]),
        (("a", "b"), ["a", "b"]),
        (Pair("a", "b"), ["a", "b"]),
        ([Level.LOW, Level.HIGH], ["low", "high"]),
        ([Number.ONE, Number.TWO], [1, 2]),
        ([DAY, MOMENT], ["2024-02-29", "2024-02-29T12:30:00.000005"]),
        (
            [MOMENT.replace(tzinfo=datetime.UTC)],
            ["2024-02-29T12:30:00.000005+00:00"],
        ),
        ([pandas.Timestamp("2024-02-29 12:30")], ["2024-02-29T12:30:00"]),
        (numpy.array(["a", "b"]), ["a", "b"]),
        (numpy.arange(3), [0, 1, 2]),
        ([numpy.int8(-1), numpy.uint64(7)], [-1, 7]),
        ([numpy.float32(0.1), numpy.float64(0.1), numpy.float16(0.5)], [0.1, 0.1, 0.5]),
        ([numpy.bool_(True), numpy.bool_(False)], [True, False]),
        ([numpy.str_("a")], ["a"]),
        (numpy.array(["2024-02-29"], dtype="datetime64[D]"), ["2024-02-29"]),
        ([numpy.array(5), numpy.array(6)], [5, 6]),
    ],
)
def test_values_stand_for_their_json(options, plain, tmp_path):
    stands_for(options, plain, tmp_path)


def test_decimals_keep_their_digits(tmp_path):
    parms = {"min": Decimal("0.29"), "max": Decimal("0.30"), "round": numpy.int64(2)}
    table = DataGenerator({"x": {"method": "gen_floats", "parms": parms}}).get_arrow()
    assert set(table["x"].to_pylist()) == {0.29, 0.30}
    report = (
        DataGenerator(choice([Decimal("1E+3")])).write.size(1).save(tmp_path / "a.csv")
    )
    text = '{"v":{"method":"gen_str_choice","parms":{"options":[1E+3]}}}'
    assert report.spec_sha256 == hashlib.sha256(text.encode()).hexdigest()


def test_float32_bounds_are_what_they_print():
    parms = {"min": numpy.float32(0.1), "max": numpy.float32(0.3), "round": 1}
    table = DataGenerator({"x": {"method": "gen_floats", "parms": parms}}).get_arrow()
    assert set(table["x"].to_pylist()) == {0.1, 0.2, 0.3}


def test_dates_are_bounds_of_gen_dates():
    parms = {"date_min": DAY, "date_max": numpy.datetime64("2024-03-01")}
    table = DataGenerator({"d": {"method": "gen_dates", "parms": parms}}).get_arrow()
    assert set(table["d"].to_pylist()) == {DAY, datetime.date(2024, 3, 1)}


def test_order_of_columns_is_the_dicts():
    spec = OrderedDict((name, {"method": "gen_uuid"}) for name in ["z", "a", "m"])
    assert DataGenerator(spec).get_arrow().column_names == ["z", "a", "m"]


def test_keys_may_be_text_of_other_types():
    spec = {Name.ID: {numpy.str_("method"): "gen_incremental"}}
    assert DataGenerator(spec).get_arrow().column_names == ["id"]


def test_integers_of_any_size_reach_the_engine():
    with pytest.raises(SpecError, match=str(10**30)):
        DataGenerator({"n": {"method": "gen_ints", "parms": {"min": 0, "max": 10**30}}})


def orders_with(value):
    """A spec whose column price holds the value as its minimum."""
    return {"price": {"method": "gen_floats", "parms": {"min": value, "max": 5}}}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (float("nan"), "nan is not a value that a spec can hold; give a finite number"),
        (float("-inf"), "-inf is not a value"),
        (numpy.float32("inf"), "inf is not a value"),
        (Decimal("NaN"), "NaN is not a value"),
        (Decimal("-Infinity"), "-Infinity is not a value"),
        (pandas.NaT, "NaT is not a value"),
        (numpy.datetime64("NaT"), "NaT is not a value"),
        ({1, 2}, r"a set has no order; give a list, for example sorted\(\.\.\.\)"),
        (frozenset(), "a set has no order"),
        (b"5", r"bytes are not text; give a str, for example value\.decode\('utf-8'\)"),
        (bytearray(b"5"), "bytes are not text"),
        (
            Fraction(1, 3),
            "a value of type Fraction is not one that a spec can hold; allowed are",
        ),
        (1j, "a value of type complex is not"),
        (numpy.complex64(1), "a value of type complex64 is not"),
        (numpy.timedelta64(5, "s"), "a value of type timedelta64 is not"),
        (datetime.timedelta(1), "a value of type timedelta is not"),
        (pandas.NA, "a value of type NAType is not"),
        (range(10**18), "more than [0-9]+ values"),
        (range(10**30), "more than [0-9]+ values"),
        (len, "a value of type builtin_function_or_method is not"),
        (object(), "a value of type object is not"),
        ("\ud800", r"the text '\\ud800' holds a lone surrogate"),
        ({"\udfff": 1}, r"the key '\\udfff' holds a lone surrogate"),
    ],
)
def test_values_are_refused_by_path(value, text):
    with pytest.raises(SpecError, match=r"^spec: price\.parms\.min: " + text):
        DataGenerator(orders_with(value))


def test_paths_go_through_lists():
    with pytest.raises(
        SpecError, match=r"^spec: v\.parms\.options\[2\]\[0\]: nan is not"
    ):
        DataGenerator(choice(["a", "b", [float("nan")]]))


def test_column_names_must_be_text():
    with pytest.raises(
        SpecError, match=r"^spec: the key 5 must be text \(str\), got int"
    ):
        DataGenerator({5: {"method": "gen_uuid"}})


@pytest.mark.parametrize("key", [5, None, True, 2.5])
def test_other_keys_must_be_text_too(key):
    what = rf"the key {key} must be text \(str\), got {type(key).__name__}"
    with pytest.raises(SpecError, match=r"^spec: price\.parms: " + what):
        DataGenerator({"price": {"method": "floats", "parms": {key: 1}}})
    with pytest.raises(SpecError, match=r"^spec: v\.parms\.options\[0\]: " + what):
        DataGenerator(choice([{key: 1}]))


@pytest.mark.parametrize(
    ("method", "value", "columns"),
    [
        ("distincts_prop", 7, {"v": {1, 2}}),
        ("distincts_map", ["a"], {"k": {1, 2}, "v": {"a"}}),
        ("distincts_map_prop", [("a", 3)], {"k": {1, 2}, "v": {"a"}}),
        (
            "distincts_multi_map",
            [["a"], [False]],
            {"k": {1, 2}, "v": {"a"}, "w": {False}},
        ),
    ],
)
def test_values_that_are_keys_of_a_parameter_keep_their_type(method, value, columns):
    column = {"method": method, "kwargs": {"distincts": {1: value, 2: value}}}
    table = DataGenerator({"v": column | {"cols": list(columns)}}).get_arrow()
    for name, values in columns.items():
        assert set(table[name].to_pylist()) == values


def test_keys_of_a_parameter_may_be_none_and_booleans():
    weights = {None: 1, True: 1, False: 0}
    spec = {"v": {"method": "distincts_prop", "kwargs": {"distincts": weights}}}
    assert set(DataGenerator(spec).get_arrow()["v"].to_pylist()) == {None, True}


def test_ranges_are_lists(tmp_path):
    stands_for(range(2, 8, 2), [2, 4, 6], tmp_path)


def test_all_refusals_come_in_one_message():
    with pytest.raises(SpecError) as caught:
        DataGenerator(choice([float("nan"), {1}, "fine", b""]))
    lines = str(caught.value).splitlines()
    assert lines[0] == "3 mistakes in the spec:"
    assert [line.split(":")[1].strip() for line in lines[1:]] == [
        "v.parms.options[0]",
        "v.parms.options[1]",
        "v.parms.options[3]",
    ]


def test_cycles_are_refused():
    loop = ["a"]
    loop.append(loop)
    with pytest.raises(SpecError, match=r"v\.parms\.options\[1\]: it holds itself"):
        DataGenerator(choice(loop))
    spec = {}
    spec["spec"] = spec
    with pytest.raises(SpecError, match="spec: spec: it holds itself"):
        DataGenerator(spec)


def test_the_same_object_twice_is_no_cycle(tmp_path):
    options = ["a", "b"]
    column = {"method": "gen_str_choice", "parms": {"options": options}}
    assert DataGenerator({"x": column, "y": column}).get_arrow().num_columns == 2


def test_deep_nesting_is_refused():
    deep = "x"
    for _ in range(100):
        deep = [deep]
    with pytest.raises(SpecError, match="nested deeper than 64 levels"):
        DataGenerator(choice(deep))


@pytest.mark.slow  # takes 2 GB for a moment
def test_endless_expansion_is_refused():
    value = ["x"] * 100
    for _ in range(20):
        value = [value] * 100
    with pytest.raises(SpecError, match="more than 20000000 values"):
        DataGenerator(choice(value))


def test_errors_of_the_objects_own_code_pass_through():
    class Broken(datetime.date):
        def isoformat(self):
            raise RuntimeError("mine")

    with pytest.raises(RuntimeError, match="mine"):
        DataGenerator(orders_with(Broken(2024, 1, 1)))


def test_a_list_that_changes_while_it_is_read_does_no_harm():
    class Greedy(datetime.date):
        def isoformat(self):
            options.clear()
            return "2024-01-01"

    options = [Greedy(2024, 1, 1), "b", "c"]
    values = set(DataGenerator(choice(options)).get_arrow()["v"].to_pylist())
    assert values == {"2024-01-01", "b", "c"}
