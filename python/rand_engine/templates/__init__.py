"""Specs with the functions that finish their frames: ``WebServerLogs``."""

from __future__ import annotations

from ..examples.rand_specs import RandSpecs
from .i_random_spec import IRandomSpec
from .web_server_logs import WebServerLogs

__all__ = ["IRandomSpec", "RandSpecs", "WebServerLogs"]
