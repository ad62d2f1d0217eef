"""The user's functions and constraints over the engine's rows, chunk by chunk."""

from __future__ import annotations

from .errors import TransformerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    import pandas
    import pyarrow

    from ._constraints import Keys
    from ._spec_source import PreparedSpec
    from ._transformers import FrameFunction


def plain_text(
    table: pyarrow.Table, text: pyarrow.DataType | None = None
) -> pyarrow.Table:
    """Return the table with dictionaries of text as plain text.

    It becomes ``text``, by default what the dictionary holds, as in Parquet files.
    """
    import pyarrow

    for number, field in enumerate(table.schema):
        if pyarrow.types.is_dictionary(field.type):
            plain = field.with_type(text or field.type.value_type)
            table = table.set_column(number, plain, table[number].cast(plain.type))
    return table


def take_table(table: Any) -> pyarrow.Table:
    """Take the engine's table over; its buffers are not copied."""
    import pyarrow

    # Not pyarrow.table(): that imports pandas, if it is there, to see what it was given.
    return pyarrow.RecordBatchReader.from_stream(table).read_all()


def records_of(frame: pandas.DataFrame) -> list[dict[str, Any]]:
    """Return the rows as dicts, None where a value is missing."""
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


class RowTransform:
    """What comes after the engine: columns' functions, frames' functions, then the keys.

    The engine calls ``begin`` before the first chunk of a batch or file, ``apply`` for each
    chunk in order, and ``published`` when readers can see the rows. Before that it calls
    ``apply`` once for some of the first rows, to learn the columns.
    """

    def __init__(
        self,
        prepared: PreparedSpec,
        functions: Sequence[FrameFunction],
        keys: Keys | None,
    ) -> None:
        #: A stream may put another one here before each file.
        self.prepared = prepared
        self._functions = functions
        self._keys = keys

    @property
    def needs_frame(self) -> bool:
        """Whether the rows have to be a data frame; else pandas is not needed."""
        return bool(self._functions) or self._keys is not None

    def begin(self) -> None:
        """Begin a batch or file: what was made before and not published is forgotten."""
        if self._keys is not None:
            self._keys.begin()

    def publishing(self) -> None:
        """Put the keys of the rows that will be readable in a moment into a transaction."""
        if self._keys is not None:
            self._keys.prepare()

    def published(self) -> None:
        """Keep them: the rows can be read."""
        if self._keys is not None:
            self._keys.commit()

    def publish_failed(self) -> None:
        """Forget them, if they were not kept; twice does nothing."""
        if self._keys is not None:
            self._keys.roll_back()

    def apply(self, table: Any, first_row: int) -> pyarrow.Table:
        """Return what becomes of rows of the engine."""
        rows = take_table(table)
        if not self.needs_frame:
            from ._transformers import transform_table

            return transform_table(plain_text(rows), self.prepared.transformers)
        return _arrow_of(self.frame(rows, first_row), rows.schema)

    def frame(self, rows: pyarrow.Table, first_row: int) -> pandas.DataFrame:
        """Return the rows as the data frame that ``get_df`` gives of them."""
        import pyarrow

        # As pandas keeps it, so that it copies nothing.
        table = plain_text(rows, pyarrow.large_string())
        frame = (
            _pandas_of(table)
            if self.needs_frame
            else table.to_pandas(maps_as_pydicts="strict")
        )
        if self.prepared.transformers or self._functions:
            from ._transformers import transform_columns, transform_frame

            frame = transform_columns(frame, rows, self.prepared.transformers)
            frame = transform_frame(frame, self._functions)
        if self._keys is not None:
            frame = self._keys.apply(frame, first_row)
        return frame


#: Integers up to it are doubles without loss.
_LARGEST_EXACT = 2**53


def _pandas_of(table: pyarrow.Table) -> pandas.DataFrame:
    """Return the frame that reading a file gives, but no integer loses its last digits.

    Integers that can be missing become floats in pandas; where these would not hold them,
    pandas' own nullable Int64 (UInt64) does.
    """
    import pyarrow.compute

    frame = table.to_pandas(maps_as_pydicts="strict")
    for number, column in enumerate(table.columns):
        if not pyarrow.types.is_integer(column.type) or column.null_count == 0:
            continue
        least, most = pyarrow.compute.min_max(column).as_py().values()
        if least is None or max(-least, most) <= _LARGEST_EXACT:
            continue
        import pandas

        name = "UInt64" if pyarrow.types.is_unsigned_integer(column.type) else "Int64"
        exact = pandas.array(column.to_pylist(), dtype=name)
        frame.isetitem(number, pandas.Series(exact, index=frame.index))
    return frame


def _nested_array(
    frame: pandas.DataFrame, name: str, type: pyarrow.DataType
) -> pyarrow.Array | None:
    """Return the column as what it was, or None if it is there no more or something else."""
    import pyarrow

    if list(frame.columns).count(name) != 1:
        return None
    try:
        return pyarrow.array(frame[name], type=type, from_pandas=True)
    except (pyarrow.ArrowException, ValueError, TypeError):
        return None


def _arrow_of(frame: pandas.DataFrame, given: pyarrow.Schema) -> pyarrow.Table:
    """Return the frame as an Arrow table, without its index.

    Structs and maps are dicts in a frame, so only the schema that was ``given`` tells them
    apart.
    """
    import pyarrow

    nested = {
        field.name: field.type for field in given if pyarrow.types.is_nested(field.type)
    }
    named = frame.rename(columns=str)
    try:
        kept = {
            name: column
            for name, type in nested.items()
            if (column := _nested_array(named, name, type)) is not None
        }
        plain = named.drop(columns=list(kept))
        table = pyarrow.Table.from_pandas(plain, preserve_index=False)
    except (pyarrow.ArrowException, ValueError, TypeError) as error:
        raise TransformerError(
            f"transformers: the data frame cannot be written: {error}; give each column "
            "values of one type"
        ) from error
    for place, name in enumerate(named.columns):
        if name in kept:
            table = table.add_column(place, name, kept[name])
    # pandas' own notes are of no use in files of many chunks.
    return table.replace_schema_metadata()
