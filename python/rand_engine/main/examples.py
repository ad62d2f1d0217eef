"""``RandSpecs``, where programs written for earlier versions look for it."""

from __future__ import annotations

from ..examples.rand_specs import RandSpecs

__all__ = ["RandSpecs"]
