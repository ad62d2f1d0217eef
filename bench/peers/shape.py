"""Prints the rows and columns of a file: `shape.py OUTPUT PATH`."""

import csv
import gzip
import json
import sys

from table import Output

BLOCK = 1 << 20


def text_shape(path, output):
    """Return the rows and columns of CSV with a header, or of JSON lines."""
    opened = gzip.open if output.codec == "gzip" else open
    with opened(path, "rb") as file:
        head = file.readline()
        lines = 1 + sum(
            block.count(b"\n") for block in iter(lambda: file.read(BLOCK), b"")
        )
    if output.format == "jsonl":
        return lines, len(json.loads(head))
    return lines - 1, len(next(csv.reader([head.decode()])))


def main():
    """Print the shape."""
    output, path = Output.parse(sys.argv[1]), sys.argv[2]
    if output.format == "parquet":
        from pyarrow import parquet

        metadata = parquet.read_metadata(path)
        print(metadata.num_rows, metadata.num_columns)
    elif output.format == "dataframe":
        with open(path, encoding="ascii") as file:
            print(file.read())
    else:
        print(*text_shape(path, output))


main()
