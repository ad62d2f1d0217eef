"""The logger "rand_engine"; the package's docstring says what it tells."""

from __future__ import annotations

import logging

logger = logging.getLogger("rand_engine")
# Silent unless the program that uses the package wants it otherwise.
logger.addHandler(logging.NullHandler())
