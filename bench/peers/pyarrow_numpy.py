"""PyArrow with NumPy: arrays become record batches, PyArrow writes them one by one."""

from datetime import UTC, datetime

import numpy_columns as np_columns
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv, parquet
from table import read_task, report_shape

ROWS_OF_BATCH = 1_000_000


def fixed_width(texts):
    """Return an array over rows x width bytes of text."""
    rows, width = texts.shape
    offsets = np_columns.np.arange(0, (rows + 1) * width, width, dtype="int32")
    return pa.StringArray.from_buffers(rows, pa.py_buffer(offsets), pa.py_buffer(texts))


def texts(tables, rows, dictionary):
    """Return one word of each table, joined; one table may stay a dictionary."""
    words = [pa.array(table) for table in tables]
    codes = [pa.array(np_columns.codes(len(table), rows)) for table in tables]
    if len(tables) == 1:
        if dictionary:
            return pa.DictionaryArray.from_arrays(codes[0], words[0])
        return words[0].take(codes[0])
    parts = [table.take(code) for table, code in zip(words, codes, strict=True)]
    return pc.binary_join_element_wise(*parts, "")


def array(column, first, rows, dictionary):
    """Return the rows of a column from `first` on."""
    match column.kind:
        case "texts":
            return texts(column.tables, rows, dictionary)
        case "unique_texts":
            return fixed_width(np_columns.unique_digits(column, first, rows))
        case "uuids":
            return fixed_width(np_columns.uuids(rows))
        case "now":
            now = pa.scalar(datetime.now(UTC), pa.timestamp("us", "UTC"))
            return pa.repeat(now, rows)
    return pa.array(np_columns.numbers(column, first, rows))


def batches(task):
    """Yield the table."""
    dictionary = task.output.format == "parquet"  # of frames it makes categories
    for first in range(0, task.rows, ROWS_OF_BATCH):
        rows = min(ROWS_OF_BATCH, task.rows - first)
        arrays = [array(c, first, rows, dictionary) for c in task.columns]
        yield pa.record_batch(arrays, [c.name for c in task.columns])


def write(task):
    """Write the table to the task's file."""
    output = task.output
    written = batches(task)
    batch = next(written)
    if output.format == "parquet":
        writer = parquet.ParquetWriter(
            task.path,
            batch.schema,
            compression=output.codec,
            compression_level=output.level,
        )
    else:
        sink = pa.OSFile(task.path, "wb")
        if output.codec:
            sink = pa.CompressedOutputStream(sink, output.codec)  # it has no levels
        writer = csv.CSVWriter(sink, batch.schema)
    with writer:
        writer.write_batch(batch)
        for batch in written:
            writer.write_batch(batch)
    if output.format == "csv":
        sink.close()


def main():
    """Make the batches and write them, or make a pandas frame of them."""
    task = read_task()
    if task.output.format == "dataframe":
        frame = pa.Table.from_batches(batches(task)).to_pandas()
        report_shape(frame, task.path)
    else:
        write(task)


main()
