"""Specs to start from: ``RandSpecs``, ``CommonRandSpecs`` and ``AdvancedRandSpecs``."""

from __future__ import annotations

from .advanced_rand_specs import AdvancedRandSpecs
from .common_rand_specs import CommonRandSpecs
from .rand_specs import RandSpecs

__all__ = ["AdvancedRandSpecs", "CommonRandSpecs", "RandSpecs"]
