"""Polars with NumPy: arrays become a frame, Polars writes it."""

from datetime import UTC, datetime

import numpy_columns as np_columns
import polars as pl
import pyarrow as pa
from table import read_task, report_shape


def fixed_width(texts):
    """Return a series over rows x width bytes of text."""
    rows, width = texts.shape
    offsets = np_columns.np.arange(0, (rows + 1) * width, width, dtype="int64")
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(texts)]
    return pl.from_arrow(pa.LargeStringArray.from_buffers(rows, *buffers[1:]))


def texts(tables, rows):
    """Return a series of one word of each table, joined."""
    if len(tables) == 1 and len(set(tables[0])) == len(tables[0]):
        # The quickest way from codes to texts, and to a dictionary in Parquet.
        codes = pl.Series(np_columns.codes(len(tables[0]), rows))
        return codes.cat.to(pl.Enum(tables[0]))
    parts = [pl.Series(t).gather(np_columns.codes(len(t), rows)) for t in tables]
    return pl.select(pl.concat_str(parts)).to_series()


def series(column, rows):
    """Return a column's series."""
    match column.kind:
        case "texts":
            return texts(column.tables, rows)
        case "unique_texts":
            return fixed_width(np_columns.unique_digits(column, 0, rows))
        case "uuids":
            return fixed_width(np_columns.uuids(rows))
        case "now":
            return pl.repeat(datetime.now(UTC), rows, eager=True)
    return pl.Series(np_columns.numbers(column, 0, rows))


def main():
    """Make the frame and write it."""
    task = read_task()
    frame = pl.DataFrame({c.name: series(c, task.rows) for c in task.columns})
    output = task.output
    codec = {
        "compression": output.codec or "uncompressed",
        "compression_level": output.level,
    }
    match output.format:
        case "csv":
            frame.write_csv(task.path, check_extension=False, **codec)
        case "jsonl":
            frame.write_ndjson(task.path, check_extension=False, **codec)
        case "parquet":
            frame.write_parquet(task.path, **codec)
        case "dataframe":
            report_shape(frame.to_pandas(), task.path)


main()
