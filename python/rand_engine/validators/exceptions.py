"""The exceptions, where programs written for earlier versions look for them."""

from __future__ import annotations

from ..errors import (
    ColumnGenerationError,
    FileWriterError,
    RandEngineError,
    SpecValidationError,
    TransformerError,
)

__all__ = [
    "ColumnGenerationError",
    "FileWriterError",
    "RandEngineError",
    "SpecValidationError",
    "TransformerError",
]
