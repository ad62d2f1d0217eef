"""What a template is."""

from __future__ import annotations

from abc import ABC, abstractmethod

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .._transformers import FrameFunction


class IRandomSpec(ABC):
    """A spec, and the functions that make of its frame what is wanted."""

    @abstractmethod
    def metadata(self) -> dict[str, Any]:
        """Return the spec."""

    @abstractmethod
    def transformers(self) -> list[FrameFunction]:
        """Return what ``DataGenerator.transformers`` takes."""
