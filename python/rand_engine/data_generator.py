"""The entry to everything: a spec, then what to make of it."""

from __future__ import annotations

from . import _rand_engine_ext
from .batch_writer import BatchWriter
from .errors import OptionError
from .stream_writer import StreamWriter

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Generator, Mapping
    from typing import Any, SupportsIndex

    import pandas
    import pyarrow

    from ._rand_engine_ext import ColumnSummary, Table


class DataGenerator:
    """Makes data of one spec: data frames, Arrow tables, files by ``write``, streams of
    files by ``writeStream``, and records one by one.

    ``spec`` is one of

    - a dict of columns, each with a ``method`` and its ``parms``. Besides JSON's own values
      it may hold tuples, dates, Decimals, Enum members, NumPy scalars and arrays: they count
      as the JSON values that they stand for.
    - a str: JSON or YAML text
    - a ``pathlib.Path``: a file of JSON or YAML

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
        spec: Mapping[str, Any] | str | os.PathLike[str],
        seed: SupportsIndex | None = None,
        validate: bool = True,
    ) -> None:
        self._native = _rand_engine_ext.Generator(spec, seed)
        if validate:
            self._native.validate()

    def size(self, size: SupportsIndex) -> DataGenerator:
        """Set the number of rows, 1000 unless said, and return the generator itself.

        Writers that are made afterwards take it as their default. Raises OptionError for
        what is no whole number; a negative one is refused by the call that makes the data.
        """
        self._native.set_size(size)
        return self

    @property
    def seed(self) -> int | None:
        """The seed given, or None."""
        return self._native.seed

    @property
    def columns(self) -> list[ColumnSummary]:
        """The columns in order: ``name``, ``type`` (Arrow's) and ``nullable`` of each.

        >>> from rand_engine import DataGenerator
        >>> DataGenerator({"id": {"method": "gen_uuid"}}).columns[0].type
        'string'
        """
        return self._native.columns

    def validate(self) -> None:
        """Check the spec: raise SpecError with all its mistakes, a line each."""
        self._native.validate()

    @property
    def write(self) -> BatchWriter:
        """A fresh writer of one batch of files.

        >>> from rand_engine import DataGenerator
        >>> spec = {"id": {"method": "gen_incremental"}}
        >>> DataGenerator(spec).write.size(10).save("/tmp/ids.csv").rows
        10
        """
        return BatchWriter(self._native.write())

    @property
    def writeStream(self) -> StreamWriter:  # noqa: N802 - Spark's name
        """A fresh writer of a stream of files, or of a feed of rows.

        >>> from rand_engine import DataGenerator
        >>> stream = DataGenerator({"id": {"method": "gen_incremental"}}).writeStream
        >>> stream = stream.size(10).option("timeout", 0.2).trigger(frequency=0.1)
        >>> stream.start("/tmp/rand_engine_example/ids").files
        2
        """
        return StreamWriter(self._native.write_stream())

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
        return _pyarrow_table(self._native.make_table(None, first_row, threads))

    def get_df(
        self, first_row: SupportsIndex = 0, threads: SupportsIndex | None = None
    ) -> pandas.DataFrame:
        """Return rows [first_row, first_row + size) as a pandas DataFrame.

        It is the frame that ``pandas.read_parquet`` gives of a file with the same seed: text
        as pandas' default strings, dates as ``datetime.date``, times as
        datetime64[us, UTC], integers that can be missing as floats.

        Arguments and errors are those of ``get_arrow``; without pandas ImportError.
        """
        try:
            import pandas  # noqa: F401 - before the work, not after it
        except ImportError as error:
            raise ImportError(
                "get_df needs pandas: pip install 'rand-engine[pandas]' "
                "(get_arrow works without it)"
            ) from error
        return _plain_text(self.get_arrow(first_row, threads)).to_pandas()

    def get_dict(self, first_row: SupportsIndex = 0) -> dict[str, Any]:
        """Return one record, row ``first_row``, as a dict; the size does not matter.

        Values are int, float, bool, str, ``datetime.date``, ``datetime.datetime`` (UTC) and
        None. Without a seed each call makes another record.

        >>> from rand_engine import DataGenerator
        >>> DataGenerator({"id": {"method": "gen_incremental"}}).get_dict()
        {'id': 1}
        """
        record: dict[str, Any]
        (record,) = _pyarrow_table(self._native.make_table(1, first_row, 1)).to_pylist()
        return record

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
        native = self._native.with_seed()
        native.validate()
        from ._dict_stream import dict_stream

        return dict_stream(
            lambda first_row, rows: _pyarrow_table(native.make_table(rows, first_row, 1)),
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
        return self._native.make_table(None, 0, None).__arrow_c_stream__(requested_schema)

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
