"""The matrix: files of every format, codec and method, and what is in them."""

import datetime
import json
import os
import subprocess
import sysconfig
from pathlib import Path

import pyarrow as pa

from rand_engine import Dataset

ROWS = 400
ROW_GROUP = 100
SEED = 11
NOW = "2024-05-01T12:00:00.000250Z"

TEXT_CODECS = {
    "none": "",
    "gzip": ".gz",
    "bz2": ".bz2",
    "zip": ".zip",
    "xz": ".xz",
    "zstd": ".zst",
}
PARQUET_CODECS = ["none", "snappy", "gzip", "zstd", "lz4", "brotli"]
#: How JSON is arranged: the options that say so.
JSON_FORMS = {
    "lines": {"lines": True},
    "records": {},
    "split": {"orient": "split"},
    "index": {"orient": "index"},
}
FORMS = ["csv", *JSON_FORMS, "parquet"]

#: The group of methods whose values are made of values: nested.py.
NESTED = "Nested columns"

#: What is hard to write or to read, beside every method's own example.
HARD = {
    "x_wide": {"method": "gen_ints", "parms": {"min": -(2**63), "max": 2**63 - 1}},
    "x_tiny": {"method": "gen_floats", "parms": {"min": -1e-6, "max": 1e-6, "round": 9}},
    "x_huge": {"method": "gen_str_choice", "parms": {"options": [0.5, 1e300, -2.5e-300]}},
    "x_text": {
        "method": "gen_str_choice",
        "parms": {
            "options": ["plain", "com,ma", 'quo"te', "new\nline", "", "Grüße", "😀"]
            + ["=1+1", "NULL", "nan", " a ", "\\", "'", "007", "true", None]
        },
    },
    "x_level": {"method": "gen_str_choice", "parms": {"options": [1, 2, None]}},
    "x_flag": {"method": "gen_str_choice", "parms": {"options": [True, False, None]}},
    "x_day": {
        "method": "gen_dates",
        "parms": {"date_min": "1700-01-01", "date_max": "2199-12-31"},
    },
    "x_void": {"method": "gen_ints", "parms": {"min": 1, "max": 9}, "null_rate": 1},
    **{
        f"x_{kind}": {
            "method": "integers",
            "kwargs": {"min": low, "max": 100, "int_type": kind},
        }
        for kind, low in (("int8", -100), ("int16", -100), ("int64", -100))
    },
}


def command():
    """The command's path: RAND_ENGINE_COMMAND, or this environment's."""
    return os.environ.get("RAND_ENGINE_COMMAND") or str(
        Path(sysconfig.get_path("scripts")) / "rand-engine"
    )


def methods():
    """The table of methods."""
    done = subprocess.run(
        [command(), "methods", "--json"], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def spec():
    """A column of each method by its example, some missing, and the hard ones."""
    columns = {"row": {"method": "gen_incremental"}}
    for method in methods():
        columns |= method["example_reads"]
        if not method["dataset_only"] and method["group"] != NESTED:
            columns[f"m_{method['name']}"] = method["example"] | {"null_rate": 0.1}
    columns["customer_id"] = {
        "method": "foreign_key",
        "parms": {"table": "customers", "orphan_rate": 0.1},
    }
    columns["m_lookup"] = {
        "method": "lookup",
        "parms": {"key": "customer_id", "column": "country"},
    }
    columns["m_child_number"] = {"method": "child_number"}
    return columns | HARD


def generator():
    """The generator of the one table that has all of them."""
    customers = {
        "id": {"method": "unique_ids", "parms": {"length": 6}},
        "country": {"method": "gen_str_choice", "parms": {"options": ["DE", "BR", None]}},
    }
    tables = {
        "customers": {"size": 50, "spec": customers},
        "all": {
            "size": {"per": "customers", "min": 8, "max": 8},
            "spec": spec(),
        },
    }
    return Dataset({"tables": tables}, seed=SEED).table("all")


def write_all(folder):
    """Write every form with every codec; {(form, codec): path}."""
    made = {}
    for form in FORMS:
        codecs = PARQUET_CODECS if form == "parquet" else TEXT_CODECS
        for codec in codecs:
            made[form, codec] = write(folder, form, codec)
    return made


def write(folder, form, codec, name="data"):
    format = form if form in ("csv", "parquet") else "json"
    suffix = "" if format == "parquet" else TEXT_CODECS[codec]
    path = Path(folder) / f"{name}_{form}_{codec}.{format}{suffix}"
    options = {"now": NOW, "compression": codec, **JSON_FORMS.get(form, {})}
    if format == "parquet":
        options["rowGroupSize"] = ROW_GROUP
    generator().write.format(format).options(options).save(path)
    return path


class Truth:
    """What the engine made, as Arrow and as lists."""

    def __init__(self, table):
        self.table = table
        self.schema = table.schema
        self.columns = table.to_pydict()

    @classmethod
    def make(cls):
        table = generator().get_arrow()
        for number, field in enumerate(table.schema):
            column = table[number]
            if pa.types.is_dictionary(field.type):
                column = column.cast(pa.string())
            if field.name == "m_gen_now":  # the files have the option's time
                now = datetime.datetime.fromisoformat(NOW)
                values = [now if v.is_valid else None for v in column]
                column = pa.chunked_array([pa.array(values, field.type)])
            table = table.set_column(number, field.name, column)
        return cls(table)

    def difference(self, columns, form, left_out=()):
        """Where `columns` (lists by name) are not the truth; None if nowhere."""
        wanted_names = set(self.columns) - set(left_out)
        if set(columns) != wanted_names:
            return f"columns {sorted(set(columns) ^ wanted_names)}"
        rows = columns["row"]
        if sorted(rows, key=str) == sorted(self.columns["row"], key=str):
            # Order is not what is asked: some readers read in parallel.
            order = sorted(range(len(rows)), key=rows.__getitem__)
            columns = {
                name: [values[i] for i in order] for name, values in columns.items()
            }
        for name in columns:
            found, wanted = columns[name], self.columns[name]
            if len(found) != len(wanted):
                return f"{name}: {len(found)} rows instead of {len(wanted)}"
            for i, (value, right) in enumerate(zip(found, wanted, strict=True)):
                if not same(value, right, form):
                    return f"{name}, row {i}: {value!r} instead of {right!r}"
        return None


def same(found, wanted, form):
    """Whether a reader's value is the one that was written.

    JSON has no dates: there they are the text that ISO 8601 says. CSV readers do not tell
    an empty text from a missing value (test_round_trips.py asks those that do).
    """
    if form == "csv" and wanted in ("", None):
        return found in ("", None)
    if form not in ("csv", "parquet") and isinstance(found, str):
        if isinstance(wanted, datetime.datetime):
            wanted = wanted.isoformat(timespec="microseconds").replace("+00:00", "Z")
        elif isinstance(wanted, datetime.date):
            wanted = wanted.isoformat()
    return type(found) is type(wanted) and found == wanted
