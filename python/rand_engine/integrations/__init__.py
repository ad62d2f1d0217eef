"""Tables in databases: ``DuckDBHandler`` and ``SQLiteHandler``."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._duckdb_handler import DuckDBHandler
    from ._sqlite_handler import SQLiteHandler

__all__ = ["DuckDBHandler", "SQLiteHandler"]


def __getattr__(name: str) -> Any:
    if name == "DuckDBHandler":
        from ._duckdb_handler import DuckDBHandler

        return DuckDBHandler
    if name == "SQLiteHandler":
        from ._sqlite_handler import SQLiteHandler

        return SQLiteHandler
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
