"""The example specs and templates, made by the engine."""

import itertools
import json
import re
import warnings

import pyarrow
import pytest

from rand_engine import DataGenerator, RandEngineWarning, RandSpecs
from rand_engine.examples import _values
from rand_engine.examples.advanced_rand_specs import AdvancedRandSpecs
from rand_engine.examples.common_rand_specs import CommonRandSpecs
from rand_engine.templates import WebServerLogs
from rand_engine.validators import CommonValidator, SpecValidator

NAMES = {
    RandSpecs: [
        *("customers", "products", "orders", "transactions", "employees"),
        *("devices", "users", "invoices", "shipments", "events"),
    ],
    CommonRandSpecs: [
        *("customers", "products", "orders", "transactions", "employees"),
        *("sensors", "users", "events", "sales", "devices"),
    ],
    AdvancedRandSpecs: [
        *("products", "orders", "employees", "devices", "invoices"),
        *("shipments", "network_devices", "vehicles", "real_estate", "healthcare"),
    ],
}
ALL = [
    pytest.param(getattr(group, name), id=f"{group.__name__}.{name}")
    for group, names in NAMES.items()
    for name in names
]


def names_of(spec):
    """Return the names of the columns that a spec makes."""
    return [name for key, member in spec.items() for name in member.get("cols", [key])]


@pytest.mark.parametrize("example", ALL)
def test_examples_are_made_with_their_columns(example):
    spec = example()
    assert SpecValidator.validate(spec) == []
    assert example.__doc__
    frame = DataGenerator(example, seed=42).size(1000).get_df()
    assert list(frame.columns) == names_of(spec)
    assert 6 <= len(frame.columns) <= 9
    assert len(frame) == 1000 and not frame.isna().any().any()
    assert frame.equals(DataGenerator(spec, seed=42).size(1000).get_df())


@pytest.mark.parametrize("example", ALL)
def test_examples_are_fresh_and_printable(example):
    spec = example()
    assert json.loads(json.dumps(spec))
    for member in spec.values():
        member.clear()
    assert example() != spec and all(example().values())


@pytest.mark.parametrize("example", ALL)
def test_examples_make_records(example):
    assert list(DataGenerator(example, seed=1).get_dict()) == names_of(example())


@pytest.mark.parametrize("example", ALL)
def test_first_columns_are_keys(example):
    spec = example()
    first = next(iter(spec))
    column = DataGenerator(spec, seed=3).size(5000).get_df()[first]
    unique = spec[first]["method"] in ("unique_ids", "uuid4")
    assert column.nunique() == 5000 if unique else column.nunique() > 1500


@pytest.mark.parametrize(
    ("example", "pair", "allowed"),
    [
        (RandSpecs.orders, ("currency", "country"), _values.CURRENCIES),
        (AdvancedRandSpecs.orders, ("currency", "country"), _values.CURRENCIES),
        (RandSpecs.shipments, ("carrier", "destination"), _values.CARRIERS),
        (
            RandSpecs.devices,
            ("status", "priority"),
            {
                status: [priority for priority, _ in pairs]
                for status, pairs in _values.STATUS_PRIORITIES.items()
            },
        ),
    ],
)
def test_correlated_columns_hold_the_pairs_that_go_together_and_all_of_them(
    example, pair, allowed
):
    frame = DataGenerator(example, seed=1).size(20_000).get_df()
    made = set(zip(frame[pair[0]], frame[pair[1]], strict=True))
    assert made == {(key, value) for key, values in allowed.items() for value in values}


def test_departments_hold_the_combinations_that_go_together_and_all_of_them():
    frame = DataGenerator(RandSpecs.employees, seed=1).size(20_000).get_df()
    made = set(frame[["department", "level", "role"]].itertuples(index=False, name=None))
    expected = {
        (department, *rest)
        for department, lists in _values.DEPARTMENTS.items()
        for rest in itertools.product(*lists)
    }
    assert made == expected


def test_texts_from_parts_have_their_form():
    for example, column, form in (
        (RandSpecs.invoices, "invoice_number", r"INV-202[45]-\d{6}"),
        (RandSpecs.products, "sku", r"SKU-\d{6}"),
        (RandSpecs.shipments, "tracking_number", r"PKG-\d{12}"),
        (AdvancedRandSpecs.network_devices, "ip_address", r"10(\.\d{1,3}){3}"),
        (AdvancedRandSpecs.vehicles, "license_plate", r"[A-Z]{2}-\d{5}"),
    ):
        frame = DataGenerator(example, seed=1).get_df()
        assert frame[column].str.fullmatch(form).all(), column


def test_types_are_those_that_the_specs_ask_for():
    schema = DataGenerator(RandSpecs.devices, seed=1).get_arrow().schema
    assert schema.field("battery").type == pyarrow.int8()
    assert schema.field("temperature").type == pyarrow.float64()


def test_common_specs_are_those_that_spark_has():
    for name in NAMES[CommonRandSpecs]:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert (
                CommonValidator.validate_spark_spec(getattr(CommonRandSpecs, name)())
                == []
            )
    with pytest.warns(RandEngineWarning, match="currency_country.*missing values"):
        assert CommonValidator.validate_spark_spec(AdvancedRandSpecs.orders()) == []


def test_rand_specs_have_what_later_versions_add():
    assert RandSpecs.sensors() == CommonRandSpecs.sensors()
    assert RandSpecs.sales() == CommonRandSpecs.sales()


LOG_ENTRY = re.compile(
    r"(10|172|192)(\.\d{1,3}){3} - - "
    r"\[0[23]/Jun/2025:\d\d:\d\d:\d\d \+0000\] "
    r'"(GET|POST) /\S* HTTP/(1\.1|2\.0)" \d{3} \d+'
)


def test_web_server_logs_are_lines_of_a_log():
    logs = WebServerLogs()
    generator = DataGenerator(logs.metadata(), seed=1).transformers(logs.transformers())
    frame = generator.size(2000).get_df()
    assert list(frame.columns) == ["log_entry"]
    assert all(LOG_ENTRY.fullmatch(line) for line in frame["log_entry"])
    assert set(generator.get_dict()) == {"log_entry"}
    record = next(generator.stream_dict(100, 200))
    assert LOG_ENTRY.fullmatch(record["log_entry"])


def test_web_server_logs_have_parts_too():
    frame = DataGenerator(WebServerLogs().metadata(), seed=1).size(100).get_df()
    assert {"ip_address", "http_request", "http_status", "object_size"} <= set(
        frame.columns
    )
