"""Functions over the engine's data: of values, and of whole data frames."""

from __future__ import annotations

from .errors import TransformerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    import pandas
    import pyarrow

    from ._spec_source import ColumnTransformers

    FrameFunction = Callable[[pandas.DataFrame], pandas.DataFrame]


def transform_columns(
    frame: pandas.DataFrame,
    table: pyarrow.Table,
    transformers: Sequence[ColumnTransformers],
) -> pandas.DataFrame:
    """Put mapped columns of the table in their places in its frame."""
    import numpy
    import pandas

    for each in transformers:
        if each.pure:
            distinct, chunks = _distinct_values(table[each.column])
            mapped = pandas.Series(_map_values(distinct, each))
            codes = [chunk.fill_null(-1).to_numpy() for chunk in chunks]
            # -1 is nowhere in the index: such rows stay missing.
            values = mapped.reindex(numpy.concatenate(codes) if codes else [])
        else:
            values = pandas.Series(
                _map_values(table[each.column].to_pylist(maps_as_pydicts="strict"), each)
            )
        frame[each.column] = values.set_axis(frame.index)
    return frame


def transform_table(
    table: pyarrow.Table, transformers: Sequence[ColumnTransformers]
) -> pyarrow.Table:
    """Return the table with mapped columns; without pandas."""
    import pyarrow

    for each in transformers:
        if each.pure:
            distinct, chunks = _distinct_values(table[each.column])
            mapped = _arrow_array(_map_values(distinct, each), each)
            chosen = [mapped.take(indices) for indices in chunks]
            column = pyarrow.chunked_array(chosen, type=mapped.type)
        else:
            values = _map_values(
                table[each.column].to_pylist(maps_as_pydicts="strict"), each
            )
            column = _arrow_array(values, each)
        number = table.schema.get_field_index(each.column)
        table = table.set_column(number, each.column, column)
    return table


def _arrow_array(values: list[Any], transformers: ColumnTransformers) -> pyarrow.Array:
    import pyarrow

    try:
        return pyarrow.array(values, from_pandas=True)
    except (pyarrow.ArrowException, OverflowError) as error:
        raise TransformerError(
            f"column '{transformers.column}': what its transformers return cannot be "
            f"written: {error}; return values of one type"
        ) from error


def transformed_records(
    table: pyarrow.Table, transformers: Sequence[ColumnTransformers]
) -> list[dict[str, Any]]:
    """Return the rows of the table as dicts, with mapped columns."""
    records = table.to_pylist(maps_as_pydicts="strict")
    for each in transformers:
        if each.pure:
            distinct, chunks = _distinct_values(table[each.column])
            mapped = _map_values(distinct, each)
            codes = (code for chunk in chunks for code in chunk.to_pylist())
            values = [None if code is None else mapped[code] for code in codes]
        else:
            values = _map_values([record[each.column] for record in records], each)
        for record, value in zip(records, values, strict=True):
            record[each.column] = value
    return records


def transform_frame(
    frame: pandas.DataFrame, functions: Sequence[FrameFunction]
) -> pandas.DataFrame:
    """Return what the functions make of the frame, one after another."""
    import pandas

    for number, function in enumerate(functions):
        try:
            frame = function(frame)
        except Exception as error:
            raise TransformerError(
                f"transformers[{number}] ({_name(function)}) failed: {_text(error)}"
            ) from error
        if not isinstance(frame, pandas.DataFrame):
            raise TransformerError(
                f"transformers[{number}] ({_name(function)}) must return a DataFrame, got "
                f"{type(frame).__name__}; for example lambda df: df.assign(total=df.a + df.b)"
            )
    return frame


def _map_values(values: list[Any], transformers: ColumnTransformers) -> list[Any]:
    """Return the values mapped; missing ones stay missing."""
    for number, function in enumerate(transformers.functions):
        mapped: list[Any] = []
        try:
            for value in values:
                mapped.append(None if value is None else function(value))
        except Exception as error:
            raise TransformerError(
                f"column '{transformers.column}': transformers[{number}] ({_name(function)}) "
                f"failed for the value {values[len(mapped)]!r}: {_text(error)}"
            ) from error
        values = mapped
    return values


def _distinct_values(
    column: pyarrow.ChunkedArray,
) -> tuple[list[Any], list[pyarrow.Array]]:
    """Return the values that occur, once each, and for each row which of them, by chunk."""
    import pyarrow

    if pyarrow.types.is_dictionary(column.type):
        column = column.cast(
            column.type.value_type
        )  # its dictionary has unused values too
    encoded = column.dictionary_encode().unify_dictionaries()
    distinct = encoded.chunk(0).dictionary.to_pylist() if encoded.num_chunks else []
    return distinct, [chunk.indices for chunk in encoded.chunks]


def _name(function: object) -> str:
    return getattr(function, "__name__", type(function).__name__)


def _text(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
