"""``AdvancedValidator``, later versions' name of ``SpecValidator``."""

from __future__ import annotations

from .spec_validator import SpecValidator as AdvancedValidator

__all__ = ["AdvancedValidator"]
