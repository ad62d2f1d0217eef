"""docs/READERS.md: what each reader can read. Made of what they do, not of what they say.

    python tests/readers/page.py > docs/READERS.md

Needs all readers, Spark too: `make test-readers` installs them.
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import matrix  # noqa: E402
import nested  # noqa: E402
import readers  # noqa: E402

PAGE = Path(__file__).parents[2] / "docs" / "READERS.md"

TITLES = {
    "csv": "CSV",
    "lines": "JSON lines",
    "records": "JSON, one array (orient records)",
    "split": "JSON, orient split",
    "index": "JSON, orient index",
    "parquet": "Parquet",
}

INTRODUCTION = """\
# Readers

What reads what rand_engine writes. Each `yes` was tried: a file with a column of every
method, missing values, and texts, numbers and dates that are hard to read was written with
that codec and read by that reader, at the version named, and every value was compared.
`no` is an error of the reader. `wrong` means that the reader takes the packed bytes for
data and gives no error, so unpack such files first. `part` is explained below the table.

The tables are made by `tests/readers/page.py`; `make test` asks all readers but Spark
again, `make test-readers` asks Spark too (it needs Java and 450 MB).
"""

NESTED = "## Structs, lists and maps"

NOTES = """\
## Parquet in queries

Minimum, maximum and number of missing values of each column and row group are those of the
rows; a column with a text of more than 4,096 bytes has no minimum and maximum. Filters (`=`, `<`, `>=`, is null) on every column give, in pyarrow, DuckDB, Polars,
DataFusion and Spark, the rows that filtering in memory gives. pyarrow reads all files with
`page_checksum_verification=True`.

Pages of names, addresses, prose and UUIDs in zstd (levels 1 and 2) are frames that rand_engine
writes itself. Decoders of others took 958 of them from such files and 4,330 from random
pages and gave the same bytes: libzstd 1.5.4, Go's klauspost/compress 1.20.4, Rust's ruzstd 0.9.1,
Java's aircompressor 0.27, 2.0.2 and 3.0 (Trino's), JavaScript's fzstd 0.1.1 and the educational
decoder of zstd (2026-11-28). parquet-go 0.32.0 read the files as pyarrow does.

## What to know

- pandas needs the package `zstandard` for `.zst`. It shows whole numbers with missing values
  as floats; `dtype_backend="pyarrow"` keeps them.
- CSV has no types: readers were told the columns' types. Polars takes `True` and times with
  a zone as text. Most readers take an empty text for a missing value, though the file has
  `""` for the one and nothing for the other; pyarrow tells them apart with
  `quoted_strings_can_be_null=False`.
- JSON has no dates and times: they are ISO 8601 text. Polars wants 64-bit integers in its
  schema.
- DuckDB needs `pytz` to give times with a zone as Python values; as Arrow it does not.
- Spark reads text with line breaks inside with `multiLine=True`, and quotes in CSV with
  `escape='"'`.
- Maps are objects in JSON, so readers that work out the types take them for structs with a
  field for each key; fastparquet has the fields of a struct as columns of their own.
- fastparquet does not know the encoding BYTE_STREAM_SPLIT, which compressed files have for
  decimals with many values, and gives wrong numbers without an error for wide ranges of
  64-bit integers and times in DELTA_BINARY_PACKED, in pyarrow's files too: `part` are all
  columns but those. Do not use it for such columns.

## Data with a manifest

Option `manifest` puts the file `.manifest` into a directory of parts (RELIABILITY.md). pandas,
pyarrow, DataFusion, fastparquet and Spark read the directory and pass over it; DuckDB does
with a pattern such as `'users/*.parquet'`. Polars reads every file in a directory: give it
the pattern too, or `hidden_file_prefix="."`.

## Standard tools

`gzip -t`, `bzip2 -t`, `xz -t`, `unzip -t` and `zstd -t` find the text files whole.
"""


def probe(reader, truth, path, form):
    """yes, no, wrong or part; and why."""
    try:
        columns = reader.read(path, form)
    except (Exception, readers.PANICS) as error:  # whatever a reader raises
        return "no", f"{type(error).__name__}: {error}"
    left_out = reader.left_out(path) if form == "parquet" else set()
    difference = truth.difference(columns, form, left_out)
    if difference is not None:
        return "wrong", difference
    return ("part" if left_out else "yes"), ""


def tables(found):
    """Tables of {(reader class, form, codec): word}."""
    lines = []
    for form in matrix.FORMS:
        codecs = matrix.PARQUET_CODECS if form == "parquet" else list(matrix.TEXT_CODECS)
        lines += [f"## {TITLES[form]}", ""]
        lines.append("| | " + " | ".join(codecs) + " |")
        lines.append("| --- |" + " --- |" * len(codecs))
        for reader in readers.ALL:
            words = [found[reader, form, codec] for codec in codecs]
            if set(words) == {"no"}:
                words = ["–"] * len(codecs)
            title = f"{reader.package} {reader.pinned()}"
            lines.append(f"| {title} | " + " | ".join(words) + " |")
        lines.append("")
    return "\n".join(lines)


def nested_table(found):
    """The table of structs, lists and maps."""
    pairs = [(form, method) for form in nested.FORMS for method in nested.METHODS]
    lines = [NESTED, "", "| | " + " | ".join(map(": ".join, pairs)) + " |"]
    lines.append("| --- |" + " --- |" * len(pairs))
    for reader in readers.ALL:
        words = [found[reader, *pair] for pair in pairs]
        title = f"{reader.package} {reader.pinned()}"
        lines.append(f"| {title} | " + " | ".join(words) + " |")
    return "\n".join([*lines, ""])


def make(found):
    return f"{INTRODUCTION}\n{tables(found)}\n{nested_table(found)}\n{NOTES}"


def read_nested(text):
    """The words of the table of structs, lists and maps."""
    words = {}
    section = text.split(f"{NESTED}\n", 1)[1].split("\n## ", 1)[0]
    header, _, *rows = [r for r in section.splitlines() if r.startswith("|")]
    pairs = [tuple(cell.strip().split(": ")) for cell in header.split("|")[2:-1]]
    for row in rows:
        title, *cells = [cell.strip() for cell in row.split("|")[1:-1]]
        for pair, cell in zip(pairs, cells, strict=True):
            words[title, *pair] = cell
    return words


def read_page(text):
    """The words of a page: {(package, form, codec): word}."""
    words = {}
    for form, title in TITLES.items():
        section = text.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]
        header, _, *rows = [r for r in section.splitlines() if r.startswith("|")]
        codecs = [cell.strip() for cell in header.split("|")[2:-1]]
        for row in rows:
            title, *cells = [cell.strip() for cell in row.split("|")[1:-1]]
            for codec, cell in zip(codecs, cells, strict=True):
                words[title, form, codec] = "no" if cell == "–" else cell
    return words


def main():
    found = {}
    truth = matrix.Truth.make()
    with tempfile.TemporaryDirectory() as folder:
        files = matrix.write_all(folder)
        for kind in readers.ALL:
            reader = kind(truth.schema)
            for (form, codec), path in files.items():
                word, why = probe(reader, truth, path, form)
                found[kind, form, codec] = word
                if word != "yes":
                    reason = " ".join(why.split())[:150]
                    print(kind.package, form, codec, word, reason, file=sys.stderr)
    for kind in readers.ALL:
        with tempfile.TemporaryDirectory() as folder:
            for (form, method), (word, why) in nested.probe(kind, folder).items():
                found[kind, form, method] = word
                if word != "yes":
                    print(kind.package, form, method, word, why[:150], file=sys.stderr)
    print(make(found), end="")


if __name__ == "__main__":
    main()
