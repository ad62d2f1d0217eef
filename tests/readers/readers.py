"""The readers, each as its users call it: a file in, lists of Python values out.

A class reads what its `read_*` can; what it cannot read raises. Values come as the reader
gives them; what has to be said to it, or done with a value, is done here and said in NOTES.
"""

import datetime
import json
import math
from pathlib import Path

import pyarrow as pa

DEPENDENCIES = Path(__file__).parents[2] / "dependencies"


def panics():
    """What Polars raises when it gives up; it is no Exception."""
    from polars.exceptions import PanicException

    return PanicException


PANICS = panics()


def lists(table):
    """An Arrow table's columns as lists."""
    return {name: plain(table[name].to_pylist()) for name in table.column_names}


def plain(values):
    """Python's own types, times in UTC."""
    return [
        value.astimezone(datetime.UTC) if isinstance(value, datetime.datetime) else value
        for value in values
    ]


class Reader:
    """`schema` is the Arrow schema of what was written: for CSV, which has no types."""

    package = ""

    def __init__(self, schema):
        self.schema = schema

    @classmethod
    def pinned(cls):
        """The version that the tests install."""
        for name in ("python.txt", "readers.txt"):
            for line in (DEPENDENCIES / name).read_text().splitlines():
                package, _, version = line.partition("==")
                if package == cls.package:
                    return version
        raise LookupError(cls.package)

    def left_out(self, path):
        """Names of the columns of a Parquet file that this reader is not asked for."""
        return set()

    def read(self, path, form):
        if form in ("csv", "parquet"):
            return getattr(self, f"read_{form}")(str(path))
        return self.read_json(str(path), form)

    def matching(self, path, name, operator, value):
        """Values of `row` where the filter holds, the reader's pushdown at work."""
        raise NotImplementedError

    def infer_json(self, path):
        """Read JSON lines by the types that the reader finds."""
        raise NotImplementedError


class Pandas(Reader):
    package = "pandas"

    def read_csv(self, path):
        import pandas

        frame = pandas.read_csv(
            path, dtype=self.types(), keep_default_na=False, na_values=[""]
        )
        return lists(self.typed(pa.Table.from_pandas(frame, preserve_index=False)))

    def types(self):
        import pandas

        return {f.name: pandas.ArrowDtype(f.type) for f in self.schema}

    def typed(self, table):
        return table.cast(self.schema)

    def read_json(self, path, form):
        import pandas

        orient = form if form in ("split", "index") else "records"
        frame = pandas.read_json(
            path,
            orient=orient,
            lines=form == "lines",
            dtype=False,
            precise_float=True,
        )
        return {name: self.json_values(name, frame[name]) for name in frame.columns}

    def json_values(self, name, column):
        """pandas has whole numbers with missing values as floats."""
        kind = self.schema.field(name).type
        values = column.astype(object).where(column.notna(), None).tolist()
        if pa.types.is_integer(kind):
            return [None if v is None else int(v) for v in values]
        return values

    def read_parquet(self, path):
        import pandas

        frame = pandas.read_parquet(path, dtype_backend="pyarrow")
        return lists(self.typed(pa.Table.from_pandas(frame, preserve_index=False)))

    def infer_json(self, path):
        import pandas

        return pandas.read_json(path, lines=True).to_dict("list")


class PyArrow(Reader):
    package = "pyarrow"

    def read_csv(self, path):
        import pyarrow.csv as csv

        return lists(
            csv.read_csv(
                path,
                parse_options=csv.ParseOptions(newlines_in_values=True),
                convert_options=csv.ConvertOptions(
                    column_types=self.schema,
                    strings_can_be_null=True,
                    quoted_strings_can_be_null=False,
                    null_values=[""],
                ),
            )
        )

    def read_json(self, path, form):
        import pyarrow.json as reader

        if form != "lines":
            raise ValueError("one object a line only")
        schema = pa.schema([(f.name, json_type(f.type)) for f in self.schema])
        options = reader.ParseOptions(explicit_schema=schema)
        return lists(reader.read_json(path, parse_options=options))

    def read_parquet(self, path):
        import pyarrow.parquet as pq

        return lists(pq.read_table(path, page_checksum_verification=True))

    def infer_json(self, path):
        import pyarrow.json as reader

        return lists(reader.read_json(path))

    def matching(self, path, name, operator, value):
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        field = pc.field(name)
        scalar = pa.scalar(value, self.schema.field(name).type)
        condition = {
            "=": lambda: field == scalar,
            "<": lambda: field < scalar,
            ">=": lambda: field >= scalar,
            "null": field.is_null,
        }[operator]()
        return pq.read_table(path, columns=["row"], filters=condition)["row"].to_pylist()


def json_type(kind):
    """JSON has dates and times as text."""
    return pa.string() if pa.types.is_temporal(kind) else kind


def sql_type(kind):
    if pa.types.is_timestamp(kind):
        return "TIMESTAMPTZ"
    names = {
        "int8": "TINYINT",
        "int16": "SMALLINT",
        "int32": "INTEGER",
        "int64": "BIGINT",
    }
    names |= {"double": "DOUBLE", "bool": "BOOLEAN", "string": "VARCHAR"}
    names |= {"date32[day]": "DATE"}
    return names[str(kind)]


def sql_condition(name, operator, value, time="TIMESTAMPTZ"):
    if operator == "null":
        return f'"{name}" IS NULL'
    if isinstance(value, datetime.datetime):
        text = f"{time} '{value.isoformat()}'"
    elif isinstance(value, datetime.date):
        text = f"DATE '{value.isoformat()}'"
    elif isinstance(value, str):
        text = "'" + value.replace("'", "''") + "'"
    else:
        text = repr(value).upper()
    return f'"{name}" {operator} {text}'


class DuckDB(Reader):
    package = "duckdb"

    def __init__(self, schema):
        super().__init__(schema)
        import duckdb

        self.database = duckdb.connect()
        self.database.execute("SET TimeZone = 'UTC'")

    def ask(self, query):
        return lists(self.database.sql(query).to_arrow_table())

    def columns(self, type_of):
        return json.dumps({f.name: sql_type(type_of(f.type)) for f in self.schema})

    def read_csv(self, path):
        columns = self.columns(lambda kind: kind).replace('"', "'")
        return self.ask(
            f"FROM read_csv('{path}', header=true, auto_detect=false, delim=',', "
            f"quote='\"', escape='\"', new_line='\\n', columns={columns})"
        )

    def read_json(self, path, form):
        shape = {"lines": "newline_delimited", "records": "array"}[form]
        columns = self.columns(json_type).replace('"', "'")
        return self.ask(f"FROM read_json('{path}', format='{shape}', columns={columns})")

    def read_parquet(self, path):
        return self.ask(f"FROM read_parquet('{path}')")

    def infer_json(self, path):
        return self.ask(f"FROM read_json('{path}')")

    def matching(self, path, name, operator, value):
        condition = sql_condition(name, operator, value)
        return self.ask(f"SELECT row FROM read_parquet('{path}') WHERE {condition}")[
            "row"
        ]


class Polars(Reader):
    package = "polars"

    def polars_schema(self, type_of):
        import polars

        return dict(
            polars.from_arrow(
                pa.schema([(f.name, type_of(f.type)) for f in self.schema]).empty_table()
            ).schema
        )

    def read_csv(self, path):
        import polars

        # Polars knows neither "True" nor times with microseconds and a zone.
        def type_of(kind):
            known = not (pa.types.is_boolean(kind) or pa.types.is_timestamp(kind))
            return kind if known else pa.string()

        frame = polars.read_csv(path, schema=self.polars_schema(type_of))
        columns = lists(frame.to_arrow())
        for field in self.schema:
            values = columns[field.name]
            if pa.types.is_boolean(field.type):
                values = [{"True": True, "False": False, None: None}[v] for v in values]
            elif pa.types.is_timestamp(field.type):
                values = [v and datetime.datetime.fromisoformat(v) for v in values]
            columns[field.name] = values
        return columns

    def read_json(self, path, form):
        import polars

        # Polars panics over small integers.
        def type_of(kind):
            return pa.int64() if pa.types.is_integer(kind) else json_type(kind)

        read = {"lines": polars.read_ndjson, "records": polars.read_json}[form]
        return lists(read(path, schema=self.polars_schema(type_of)).to_arrow())

    def read_parquet(self, path):
        import polars

        return lists(polars.read_parquet(path).to_arrow())

    def infer_json(self, path):
        import polars

        return lists(polars.read_ndjson(path, infer_schema_length=None).to_arrow())

    def matching(self, path, name, operator, value):
        import polars

        column = polars.col(name)
        condition = {
            "=": lambda: column == value,
            "<": lambda: column < value,
            ">=": lambda: column >= value,
            "null": column.is_null,
        }[operator]()
        found = polars.scan_parquet(path).filter(condition).select("row").collect()
        return found["row"].to_list()


class DataFusion(Reader):
    package = "datafusion"
    #: DataFusion is told the codec and the suffix.
    CODECS = {".gz": "gzip", ".bz2": "bz2", ".xz": "xz", ".zst": "zstd"}

    def context(self):
        import datafusion

        return datafusion.SessionContext()

    def packing(self, path):
        suffix = path[path.rindex(".") :]
        codec = self.CODECS.get(suffix)
        return {
            "file_extension": path[path.index(".") :],
            "file_compression_type": codec,
        }

    def collect(self, frame):
        return lists(frame.to_arrow_table())

    def read_csv(self, path):
        import datafusion

        options = datafusion.CsvReadOptions(
            schema=self.schema, newlines_in_values=True, **self.packing(path)
        )
        return self.collect(self.context().read_csv(path, options=options))

    def read_json(self, path, form):
        if form != "lines":
            raise ValueError("one object a line only")
        schema = pa.schema([(f.name, json_type(f.type)) for f in self.schema])
        frame = self.context().read_json(path, schema=schema, **self.packing(path))
        return self.collect(frame)

    def read_parquet(self, path):
        return self.collect(self.context().read_parquet(path))

    def infer_json(self, path):
        return self.collect(self.context().read_json(path, file_extension=".jsonl"))

    def matching(self, path, name, operator, value):
        context = self.context()
        context.register_parquet("data", path)
        condition = sql_condition(name, operator, value)
        return self.collect(context.sql(f"SELECT row FROM data WHERE {condition}"))["row"]


#: fastparquet decodes smaller differences than this rightly
#: (test_reader_matrix.py::test_fastparquet_misreads_wide_deltas_of_any_writer).
WIDE_DELTA = 2**26


def column_chunks(path):
    """The metadata of every column of every row group."""
    import pyarrow.parquet as pq

    metadata = pq.read_metadata(path)
    return [
        metadata.row_group(group).column(column)
        for group in range(metadata.num_row_groups)
        for column in range(metadata.num_columns)
    ]


class FastParquet(Reader):
    package = "fastparquet"

    def left_out(self, path):
        """Columns in encodings that fastparquet does not know, or gets wrong."""
        return {c.path_in_schema for c in column_chunks(path) if not self.knows(c)}

    @staticmethod
    def knows(chunk):
        if "BYTE_STREAM_SPLIT" in chunk.encodings:
            return False
        if "DELTA_BINARY_PACKED" in chunk.encodings and chunk.physical_type == "INT64":
            low, high = chunk.statistics.min_raw, chunk.statistics.max_raw
            return low is None or high - low < WIDE_DELTA
        return True

    def read_parquet(self, path):
        import fastparquet

        names = [n for n in self.schema.names if n not in self.left_out(path)]
        frame = fastparquet.ParquetFile(path).to_pandas(columns=names)
        return {name: self.values(name, frame[name]) for name in frame.columns}

    def values(self, name, column):
        """fastparquet has times and dates as numpy's, missing numbers as NaN."""
        kind = self.schema.field(name).type
        values = column.astype(object).where(column.notna(), None).tolist()
        if pa.types.is_integer(kind):
            return [None if v is None else int(v) for v in values]
        if pa.types.is_boolean(kind):
            return [None if v is None else bool(v) for v in values]
        if pa.types.is_date(kind):
            return [None if v is None else v.date() for v in values]
        if pa.types.is_timestamp(kind):
            return [v and v.to_pydatetime().replace(tzinfo=datetime.UTC) for v in values]
        return [None if isinstance(v, float) and math.isnan(v) else v for v in values]


class Spark(Reader):
    package = "pyspark"

    def __init__(self, schema):
        super().__init__(schema)
        from pyspark.sql import SparkSession

        self.session = (
            SparkSession.builder.master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.log.level", "OFF")
            .getOrCreate()
        )

    def ddl(self, type_of):
        names = {"TIMESTAMPTZ": "TIMESTAMP", "VARCHAR": "STRING"}
        columns = []
        for field in self.schema:
            name = sql_type(type_of(field.type))
            columns.append(f"`{field.name}` {names.get(name, name)}")
        return ", ".join(columns)

    def collect(self, frame):
        rows = frame.collect()
        return {
            name: [self.value(row[i]) for row in rows]
            for i, name in enumerate(frame.columns)
        }

    @staticmethod
    def value(value):
        """Spark gives times in this process's zone, without saying so."""
        is_time = isinstance(value, datetime.datetime)
        return value.astimezone(datetime.UTC) if is_time else value

    def read_csv(self, path):
        reader = self.session.read.schema(self.ddl(lambda kind: kind))
        reader = reader.options(header=True, multiLine=True, escape='"', mode="FAILFAST")
        return self.collect(reader.csv(path))

    def read_json(self, path, form):
        if form not in ("lines", "records"):
            raise ValueError("objects, one a line or in one array, only")
        reader = self.session.read.schema(self.ddl(json_type))
        reader = reader.options(multiLine=form == "records", mode="FAILFAST")
        return self.collect(reader.json(path))

    def read_parquet(self, path):
        return self.collect(self.session.read.parquet(path))

    def infer_json(self, path):
        return self.collect(self.session.read.json(path))

    def matching(self, path, name, operator, value):
        condition = sql_condition(name, operator, value, "TIMESTAMP").replace('"', "`", 2)
        frame = self.session.read.parquet(path).where(condition).select("row")
        return self.collect(frame)["row"]


IN_EVERY_TEST = [Pandas, PyArrow, DuckDB, Polars, DataFusion, FastParquet]
ALL = [*IN_EVERY_TEST, Spark]
