"""What BatchWriter and StreamWriter share."""

from __future__ import annotations

from ._spec_source import current_size
from .errors import RandEngineWarning

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Mapping
    from typing import Any, Self

    from ._rand_engine_ext import WritePreview
    from ._runs import Run, RunSource
    from ._spec_source import Size


class Writer:
    """A chain of settings around the native writer."""

    __slots__ = ("_settings", "_settings_check", "_size", "_source")

    def __init__(self, source: RunSource) -> None:
        self._source = source
        # Settings are checked at once, and made again for each run.
        self._settings_check = source.settings_check()
        self._settings: list[tuple[str, tuple[Any, ...]]] = []
        self._size = source.size

    def size(self, size: Size) -> Self:
        """Set the number of records, or a function that gives it."""
        if not callable(size):
            self._settings_check.set_size(size)
        self._size = size
        return self

    def format(self, format: str) -> Self:
        """Set the format: "csv", "json" or "parquet"."""
        return self._set("set_format", format)

    def mode(self, mode: str) -> Self:
        """Set the mode: "overwrite" (default) or "append"."""
        return self._set("set_mode", mode)

    def option(self, key: str, value: Any) -> Self:
        """Set an option; a later value replaces an earlier one."""
        return self._set("set_option", key, value)

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
        preview = self._begin().native.dry_run(path)
        warn(preview.warnings)
        return preview

    def _set(self, setting: str, *values: Any) -> Self:
        getattr(self._settings_check, setting)(*values)
        self._settings.append((setting, values))
        return self

    def _begin(self) -> Run:
        """Return a run: spec and size as they are now, and the settings."""
        run = self._source.begin()
        for setting, values in self._settings:
            getattr(run.native, setting)(*values)
        if self._size is not None and self._size is not self._source.size:
            run.native.set_size(current_size(self._size))
        return run

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


def warn(messages: list[str]) -> None:
    """Warn at the line that called the method that calls this."""
    if not messages:
        return
    import warnings

    for message in messages:
        warnings.warn(message, RandEngineWarning, stacklevel=3)
