"""A stream that runs in the background."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

    from ._rand_engine_ext import StreamingQueryCore, StreamReport, StreamStatus


class StreamingQuery:
    """A stream in the background; made by ``start(path, blocking=False)``, as in Spark.

    The stream goes on if this object is dropped. All streams are stopped when Python ends.
    A ``with`` block stops it at the block's end.

    >>> from rand_engine import DataGenerator
    >>> stream = DataGenerator({"id": {"method": "gen_incremental"}}).writeStream.size(10)
    >>> stream = stream.option("timeout", "1h").trigger(frequency=0.1)
    >>> with stream.start("/tmp/rand_engine_example/live", blocking=False) as query:
    ...     query.await_termination(timeout=0.25)
    False
    >>> query.is_active, query.report.stopped
    (False, True)
    """

    __slots__ = ("_native",)

    def __init__(self, native: StreamingQueryCore) -> None:
        self._native = native

    def stop(self) -> None:
        """Stop the stream and wait for its end.

        Files that are visible stay, and no other appears. A stream that has ended is left
        as it is.
        """
        self._native.stop()

    def await_termination(self, timeout: float | None = None) -> bool:
        """Wait for the stream's end, at most ``timeout`` seconds; return whether it ended.

        Raises what the stream failed with. Ctrl-C ends the waiting, not the stream.
        """
        return self._native.await_termination(timeout)

    @property
    def is_active(self) -> bool:
        """Whether the stream still runs."""
        return self._native.status.is_active

    @property
    def status(self) -> StreamStatus:
        """How far the stream is.

        ``is_active``, and of the files that it has made visible: ``files`` (their number),
        ``rows``, ``bytes``, ``late_files``, and ``last_file`` (path of the newest, or None).
        """
        return self._native.status

    @property
    def exception(self) -> Exception | None:
        """What the stream failed with; None while it runs and after a good end."""
        return self._native.exception

    @property
    def report(self) -> StreamReport | None:
        """The report of a stream that has ended well or was stopped; else None."""
        return self._native.report

    awaitTermination = await_termination  # noqa: N815 - Spark's names
    isActive = is_active  # noqa: N815

    def __enter__(self) -> StreamingQuery:
        return self

    def __exit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop; raise what the stream failed with, unless the block failed itself."""
        self.stop()
        if exception_type is None:
            self.await_termination()

    def __repr__(self) -> str:
        return repr(self.status).replace("StreamStatus", "StreamingQuery")
