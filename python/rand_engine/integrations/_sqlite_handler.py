"""Tables in SQLite."""

from __future__ import annotations

import contextlib
import datetime
import decimal
import sqlite3

from .._optional import import_optional
from ._base_handler import DatabaseHandler
from ._sql import column_list

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    import pandas


class SQLiteHandler(DatabaseHandler):
    """Tables in an SQLite file, or in memory (":memory:"); shared by path, safe in threads.

    Needs nothing but Python to make tables; pandas to read and fill them:
    ``pip install 'rand-engine[pandas]'``.

    >>> import pandas
    >>> from rand_engine.integrations import SQLiteHandler
    >>> with SQLiteHandler() as database:
    ...     database.create_table("customers", "customer_id VARCHAR(8)")
    ...     frame = pandas.DataFrame({"customer_id": ["A1", "A2", "A1"]})
    ...     database.insert_df("customers", frame, ["customer_id"])
    ...     len(database.select_all("customers"))
    2
    """

    _LIST_TABLES = (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%'"
        " ESCAPE '\\'"
    )

    _COLUMN_TYPES = "SELECT name, type FROM pragma_table_info(?)"

    @staticmethod
    def _connect(path: str) -> sqlite3.Connection:
        # The lock sees to it that one thread at a time uses the connection.
        return sqlite3.connect(path, check_same_thread=False)

    def _run(self, statement: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self._statement() as connection:
            return connection.execute(statement, params).fetchall()

    def _query(
        self, query: str, params: Sequence[Any] | Mapping[str, Any] | None
    ) -> pandas.DataFrame:
        pandas = import_optional("pandas", "SQLiteHandler")
        with self._shared.lock:
            return pandas.read_sql_query(query, self._opened().connection, params=params)

    @contextlib.contextmanager
    def _statement(self) -> Iterator[sqlite3.Connection]:
        """Give the connection; what is done with it happens as one, or not at all."""
        with self._shared.lock:
            connection = self._opened().connection
            if self._shared.in_transaction:
                yield connection
                return
            with connection:
                yield connection

    def _insert(self, verb: str, table: str, df: pandas.DataFrame) -> None:
        columns = column_list(df.columns)
        marks = ", ".join("?" * len(df.columns))
        with self._statement() as connection:
            connection.executemany(
                f"{verb} INTO {table} ({columns}) VALUES ({marks})", _rows(df)
            )


def _rows(df: pandas.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Yield the rows as values that SQLite knows; missing values as None."""
    columns = [
        [None if missing else _sqlite_value(value) for value, missing in values]
        for values in (
            zip(df.iloc[:, number].tolist(), df.iloc[:, number].isna(), strict=True)
            for number in range(len(df.columns))
        )
    ]
    return zip(*columns, strict=True)


def _sqlite_value(value: Any) -> Any:
    """Return dates, times and decimals as the text by which SQL writes them."""
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value) if isinstance(value, decimal.Decimal) else value
