"""Several tables whose keys refer to each other."""

from __future__ import annotations

from . import _rand_engine_ext
from ._runs import Run
from ._writer import Writer, warn
from .data_generator import DataGenerator
from .stream_writer import StreamWriter

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Iterable
    from typing import Any, SupportsIndex

    import pandas
    import pyarrow

    from ._rand_engine_ext import (
        DatasetCore,
        WritePreview,
        WriteReport,
    )
    from ._spec_source import Spec


class Dataset:
    """Makes the tables of one spec ``{"tables": {name: {"size": ..., "spec": ...}}}``.

    Foreign keys (method ``foreign_key``) hold: the key is that of a row of the other table,
    worked out from the row's number, so that no table is kept in memory and each can be
    made without the others. docs/datasets.md describes the spec.

    ``spec`` is a dict, JSON or YAML text, or a ``pathlib.Path``. ``seed`` is any integer;
    without one it is drawn here, once: all tables and calls of a dataset agree. The same
    holds for the time that ``gen_now`` gives.

    Raises SpecError for a wrong spec, with all mistakes of all tables.

    >>> from rand_engine import Dataset
    >>> spec = {
    ...     "tables": {
    ...         "customers": {
    ...             "size": 100,
    ...             "spec": {"id": {"method": "gen_incremental"}},
    ...         },
    ...         "orders": {
    ...             "size": {"per": "customers", "min": 1, "max": 3},
    ...             "spec": {
    ...                 "order_id": {"method": "gen_uuid"},
    ...                 "customer_id": {
    ...                     "method": "foreign_key",
    ...                     "parms": {"table": "customers"},
    ...                 },
    ...             },
    ...         },
    ...     }
    ... }
    >>> shop = Dataset(spec, seed=1)
    >>> list(shop.sizes)
    ['customers', 'orders']
    >>> frames = shop.get_dfs()
    >>> set(frames["orders"]["customer_id"]) == set(frames["customers"]["id"])
    True
    """

    def __init__(
        self, spec: Spec, seed: SupportsIndex | None = None, validate: bool = True
    ) -> None:
        self._native = _rand_engine_ext.DatasetCore(spec, seed)
        if validate:
            self.validate()

    def validate(self) -> None:
        """Check the spec: raise SpecError with all its mistakes, a line each."""
        self._native.validate()

    @property
    def seed(self) -> int:
        """The seed given or drawn."""
        return self._native.seed

    @property
    def sizes(self) -> dict[str, int]:
        """The number of rows of each table, parents before their children."""
        return self._native.sizes

    def table(self, name: str) -> DataGenerator:
        """Return one table as a generator whose size is the table's.

        Any part of it (``size``, ``first_row``) can be made without the rest and without
        the other tables; for streams see ``writeStream``. Raises OptionError for an unknown
        name.
        """
        return DataGenerator._of_native(self._native.table(name))

    def changes(
        self,
        table: str,
        inserts: float = 0,
        updates: float = 0,
        deletes: float = 0,
        version: SupportsIndex = 1,
    ) -> DataGenerator:
        """Return the change records that make ``version`` of the version before.

        The amounts are those of each version: whole numbers are rows, floats from 0 to 1
        shares of the version's rows. Columns: ``op`` ("insert", "update", "delete"),
        ``sequence``, the table's keys, and of each other column ``name`` (after) and
        ``name_before``. Version 0 is the table itself; ``version`` gives the others whole.

        >>> from rand_engine import Dataset
        >>> key = {"method": "gen_incremental"}
        >>> users = {"size": 100, "spec": {"id": key, "name": {"method": "gen_name"}}}
        >>> users = Dataset({"tables": {"users": users}}, seed=1)
        >>> changes = users.changes("users", inserts=2, updates=0.1).get_df()
        >>> changes["op"].value_counts().to_dict()
        {'update': 10, 'insert': 2}
        """
        native = self._native.changes(table, inserts, updates, deletes, version, False)
        return DataGenerator._of_native(native)

    def version(
        self,
        table: str,
        version: SupportsIndex,
        inserts: float = 0,
        updates: float = 0,
        deletes: float = 0,
    ) -> DataGenerator:
        """Return a version of a table: what its ``changes`` make of the one before."""
        native = self._native.changes(table, inserts, updates, deletes, version, True)
        return DataGenerator._of_native(native)

    @property
    def write(self) -> DatasetWriter:
        """A fresh writer of all tables.

        >>> from rand_engine import Dataset
        >>> key = {"method": "gen_incremental"}
        >>> users = Dataset({"tables": {"users": {"size": 10, "spec": {"id": key}}}})
        >>> users.write.format("parquet").save("/tmp/rand_engine_example")["users"].rows
        10
        """
        return DatasetWriter(_DatasetRuns(self._native, "write"))

    @property
    def writeStream(self) -> DatasetStreamWriter:  # noqa: N802 - Spark's name
        """A fresh writer of a stream of all tables.

        >>> from rand_engine import Dataset
        >>> key = {"method": "gen_incremental"}
        >>> users = Dataset({"tables": {"users": {"size": 10, "spec": {"id": key}}}})
        >>> stream = users.writeStream.format("json").option("timeout", "1 minute")
        >>> report = stream.trigger("5 seconds", availableNow=True).start("/tmp/users_stream")
        >>> report.tables["users"].files, report.rows
        (12, 120)
        """
        return DatasetStreamWriter(_DatasetRuns(self._native, "write_stream"))

    def get_dfs(self, tables: Iterable[str] | None = None) -> dict[str, pandas.DataFrame]:
        """Return all tables, or those named, as pandas DataFrames by name."""
        return {name: self.table(name).get_df() for name in self._names(tables)}

    def get_arrow(self, tables: Iterable[str] | None = None) -> dict[str, pyarrow.Table]:
        """Return all tables, or those named, as ``pyarrow.Table`` by name."""
        return {name: self.table(name).get_arrow() for name in self._names(tables)}

    def _names(self, tables: Iterable[str] | None) -> Iterable[str]:
        return self.sizes if tables is None else tables

    def __repr__(self) -> str:
        return f"<Dataset: seed {self.seed}>"


class _DatasetRuns:
    """Makes the runs of a dataset's writer, as RunSource does those of a generator's."""

    size = None
    asks_each_file = False

    def __init__(self, dataset: DatasetCore, kind: str) -> None:
        self._dataset = dataset
        self._kind = kind

    def settings_check(self) -> Any:
        return getattr(self._dataset, self._kind)()

    def begin(self) -> Run:
        return Run(getattr(self._dataset, self._kind)(), None, None)


class DatasetWriter(Writer):
    """Writes tables into a directory; made by ``Dataset.write``, each time a fresh one.

    Each call of the chain but the last returns the writer itself; settings and options are
    those of ``BatchWriter`` and count for every table.
    """

    __slots__ = ()

    def tables(self, *names: str) -> DatasetWriter:
        """Write only these tables; none named is all."""
        return self._set("set_tables", names)

    def size(self, size: Any) -> DatasetWriter:
        """Set how many rows of one table are written (``tables`` names it)."""
        return super().size(size)

    def dry_run(self, path: str | os.PathLike[str]) -> dict[str, WritePreview]:
        """Return what would be written, by table. Changes nothing."""
        previews = self._begin().native.dry_run(path)
        for preview in previews.values():
            warn(preview.warnings)
        return previews

    def save(self, path: str | os.PathLike[str]) -> dict[str, WriteReport]:
        """Write ``path/<table>.<format>``, or the parts ``path/<table>/`` (numFiles).

        Returns the reports by table, parents before their children. Each table appears in
        one step. All mistakes are found before the first is written; what fails on disk
        leaves the tables before it written, and names its table.
        """
        reports = self._begin().native.save(path)
        for report in reports.values():
            warn(report.warnings)
        return reports


class DatasetStreamWriter(StreamWriter):
    """Writes a stream of tables; made by ``Dataset.writeStream``, each time a fresh one.

    Every tick writes a file of each table, ``path/<table>/part-....json``, with as many new
    rows as the spec's sizes say, parents before their children. Foreign keys refer to rows
    of the files up to their own: a reader never meets a child without its parent.
    Settings, options and ``start`` are those of ``StreamWriter``; reports and previews are
    of all tables together, and have those of each in ``tables``.
    """

    __slots__ = ()

    def tables(self, *names: str) -> DatasetStreamWriter:
        """Write only these tables; none named is all."""
        return self._set("set_tables", names)

    def fixed(self, *names: str) -> DatasetStreamWriter:
        """Name the tables that come whole with the first file, and do not grow."""
        return self._set("set_fixed", names)

    def size(self, size: Any) -> DatasetStreamWriter:
        """Raise at ``start``: the sizes of a file stand in the dataset's spec."""
        return super().size(size)
