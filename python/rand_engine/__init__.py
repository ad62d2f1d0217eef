"""Synthetic data from a short spec: data frames, CSV, JSON and Parquet files, streams.

>>> from rand_engine import DataGenerator
>>> spec = {
...     "id": {"method": "gen_incremental"},
...     "age": {"method": "gen_ints", "parms": {"min": 18, "max": 65}},
... }
>>> report = DataGenerator(spec, seed=42).write.size(1000).save("/tmp/users.csv")
>>> report.rows
1000

The same spec, seed and number of rows give the same data on every machine, whatever the
number of threads, as long as ``DATA_VERSION`` is the same.

Nothing is printed. The logger "rand_engine" (module ``logging``) tells at level INFO of
databases that are opened and closed:

>>> import logging
>>> logging.getLogger("rand_engine").setLevel(logging.INFO)
"""

from __future__ import annotations

import atexit as _atexit

try:
    from . import _rand_engine_ext
except ImportError as _error:
    from ._arrow_libraries import load_arrow_libraries as _load_arrow_libraries

    _load_arrow_libraries(_error)
    from . import _rand_engine_ext
from ._rand_engine_ext import (
    DATA_VERSION,
    ColumnSummary,
    StreamReport,
    StreamStatus,
    VerifyProblem,
    VerifyReport,
    WritePreview,
    WriteReport,
    verify,
)
from ._schema import spec_schema
from .batch_writer import BatchWriter
from .data_generator import DataGenerator
from .dataset import Dataset, DatasetStreamWriter, DatasetWriter
from .errors import (
    ColumnGenerationError,
    FileWriterError,
    OptionError,
    RandEngineError,
    RandEngineWarning,
    SpecError,
    SpecValidationError,
    TransformerError,
    WriteError,
)
from .stream_writer import StreamWriter
from .streaming_query import StreamingQuery

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .main.examples import RandSpecs

__all__ = [
    "DATA_VERSION",
    "BatchWriter",
    "ColumnGenerationError",
    "ColumnSummary",
    "DataGenerator",
    "Dataset",
    "DatasetStreamWriter",
    "DatasetWriter",
    "FileWriterError",
    "OptionError",
    "RandEngineError",
    "RandEngineWarning",
    "RandSpecs",
    "SpecError",
    "SpecValidationError",
    "StreamReport",
    "StreamStatus",
    "StreamWriter",
    "StreamingQuery",
    "TransformerError",
    "VerifyProblem",
    "VerifyReport",
    "WriteError",
    "WritePreview",
    "WriteReport",
    "__version__",
    "spec_schema",
    "verify",
]

__version__ = _rand_engine_ext.VERSION

# Daemon threads and streams may be in the middle of a run when the interpreter ends.
_atexit.register(_rand_engine_ext.stop_all_runs)


def __getattr__(name: str) -> object:
    # The import stays light: what few programs use is loaded when it is asked for.
    if name == "RandSpecs":
        from .main.examples import RandSpecs

        return RandSpecs
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
