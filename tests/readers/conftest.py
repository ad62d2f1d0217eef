"""The files of the matrix, written once, and the readers."""

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import matrix  # noqa: E402

# `make test-readers` installs Spark, and says so.
collect_ignore = [] if os.environ.get("RAND_ENGINE_ALL_READERS") else ["test_spark.py"]


@pytest.fixture(scope="session")
def truth():
    return matrix.Truth.make()


@pytest.fixture(scope="session")
def files(tmp_path_factory):
    return matrix.write_all(tmp_path_factory.mktemp("matrix"))


@pytest.fixture(scope="session")
def reader_of(truth):
    """Each reader once."""
    made = {}

    def reader_of(kind):
        if kind not in made:
            made[kind] = kind(truth.schema)
        return made[kind]

    return reader_of
