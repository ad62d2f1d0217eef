"""What the tests of this folder share: specs, the truth, and readers that are not ours."""

import bz2
import contextlib
import csv
import datetime
import gzip
import io
import json
import lzma
import os
import subprocess
import sys
import sysconfig
import warnings
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from rand_engine import DataGenerator, RandEngineError, RandEngineWarning

NOW_TEXT = "2024-05-01T12:00:00.000250Z"
NOW = datetime.datetime(2024, 5, 1, 12, 0, 0, 250, tzinfo=datetime.UTC)

WORDS = [
    "plain",
    "com,ma",
    'quo"te',
    "new\nline",
    "",
    "Grüße",
    "😀",
    "=1+1",
    "NULL",
    None,
]

FORMATS = ["csv", "json", "parquet"]
CODECS = [
    *(("csv", codec) for codec in ("none", "gzip", "bz2", "zip", "xz", "zstd")),
    *(("json", codec) for codec in ("none", "gzip", "bz2", "zip", "xz", "zstd")),
    *(
        ("parquet", codec)
        for codec in ("none", "snappy", "gzip", "zstd", "lz4", "brotli")
    ),
]

#: Every method, with options that are hard to write and to read.
EVERYTHING = {
    "id": {"method": "gen_incremental", "parms": {"start": -2, "step": 3}},
    "small": {"method": "gen_ints", "parms": {"min": -5, "max": 5}},
    "wide": {"method": "gen_ints", "parms": {"min": -(2**63), "max": 2**63 - 1}},
    "price": {"method": "gen_floats", "parms": {"min": -1, "max": 2000, "round": 2}},
    "tiny": {"method": "gen_floats", "parms": {"min": -1e-6, "max": 1e-6, "round": 9}},
    "word": {"method": "gen_str_choice", "parms": {"options": WORDS}},
    "level": {"method": "gen_str_choice", "parms": {"options": [1, 2, 2, None]}},
    "share": {"method": "gen_str_choice", "parms": {"options": [0.5, 1e300, 100000.0]}},
    "flag": {"method": "gen_str_choice", "parms": {"options": [True, False]}},
    "name": {"method": "gen_name"},
    "email": {"method": "gen_email"},
    "uuid": {"method": "gen_uuid"},
    "day": {
        "method": "gen_dates",
        "parms": {"date_min": "1969-12-30", "date_max": "2024-02-29"},
    },
    "old_day": {
        "method": "gen_dates",
        "parms": {"date_min": "0001-01-01", "date_max": "9999-12-31"},
    },
    "now": {"method": "gen_now"},
}
NULLABLE = ("word", "level")
SEED = 11
#: How many rows `generate` makes.
ROWS = 4000


def column(method, **parms):
    return {"method": method, "parms": parms} if parms else {"method": method}


def choice(*options):
    return {"method": "gen_str_choice", "parms": {"options": list(options)}}


#: A column of each of three types.
SMALL = {
    "id": {"method": "gen_incremental"},
    "word": choice("a", "b;c", "é"),
    "day": {
        "method": "gen_dates",
        "parms": {"date_min": "2024-01-01", "date_max": "2024-12-31"},
    },
}


def arrow(spec, seed, rows, first_row=0):
    """The rows as the engine hands them to Arrow; gen_now as NOW, text as plain text."""
    table = DataGenerator(spec, seed=seed).size(rows).get_arrow(first_row=first_row)
    for number, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            table = table.set_column(number, field.name, table[number].cast(pa.string()))
        elif spec.get(field.name, {}).get("method") == "gen_now":
            column = pa.array([NOW] * rows, field.type)
            table = table.set_column(number, field.name, column)
    return table


def truth(spec, seed, rows, first_row=0):
    return arrow(spec, seed, rows, first_row).to_pylist()


def write(path, spec, seed, rows, **options):
    """Writes rows to the path and returns the report."""
    writer = DataGenerator(spec, seed=seed).write.size(rows).option("now", NOW_TEXT)
    for name in ("format", "mode"):
        if name in options:
            getattr(writer, name)(options.pop(name))
    return writer.options(options).save(path)


def unpack(path):
    """The content of a file, by Python's own modules."""
    suffix = Path(path).suffix
    if suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            (name,) = archive.namelist()
            assert name == Path(path).stem
            return archive.read(name)
    if suffix == ".zst":
        return subprocess.run(
            ["zstd", "-dcq", str(path)], check=True, capture_output=True
        ).stdout
    modules = {".gz": gzip, ".bz2": bz2, ".xz": lzma}
    raw = Path(path).read_bytes()
    return modules[suffix].decompress(raw) if suffix in modules else raw


@contextlib.contextmanager
def long_fields():
    before = csv.field_size_limit(sys.maxsize)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def csv_rows(text, **options):
    """Header and rows, all text, by Python's csv module."""
    with long_fields():
        return list(csv.reader(io.StringIO(text, newline=""), strict=True, **options))


def csv_fields(text, sep=","):
    """Records of (was quoted, content), read character by character: nothing is lost."""
    records, record, place = [], [], 0
    while place < len(text):
        quoted = text[place] == '"'
        if quoted:
            content = []
            place += 1
            while True:
                end = text.index('"', place)
                content.append(text[place:end])
                place = end + 1
                if text[place : place + 1] != '"':
                    break
                content.append('"')
                place += 1
            content = "".join(content)
        else:
            end = place
            while text[end] not in (sep, "\n"):
                assert text[end] not in '"\r', "a bare quote or CR"
                end += 1
            content, place = text[place:end], end
        record.append((quoted, content))
        assert text[place] in (sep, "\n")
        if text[place] == "\n":
            records.append(record)
            record = []
        place += 1
    assert not record, "the last line has no end"
    return records


def command():
    """The command's path: RAND_ENGINE_COMMAND, or this environment's."""
    return os.environ.get("RAND_ENGINE_COMMAND") or str(
        Path(sysconfig.get_path("scripts")) / "rand-engine"
    )


def run(*words, cwd, stdin=""):
    return subprocess.run(
        [command(), *map(str, words)],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
    )


def generate(folder, name, spec, rows=ROWS, *flags):
    """Writes rows by the command; returns the file."""
    folder.mkdir(exist_ok=True)
    (folder / "spec.json").write_text(json.dumps(spec))
    words = ["generate", "spec.json", "-n", rows, "-s", SEED, "--now", NOW_TEXT, "-q"]
    done = run(*words, "-o", name, *flags, cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / name


def from_duckdb(relation):
    """What DuckDB reads, as columns of values."""
    return relation.to_arrow_table().to_pydict()


def snapshot(folder):
    """Everything under a folder: kind, permissions, content, number and time of change."""
    found = {}
    for path in sorted(Path(folder).rglob("*")):
        status = path.lstat()
        content = None
        if path.is_symlink():
            content = os.readlink(path)
        elif path.is_file():
            content = path.read_bytes()
        found[str(path.relative_to(folder))] = (
            status.st_mode,
            status.st_ino,
            None if path.is_dir() else status.st_mtime_ns,
            content,
        )
    return found


def names(folder):
    """Names in a folder, hidden ones too."""
    return sorted(os.listdir(folder))


def read_parts(folder, format="csv"):
    """The rows of all parts in the order of their names."""
    rows = []
    for name in names(folder):
        data = unpack(Path(folder) / name)
        if format == "csv":
            rows += csv_rows(data.decode())[1:]
        else:
            rows += json.loads(data)
    return rows


def rows_of(path, format):
    """The rows of one file."""
    if format == "parquet":
        return pq.read_table(path, page_checksum_verification=True).to_pylist()
    text = unpack(path).decode()
    return csv_rows(text)[1:] if format == "csv" else json.loads(text)


def parts(folder):
    """The files of a dataset."""
    return [folder / name for name in names(folder)]


def warned(path, *arguments, **options):
    """The warnings of a write."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        report = write(path, *arguments, **options)
    texts = [str(w.message) for w in caught if w.category is RandEngineWarning]
    assert texts == report.warnings
    return texts


def refused(path, *arguments, **options):
    """The message of a write that is refused and changes nothing."""
    before = snapshot(path.parent)
    with pytest.raises(RandEngineError) as caught:
        write(path, *arguments, **options)
    assert snapshot(path.parent) == before
    return str(caught.value)
