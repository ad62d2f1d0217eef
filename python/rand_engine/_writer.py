"""What BatchWriter and StreamWriter share."""

from __future__ import annotations

from .errors import RandEngineWarning

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Mapping
    from typing import Any, Self, SupportsIndex

    from ._rand_engine_ext import BatchWriterCore, StreamWriterCore, WritePreview


class Writer:
    """A chain of settings around the native writer."""

    __slots__ = ("_native",)

    _native: BatchWriterCore | StreamWriterCore

    def size(self, size: SupportsIndex) -> Self:
        """Set the number of records."""
        self._native.set_size(size)
        return self

    def format(self, format: str) -> Self:
        """Set the format: "csv", "json" or "parquet"."""
        self._native.set_format(format)
        return self

    def mode(self, mode: str) -> Self:
        """Set the mode: "overwrite" (default) or "append"."""
        self._native.set_mode(mode)
        return self

    def option(self, key: str, value: Any) -> Self:
        """Set an option; a later value replaces an earlier one."""
        self._native.set_option(key, value)
        return self

    def options(self, options: Mapping[str, Any] | None = None, /, **more: Any) -> Self:
        """Set many options, by a dict, by keywords or by both; keywords come last.

        >>> from rand_engine import DataGenerator
        >>> writer = DataGenerator({"id": {"method": "gen_incremental"}}).write
        >>> writer.options({"sep": ";"}, index=True).save("/tmp/ids.csv").rows
        1000
        """
        for key, value in {**(options or {}), **more}.items():
            self.option(key, value)
        return self

    def dry_run(self, path: str | os.PathLike[str]) -> WritePreview:
        """Return what would be written: paths, columns, rows, about how many bytes.

        Changes nothing; raises and warns as the writing would, as far as that can be known.
        """
        preview = self._native.dry_run(path)
        warn(preview.warnings)
        return preview

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


def warn(messages: list[str]) -> None:
    """Warn at the line that called the method that calls this."""
    if not messages:
        return
    import warnings

    for message in messages:
        warnings.warn(message, RandEngineWarning, stacklevel=3)
