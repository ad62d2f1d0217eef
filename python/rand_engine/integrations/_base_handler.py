"""What DuckDBHandler and SQLiteHandler share."""

from __future__ import annotations

import contextlib
import os
import threading

from .._log import logger
from ..errors import OptionError, RandEngineError
from ._sql import column_identifier, column_list, parse_definition, table_identifier

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import TracebackType
    from typing import Any, ClassVar, Self

    import pandas

IN_MEMORY = ":memory:"


class SharedConnection:
    """A connection, and the lock under which one thread at a time uses it."""

    __slots__ = ("connection", "in_transaction", "is_open", "lock", "name")

    def __init__(self, connection: Any, name: str) -> None:
        self.connection = connection
        self.name = name
        self.lock = threading.RLock()
        self.is_open = True
        self.in_transaction = False

    def close(self) -> None:
        """Wait for whoever uses it, then close it."""
        with self.lock:
            if self.is_open:
                self.is_open = False
                self.connection.close()
                logger.info("closed %s", self.name)


class DatabaseHandler:
    """Tables in a database file, or in memory; base of the handlers of each library.

    All handlers of a path share one connection, which threads may use at the same time, so
    that what is in memory outlives a handler. ``close`` closes it for all of them, and what
    was in memory is gone. In a ``with`` block it is closed at the block's end.
    """

    #: Each library has its own, by path.
    _connections: ClassVar[dict[str, SharedConnection]]
    _connections_lock: ClassVar[threading.Lock]

    def __init_subclass__(cls) -> None:
        cls._connections = {}
        cls._connections_lock = threading.Lock()

    def __init__(self, db_path: str | os.PathLike[str] = IN_MEMORY) -> None:
        self.db_path = os.fspath(db_path)
        self._key = _key(self.db_path)
        with self._connections_lock:
            shared = self._connections.get(self._key)
            if shared is None:
                shared = SharedConnection(self._connect(self._key), repr(self))
                self._connections[self._key] = shared
                logger.info("opened %r", self)
        self._shared = shared

    @property
    def conn(self) -> Any:
        """The library's own connection."""
        return self._shared.connection

    def create_table(self, table_name: str, pk_def: str, others: str = "") -> None:
        """Make the table, unless it is there; the columns together are its primary key.

        ``pk_def`` is names and SQL types: "order_id VARCHAR(8), line INTEGER". ``others``
        are columns, written alike, that are no part of the key.
        """
        keys = parse_definition(pk_def)
        columns = keys + (parse_definition(others) if others else [])
        definitions = [f"{column_identifier(name)} {type}" for name, type in columns]
        definitions.append(f"PRIMARY KEY ({column_list(name for name, _ in keys)})")
        self._run(
            f"CREATE TABLE IF NOT EXISTS {table_identifier(table_name)} "
            f"({', '.join(definitions)})"
        )

    def insert_df(
        self, table_name: str, df: pandas.DataFrame, pk_cols: Sequence[str]
    ) -> None:
        """Insert the columns ``pk_cols`` of the frame; rows whose key is there are left out.

        Either all rows are considered or, after an error, none.
        """
        columns = _names(pk_cols)
        missing = [name for name in columns if name not in df.columns]
        if missing or not columns:
            raise OptionError(
                f"insert_df: pk_cols must name columns of the frame ({list(df.columns)}), "
                f"got {columns}"
            )
        self._insert("INSERT OR IGNORE", table_identifier(table_name), df[columns])

    def replace_df(self, table_name: str, df: pandas.DataFrame) -> None:
        """Insert the frame; its rows take the places of those with the same key.

        Its columns are the table's; no two rows of it have the same key.
        """
        self._insert("INSERT OR REPLACE", table_identifier(table_name), df)

    def select_all(
        self, table_name: str, columns: Sequence[str] | None = None
    ) -> pandas.DataFrame:
        """Return the table, or the columns that are named, as a pandas DataFrame."""
        table = table_identifier(table_name)
        # With the table's name before it: SQLite takes an unknown "name" alone for text.
        names = [f"{table}.{column_identifier(name)}" for name in _names(columns or [])]
        return self._query(f"SELECT {', '.join(names) or '*'} FROM {table}", None)

    def query_with_pandas(
        self, query: str, params: Sequence[Any] | Mapping[str, Any] | None = None
    ) -> pandas.DataFrame:
        """Return what an SQL query gives as a pandas DataFrame.

        ``params`` are the values of its ``?`` (a list), or of its names (a dict).
        """
        return self._query(query, params)

    def list_tables(self) -> list[str]:
        """Return the names of the tables, in order."""
        rows = self._run(self._LIST_TABLES)
        return sorted(row[0] for row in rows)

    def column_types(self, table_name: str) -> dict[str, str]:
        """Return the SQL types of the table's columns, in capital letters, by name."""
        rows = self._run(self._COLUMN_TYPES, [table_name])
        return {name: type.upper() for name, type in rows}

    def drop_table(self, table_name: str) -> None:
        """Remove the table, if it is there."""
        self._run(f"DROP TABLE IF EXISTS {table_identifier(table_name)}")

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """What is done in this ``with`` block happens as one, or after an error not at all.

        Other threads wait meanwhile.
        """
        with self._shared.lock:
            connection = self._opened().connection
            connection.execute("BEGIN")
            self._shared.in_transaction = True
            try:
                yield
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            else:
                connection.execute("COMMIT")
            finally:
                self._shared.in_transaction = False

    def close(self) -> None:
        """Close the connection of this path, for all its handlers; twice does nothing."""
        with self._connections_lock:
            if self._connections.get(self._key) is self._shared:
                del self._connections[self._key]
        self._shared.close()

    @classmethod
    def close_all(cls) -> None:
        """Close all connections of this kind of handler."""
        with cls._connections_lock:
            connections = list(cls._connections.values())
            cls._connections.clear()
        for shared in connections:
            shared.close()

    @classmethod
    def has_open(cls, db_path: str | os.PathLike[str]) -> bool:
        """Return whether there is a connection of this path."""
        with cls._connections_lock:
            return _key(os.fspath(db_path)) in cls._connections

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.db_path}>"

    def _opened(self) -> SharedConnection:
        """Return the shared connection; whoever calls holds its lock."""
        if not self._shared.is_open:
            raise RandEngineError(
                f"the database {self.db_path} was closed; make a new handler: "
                f"{type(self).__name__}({self.db_path!r})"
            )
        return self._shared

    # What each library does in its own way.
    _LIST_TABLES: ClassVar[str]
    _COLUMN_TYPES: ClassVar[str]

    @staticmethod
    def _connect(path: str) -> Any:
        raise NotImplementedError

    def _run(self, statement: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run one statement; return its rows."""
        raise NotImplementedError

    def _query(
        self, query: str, params: Sequence[Any] | Mapping[str, Any] | None
    ) -> pandas.DataFrame:
        raise NotImplementedError

    def _insert(self, verb: str, table: str, df: pandas.DataFrame) -> None:
        raise NotImplementedError


def _key(path: str) -> str:
    """Return what tells databases apart: two paths of one file are the same."""
    return IN_MEMORY if path == IN_MEMORY else os.path.realpath(path)


def _names(columns: Sequence[str]) -> list[str]:
    return [columns] if isinstance(columns, str) else list(columns)
