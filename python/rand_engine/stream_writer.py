"""Writing a stream: one file after another, each at its time; or a feed of rows."""

from __future__ import annotations

import sys

from ._spec_source import current_size
from ._writer import Writer
from .errors import OptionError
from .streaming_query import StreamingQuery

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from typing import Any, Literal, overload

    from ._rand_engine_ext import StreamReport
    from ._runs import Run
    from ._spec_source import Size


class StreamWriter(Writer):
    """Writes a stream; made by ``DataGenerator.writeStream``, each time a fresh one.

    File k is complete and visible at k * frequency after the start, for each k with
    k * frequency < timeout; nothing drifts, and a late file is followed at once by the next.
    The files together hold the rows of one batch with the same seed. The path "-" is a feed
    instead: rows to standard output, as fast as they go or at option ``rate`` rows a second.

    Each call of the chain but the last returns the writer itself. What is wrong with
    options, mode, trigger or path is raised by ``start`` and ``dry_run``, all mistakes at
    once, before anything on disk has changed.

    >>> from rand_engine import DataGenerator
    >>> report = (
    ...     DataGenerator({"id": {"method": "gen_incremental"}}, seed=1)
    ...     .writeStream.size(100)
    ...     .format("json")
    ...     .option("timeout", 0.3)
    ...     .trigger(frequency=0.1)
    ...     .mode("overwrite")
    ...     .start("/tmp/rand_engine_example/events")
    ... )
    >>> report.files, report.rows
    (3, 300)
    """

    __slots__ = ()

    def size(self, size: Size) -> StreamWriter:
        """Set the number of records a file; the generator's size (1000) unless said.

        Of a feed: the number of records in all, without end unless said. A function is
        asked for it at each ``start``.
        """
        return super().size(size)

    def format(self, format: str) -> StreamWriter:
        """Set the format: "csv", "json" or "parquet".

        Unless said, the extension of the path decides; appending, the dataset that is there;
        else json.
        """
        return super().format(format)

    def mode(self, mode: str) -> StreamWriter:
        """Set the mode.

        "overwrite" (default): the first complete file takes the place of the old parts in
        one step. "append" adds to a dataset directory of the same columns and types.
        """
        return super().mode(mode)

    def option(self, key: str, value: Any) -> StreamWriter:
        """Set an option; a later value replaces an earlier one.

        ``value`` is None, a boolean, a number or text. Text counts as what it says where a
        number, a boolean or None is wanted ("5", "true", "none"). Times are seconds or text
        such as "90s", "10m", "1h30m".

        Streams: timeout (required, but for ``trigger(once=True)`` and feeds), eventTime
        ("tick" or "spread": what gen_now gives), maxFiles (None; keep only the newest),
        checkpointLocation (None; a directory that remembers how far the stream is), rate
        (of a feed: rows a second).
        Load: shape ("constant", "ramp", "spike", "sine", "cron"), shapeMin, shapeMax,
        shapePeriod, shapeWidth, shapeCron.
        All formats: compression (None; Parquet "snappy"), compressionLevel, index (False),
        durability ("full" or "none"), threads (as many as there are cores), now,
        firstRow (0), manifest (False; appending, the dataset's).
        CSV: sep (","), decimal ("."), encoding ("utf-8"), header (True),
        lineterminator ("\\n"), na_rep (""), timestampFormat (ISO 8601), nested
        ("refuse").
        JSON: orient ("records"), lines (False), force_ascii (True), indent (None),
        encoding ("utf-8").
        Parquet: engine (ignored), metadata (True), rowGroupSize (by the bytes of a row).

        Raises OptionError at once for a value that no option has (a list); whether the
        option exists and takes the value is checked by ``start``.
        """
        return super().option(key, value)

    def trigger(
        self,
        frequency: float | str | None = None,
        once: bool | None = None,
        availableNow: bool | None = None,  # noqa: N803 - Spark's name
        *,
        processingTime: float | str | None = None,  # noqa: N803 - Spark's name
    ) -> StreamWriter:
        """Set when files are made.

        ``frequency`` is the time from one file to the next: seconds, or text such as "5s"
        or "10 minutes". ``processingTime``, Spark's name, is the same.
        ``once=True`` writes one file at once. ``availableNow=True`` writes all files of
        timeout and frequency at once, without waiting for their times.

        >>> from rand_engine import DataGenerator
        >>> stream = DataGenerator({"id": {"method": "gen_incremental"}}).writeStream
        >>> stream.option("timeout", "1 day").trigger("1h", availableNow=True).start(
        ...     "/tmp/rand_engine_example/day"
        ... ).files
        24
        """
        if frequency is not None and processingTime is not None:
            raise OptionError(
                "trigger: frequency and processingTime say the same; leave one of them out"
            )
        either = processingTime if frequency is None else frequency
        return self._set("set_trigger", either, once, availableNow)

    if TYPE_CHECKING:

        @overload
        def start(
            self, path: str | os.PathLike[str], blocking: Literal[True] = True
        ) -> StreamReport: ...
        @overload
        def start(
            self, path: str | os.PathLike[str], blocking: Literal[False]
        ) -> StreamingQuery: ...

    def start(
        self, path: str | os.PathLike[str], blocking: bool = True
    ) -> StreamReport | StreamingQuery:
        """Write until the timeout, or the last file if that is later; return a report.

        ``path`` names the dataset directory ("out/events.json" is the directory
        ``out/events`` and tells the format), or is "-", a pipe or a device: a feed.

        With ``blocking=False`` the stream goes on in the background, and a StreamingQuery is
        returned at once.

        Files appear under their names only when they are complete. Ctrl-C or an error leaves
        those that are there, and no part of another. The GIL is released meanwhile.

        Raises SpecError, OptionError, and WriteError for what fails on disk. What is worth
        knowing is warned of as RandEngineWarning, at the start where it is known by then,
        and in ``report.warnings``.
        """
        if str(path) == "-" and sys.stdout is not None:
            sys.stdout.flush()
        run = self._begin()
        with run:
            if blocking:
                return run.native.start(path)
            return StreamingQuery(run.native.start_in_background(path))

    def _begin(self) -> Run:
        """Return a run that asks functions for spec and size anew for each file."""
        run = super()._begin()
        size = self._size
        if self._source.asks_each_file or callable(size):
            run.native.set_next_inputs(
                lambda: (run.renew(), current_size(size) if callable(size) else None)
            )
        return run
