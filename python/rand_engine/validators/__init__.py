"""Checking specs without making data.

The mistakes are those that the engine itself finds; a program that only makes data needs no
validator, as ``DataGenerator`` checks its spec at once.
"""

from __future__ import annotations

from .advanced_validator import AdvancedValidator
from .common_validator import CommonValidator
from .spec_validator import SpecValidator

__all__ = ["AdvancedValidator", "CommonValidator", "SpecValidator"]
