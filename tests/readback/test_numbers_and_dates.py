"""Numbers and dates at the edges hold in all three formats, as values and as text."""

import datetime
import json

import duckdb
import pandas
import pyarrow.parquet as pq
import pytest
from readback_support import NOW, NOW_TEXT, choice, csv_rows, truth, write

SEED = 5


def in_all_formats(folder, spec, rows, **options):
    """(text of each CSV field, JSON values, Parquet values) of a spec's one column."""
    (name,) = spec
    made = []
    for format in ("csv", "json", "parquet"):
        path = folder / f"data.{format}"
        write(path, spec, SEED, rows, **options)
        made.append(path)
    text = [row[0] for row in csv_rows(made[0].read_bytes().decode())[1:]]
    values = [row[name] for row in json.loads(made[1].read_bytes())]
    return text, values, pq.read_table(made[2])[name].to_pylist()


@pytest.mark.parametrize(
    "low,high,places,texts",
    [
        (-0.5, -0.5, 1, {"-0.5"}),
        (-0.05, -0.05, 2, {"-0.05"}),
        (-0.01, 0.01, 2, {"-0.01", "0.0", "0.01"}),
        (-0.5, 0.5, 1, {f"{n / 10}" for n in range(-5, 6)}),
        (-1.05, -0.95, 2, {f"{n / 100}" for n in range(-105, -94)}),
        (-3, -1, 0, {"-3.0", "-2.0", "-1.0"}),
        (0.29, 0.31, 2, {"0.29", "0.3", "0.31"}),
        (-100.5, -99.5, 1, {f"{n / 10}" for n in range(-1005, -994)}),
    ],
)
def test_fractions_around_zero(tmp_path, low, high, places, texts):
    parms = {"min": low, "max": high, "round": places}
    spec = {"x": {"method": "gen_floats", "parms": parms}}
    text, values, exact = in_all_formats(tmp_path, spec, 600)
    assert set(text) == texts
    assert [float(t) for t in text] == values == exact
    assert all(isinstance(value, float) for value in values)
    assert [row["x"] for row in truth(spec, SEED, 600)] == exact
    assert "-0.0" not in text
    raw = (tmp_path / "data.json").read_text()
    for shown in texts:
        assert f'{{"x":{shown}}}' in raw


def test_floats_with_a_decimal_comma(tmp_path):
    spec = {
        "x": {"method": "gen_floats", "parms": {"min": -0.05, "max": 0.05, "round": 2}}
    }
    path = tmp_path / "data.csv"
    write(path, spec, SEED, 300, sep=";", decimal=",")
    exact = [row["x"] for row in truth(spec, SEED, 300)]
    lines = path.read_text().splitlines()
    assert "-0,05" in lines and "0,0" in lines and "-0,0" not in lines
    assert [float(line.replace(",", ".")) for line in lines[1:]] == exact
    assert pandas.read_csv(path, sep=";", decimal=",")["x"].tolist() == exact


def test_floats_of_fifteen_digits_are_equal_everywhere(tmp_path):
    spec = {
        "x": {
            "method": "gen_floats",
            "parms": {"min": -9999999.99999999, "max": 9999999.99999999, "round": 8},
        }
    }
    text, values, exact = in_all_formats(tmp_path, spec, 3000)
    assert [float(t) for t in text] == values == exact
    assert len(set(exact)) == 3000
    assert all(t == repr(round(float(t), 8)) or "e" in repr(float(t)) for t in text)


def test_floats_that_are_told_as_options(tmp_path):
    options = [5e-324, 1.7976931348623157e308, -1e22, 1e21, 0.1, -2.5e-7, 123456789.125]
    text, values, exact = in_all_formats(tmp_path, {"x": choice(*options)}, 400)
    assert set(exact) == set(options)
    assert [float(t) for t in text] == values == exact
    assert all("." in t or "e" in t for t in text)


def test_the_whole_range_of_int64(tmp_path):
    parms = {"min": -(2**63), "max": 2**63 - 1}
    spec = {"x": {"method": "gen_ints", "parms": parms}}
    text, values, exact = in_all_formats(tmp_path, spec, 4000)
    assert [int(t) for t in text] == values == exact
    assert len(set(exact)) == 4000
    assert sum(value < 0 for value in exact) in range(1800, 2200)
    assert min(exact) < -(2**62) and max(exact) > 2**62
    query = f"SELECT min(x), max(x) FROM '{tmp_path}/data.parquet'"
    assert duckdb.sql(query).fetchall() == [(min(exact), max(exact))]


@pytest.mark.parametrize(
    "low,high",
    [
        (-(2**63), -(2**63) + 1),
        (2**63 - 2, 2**63 - 1),
        (-(2**53) - 1, -(2**53)),
        (-10, -9),
        (-1, 0),
        (2**31 - 1, 2**31),
    ],
)
def test_both_ends_of_a_range_come_up(tmp_path, low, high):
    spec = {"x": {"method": "gen_ints", "parms": {"min": low, "max": high}}}
    text, values, exact = in_all_formats(tmp_path, spec, 200)
    assert set(exact) == {low, high}
    assert text == [str(value) for value in exact]
    assert values == exact


def test_integers_that_are_told_as_options(tmp_path):
    options = [-(2**63), 2**63 - 1, 0, 2**53 + 1]
    text, values, exact = in_all_formats(tmp_path, {"x": choice(*options)}, 200)
    assert set(exact) == set(options)
    assert [int(t) for t in text] == values == exact


@pytest.mark.parametrize("step", [3, -3])
def test_sequences_at_the_ends_of_int64(tmp_path, step):
    start = 2**63 - 1 - 3 * 99 if step > 0 else -(2**63) + 3 * 99
    parms = {"start": start, "step": step}
    spec = {"x": {"method": "gen_incremental", "parms": parms}}
    text, values, exact = in_all_formats(tmp_path, spec, 100)
    assert exact == [start + step * i for i in range(100)]
    assert text == [str(value) for value in exact]
    assert values == exact


@pytest.mark.parametrize(
    "low,high",
    [
        ("0001-01-01", "0001-01-02"),
        ("9999-12-30", "9999-12-31"),
        ("1969-12-31", "1970-01-01"),
        ("1900-02-28", "1900-03-01"),
        ("2000-02-28", "2000-03-01"),
        ("1582-10-04", "1582-10-15"),
        ("-", "-"),
    ],
)
def test_dates_far_and_near(tmp_path, low, high):
    if low == "-":
        low, high = "0001-01-01", "9999-12-31"
    parms = {"date_min": low, "date_max": high}
    spec = {"day": {"method": "gen_dates", "parms": parms}}
    text, values, exact = in_all_formats(tmp_path, spec, 800)
    first, last = map(datetime.date.fromisoformat, (low, high))
    days = (last - first).days + 1
    if days < 20:
        assert set(exact) == {first + datetime.timedelta(i) for i in range(days)}
    else:
        assert first <= min(exact) and max(exact) <= last
        assert len({day.year // 1000 for day in exact}) == 10
    assert text == values == [day.isoformat() for day in exact]
    query = f"SELECT min(day), max(day) FROM '{tmp_path}/data.parquet'"
    assert duckdb.sql(query).fetchall() == [(min(exact), max(exact))]


def test_now_is_one_time_for_all_rows_and_formats(tmp_path):
    spec = {"now": {"method": "gen_now"}}
    text, values, exact = in_all_formats(tmp_path, spec, 50)
    assert set(text) == set(values) == {NOW_TEXT}
    assert set(exact) == {NOW}
    frame = pandas.read_csv(tmp_path / "data.csv", parse_dates=["now"])
    assert frame["now"].tolist() == [pandas.Timestamp(NOW)] * 50


@pytest.mark.parametrize(
    "said,shown",
    [
        ("2024-05-01", "2024-05-01T00:00:00.000000Z"),
        ("2024-05-01T12:30:00+02:00", "2024-05-01T10:30:00.000000Z"),
        ("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"),
        ("1900-01-01T00:00:00.5", "1900-01-01T00:00:00.500000Z"),
        ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"),
    ],
)
def test_now_can_be_any_time(tmp_path, said, shown):
    text, values, exact = in_all_formats(
        tmp_path, {"t": {"method": "gen_now"}}, 3, now=said
    )
    assert text == values == [shown] * 3
    assert [time.strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0") for time in exact] == (
        [shown] * 3
    )


def test_without_the_option_now_is_now(tmp_path):
    from rand_engine import DataGenerator

    before = datetime.datetime.now(datetime.UTC)
    DataGenerator({"t": {"method": "gen_now"}}).write.size(3).save(tmp_path / "a.parquet")
    after = datetime.datetime.now(datetime.UTC)
    for time in pq.read_table(tmp_path / "a.parquet")["t"].to_pylist():
        assert before - datetime.timedelta(milliseconds=1) <= time <= after


def test_times_in_a_form_of_ones_own(tmp_path):
    spec = {"t": {"method": "gen_now"}}
    write(tmp_path / "a.csv", spec, 1, 2, timestampFormat="%d/%m/%Y %H:%M:%S.%f")
    assert (tmp_path / "a.csv").read_text().splitlines()[1:] == [
        NOW.strftime("%d/%m/%Y %H:%M:%S.%f")
    ] * 2
