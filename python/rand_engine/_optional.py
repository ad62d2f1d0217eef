"""Packages that only some calls need."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType


def import_optional(package: str, user: str, instead: str = "") -> ModuleType:
    """Import ``package``, or say which extra of rand-engine ``user`` needs."""
    import importlib

    try:
        return importlib.import_module(package)
    except ImportError as error:
        message = f"{user} needs {package}: pip install 'rand-engine[{package}]'"
        raise ImportError(f"{message} {instead}".rstrip()) from error
