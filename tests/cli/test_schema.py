"""The JSON Schema of specs, by a real validator, against what the engine itself says."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

import rand_engine
from rand_engine.validators import SpecValidator

ROOT = Path(__file__).parents[2]
SCHEMA = rand_engine.spec_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

TABLE = subprocess.run(
    [sys.executable, "-m", "rand_engine", "methods", "--json"],
    check=True,
    capture_output=True,
).stdout
#: Columns that examples read.
READ = {
    name: column
    for method in json.loads(TABLE)
    for name, column in method["example_reads"].items()
}


def methods():
    """The methods by name, from the command's own table."""
    return SCHEMA["$defs"]["column"]["properties"]["method"]["enum"]


def example(method):
    """A column that the table gives as this method's example."""
    rules = SCHEMA["$defs"]["column"]["allOf"]
    return next(
        rule["then"]["examples"][0]
        for rule in rules
        if rule["if"]["properties"]["method"]["const"] == method
    )


def takes(column):
    return VALIDATOR.is_valid({"c": column})


def engine_takes(column):
    return SpecValidator.validate({"c": column} | READ) == []


def test_the_schema_is_one_and_the_command_prints_it(run):
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    result = run("schema")
    assert (result.code, result.err) == (0, "")
    assert json.loads(result.out) == SCHEMA
    assert run("schema", "orders").code == 2


@pytest.mark.parametrize("method", methods())
def test_every_example_is_valid(method):
    VALIDATOR.validate({"c": example(method)})


@pytest.mark.parametrize("path", sorted((ROOT / "examples/specs").glob("*.json")))
def test_the_example_specs_are_valid(path):
    VALIDATOR.validate(json.loads(path.read_text()))


@pytest.mark.parametrize("method", methods())
def test_parameters_may_stand_under_each_keyword_and_in_a_list(method):
    column = example(method)
    keyword = next((key for key in ("parms", "kwargs", "args") if key in column), None)
    parameters = column.pop(keyword) if keyword else {}
    order = list(SCHEMA["$defs"][method]["properties"])
    for other in ("parms", "kwargs", "args"):
        assert takes(column | {other: parameters}) and engine_takes(
            column | {other: parameters}
        )
    if set(parameters) <= set(order[: len(parameters)]):
        listed = column | {
            "args": [parameters[name] for name in order if name in parameters]
        }
        assert takes(listed) and engine_takes(listed)


@pytest.mark.parametrize("method", methods())
def test_typos_and_wrong_types_are_not(method):
    column = example(method)
    keyword = next((key for key in ("parms", "kwargs", "args") if key in column), "parms")
    parameters = column.get(keyword, {})
    wrong = [
        column | {"method": method + "x"},
        column | {keyword: parameters | {"no_such": 1}},
        column | {"parmz": {}},
        column | {keyword: 5},
        column | {"null_rate": 1.5},
        column | {"cols": 5},
        column | {keyword: [1] * 20},
        {key: value for key, value in column.items() if key != "method"},
    ]
    wrong += [
        column | {keyword: parameters | {name: {"a": {"b": 1}}}}
        for name in SCHEMA["$defs"][method]["properties"]
    ]
    wrong += [
        column
        | {keyword: {key: value for key, value in parameters.items() if key != name}}
        for name in SCHEMA["$defs"][method].get("required", [])
    ]
    for each in wrong:
        assert not takes(each), each
        assert not engine_takes(each), each


def column(method, parameters=None, **keys):
    return (
        {"method": method} | ({} if parameters is None else {"kwargs": parameters}) | keys
    )


PAIRS = {"distincts": {"a": ["b"], "c": ["d"]}}
GOOD = [
    column("gen_incremental"),
    {"method": "gen_incremental", "parms": None},
    column("gen_incremental", {"start": None}),
    column("gen_ints", {"min": -(2**63), "max": 2**63 - 1}),
    column("gen_ints", {"min": 1.0, "max": 5e3}),
    column("floats", {"min": 0, "max": 1, "decimals": 3}),
    column("floats", {"min": 0, "max": 1, "round": None}),
    column("gen_str_choice", {"options": ["a", None], "weights": [1, 0.5]}),
    column("gen_dates", {"date_min": "0001-01-01", "date_max": "9999-12-31"}),
    column("distincts", {"distincts": [[1], {"a": 2}]}),
    column("distincts_prop", {"distincts": [[1, 2], [3, 4.5]]}),
    column("distincts_prop", {"distincts": {"a": 0, "b": 1}}),
    column("distincts_map", PAIRS, cols=["x", "y"], splitable=True, sep=";"),
    column("person", {"locale": "de_DE"}, cols=["email"]),
    column("uuid4", cols=["renamed"], null_rate=0),
    column("uuid4", null_rate=None, cols=None),
    column("uuid4", anomaly_rate=0.5, anomalies=["empty", "x", {"value": "long"}]),
    column("uuid4", anomaly_rate=1, anomalies=None),
    column("uuid4", anomalies=None),
    column("booleans", {}),
    column("unique_ids", {"strategy": None, "length": 18}),
    column(
        "complex_distincts",
        {
            "pattern": "x-x",
            "replacement": "x",
            "templates": [
                {"method": "int_zfilled", "kwargs": {"length": 3}},
                {"method": "integers", "args": [0, 9]},
            ],
        },
    ),
]
BAD = [
    5,
    None,
    {},
    column("gen_ints"),
    column("gen_ints", None),
    {"method": "gen_ints", "args": [1]},
    {"method": "gen_ints", "args": [1, 2, 3]},
    {"method": "gen_ints", "args": [1, 2], "parms": {"min": 1, "max": 2}},
    column("gen_ints", {"min": 1, "max": 2**63}),
    column("gen_ints", {"min": 1, "max": 2.5}),
    column("gen_ints", {"min": None, "max": 2}),
    column("gen_ints", {"min": True, "max": 2}),
    column("gen_ints", {"min": "1", "max": 2}),
    column("floats", {"min": 0, "max": 1, "decimals": 3, "round": 3}),
    column("floats", {"min": 0, "max": 1, "round": 16}),
    column("gen_str_choice", {"options": []}),
    column("gen_str_choice", {"options": [["a"]]}),
    column("gen_dates", {"date_min": "2024-1-1", "date_max": "9999-12-31"}),
    column("distincts_prop", {"distincts": {"a": -1}}),
    column("distincts_prop", {"distincts": [["a", 1, 2]]}),
    column("distincts_prop", {"distincts": {}}),
    column("distincts_map", PAIRS),
    column("distincts_map", PAIRS, cols=["x"]),
    column("distincts_map", PAIRS, cols=["x", ""]),
    column("distincts_map", {"distincts": {"a": []}}, cols=["x", "y"]),
    column("uuid4", cols=["a", "b"]),
    column("uuid4", cols=[]),
    column("uuid4", anomaly_rate=1.5),
    column("uuid4", anomaly_rate=0.5, anomalies=[]),
    column("uuid4", anomaly_rate=0.5, anomalies="empty"),
    column("uuid4", anomalies=["empty"]),
    column("uuid4", anomaly_rate=None, anomalies=["empty"]),
    column("uuid4", {"length": 3}),
    column("uuid4", splitable="yes"),
    column("uuid4", sep=1),
    column("unique_ids", {"strategy": "zinc"}),
    column("unique_ids", {"length": 0}),
    column("booleans", {"true_prob": -0.1}),
    column("integers", {"min": 0, "max": 1, "int_type": "int128"}),
    column(
        "complex_distincts",
        {
            "pattern": "x",
            "replacement": "x",
            "templates": [column("distincts_map", PAIRS)],
        },
    ),
    column(
        "complex_distincts",
        {
            "pattern": "x",
            "replacement": "x",
            "templates": [{"method": "uuid", "cols": ["a"]}],
        },
    ),
]


@pytest.mark.parametrize("good", GOOD, ids=json.dumps)
def test_what_the_engine_takes_is_valid(good):
    assert engine_takes(good), SpecValidator.validate({"c": good})
    VALIDATOR.validate({"c": good})


@pytest.mark.parametrize("bad", BAD, ids=json.dumps)
def test_what_is_not_valid_the_engine_refuses(bad):
    assert not takes(bad)
    assert not engine_takes(bad)


@pytest.mark.parametrize(
    "rate,good",
    [
        (0, True),
        (0.99, True),
        (None, True),
        (column("uuid4"), True),
        (0.995, False),
        (-0.1, False),
        ("0.1", False),
        ([0.1], False),
        (False, False),
        ({"rate": 0.1}, False),
    ],
)
def test_a_spec_may_say_how_many_rows_are_copies(rate, good):
    spec = {"id": column("uuid4"), "duplicate_rate": rate}
    assert VALIDATOR.is_valid(spec) is good
    assert (SpecValidator.validate(spec) == []) is good


def test_a_spec_needs_columns_with_names():
    for spec in ({}, {"": column("uuid4")}, [], "x"):
        assert not VALIDATOR.is_valid(spec)
        assert SpecValidator.validate(spec if isinstance(spec, dict) else {"": 1})


def test_a_spec_may_name_its_schema(run, tmp_path):
    spec = {"$schema": "./spec.schema.json", "id": column("gen_incremental")}
    VALIDATOR.validate(spec)
    (tmp_path / "spec.json").write_text(json.dumps(spec))
    assert run("validate", "spec.json").out == "spec.json: ok (1 column)\n"
    assert run("generate", "spec.json", "-n", 2).out == "id\n1\n2\n"
    (tmp_path / "spec.json").write_text('{"$schema": "./spec.schema.json"}')
    assert "at least one column" in run("validate", "spec.json").out


KEY = {"name": "clients_pk", "tipo": "PK", "fields": ["id VARCHAR(8)"]}


@pytest.mark.parametrize(
    "constraint,good",
    [
        (KEY, True),
        ({"name": "clients_pk", "tipo": "FK", "fields": ["id"], "watermark": 60}, True),
        ({"name": "k", "tipo": "FK", "fields": ["a", "b"]}, True),
        (KEY | {"tipo": "XK"}, False),
        (KEY | {"watermark": 60}, False),
        (KEY | {"fields": []}, False),
        (KEY | {"name": "a b"}, False),
        (KEY | {"nam": "x"}, False),
        ({"tipo": "PK", "fields": ["id VARCHAR(8)"]}, False),
        ({"name": "k", "tipo": "FK", "fields": ["a"], "watermark": 0}, False),
        ({"name": "k", "tipo": "FK", "fields": ["a"], "watermark": "60"}, False),
        (5, False),
    ],
)
def test_constraints_are_as_rand_engine_writes_them(constraint, good):
    spec = {"id": column("uuid4"), "constraints": {"clients_pk": constraint}}
    assert VALIDATOR.is_valid(spec) is good
    assert (SpecValidator.validate(spec) == []) is good


def test_a_column_may_be_called_constraints():
    assert VALIDATOR.is_valid({"constraints": column("uuid4")})
    assert not VALIDATOR.is_valid({"constraints": column("uuid5")})


def test_the_command_says_who_keeps_constraints(run, tmp_path):
    spec = {"id": column("uuid4"), "constraints": {"clients_pk": KEY}}
    (tmp_path / "spec.json").write_text(json.dumps(spec))
    result = run("generate", "spec.json")
    assert result.code == 2
    assert "constraints: keys from table to table are kept by the Python" in result.err
