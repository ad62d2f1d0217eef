"""Writes rows that come one by one, for the peers that make values one by one."""

import csv
import gzip
import json


def write_rows(task, rows):
    """Write an iterable of tuples in the order of the task's columns."""
    names = [column.name for column in task.columns]
    output = task.output
    if output.format == "parquet":
        import pyarrow as pa
        from pyarrow import parquet

        table = pa.table(
            dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
        )
        codec = {"compression": output.codec, "compression_level": output.level}
        parquet.write_table(table, task.path, **codec)
        return
    if output.codec == "gzip":
        level = 9 if output.level is None else output.level  # 9: the gzip module's own
        file = gzip.open(task.path, "wt", level, encoding="utf-8", newline="")
    else:
        file = open(task.path, "w", encoding="utf-8", newline="")
    with file:
        if output.format == "csv":
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(names)
            writer.writerows(rows)
        else:
            for row in rows:
                record = dict(zip(names, row, strict=True))
                file.write(json.dumps(record, default=str) + "\n")
