"""Shares of the values that rand_engine's methods give: chi-squared and Kolmogorov-Smirnov
tests at fixed seeds, with bounds that chance passes once in a million."""

import collections
import datetime
import math
import statistics

import numpy
import pytest
from readback_support import arrow

ROWS = 100_000


def values_of(method, kwargs, rows=ROWS, seed=5, **more):
    table = arrow({"c": {"method": method, "kwargs": kwargs, **more}}, seed, rows)
    columns = [table[name].to_pylist() for name in table.column_names]
    return columns[0] if len(columns) == 1 else list(zip(*columns, strict=True))


def check_shares(values, shares):
    """Pearson's chi-squared test; the bound by Wilson and Hilferty's approximation."""
    total = sum(shares.values())
    counts = collections.Counter(values)
    assert set(counts) <= {value for value, share in shares.items() if share > 0}
    expected = {v: len(values) * s / total for v, s in shares.items() if s > 0}
    statistic = sum((counts[v] - e) ** 2 / e for v, e in expected.items())
    freedom = len(expected) - 1
    spread = 2 / (9 * freedom)
    bound = freedom * (1 - spread + 4.75 * math.sqrt(spread)) ** 3
    assert statistic < bound, (statistic, bound)


def check_uniform(values, low, high):
    """Kolmogorov-Smirnov of a uniform distribution on [low, high)."""
    check_distribution(values, lambda x: (x - low) / (high - low))


def check_distribution(values, probability_below):
    values = numpy.sort(numpy.asarray(values, dtype=float))
    below = probability_below(values)
    steps = numpy.arange(len(values)) / len(values)
    distance = max(
        numpy.max(numpy.abs(below - steps)),
        numpy.max(numpy.abs(below - steps - 1 / len(values))),
    )
    assert distance * math.sqrt(len(values)) < 2.7, distance


def equal(values):
    return dict.fromkeys(values, 1)


def test_integers():
    values = values_of("integers", {"min": -20, "max": 29})
    check_shares(values, equal(range(-20, 30)))
    wide = {"min": -(2**62), "max": 2**62, "int_type": "int64"}
    check_uniform(values_of("integers", wide), -(2**62), 2**62)


def test_digits_of_int_zfilled():
    values = values_of("int_zfilled", {"length": 6})
    assert {len(value) for value in values} == {6}
    for place in range(6):
        check_shares([value[place] for value in values], equal("0123456789"))
    check_uniform([int(value) for value in values], 0, 10**6)


def test_floats():
    values = values_of("floats", {"min": -1, "max": 1, "round": 1})
    check_shares(values, equal(number / 10 for number in range(-10, 11)))
    check_uniform(values_of("floats", {"min": 0, "max": 5, "round": 9}), 0, 5)


def test_floats_normal():
    values = values_of("floats_normal", {"mean": 170, "std": 12.5, "round": 8})
    normal = statistics.NormalDist(170, 12.5)
    check_distribution(values, numpy.vectorize(normal.cdf))


@pytest.mark.parametrize("share", [0.001, 0.5, 0.85])
def test_booleans(share):
    values = values_of("booleans", {"true_prob": share})
    check_shares(values, {True: share, False: 1 - share})


@pytest.mark.parametrize(
    "distincts", [[1, 2, 2], ["a", "b", "c"], [0.5, 1.5], [True, False]]
)
def test_distincts(distincts):
    shares = collections.Counter(distincts)
    check_shares(values_of("distincts", {"distincts": distincts}), shares)


def test_distincts_of_nested_values_are_their_json():
    values = values_of("distincts", {"distincts": [[1, "a"], {"b": None}]})
    check_shares(values, equal(['[1,"a"]', '{"b":null}']))


def test_distincts_prop():
    weights = {"a": 70, "b": 20, "c": 9.5, "d": 0.5, "never": 0}
    check_shares(values_of("distincts_prop", {"distincts": weights}), weights)
    pairs = [[1, 3], [None, 1]]
    check_shares(values_of("distincts_prop", {"distincts": pairs}), {1: 3, None: 1})


def test_distincts_map():
    lists = {"phone": ["android", "ios", "ios"], "desktop": ["linux"]}
    values = values_of("distincts_map", {"distincts": lists}, cols=["a", "b"])
    check_shares(
        values, {("phone", "android"): 1, ("phone", "ios"): 2, ("desktop", "linux"): 1}
    )


def test_distincts_map_prop():
    lists = {"new": [["x", 90], ["y", 10]], "old": [["x", 60], ["z", 0]]}
    values = values_of("distincts_map_prop", {"distincts": lists}, cols=["a", "b"])
    check_shares(values, {("new", "x"): 90, ("new", "y"): 10, ("old", "x"): 60})


def test_distincts_multi_map():
    lists = {"a": [[1, 2], ["x", "y", "z"]], "b": [[3], ["x", "x", "w"]]}
    values = values_of("distincts_multi_map", {"distincts": lists}, cols=["k", "l", "m"])
    allowed = {("a", number, text): 1 for number in (1, 2) for text in "xyz"}
    check_shares(values, allowed | {("b", 3, "x"): 2, ("b", 3, "w"): 1})


def test_complex_distincts():
    templates = [
        {"method": "distincts_prop", "parms": {"distincts": {"172": 3, "192": 1}}},
        {"method": "integers", "parms": {"min": 0, "max": 24}},
        {"method": "int_zfilled", "parms": {"length": 1}},
    ]
    kwargs = {"pattern": "x.x-x", "replacement": "x", "templates": templates}
    values = values_of("complex_distincts", kwargs)
    parts = [value.replace("-", ".").split(".") for value in values]
    check_shares([part[0] for part in parts], {"172": 3, "192": 1})
    check_shares([part[1] for part in parts], equal(map(str, range(25))))
    check_shares([part[2] for part in parts], equal("0123456789"))
    # The parts are drawn for themselves.
    pairs = {(first, last): 3 if first == "172" else 1
             for first in ("172", "192") for last in "0123456789"}  # fmt: skip
    check_shares([(part[0], part[2]) for part in parts], pairs)


def test_unix_timestamps():
    kwargs = {"start": "01-01-2024", "end": "31-12-2024", "format": "%d-%m-%Y"}
    start, end = (
        int(datetime.datetime(2024, month, day, tzinfo=datetime.UTC).timestamp())
        for month, day in ((1, 1), (12, 31))
    )
    values = values_of("unix_timestamps", kwargs)
    assert start <= min(values) and max(values) < end
    check_uniform(values, start, end)


def test_dates():
    kwargs = {"start": "2024-02-20", "end": "2024-03-10", "format": "%d/%m/%Y"}
    first = datetime.date(2024, 2, 20)
    days = [first + datetime.timedelta(number) for number in range(19)]
    check_shares(values_of("dates", kwargs), equal(f"{day:%d/%m/%Y}" for day in days))


def test_digits_of_unique_ids():
    values = values_of("unique_ids", {"strategy": "zint", "length": 9})
    assert len(set(values)) == ROWS
    for place in range(9):
        check_shares([value[place] for value in values], equal("0123456789"))
    steps = [(int(b) - int(a)) % 10**9 for a, b in zip(values, values[1:], strict=False)]
    check_uniform(steps, 0, 10**9)


@pytest.mark.parametrize("method", ["gen_uuid", "uuid4"])
def test_digits_of_uuids(method):
    table = arrow({"c": {"method": method}}, 5, 20_000)
    values = table["c"].to_pylist()
    for place in set(range(36)) - {8, 13, 14, 18, 19, 23}:
        check_shares([value[place] for value in values], equal("0123456789abcdef"))
    check_shares([value[19] for value in values], equal("89ab"))


def test_ten_million_zint_ids_are_unique():
    kwargs = {"strategy": "zint", "length": 7}
    table = arrow({"c": {"method": "unique_ids", "kwargs": kwargs}}, 5, 10**7)
    counts = numpy.bincount(table["c"].cast("int64").to_numpy(), minlength=10**7)
    assert len(counts) == 10**7 and counts.min() == counts.max() == 1
