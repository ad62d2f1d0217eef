"""rand-engine 0.6.1, the Python library of this name, with its own methods."""

import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from table import read_task, report_shape

from rand_engine import DataGenerator


def spec_of(columns):
    """Return the spec in its words; what it lacks is added to the frame in `finish`."""
    spec = {}
    for column in columns:
        match column.kind:
            case "integers":
                entry = {"method": "integers", "kwargs": bounds(column)}
            case "decimals":
                kwargs = {**bounds(column), "round": column.digits}
                entry = {"method": "floats", "kwargs": kwargs}
            case "dates":
                days = {"start": f"{column.minimum}", "end": f"{column.maximum}"}
                kwargs = {**days, "format": "%Y-%m-%d"}
                entry = {"method": "unix_timestamps", "kwargs": kwargs}
            case "texts" if len(column.tables) == 1:
                entry = distincts(column.tables[0])
                entry["kwargs"] = entry.pop("parms")
            case "texts":
                kwargs = {
                    "pattern": "x" * len(column.tables),
                    "replacement": "x",
                    "templates": [distincts(table) for table in column.tables],
                }
                entry = {"method": "complex_distincts", "kwargs": kwargs}
            case "booleans":
                kwargs = {"true_prob": column.probability}
                entry = {"method": "booleans", "kwargs": kwargs}
            case "unique_texts":
                kwargs = {"strategy": "zint", "length": column.digits}
                entry = {"method": "unique_ids", "kwargs": kwargs}
            case "uuids":
                entry = {"method": "unique_ids", "kwargs": {"strategy": "uuid4"}}
            case "sequence" | "now":
                entry = {"method": "integers", "kwargs": {"min": 0, "max": 1}}
            case _:
                raise ValueError(column.kind)
        spec[column.name] = entry
    return spec


def bounds(column):
    """Return the bounds as its methods take them."""
    return {"min": column.minimum, "max": column.maximum}


def distincts(table):
    """Return a template of one of these words."""
    return {"method": "distincts", "parms": {"distincts": table}}


def finish(columns):
    """Return its transformer that turns numbers into sequences, dates and the time."""

    def transform(frame):
        for column in columns:
            if column.kind == "sequence":
                frame[column.name] = np.arange(1, len(frame) + 1)
            elif column.kind == "now":
                frame[column.name] = pd.Timestamp.now("UTC")
            elif column.kind == "dates":
                seconds = pd.to_datetime(frame[column.name], unit="s")
                frame[column.name] = seconds.dt.floor("D")
        return frame

    return transform


def write(generator, task, folder):
    """Write through a link: the library adds a suffix to the names of files."""
    output = task.output
    name = {"csv": "csv", "jsonl": "json", "parquet": "parquet"}[output.format]
    writer = generator.write.size(task.rows).format(name)
    if output.codec:
        writer.option("compression", output.codec)  # it has no levels
    suffix = ".gz" if output.codec == "gzip" else ""
    (Path(folder) / f"table.{name}{suffix}").symlink_to(task.path)
    writer.save(str(Path(folder) / "table"))


def main():
    """Make the frame and write it."""
    task = read_task()
    generator = DataGenerator(spec_of(task.columns)).transformers([finish(task.columns)])
    if task.output.format == "dataframe":
        report_shape(generator.size(task.rows).get_df(), task.path)
        return
    with tempfile.TemporaryDirectory() as folder:
        write(generator, task, folder)


main()
