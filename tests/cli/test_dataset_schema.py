"""The JSON Schema of datasets, by a real validator, against what the engine itself says."""

import copy
import json
from pathlib import Path

import jsonschema
import pyarrow.parquet
import pytest

import rand_engine
from rand_engine import Dataset, SpecError

EXAMPLES = Path(__file__).parents[2] / "examples" / "datasets"
SCHEMA = rand_engine.spec_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def column(method, **parameters):
    return {"method": method, "parms": parameters} if parameters else {"method": method}


KEY = column("foreign_key", table="customers")
SHOP = {
    "tables": {
        "customers": {
            "size": 10,
            "primary_key": "id",
            "spec": {
                "id": column("gen_incremental"),
                "code": column("unique_ids", length=6),
                "country": column("gen_str_choice", options=["DE", "BR"]),
            },
        },
        "orders": {
            "size": {"per": "customers", "min": 0, "max": 3},
            "spec": {
                "order_id": column("gen_uuid"),
                "customer": KEY,
                "line": column("child_number"),
                "country": column("lookup", key="customer", column="country"),
            },
        },
    }
}


def shop(path=(), value=None, drop=False):
    """Return the shop with a value at a path of keys in place of what is there."""
    spec = copy.deepcopy(SHOP)
    at = spec
    for key in path[:-1]:
        at = at[key]
    if drop:
        del at[path[-1]]
    elif path:
        at[path[-1]] = value
    return spec


def table(name, *path):
    return ("tables", name, *path)


SIZE = table("orders", "size")
ORDERS = table("orders", "spec")
PER = {"per": "customers", "max": 3}
PAIR = {"table": "customers", "columns": ["id", "code"]}

GOOD = [
    shop(),
    shop(("$schema",), "./spec.schema.json"),
    shop(table("customers", "size"), 0),
    shop(table("customers", "size"), None),
    shop(table("customers", "size"), drop=True),
    shop(table("more"), {"size": 2**43, "spec": {"id": column("gen_uuid")}}),
    shop(table("customers", "primary_key"), None),
    shop(table("customers", "primary_key"), ["id"]),
    shop(
        table("more"),
        {
            "primary_key": ["id", "n"],
            "spec": {"id": column("gen_uuid"), "n": column("gen_name")},
        },
    ),
    shop(SIZE, PER),
    shop(SIZE, PER | {"min": None, "key": None, "distribution": None, "weights": None}),
    shop(SIZE, PER | {"key": "customer"}),
    shop(SIZE, PER | {"distribution": "zipf"}),
    shop(SIZE, PER | {"distribution": "zipf", "exponent": 0.5}),
    shop(SIZE, PER | {"distribution": "weighted", "weights": [1, 0, 2.5, 1]}),
    shop((*ORDERS, "customer"), KEY | {"null_rate": 0.5}),
    shop((*ORDERS, "more"), column("foreign_key", table="customers", column="code")),
    shop((*ORDERS, "more"), {"method": "foreign_key", "args": ["customers", "code"]}),
    shop((*ORDERS, "more"), column("foreign_key", **PAIR) | {"cols": ["a", "b"]}),
    shop(
        (*ORDERS, "more"),
        column("lookup", key="customer", columns=["country"]) | {"cols": ["x"]},
    ),
    shop(
        (*ORDERS, "more"),
        column("foreign_key", table="customers", column=None, columns=["code"]),
    ),
    shop((*ORDERS, "more"), column("foreign_key", table="customers", orphan_rate=0.1)),
    shop((*ORDERS, "line"), column("child_number", start=0)),
    shop((*ORDERS, "duplicate_rate"), 0.1),
    shop((*ORDERS, "$schema"), "./x.json"),
    shop((*ORDERS, "tables"), column("gen_uuid")),
    shop(table("method.x"), {"spec": {"id": column("gen_uuid")}}),
]
NESTED = [
    column("struct", fields={"a": KEY, "b": column("gen_uuid")}),
    column("list", items=KEY, max=3),
    column("list", items=column("struct", fields={"a": KEY}), max=3),
]
GOOD += [shop((*ORDERS, "more"), nested) for nested in NESTED]
BAD = [
    shop((*ORDERS, "more"), column("struct", fields={"a": column("foreign_key")})),
    shop((*ORDERS, "more"), column("list", items=KEY | {"cols": ["x"]}, max=3)),
    shop((*ORDERS, "more"), column("list", items=column("uuid5"), max=3)),
    shop(("tables",), {}),
    shop(("tables",), 5),
    shop(("tables",), None),
    shop(("tables",), [SHOP["tables"]["customers"]]),
    shop(("seed",), 5),
    shop(table(""), SHOP["tables"]["customers"]),
    shop(table(".x"), SHOP["tables"]["customers"]),
    shop(table("a/b"), SHOP["tables"]["customers"]),
    shop(table("x" * 201), SHOP["tables"]["customers"]),
    shop(table("orders"), 5),
    shop(table("orders"), None),
    shop(table("orders", "rows"), 5),
    shop(table("orders", "spec"), drop=True),
    shop(table("orders", "spec"), {}),
    shop(table("orders", "spec"), None),
    shop(table("orders", "spec"), [KEY]),
    shop((*ORDERS, ""), column("gen_uuid")),
    shop((*ORDERS, "constraints"), {}),
    shop((*ORDERS, "duplicate_rate"), 2),
    shop(table("customers", "size"), -1),
    shop(table("customers", "size"), 1.5),
    shop(table("customers", "size"), 2**43 + 1),
    shop(table("customers", "size"), "10"),
    shop(table("customers", "size"), [10]),
    shop(table("customers", "size"), True),
    shop(table("customers", "primary_key"), ""),
    shop(table("customers", "primary_key"), []),
    shop(table("customers", "primary_key"), ["id", ""]),
    shop(table("customers", "primary_key"), 5),
    shop(SIZE, {}),
    shop(SIZE, {"per": "customers"}),
    shop(SIZE, {"max": 3}),
    shop(SIZE, PER | {"per": None}),
    shop(SIZE, PER | {"per": 5}),
    shop(SIZE, PER | {"max": -1}),
    shop(SIZE, PER | {"max": 2**31}),
    shop(SIZE, PER | {"max": 1.5}),
    shop(SIZE, PER | {"min": "0"}),
    shop(SIZE, PER | {"key": 5}),
    shop(SIZE, PER | {"most": 3}),
    shop(SIZE, PER | {"distribution": "normal"}),
    shop(SIZE, PER | {"exponent": 2}),
    shop(SIZE, PER | {"distribution": "zipf", "exponent": 11}),
    shop(SIZE, PER | {"distribution": "zipf", "weights": [1, 1, 1, 1]}),
    shop(SIZE, PER | {"weights": [1, 1, 1, 1]}),
    shop(SIZE, PER | {"distribution": "weighted"}),
    shop(SIZE, PER | {"distribution": "weighted", "weights": []}),
    shop(SIZE, PER | {"distribution": "weighted", "weights": [1, 1, 1, -1]}),
    shop((*ORDERS, "customer"), {"method": "foreign_key"}),
    shop((*ORDERS, "customer"), column("foreign_keys", table="customers")),
    shop((*ORDERS, "customer"), column("foreign_key", table=5)),
    shop((*ORDERS, "customer"), column("foreign_key", tables="customers")),
    shop(
        (*ORDERS, "customer"), column("foreign_key", table="customers", orphan_rate=1.5)
    ),
    shop(
        (*ORDERS, "customer"),
        column("foreign_key", table="customers", distribution="normal"),
    ),
    shop((*ORDERS, "customer"), column("foreign_key", column="id", **PAIR)),
    shop((*ORDERS, "customer"), column("foreign_key", table="customers", roots=0)),
    shop((*ORDERS, "customer"), KEY | {"null_rate": 2}),
    shop((*ORDERS, "customer"), KEY | {"nul_rate": 0.5}),
    shop((*ORDERS, "country"), column("lookup", key="customer")),
    shop((*ORDERS, "country"), column("lookup", column="country")),
    shop(
        (*ORDERS, "country"),
        column("lookup", key="customer", column="id", columns=["id"]),
    ),
    shop((*ORDERS, "line"), column("child_number", start="x")),
    shop((*ORDERS, "line"), column("child_number") | {"cols": ["a", "b"]}),
    shop((*ORDERS, "order_id"), column("gen_ints", min=0)),
]


def engine_takes(spec):
    try:
        Dataset(spec, seed=1)
    except SpecError:
        return False
    return True


@pytest.mark.parametrize(
    "path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.name
)
def test_the_example_datasets_are_valid(path, tmp_path):
    # The spec as the engine reads the YAML.
    dataset = Dataset(path, seed=1)
    first = dataset.table(next(iter(dataset.sizes)))
    first.write.size(1).save(tmp_path / "spec.parquet")
    metadata = pyarrow.parquet.read_metadata(tmp_path / "spec.parquet").metadata
    spec = json.loads(metadata[b"rand_engine.spec"])
    VALIDATOR.validate(spec)
    # A table without columns is no table: the schema does look inside.
    next(iter(spec["tables"].values()))["spec"] = {}
    assert not VALIDATOR.is_valid(spec)


@pytest.mark.parametrize("spec", GOOD)
def test_what_the_engine_takes_is_valid(spec):
    Dataset(spec, seed=1)
    VALIDATOR.validate(spec)


@pytest.mark.parametrize("spec", BAD, ids=lambda spec: json.dumps(spec)[:300])
def test_what_is_not_valid_the_engine_refuses(spec):
    assert not VALIDATOR.is_valid(spec)
    assert not engine_takes(spec)


@pytest.mark.parametrize("method", ["foreign_key", "lookup", "child_number"])
def test_methods_of_rows_are_of_datasets_alone(method):
    names = SCHEMA["$defs"]["table_column"]["properties"]["method"]["enum"]
    assert method in names
    assert method not in SCHEMA["$defs"]["column"]["properties"]["method"]["enum"]
    rules = SCHEMA["$defs"]["related_column"]["allOf"]
    then = next(
        rule["then"]
        for rule in rules
        if rule["if"]["properties"]["method"]["const"] == method
    )
    assert not VALIDATOR.is_valid({"c": then["examples"][0]})
    VALIDATOR.validate({"tables": {"t": {"spec": {"c": then["examples"][0]}}}})


def test_every_method_of_one_table_is_one_of_a_dataset():
    for rule in SCHEMA["$defs"]["column"]["allOf"]:
        example = rule["then"]["examples"][0]
        VALIDATOR.validate({"tables": {"t": {"spec": {"c": example}}}})


def test_a_column_may_be_called_tables():
    VALIDATOR.validate({"tables": column("gen_uuid")})
    assert not VALIDATOR.is_valid({"tables": column("gen_uuids")})


def test_a_dataset_may_name_its_schema(run, tmp_path):
    # JSON is YAML.
    text = "# yaml-language-server: $schema=./spec.schema.json\n" + json.dumps(SHOP)
    (tmp_path / "shop.yaml").write_text(text)
    (tmp_path / "shop.json").write_text(json.dumps(shop(("$schema",), "./s.json")))
    for name in ("shop.yaml", "shop.json"):
        assert run("validate", name).code == 0
