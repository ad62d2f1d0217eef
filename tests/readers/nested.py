"""Structs, lists and maps: a file of each, in Parquet and JSON lines, and who reads it.

JSON lines are read by the types that the reader works out itself.
"""

import datetime
from pathlib import Path

import matrix
import readers

from rand_engine import DataGenerator

METHODS = ["struct", "list", "map"]
FORMS = ["Parquet", "JSON lines"]


def spec():
    """The examples of the three methods."""
    found = {"row": {"method": "gen_incremental"}}
    for method in matrix.methods():
        if method["group"] == matrix.NESTED:
            found |= method["example_reads"]
            found[f"m_{method['name']}"] = method["example"] | {"null_rate": 0.1}
    return found


def probe(kind, folder):
    """{(form, method): (yes, no or wrong; why)}."""
    found = {}
    for method in METHODS:
        column = f"m_{method}"
        one = {name: made for name, made in spec().items() if name in ("row", column)}
        generator = DataGenerator(one, seed=matrix.SEED).size(matrix.ROWS)
        table = generator.get_arrow()
        wanted = table[column].to_pylist(maps_as_pydicts="strict")
        assert any(wanted) and None in wanted
        for form in FORMS:
            suffix = ".parquet" if form == "Parquet" else ".jsonl"
            path = Path(folder) / f"{method}{suffix}"
            generator.write.save(path)
            found[form, method] = ask(kind(table.schema), path, form, column, wanted)
    return found


def ask(reader, path, form, column, wanted):
    try:
        if form == "Parquet":
            values = reader.read_parquet(str(path))[column]
        else:
            values = reader.infer_json(str(path))[column]
    except (Exception, readers.PANICS) as error:
        return "no", f"{type(error).__name__}: {error}"
    values = [plain(value) for value in values]
    for found, right in zip(values, wanted, strict=True):
        found = {} if found == [] and isinstance(right, dict) else found
        if found != plain(right):
            return "wrong", f"{found!r} instead of {plain(right)!r}"
    return "yes", ""


def plain(value):
    """Dicts and lists of JSON's values: maps have many shapes, and a map that was read as
    a struct has a missing value for each key that its row does not have."""
    if hasattr(value, "asDict"):
        value = value.asDict()
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list) and value and all(map(is_entry, value)):
        value = dict(e.values() if isinstance(e, dict) else e for e in value)
    if isinstance(value, dict):
        made = {str(key): plain(member) for key, member in value.items()}
        return {key: member for key, member in made.items() if member is not None}
    if isinstance(value, list):
        return [plain(member) for member in value]
    if isinstance(value, datetime.date):
        return value.isoformat()
    return None if value != value else value


def is_entry(value):
    """A map's entry, as readers without maps have it."""
    if isinstance(value, tuple):
        return len(value) == 2
    return isinstance(value, dict) and list(value) == ["key", "value"]
