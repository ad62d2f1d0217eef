"""Tables in DuckDB."""

from __future__ import annotations

import contextlib

from .._optional import import_optional
from ._base_handler import DatabaseHandler
from ._sql import column_list

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    import duckdb
    import pandas


class DuckDBHandler(DatabaseHandler):
    """Tables in a DuckDB file, or in memory (":memory:"); shared by path, safe in threads.

    Needs duckdb and pandas: ``pip install 'rand-engine[duckdb]'``.

    >>> import pandas
    >>> from rand_engine.integrations import DuckDBHandler
    >>> with DuckDBHandler() as database:
    ...     database.create_table("customers", "customer_id VARCHAR(8)")
    ...     frame = pandas.DataFrame({"customer_id": ["A1", "A2", "A1"]})
    ...     database.insert_df("customers", frame, ["customer_id"])
    ...     len(database.select_all("customers"))
    2
    """

    _LIST_TABLES = "SHOW TABLES"
    _COLUMN_TYPES = "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = ?"

    @staticmethod
    def _connect(path: str) -> duckdb.DuckDBPyConnection:
        return import_optional("duckdb", "DuckDBHandler").connect(path)

    def _run(self, statement: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self._shared.lock:
            connection = self._opened().connection
            return connection.execute(statement, list(params)).fetchall()

    def _query(
        self, query: str, params: Sequence[Any] | Mapping[str, Any] | None
    ) -> pandas.DataFrame:
        import_optional("pandas", "DuckDBHandler")
        with self._shared.lock:
            return self._opened().connection.execute(query, params).df()

    def _insert(self, verb: str, table: str, df: pandas.DataFrame) -> None:
        columns = column_list(df.columns)
        rows = "rand_engine_rows_to_insert"
        with self._shared.lock:
            connection = self._opened().connection
            connection.register(rows, df)
            try:
                connection.execute(
                    f"{verb} INTO {table} ({columns}) SELECT {columns} FROM {rows}"
                )
            finally:
                # After an error the transaction takes no more statements.
                with contextlib.suppress(Exception):
                    connection.unregister(rows)
