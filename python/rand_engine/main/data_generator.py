"""``DataGenerator``, where programs written for earlier versions look for it."""

from __future__ import annotations

from ..data_generator import DataGenerator

__all__ = ["DataGenerator"]
