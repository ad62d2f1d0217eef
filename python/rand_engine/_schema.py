"""The JSON Schema of specs."""

from __future__ import annotations

from . import _rand_engine_ext

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def spec_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of specs, as ``rand-engine schema`` prints it.

    It takes specs of one table and those of several (``tables``). What it refuses
    ``DataGenerator`` or ``Dataset`` refuses too. Functions (``transformers``) are no JSON and
    not in it.

    >>> import rand_engine
    >>> rand_engine.spec_schema()["title"]
    'A spec of rand_engine'
    """
    import json

    return json.loads(_rand_engine_ext.spec_schema())
