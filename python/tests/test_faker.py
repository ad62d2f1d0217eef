"""Method faker: pools of the package Faker as choices of the engine."""

import datetime
import sys

import faker
import faker.providers.address.de_DE
import pandas
import pytest

from rand_engine import DataGenerator, SpecError

CITY = {"method": "faker", "parms": {"provider": "city", "locale": "de_DE", "pool": 50}}


def cities(seed, rows=1000, column="town", **parms):
    spec = {column: {"method": "faker", "parms": {**CITY["parms"], **parms}}}
    return DataGenerator(spec, seed=seed).size(rows).get_df()[column].tolist()


def test_values_are_fakers_own_and_no_more_than_the_pool():
    values = set(cities(seed=1))
    assert 40 < len(values) <= 50
    assert values <= set(faker.providers.address.de_DE.Provider.cities)


def test_a_seed_gives_the_same_data_another_or_another_column_does_not():
    assert cities(seed=7) == cities(seed=7)
    assert cities(seed=1) == cities(seed=True)
    assert set(cities(seed=7)) != set(cities(seed=8))
    assert set(cities(seed=7)) != set(cities(seed=7, column="place"))


def test_the_first_rows_of_many_are_the_rows_of_few():
    assert cities(seed=7, rows=1000)[:10] == cities(seed=7, rows=10)


def test_faker_is_left_as_it_was():
    faker.Faker.seed(4321)
    before = faker.Faker().name()
    faker.Faker.seed(4321)
    cities(seed=1)
    assert faker.Faker().name() == before


def test_without_a_seed_each_call_differs_and_the_reports_seed_brings_it_back(tmp_path):
    generator = DataGenerator({"town": CITY}).size(100)
    assert generator.get_df()["town"].tolist() != generator.get_df()["town"].tolist()
    report = generator.write.save(str(tmp_path / "a.csv"))
    again = DataGenerator({"town": CITY}, seed=report.seed).size(100)
    again.write.save(str(tmp_path / "b.csv"))
    first, second = ((tmp_path / name).read_bytes() for name in ("a.csv", "b.csv"))
    assert first == second


def test_parameters_go_to_the_provider_and_types_stay():
    spec = {
        "age": {
            "method": "faker",
            "kwargs": {"provider": "pyint", "min_value": 3, "max_value": 5, "pool": 99},
        },
        "rate": {"method": "faker", "args": ["pyfloat", "en_US", 20]},
        "flag": {"method": "faker", "parms": {"provider": "pybool"}},
        "born": {"method": "faker", "parms": {"provider": "date_of_birth", "pool": 9}},
        "many": {"method": "faker", "parms": {"provider": "name", "locale": ["it_IT"]}},
        "none": {"method": "faker", "parms": {"provider": "word"}, "null_rate": 0.5},
    }
    frame = DataGenerator(spec, seed=1).size(2000).get_df()
    assert set(frame["age"]) == {3, 4, 5}
    assert frame["rate"].dtype == "float64"
    assert set(frame["flag"]) == {True, False}
    for text in set(frame["born"]):
        datetime.date.fromisoformat(text)
    assert 900 < frame["none"].isna().sum() < 1100


def test_a_spec_function_and_streams_take_it():
    generator = DataGenerator(lambda: {"town": CITY}, seed=3).size(10)
    expected = cities(seed=3, rows=10)
    assert generator.get_df()["town"].tolist() == expected
    records = DataGenerator({"town": CITY}, seed=3).stream_dict(1000, 1000)
    assert [next(records)["town"] for _ in range(10)] == expected
    assert next(DataGenerator({"town": CITY}).stream_dict(1000, 1000))["town"]


def test_transformers_work_on_it_and_other_columns_stay():
    spec = {"town": {**CITY, "transformers": [str.upper]}, "id": {"method": "gen_uuid"}}
    frame = DataGenerator(spec, seed=7).size(1000).get_df()
    assert frame["town"].tolist() == [town.upper() for town in cities(seed=7)]
    alone = DataGenerator({"id": {"method": "gen_uuid"}}, seed=7).size(1000).get_df()
    pandas.testing.assert_series_equal(frame["id"], alone["id"])


def test_the_users_spec_stays_as_it_is():
    spec = {"town": {"method": "faker", "parms": {"provider": "city", "pool": 3}}}
    DataGenerator(spec, seed=1).size(3).get_df()
    assert spec == {"town": {"method": "faker", "parms": {"provider": "city", "pool": 3}}}


@pytest.mark.parametrize(
    ("parms", "message"),
    [
        ({}, "needs parms.provider, a method of Faker, got None"),
        ({"provider": 3}, "needs parms.provider, a method of Faker, got 3"),
        ({"provider": "cty"}, r"no provider 'cty' \(did you mean 'city'\?\)"),
        ({"provider": "seed_instance"}, "no provider 'seed_instance'"),
        ({"provider": "__init__"}, "no provider '__init__'"),
        ({"provider": "city", "locale": "xx_YY"}, "parms.locale 'xx_YY'"),
        ({"provider": "city", "pool": 0}, "from 1 to 1000000, got 0"),
        ({"provider": "city", "pool": True}, "got True"),
        ({"provider": "city", "pool": "many"}, "got 'many'"),
        ({"provider": "city", "pool": 10**9}, "got 1000000000"),
        ({"provider": "pyint", "least": 3}, "Faker's pyint with .*unexpected keyword"),
        ([1, 2, 3, 4], "parms must be a dict"),
    ],
)
def test_mistakes_come_with_those_of_the_engine(parms, message):
    spec = {"c": {"method": "faker", "parms": parms}, "other": {"method": "gen_intz"}}
    with pytest.raises(SpecError, match=message) as caught:
        DataGenerator(spec, seed=1)
    assert "column 'c'" in str(caught.value)
    assert "did you mean 'gen_ints'" in str(caught.value)


def test_without_faker_the_error_names_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "faker", None)
    with pytest.raises(ImportError, match=r"pip install 'rand-engine\[faker\]'"):
        DataGenerator({"town": CITY}, seed=1)


def test_other_specs_do_not_load_faker(python):
    code = """
import sys
from rand_engine import DataGenerator
DataGenerator({"id": {"method": "gen_uuid"}}, seed=1).size(3).get_dict()
assert "faker" not in sys.modules
"""
    done = python(code)
    assert done.returncode == 0, done.stderr


def test_text_specs_say_that_it_is_for_dicts():
    with pytest.raises(SpecError, match="method faker is of the Python package alone"):
        DataGenerator('{"town": {"method": "faker", "parms": {"provider": "city"}}}')
