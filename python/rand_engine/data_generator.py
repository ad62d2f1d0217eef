"""The entry to everything: a spec, then what to make of it."""

from __future__ import annotations

from . import _rand_engine_ext
from ._optional import import_optional
from ._spec_source import SpecSource, current_size, wrong_functions
from .batch_writer import BatchWriter
from .errors import OptionError, TransformerError
from .stream_writer import StreamWriter

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Generator, Sequence
    from typing import Any, SupportsIndex

    import pandas
    import pyarrow

    from ._rand_engine_ext import ColumnSummary, Table
    from ._rand_engine_ext import Generator as NativeGenerator
    from ._spec_source import PreparedSpec, Size, Spec
    from ._transformers import FrameFunction


class DataGenerator:
    """Makes data of one spec: data frames, Arrow tables, files by ``write``, streams of
    files by ``writeStream``, and records one by one.

    ``spec`` is one of

    - a dict of columns, each with a ``method`` and its ``parms``. Besides JSON's own values
      it may hold tuples, dates, Decimals, Enum members, NumPy scalars and arrays: they count
      as the JSON values that they stand for.
    - a str: JSON or YAML text
    - a ``pathlib.Path``: a file of JSON or YAML
    - a function that returns one of these: it is asked anew for each data frame, table,
      record, save and start of a stream, and by ``stream_dict`` for each tenth of a second

    In a dict a column may have ``transformers``, a list of functions of its values, one
    after another (missing values stay missing). With ``"pure": True`` they are called once
    for each distinct value. ``get_df``, ``get_dict`` and ``stream_dict`` apply them.

    ``seed`` is any integer. The same spec, seed and rows give the same data, in data frames
    and in files. Without one (None, the default), each call draws a new seed, which the
    report of a save names.

    ``validate`` (default True) checks the spec at once; False leaves that to the first use.

    Raises SpecError for a wrong spec (all its mistakes in one message) and OptionError for
    a seed that is no integer.

    >>> from rand_engine import DataGenerator
    >>> spec = {
    ...     "id": {"method": "gen_incremental"},
    ...     "price": {"method": "gen_floats", "parms": {"min": 1, "max": 9, "round": 2}},
    ... }
    >>> DataGenerator(spec, seed=1).size(3).get_df()["id"].tolist()
    [1, 2, 3]
    """

    def __init__(
        self,
        spec: Spec | Callable[[], Spec],
        seed: SupportsIndex | None = None,
        validate: bool = True,
    ) -> None:
        self._source = SpecSource(spec, seed)
        self._size: Size | None = None
        self._transformers: tuple[FrameFunction, ...] = ()
        self._options: dict[str, Any] = {}
        self._checkpoint: str | os.PathLike[str] = ":memory:"
        if validate:
            self.validate()

    def size(self, size: Size) -> DataGenerator:
        """Set the number of rows, 1000 unless said, and return the generator itself.

        A function is asked for it anew for each data frame, table, save and start.

        Writers that are made afterwards take it as their default. Raises OptionError for
        what is no whole number; a negative one is refused by the call that makes the data.

        >>> from rand_engine import DataGenerator
        >>> import random
        >>> generator = DataGenerator({"id": {"method": "gen_incremental"}})
        >>> len(generator.size(lambda: random.randint(10, 20)).get_df()) in range(10, 21)
        True
        """
        if not callable(size):
            self._source.placeholder.set_size(size)
        self._size = size
        return self

    def transformers(self, transformers: Sequence[FrameFunction]) -> DataGenerator:
        """Set functions that each take a DataFrame and return one, and return the generator.

        ``get_df``, ``get_dict`` and ``stream_dict`` apply them one after another, after the
        columns' own; they may add, change and drop columns and rows. An empty list is none.
        Raises OptionError for what is no list of functions.

        >>> from rand_engine import DataGenerator
        >>> spec = {"net": {"method": "gen_ints", "parms": {"min": 100, "max": 100}}}
        >>> generator = DataGenerator(spec).transformers(
        ...     [lambda df: df.assign(gross=df.net * 1.25), lambda df: df[["gross"]]]
        ... )
        >>> generator.size(2).get_df()["gross"].tolist()
        [125.0, 125.0]
        """
        if wrong := wrong_functions(transformers, "[lambda df: df.assign(year=2024)]"):
            raise OptionError(wrong)
        self._transformers = tuple(transformers)
        return self

    def checkpoint(self, db_path: str | os.PathLike[str]) -> DataGenerator:
        """Set the database that keeps the keys of constraints, and return the generator.

        ":memory:" (the default) lasts as long as the process. A file whose name ends with
        .db, .sqlite or .sqlite3 is of SQLite, any other of DuckDB, unless it is there and is
        of the other one. Other generators and processes find the keys in it.

        >>> from rand_engine import DataGenerator
        >>> key = {"name": "client", "tipo": "PK", "fields": ["client_id BIGINT"]}
        >>> clients = {"client_id": {"method": "gen_incremental"}, "constraints": {"pk": key}}
        >>> key = {"name": "client", "tipo": "FK", "fields": ["client_id"], "watermark": 60}
        >>> orders = {"order_id": {"method": "gen_uuid"}, "constraints": {"fk": key}}
        >>> shop = "/tmp/rand_engine_example_shop.sqlite"
        >>> clients = DataGenerator(clients).option("reset_checkpoint", True).size(10)
        >>> len(clients.checkpoint(shop).get_df())
        10
        >>> set(DataGenerator(orders).checkpoint(shop).get_df()["client_id"]) <= set(range(11))
        True
        """
        self._checkpoint = db_path
        return self

    def option(self, key: str, value: bool) -> DataGenerator:
        """Set an option, and return the generator.

        reset_checkpoint (False): each ``get_df`` forgets all keys of the checkpoint first.
        """
        if key != "reset_checkpoint" or not isinstance(value, bool):
            raise OptionError(
                f"option: got {key!r}, {value!r}; the only option of a generator is "
                '"reset_checkpoint", True or False (those of files are of write.option)'
            )
        self._options[key] = value
        return self

    @property
    def seed(self) -> int | None:
        """The seed given, or None."""
        return self._source.placeholder.seed

    @property
    def columns(self) -> list[ColumnSummary]:
        """The engine's columns in order: ``name``, ``type`` (Arrow's), ``nullable`` of each.

        >>> from rand_engine import DataGenerator
        >>> DataGenerator({"id": {"method": "gen_uuid"}}).columns[0].type
        'string'
        """
        return self._native.columns

    def validate(self) -> None:
        """Check the spec: raise SpecError with all its mistakes, a line each."""
        self._source.read().validate()

    @property
    def write(self) -> BatchWriter:
        """A fresh writer of one batch of files.

        >>> from rand_engine import DataGenerator
        >>> spec = {"id": {"method": "gen_incremental"}}
        >>> DataGenerator(spec).write.size(10).save("/tmp/ids.csv").rows
        10
        """
        return BatchWriter(*self._native_writers("write"))

    @property
    def writeStream(self) -> StreamWriter:  # noqa: N802 - Spark's name
        """A fresh writer of a stream of files, or of a feed of rows.

        >>> from rand_engine import DataGenerator
        >>> stream = DataGenerator({"id": {"method": "gen_incremental"}}).writeStream
        >>> stream = stream.size(10).option("timeout", 0.2).trigger(frequency=0.1)
        >>> stream.start("/tmp/rand_engine_example/ids").files
        2
        """
        return StreamWriter(*self._native_writers("write_stream"))

    def get_arrow(
        self, first_row: SupportsIndex = 0, threads: SupportsIndex | None = None
    ) -> pyarrow.Table:
        """Return rows [first_row, first_row + size) as a ``pyarrow.Table``, without a copy.

        Types are exact: int64, double, bool, date32, timestamp[us, UTC] and string;
        ``gen_str_choice`` of text is dictionary<int32, string>. Columns are required
        (``nullable`` False) unless values can be missing.

        ``first_row`` is the number of the first row, from 0: any part of the data costs the
        same. ``threads`` is the number of threads, by default as many as there are cores;
        it changes no value.

        Raises SpecError, OptionError (a negative size), MemoryError.
        """
        native = self._engine_alone("get_arrow")
        return _pyarrow_table(native.make_table(self._rows(), first_row, threads))

    def get_df(
        self, first_row: SupportsIndex = 0, threads: SupportsIndex | None = None
    ) -> pandas.DataFrame:
        """Return rows [first_row, first_row + size) as a pandas DataFrame.

        It is the frame that ``pandas.read_parquet`` gives of a file with the same seed: text
        as pandas' default strings, dates as ``datetime.date``, times as
        datetime64[us, UTC], integers that can be missing as floats. A column that has
        ``transformers`` has the type that pandas gives to what they return. Then the foreign
        keys among the ``constraints`` are drawn, and the primary keys kept (``checkpoint``).

        Arguments and errors are those of ``get_arrow``; TransformerError for a function that
        fails; ColumnGenerationError for a foreign key without a parent; without pandas
        ImportError.
        """
        import_optional("pandas", "get_df", "(get_arrow works without it)")
        prepared = self._prepared()
        table = prepared.native.make_table(self._rows(), first_row, threads)
        frame = self._frame(_pyarrow_table(table), prepared)
        if not prepared.constraints and not self._options.get("reset_checkpoint"):
            return frame
        from ._constraints import enforce

        return enforce(
            frame,
            prepared.constraints,
            self._checkpoint,
            reset=bool(self._options.get("reset_checkpoint")),
            seed=self.seed,
            first_row=first_row,
        )

    def get_dict(self, first_row: SupportsIndex = 0) -> dict[str, Any]:
        """Return one record, row ``first_row``, as a dict; the size does not matter.

        Values are int, float, bool, str, ``datetime.date``, ``datetime.datetime`` (UTC) and
        None, and what transformers make of them. Without a seed each call makes another
        record. Raises TransformerError if ``transformers`` drop the row.

        >>> from rand_engine import DataGenerator
        >>> DataGenerator({"id": {"method": "gen_incremental"}}).get_dict()
        {'id': 1}
        """
        for record in self._records(self._prepared("get_dict"), 1, first_row):
            return record
        raise TransformerError("get_dict: the transformers left no row of one")

    def stream_dict(
        self, min_throughput: float = 1, max_throughput: float = 10
    ) -> Generator[dict[str, Any], None, None]:
        """Yield records without end, at a random rate between the two, a second.

        Each is the dict of one row, rows 0, 1, 2, ... (values as in ``get_dict``), with
        ``timestamp_created`` added: seconds since 1970, as ``time.time()`` tells them, to
        the millisecond. The rate is drawn anew for each record, or for each hundredth of a
        second. No second sees more than ``max_throughput`` records; a consumer that falls
        behind by more than a second misses nothing but time.

        Raises SpecError, and OptionError for numbers that are not above 0 or the wrong way
        round, at once.

        >>> from rand_engine import DataGenerator
        >>> records = DataGenerator({"id": {"method": "gen_incremental"}}).stream_dict(50, 99)
        >>> [next(records)["id"] for _ in range(3)]
        [1, 2, 3]
        """
        least = _throughput(min_throughput, "min_throughput")
        greatest = _throughput(max_throughput, "max_throughput")
        if least > greatest:
            raise OptionError(
                f"min_throughput must be at most max_throughput, got {min_throughput!r} and "
                f"{max_throughput!r}; for example stream_dict(1, 10)"
            )
        self._prepared("stream_dict").validate()
        source = self._source.with_seed()
        from ._dict_stream import dict_stream

        return dict_stream(
            lambda first_row, rows: self._records(source.read(), rows, first_row),
            least,
            greatest,
        )

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Hand the rows to anything that takes Arrow (the Arrow PyCapsule interface).

        >>> import pyarrow
        >>> from rand_engine import DataGenerator
        >>> pyarrow.table(DataGenerator({"id": {"method": "gen_uuid"}}).size(5)).num_rows
        5
        """
        native = self._engine_alone("Arrow's interface")
        table = native.make_table(self._rows(), 0, None)
        return table.__arrow_c_stream__(requested_schema)

    @property
    def _native(self) -> NativeGenerator:
        return self._source.read().native

    def _rows(self) -> SupportsIndex | None:
        return current_size(self._size)

    def _prepared(self, use_without_constraints: str = "") -> PreparedSpec:
        prepared = self._source.read()
        if prepared.mistakes:
            prepared.validate()
        if use_without_constraints:
            prepared.require_no_constraints(use_without_constraints)
        return prepared

    def _engine_alone(self, use: str, anew: bool = False) -> NativeGenerator:
        """Return the engine's generator, if nothing else has to work on the data."""
        if self._transformers:
            raise OptionError(
                f"{use}: transformers are not supported yet; get_df, get_dict and "
                "stream_dict apply them"
            )
        prepared = self._source.read_anew() if anew else self._source.read()
        prepared.require_engine_alone(use)
        return prepared.native

    def _native_writers(self, kind: str) -> tuple[Any, Callable[[], Any] | None]:
        """Return a writer to set up, and what makes that of each run, if runs differ."""
        use = "write" if kind == "write" else "writeStream"
        size = self._size
        runs_differ = self._source.is_callable or callable(size)

        def make() -> Any:
            native = self._engine_alone(use, anew=runs_differ)
            if size is not None:
                native.set_size(current_size(size))
            return getattr(native, kind)()

        if runs_differ:
            return getattr(self._source.placeholder, kind)(), make
        return make(), None

    def _frame(self, table: pyarrow.Table, prepared: PreparedSpec) -> pandas.DataFrame:
        frame = _plain_text(table).to_pandas()
        if not prepared.transformers and not self._transformers:
            return frame
        from ._transformers import transform_columns, transform_frame

        frame = transform_columns(frame, table, prepared.transformers)
        return transform_frame(frame, self._transformers)

    def _records(
        self, prepared: PreparedSpec, rows: int, first_row: SupportsIndex
    ) -> list[dict[str, Any]]:
        table = _pyarrow_table(prepared.native.make_table(rows, first_row, 1))
        if self._transformers:
            return self._frame(table, prepared).to_dict("records")
        if not prepared.transformers:
            return table.to_pylist()
        from ._transformers import transformed_records

        return transformed_records(table, prepared.transformers)

    def __repr__(self) -> str:
        seed = "no seed" if self.seed is None else f"seed {self.seed}"
        return f"<DataGenerator: {seed}>"


def _throughput(value: float, name: str) -> float:
    number = _rand_engine_ext.to_number(value, name, "10")
    if number <= 0:
        raise OptionError(f"{name} must be above 0 records a second, got {value!r}")
    return number


def _pyarrow_table(table: Table) -> pyarrow.Table:
    """Take the engine's table over; its buffers are not copied."""
    import pyarrow

    # Not pyarrow.table(): that imports pandas, if it is there, to see what it was given.
    return pyarrow.RecordBatchReader.from_stream(table).read_all()


def _plain_text(table: pyarrow.Table) -> pyarrow.Table:
    """Return the table with dictionaries of text as plain text, as Parquet files hold it."""
    import pyarrow

    for number, field in enumerate(table.schema):
        if pyarrow.types.is_dictionary(field.type):
            plain = field.with_type(field.type.value_type)
            table = table.set_column(number, plain, table[number].cast(plain.type))
    return table
