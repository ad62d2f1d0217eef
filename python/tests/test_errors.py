"""The classes of errors."""

import errno
import pickle

import pytest

from rand_engine import (
    FileWriterError,
    OptionError,
    RandEngineError,
    RandEngineWarning,
    SpecError,
    SpecValidationError,
    WriteError,
)


def test_classes_are_also_what_python_users_expect():
    assert issubclass(RandEngineError, Exception)
    assert issubclass(SpecError, RandEngineError) and issubclass(SpecError, ValueError)
    assert issubclass(OptionError, RandEngineError) and issubclass(
        OptionError, ValueError
    )
    assert issubclass(WriteError, RandEngineError) and issubclass(WriteError, OSError)
    assert issubclass(RandEngineWarning, UserWarning)


def test_earlier_names_are_the_same_classes():
    assert SpecValidationError is SpecError
    assert FileWriterError is WriteError


def test_write_error_is_its_whole_message():
    error = WriteError("cannot write 'a': No space left on device", errno.ENOSPC)
    assert str(error) == "cannot write 'a': No space left on device"
    assert error.errno == errno.ENOSPC
    assert WriteError("unknown").errno is None


@pytest.mark.parametrize(
    "error", [WriteError("text", 28), SpecError("text"), OptionError("text")]
)
def test_errors_pass_between_processes(error):
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error)
    assert str(copy) == "text"
    assert getattr(copy, "errno", None) == getattr(error, "errno", None)
