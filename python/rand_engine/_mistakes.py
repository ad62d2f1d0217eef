"""The mistakes of a spec: a list, or a line each in the message of one SpecError."""

from __future__ import annotations

from .errors import SpecError

_TITLE_END = " mistakes in the spec:"


def mistakes_of(error: SpecError) -> list[str]:
    """Return the mistakes that the message names."""
    title, *lines = str(error).split("\n")
    if title.endswith(_TITLE_END):
        return [line.removeprefix("  ") for line in lines]
    return [str(error)]


def spec_error(mistakes: list[str]) -> SpecError:
    """Return the error of these mistakes, in the engine's form."""
    if len(mistakes) == 1:
        return SpecError(mistakes[0])
    lines = [f"{len(mistakes)}{_TITLE_END}", *mistakes]
    return SpecError("\n  ".join(lines))
