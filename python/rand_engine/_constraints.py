"""Keys that hold across data frames: constraints of a spec, and the tables that keep them.

A primary key (PK) puts the keys of a frame into a table of the checkpoint's database; a
foreign key (FK) draws its columns from there.
"""

from __future__ import annotations

import contextlib
import operator
import os
import pickle
import re
import tempfile
import threading
import time

from . import _rand_engine_ext
from .errors import ColumnGenerationError, OptionError, WriteError
from .integrations._base_handler import IN_MEMORY
from .integrations._sql import (
    column_identifier,
    column_list,
    parse_definition,
    table_identifier,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any, SupportsIndex

    import pandas

    from .integrations._base_handler import DatabaseHandler

TABLE_PREFIX = "checkpoint_"
CREATION_TIME = "creation_time"
#: How long to wait for another process that has the database.
LONGEST_WAIT_SECONDS = 10.0
_KEYS = ("name", "tipo", "fields", "watermark")
_EXAMPLES = {
    "PK": '{"name": "clients_pk", "tipo": "PK", "fields": ["client_id VARCHAR(8)"]}',
    "FK": '{"name": "clients_pk", "tipo": "FK", "fields": ["client_id"], "watermark": 60}',
}
#: One thread at a time works on a checkpoint: it may open and close its database.
_checkpoint_lock = threading.Lock()


def _renew_lock() -> None:
    """A child of fork has none of the threads that could let go of the lock."""
    global _checkpoint_lock
    _checkpoint_lock = threading.Lock()


os.register_at_fork(after_in_child=_renew_lock)


class Constraint:
    """A key: its table, columns with their SQL types (of a PK), seconds (of an FK)."""

    __slots__ = ("columns", "is_primary", "label", "table", "types", "watermark")

    def __init__(self, label: str, value: dict[str, Any]) -> None:
        self.label = label
        self.table = TABLE_PREFIX + value["name"]
        self.is_primary = value["tipo"] == "PK"
        self.columns: list[str] = list(value["fields"])
        self.types: list[str] = []
        if self.is_primary:
            fields = parse_definition(", ".join(value["fields"]))
            self.columns = [name for name, _ in fields]
            self.types = [type for _, type in fields]
        self.watermark: float | None = value.get("watermark")


def read_constraints(value: Any, mistakes: list[str]) -> list[Constraint]:
    """Return the constraints of a spec; what is wrong with them goes to ``mistakes``."""
    if not hasattr(value, "items"):
        mistakes.append(
            f"spec: constraints must be a dict, got {value!r}; "
            f'e.g. {{"clients_pk": {_EXAMPLES["PK"]}}}'
        )
        return []
    constraints = []
    for label, constraint in value.items():
        wrong = list(_mistakes(constraint))
        mistakes += [f"spec: constraints.{label}{mistake}" for mistake in wrong]
        if not wrong:
            constraints.append(Constraint(str(label), constraint))
    return constraints


def _mistakes(value: Any) -> Iterator[str]:
    """Yield what is wrong with one constraint, from its path on."""
    if not hasattr(value, "items"):
        yield f" must be a dict, got {value!r}; e.g. {_EXAMPLES['PK']}"
        return
    tipo = value.get("tipo")
    example = f"; e.g. {_EXAMPLES['FK' if tipo == 'FK' else 'PK']}"
    for key in value:
        if key not in _KEYS:
            yield f".{key} is not known; allowed are {', '.join(_KEYS)}{example}"
    if tipo not in ("PK", "FK"):
        yield f".tipo must be 'PK' (primary key) or 'FK' (foreign key), got {tipo!r}{example}"
    try:
        table_identifier(value.get("name"))
    except OptionError:
        yield (
            ".name must be letters, digits and underscores, the same for a PK and its FKs, "
            f"got {value.get('name')!r}{example}"
        )
    fields = value.get("fields")
    if not isinstance(fields, list | tuple) or not fields:
        yield f".fields must be a list of columns, got {fields!r}{example}"
    else:
        for number, field in enumerate(fields):
            if not _is_field(field, typed=tipo == "PK"):
                what = "a column and its SQL type" if tipo == "PK" else "a column"
                yield f".fields[{number}] must be {what}, got {field!r}{example}"
    watermark = value.get("watermark")
    if watermark is not None:
        if tipo == "PK":
            yield ".watermark is of an FK: leave it out, or make tipo 'FK'"
        elif isinstance(watermark, bool) or not isinstance(watermark, int | float):
            yield f".watermark must be a number of seconds, got {watermark!r}{example}"
        elif not watermark > 0:
            yield f".watermark must be above 0 seconds, got {watermark!r}{example}"


def _is_field(field: Any, typed: bool) -> bool:
    if not typed:
        return isinstance(field, str) and field != "" and "\0" not in field
    try:
        return len(parse_definition(field)) == 1
    except OptionError:
        return False


class Keys:
    """The constraints of one run: draws foreign keys, and keeps primary ones.

    Chunk by chunk: ``apply`` draws and notes. What was noted since ``begin`` goes into a
    transaction before the rows can be read, and is kept once they can: a child never finds a
    parent that is nowhere. Foreign keys come first: primary keys may hold foreign columns.
    """

    def __init__(
        self,
        constraints: Sequence[Constraint],
        path: str | os.PathLike[str],
        *,
        reset: bool,
        seed: int | None,
    ) -> None:
        self._foreign = [each for each in constraints if not each.is_primary]
        self._primary = [each for each in constraints if each.is_primary]
        self._path = path
        self._reset = reset
        self._seed = seed
        self._draws: dict[str, Any] = {}
        self._parents: dict[str, pandas.DataFrame] = {}
        self._noted: dict[str, NotedKeys] = {}
        self._next_row: int | None = None
        self._transaction: contextlib.ExitStack | None = None
        self._notes_keys = False

    @contextlib.contextmanager
    def of_one_batch(self) -> Iterator[None]:
        """What is made in this ``with`` block is a batch by itself."""
        self.begin()
        yield
        try:
            self.prepare()
            self.commit()
        except BaseException:
            self.roll_back()
            raise

    def begin(self) -> None:
        """Begin a batch or file: parents are looked up anew, nothing is noted."""
        self.roll_back()
        self._parents = {}
        self._noted = {each.label: NotedKeys() for each in self._primary}
        self._notes_keys = True

    def apply(
        self, frame: pandas.DataFrame, first_row: SupportsIndex
    ) -> pandas.DataFrame:
        """Return the frame with foreign keys drawn; note its primary keys."""
        row = self._next_row
        if row is None:
            row = operator.index(first_row)
        if self._foreign and not self._parents:
            self._look_up_parents()
        for constraint in self._foreign:
            frame = self._draw(frame, constraint, row)
        for constraint in self._primary:
            keys = _keys_of(frame, constraint)
            if self._notes_keys:
                self._noted[constraint.label].add(keys)
        if self._notes_keys:
            self._next_row = row + len(frame)
        return frame

    def prepare(self) -> None:
        """Put the keys that were noted since ``begin`` or the last ``commit`` into an open
        transaction: what is wrong with them or the database is known before the rows can be
        read."""
        if not self._primary and not self._reset:
            return
        with contextlib.ExitStack() as stack:
            database = stack.enter_context(checkpoint(self._path))
            stack.enter_context(database.transaction())
            if self._reset:
                _drop_all(database)
            for constraint in self._primary:
                with _explained(_keeping(constraint), self._path, _KEPT):
                    self._keep(constraint, database)
            self._transaction = stack.pop_all()

    def _keep(self, constraint: Constraint, database: DatabaseHandler) -> None:
        _create_table(database, constraint)
        for keys in self._noted[constraint.label].take():
            kept = keys.assign(**{CREATION_TIME: time.time()})
            database.replace_df(constraint.table, kept)

    def commit(self) -> None:
        """Keep what ``prepare`` put there."""
        if self._transaction is not None:
            transaction, self._transaction = self._transaction, None
            transaction.close()
            self._reset = False

    def roll_back(self) -> None:
        """Forget what ``prepare`` put there, unless it is kept; twice does nothing."""
        if self._transaction is not None:
            transaction, self._transaction = self._transaction, None
            with contextlib.suppress(_RolledBack):
                transaction.__exit__(_RolledBack, _RolledBack(), None)

    def _look_up_parents(self) -> None:
        with checkpoint(self._path) as database:
            tables = [] if self._reset else database.list_tables()
            for constraint in self._foreign:
                if constraint.table not in tables:
                    raise _no_parents(constraint, "no keys were kept there")
                what = f"constraints.{constraint.label}: read keys of {constraint.table}"
                with _explained(what, self._path, _OPENED):
                    _check_columns(constraint, database)
                    self._parents[constraint.label] = _find_parents(constraint, database)

    def _draw(
        self, frame: pandas.DataFrame, constraint: Constraint, first_row: int
    ) -> pandas.DataFrame:
        """Put a parent's key into each row, each parent equally likely."""
        parents = self._parents[constraint.label]
        draws = self._draws.get(constraint.label)
        if draws is None or draws[0] != len(parents):
            parms = {"min": 0, "max": len(parents) - 1}
            spec = {
                f"constraints.{constraint.label}": {"method": "gen_ints", "parms": parms}
            }
            native = _rand_engine_ext.Generator(spec, self._seed).with_seed()
            draws = self._draws[constraint.label] = (len(parents), native)
        drawn = _numbers(draws[1].make_table(len(frame), first_row, None))
        chosen = parents.take(drawn).set_axis(frame.index)
        return frame.assign(**{name: chosen[name] for name in constraint.columns})


class _RolledBack(Exception):
    """Ends a transaction without keeping it."""


class NotedKeys:
    """Keys on their way to the checkpoint; on disk, because they may be many."""

    def __init__(self) -> None:
        self._file: Any = None

    def add(self, keys: pandas.DataFrame) -> None:
        """Note the rows of a frame."""
        if self._file is None:
            self._file = tempfile.TemporaryFile(prefix="rand_engine_keys_")
        pickle.dump(keys, self._file, protocol=5)

    def take(self) -> Iterator[pandas.DataFrame]:
        """Give back what was noted, frame by frame, and forget it."""
        if self._file is None:
            return
        file, self._file = self._file, None
        with file:
            file.seek(0)
            with contextlib.suppress(EOFError):
                while True:
                    yield pickle.load(file)


@contextlib.contextmanager
def checkpoint(path: str | os.PathLike[str]) -> Iterator[DatabaseHandler]:
    """Give the database of a checkpoint; a file is closed after use, for other processes."""
    handler = _handler_of(os.fspath(path))
    with _checkpoint_lock:
        was_open = handler.has_open(path)
        with _explained("constraints: open it", path, _OPENED):
            database = _open(handler, path)
        try:
            with _explained("constraints: read it", path, _OPENED):
                database.list_tables()  # SQLite looks into the file no earlier
            with _explained("constraints: use it", path, _OPENED):
                yield database
        finally:
            if os.fspath(path) != IN_MEMORY and not was_open:
                database.close()


_OPENED = (
    "it must be a database file of DuckDB or SQLite, or the path of a new one in a "
    "directory that exists"
)
_KEPT = "each value must be one of its field's SQL type; make the type wider, or another"
_LOCKED = (
    "another process or connection has it; wait until that has ended or is closed, or give "
    "another checkpoint"
)


@contextlib.contextmanager
def _explained(what: str, path: str | os.PathLike[str], advice: str) -> Iterator[None]:
    """Errors of the database in this ``with`` block become the package's own."""
    try:
        yield
    except Exception as error:
        if not _is_of_database(error):
            raise
        reason = str(error).strip().splitlines()[0]
        is_locked = re.search(r"\block", reason) is not None
        place, _, action = what.partition(": ")
        message = (
            f"{place}: cannot {action} (checkpoint {os.fspath(path)!r}): {reason}; "
            f"{_LOCKED if is_locked else advice}"
        )
        if is_locked or advice is _OPENED:
            raise WriteError(message) from error
        raise ColumnGenerationError(message) from error


def _is_of_database(error: Exception) -> bool:
    """Whether DuckDB or SQLite raised it, or pandas for them."""
    library = type(error).__module__.partition(".")[0]
    return (
        library in ("duckdb", "_duckdb", "sqlite3")
        or type(error).__name__ == "DatabaseError"
    )


def _keeping(constraint: Constraint) -> str:
    columns = ", ".join(map(repr, constraint.columns))
    return f"constraints.{constraint.label}: keep {columns} in {constraint.table}"


def _open(
    handler: type[DatabaseHandler], path: str | os.PathLike[str]
) -> DatabaseHandler:
    """Open the database; wait for another process that has it."""
    deadline = time.monotonic() + LONGEST_WAIT_SECONDS
    while True:
        try:
            return handler(path)
        except Exception as error:
            is_locked = type(error).__name__ == "IOException" and "lock" in str(error)
            if not is_locked or time.monotonic() > deadline:
                raise
        time.sleep(0.02)


def _handler_of(path: str) -> type[DatabaseHandler]:
    """Choose the library: an SQLite file by its beginning, a new one by its extension.

    In memory it is DuckDB, if that is there; everything else is DuckDB.
    """
    from .integrations import DuckDBHandler, SQLiteHandler

    if path == IN_MEMORY:
        import importlib.util

        return DuckDBHandler if importlib.util.find_spec("duckdb") else SQLiteHandler
    with contextlib.suppress(OSError), open(path, "rb") as file:
        if start := file.read(16):
            return SQLiteHandler if start == b"SQLite format 3\0" else DuckDBHandler
    is_sqlite = path.endswith((".db", ".sqlite", ".sqlite3"))
    return SQLiteHandler if is_sqlite else DuckDBHandler


def _drop_all(database: DatabaseHandler) -> None:
    for table in database.list_tables():
        if table.startswith(TABLE_PREFIX):
            database.drop_table(table)


def _keys_of(frame: pandas.DataFrame, constraint: Constraint) -> pandas.DataFrame:
    missing = [name for name in constraint.columns if name not in frame.columns]
    if missing:
        raise ColumnGenerationError(
            f"constraints.{constraint.label}: the frame has no column {missing[0]!r}; it has "
            + ", ".join(map(repr, frame.columns))
        )
    return frame[constraint.columns].drop_duplicates()


def _create_table(database: DatabaseHandler, constraint: Constraint) -> None:
    definitions = [
        f"{column_identifier(name)} {type}"
        for name, type in zip(constraint.columns, constraint.types, strict=True)
    ]
    database.create_table(
        constraint.table, ", ".join(definitions), others=f"{CREATION_TIME} DOUBLE"
    )


def _check_columns(constraint: Constraint, database: DatabaseHandler) -> None:
    """SQL does not tell great letters from small ones."""
    known = list(database.column_types(constraint.table))
    known.remove(CREATION_TIME)
    folded = [name.casefold() for name in known]
    for name in constraint.columns:
        if name.casefold() in folded:
            continue
        raise ColumnGenerationError(
            f"constraints.{constraint.label}: {constraint.table} has no column {name!r}; "
            f"fields must be columns of its PK: {', '.join(map(repr, known))}"
        )


def _find_parents(constraint: Constraint, database: DatabaseHandler) -> pandas.DataFrame:
    """Return the keys that may be drawn, in their order: a seed gives the same whatever the
    database does."""
    since = 0.0 if constraint.watermark is None else time.time() - constraint.watermark
    columns = column_list(constraint.columns)
    parents = database.query_with_pandas(
        f"SELECT DISTINCT {columns} FROM {table_identifier(constraint.table)} "
        f"WHERE {CREATION_TIME} >= ? ORDER BY {columns}",
        [since],
    )
    if parents.empty:
        seconds = constraint.watermark
        raise _no_parents(
            constraint, f"its keys are older than the watermark, {seconds} s"
        )
    types = database.column_types(constraint.table)
    for name in constraint.columns:
        parents[name] = _as_made(parents[name], types.get(name, ""))
    return parents


def _as_made(keys: pandas.Series, sql_type: str) -> pandas.Series:
    """Return keys as the engine makes them, not as a database gives them back: a file of
    children has to write them as that of their parents does."""
    import pandas

    if sql_type == "DATE":
        return pandas.to_datetime(keys).dt.date
    if sql_type.startswith(("TIMESTAMP", "DATETIME")):
        return pandas.to_datetime(keys, utc=True)
    if sql_type.startswith("BOOL"):
        return keys.astype(bool)
    return keys.astype(str) if sql_type == "UUID" else keys


def _numbers(table: Any) -> Any:
    import pyarrow

    return pyarrow.RecordBatchReader.from_stream(table).read_all().column(0).to_numpy()


def _no_parents(constraint: Constraint, reason: str) -> ColumnGenerationError:
    return ColumnGenerationError(
        f"constraints.{constraint.label}: no parent to draw from in {constraint.table}: "
        f"{reason}; make the parents first, with the same checkpoint"
    )
