"""Writing one batch: a file, or many parts in a directory."""

from __future__ import annotations

import sys

from ._writer import Writer, warn

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from typing import Any

    from ._rand_engine_ext import WriteReport
    from ._spec_source import Size


ROWS_MAY_DIFFER = (
    'option firstRow="continue" counted the rows in the files; if transformers drop or add '
    "rows, these are not the engine's, and some come again: give the number of the first row"
)


class BatchWriter(Writer):
    """Writes a batch; made by ``DataGenerator.write``, each time a fresh one.

    Each call of the chain but the last returns the writer itself. What is wrong with
    options, mode or path is raised by ``save`` and ``dry_run``, all mistakes at once, before
    anything on disk has changed. Saving twice does the same thing twice.

    >>> from rand_engine import DataGenerator
    >>> report = (
    ...     DataGenerator({"id": {"method": "gen_incremental"}}, seed=1)
    ...     .write.size(1000)
    ...     .format("csv")
    ...     .option("compression", "gzip")
    ...     .mode("overwrite")
    ...     .save("/tmp/ids.csv.gz")
    ... )
    >>> report.rows, report.compression
    (1000, 'gzip')
    """

    __slots__ = ()

    def size(self, size: Size) -> BatchWriter:
        """Set the number of records in all; the generator's size (1000) unless said.

        A function is asked for it by each ``save``.
        """
        return super().size(size)

    def format(self, format: str) -> BatchWriter:
        """Set the format: "csv", "json" or "parquet".

        Unless said, the extension of the path decides; appending, the dataset that is there;
        else csv.
        """
        return super().format(format)

    def mode(self, mode: str) -> BatchWriter:
        """Set the mode.

        "overwrite" (default) puts the new data in the place of the old in one step, once it
        is complete. "append" adds parts to a dataset directory of the same columns and
        types. CSV knows no types: there a text column may join one of numbers (dates, ...)
        if at least one of its texts could be such a value.
        """
        return super().mode(mode)

    def option(self, key: str, value: Any) -> BatchWriter:
        """Set an option; a later value replaces an earlier one.

        ``value`` is None, a boolean, a number or text. Text counts as what it says where a
        number, a boolean or None is wanted ("5", "true", "none").

        All formats: numFiles (1), compression (None; Parquet "snappy"), compressionLevel,
        index (False), durability ("full"; "none" is faster and may lose what was written
        with a loss of power), threads (as many as there are cores), now, firstRow (0),
        manifest (False; appending, the dataset's).
        CSV: sep (","), decimal ("."), encoding ("utf-8"), header (True),
        lineterminator ("\\n"), na_rep (""), timestampFormat (ISO 8601), nested
        ("refuse").
        JSON: orient ("records"), lines (False), force_ascii (True), indent (None),
        encoding ("utf-8").
        Parquet: engine (ignored), metadata (True), rowGroupSize (by the bytes of a row).

        Raises OptionError at once for a value that no option has (a list); whether the
        option exists and takes the value is checked by ``save``.
        """
        return super().option(key, value)

    def save(self, path: str | os.PathLike[str]) -> WriteReport:
        """Write to ``path`` and return a report of what was done.

        With numFiles from 2 on, or in append mode, ``path`` names a dataset directory
        ("output/users.parquet" and "output/users/" are the directory ``output/users``). "-"
        is standard output. Directories on the way are made.

        Files appear under their names only when they are complete. Ctrl-C, an error or a
        crash leaves the earlier data as it was. The GIL is released meanwhile.

        Raises SpecError, OptionError, and WriteError for what fails on disk. What is worth
        knowing is warned of as RandEngineWarning and in ``report.warnings``.
        """
        if str(path) == "-" and sys.stdout is not None:
            sys.stdout.flush()
        run = self._begin()
        with run:
            report = run.native.save(path)
        warn(report.warnings)
        may_change_rows = run.transform is not None and run.transform.needs_frame
        if may_change_rows and self._continues() and report.format != "parquet":
            warn([ROWS_MAY_DIFFER])
        return report

    def _continues(self) -> bool:
        values = [value for setting, value in self._settings if setting == "set_option"]
        return dict(values).get("firstRow") == "continue"
