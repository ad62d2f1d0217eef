"""The entry to everything: a spec, then what to make of it."""

from __future__ import annotations

from . import _rand_engine_ext
from ._optional import import_optional
from ._row_transform import RowTransform, records_of, take_table
from ._runs import RunSource, row_transform
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

    from ._constraints import Keys
    from ._rand_engine_ext import ColumnSummary
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
      record, save and file of a stream (whose columns have to stay the same), and by
      ``stream_dict`` for each tenth of a second

    In a dict a column may have ``transformers``, a list of functions of its values, one
    after another (missing values stay missing). With ``"pure": True`` they are called once
    for each distinct value of a chunk.

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

    @classmethod
    def _of_native(cls, native: NativeGenerator) -> DataGenerator:
        """Return a generator around the engine's own."""
        source = SpecSource.of_native(native)
        generator = cls({}, validate=False)
        generator._source = source
        return generator

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

        They come one after another, after the columns' own, and may add, change and drop
        columns and rows. An empty list is none. Raises OptionError for what is no list of
        functions.

        Files are written chunk by chunk, so that memory stays bounded: the functions see up
        to 65,536 rows at once, in order, in the thread that writes (those of a stream in
        the background in another). Before that they see some of the first rows, from which
        the columns and their types are learned; all chunks have to give the same ones. The
        numFiles parts hold what becomes of as many of the engine's rows each.

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

        reset_checkpoint (False): each data frame, save, start of a stream and ``stream_dict``
        forgets all keys of the checkpoint first.
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
        return BatchWriter(self._runs("write"))

    @property
    def writeStream(self) -> StreamWriter:  # noqa: N802 - Spark's name
        """A fresh writer of a stream of files, or of a feed of rows.

        >>> from rand_engine import DataGenerator
        >>> stream = DataGenerator({"id": {"method": "gen_incremental"}}).writeStream
        >>> stream = stream.size(10).option("timeout", 0.2).trigger(frequency=0.1)
        >>> stream.start("/tmp/rand_engine_example/ids").files
        2
        """
        return StreamWriter(self._runs("write_stream"))

    def get_arrow(
        self, first_row: SupportsIndex = 0, threads: SupportsIndex | None = None
    ) -> pyarrow.Table:
        """Return rows [first_row, first_row + size) as a ``pyarrow.Table``, without a copy.

        Types are exact: int64, double, bool, date32, timestamp[us, UTC] and string;
        ``gen_str_choice`` of text is dictionary<int32, string>. Columns are required
        (``nullable`` False) unless values can be missing.

        What transformers and constraints make has the types that pyarrow gives it.

        ``first_row`` is the number of the first row, from 0: any part of the data costs the
        same. ``threads`` is the number of threads, by default as many as there are cores;
        it changes no value.

        Raises SpecError, OptionError (a negative size), MemoryError, TransformerError.
        """
        prepared = self._prepared()
        table = prepared.native.make_table(self._rows(), first_row, threads)
        keys = self._keys(prepared)
        transform = row_transform(prepared, self._transformers, keys)
        if transform is None:
            return take_table(table)
        if keys is None:
            return transform.apply(table, first_row)
        with keys.of_one_batch():
            return transform.apply(table, first_row)

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
        keys = self._keys(prepared)
        transform = RowTransform(prepared, self._transformers, keys)
        if keys is None:
            return transform.frame(take_table(table), first_row)
        with keys.of_one_batch():
            return transform.frame(take_table(table), first_row)

    def get_dict(self, first_row: SupportsIndex = 0) -> dict[str, Any]:
        """Return one record, row ``first_row``, as a dict; the size does not matter.

        Values are int, float, bool, str, ``datetime.date``, ``datetime.datetime`` (UTC) and
        None, and what transformers make of them. Without a seed each call makes another
        record. Raises TransformerError if ``transformers`` drop the row.

        >>> from rand_engine import DataGenerator
        >>> DataGenerator({"id": {"method": "gen_incremental"}}).get_dict()
        {'id': 1}
        """
        prepared = self._prepared()
        for record in self._records(prepared, 1, first_row, self._keys(prepared)):
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
        prepared = self._prepared()
        prepared.validate()
        source = self._source.with_seed()
        keys = self._keys(prepared)
        from ._dict_stream import dict_stream

        return dict_stream(
            lambda first_row, rows: self._records(source.read(), rows, first_row, keys),
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
        prepared = self._prepared()
        keys = self._keys(prepared)
        if row_transform(prepared, self._transformers, keys) is not None:
            return self.get_arrow().__arrow_c_stream__(requested_schema)
        table = prepared.native.make_table(self._rows(), 0, None)
        return table.__arrow_c_stream__(requested_schema)

    @property
    def _native(self) -> NativeGenerator:
        return self._source.read().native

    def _rows(self) -> SupportsIndex | None:
        return current_size(self._size)

    def _prepared(self) -> PreparedSpec:
        prepared = self._source.read()
        if prepared.mistakes:
            prepared.validate()
        return prepared

    def _keys(self, prepared: PreparedSpec) -> Keys | None:
        """Return the constraints of one run, or None if there is nothing to keep."""
        reset = bool(self._options.get("reset_checkpoint"))
        if not prepared.constraints and not reset:
            return None
        from ._constraints import Keys

        return Keys(prepared.constraints, self._checkpoint, reset=reset, seed=self.seed)

    def _runs(self, kind: str) -> RunSource:
        if not self._source.is_callable:
            self._prepared()
        return RunSource(kind, self._source, self._size, self._transformers, self._keys)

    def _records(
        self,
        prepared: PreparedSpec,
        rows: int,
        first_row: SupportsIndex,
        keys: Keys | None,
    ) -> list[dict[str, Any]]:
        table = take_table(prepared.native.make_table(rows, first_row, 1))
        if keys is not None:
            transform = RowTransform(prepared, self._transformers, keys)
            with keys.of_one_batch():
                return records_of(transform.frame(table, first_row))
        if self._transformers:
            transform = RowTransform(prepared, self._transformers, None)
            return records_of(transform.frame(table, first_row))
        if not prepared.transformers:
            return table.to_pylist(maps_as_pydicts="strict")
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
