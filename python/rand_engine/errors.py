"""What can go wrong, as exceptions and warnings.

Each message is whole: where, what was given, what is allowed, an example, the nearest name
for a misspelt one.
"""

from __future__ import annotations

__all__ = [
    "ColumnGenerationError",
    "FileWriterError",
    "OptionError",
    "RandEngineError",
    "RandEngineWarning",
    "SpecError",
    "SpecValidationError",
    "TransformerError",
    "WriteError",
]


class RandEngineError(Exception):
    """Base of all errors of rand_engine."""


class SpecError(RandEngineError, ValueError):
    """The spec is wrong: a line for each mistake. Nothing was touched.

    >>> from rand_engine import DataGenerator, SpecError
    >>> try:
    ...     DataGenerator({"age": {"method": "gen_int", "parms": {"min": 18, "max": 65}}})
    ... except SpecError as error:
    ...     print("did you mean 'gen_ints'?" in str(error))
    True
    """


class OptionError(RandEngineError, ValueError):
    """An argument, option, mode, path or their combination is wrong. Nothing was touched."""


class WriteError(RandEngineError, OSError):
    """Reading or writing failed; the earlier data is as it was.

    ``errno`` is the system's number (``errno.ENOSPC``) where one is known, else None. The
    message is whole without it.
    """

    def __init__(self, message: str = "", errno: int | None = None) -> None:
        # With two arguments OSError would put "[Errno ...]" before the message.
        super().__init__(message)
        self.errno = errno

    def __reduce__(self) -> tuple[type, tuple[str, int | None]]:
        return (type(self), (str(self), self.errno))


class ColumnGenerationError(RandEngineError):
    """The values of a column cannot be made: a foreign key has no parent to draw from."""


class TransformerError(RandEngineError):
    """A function that ``transformers`` names failed, or gave what it must not.

    The message names its place and its error, which is the ``__cause__``.
    """


class RandEngineWarning(UserWarning):
    """Something was done that may not be what was meant; the report names it too."""


#: Other names of the same classes, from earlier versions.
SpecValidationError = SpecError
FileWriterError = WriteError
