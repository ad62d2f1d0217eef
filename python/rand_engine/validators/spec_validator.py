"""What is wrong with a spec, as a list."""

from __future__ import annotations

from .._constraints import read_constraints
from .._mistakes import mistakes_of, spec_error
from .._spec_source import SpecSource
from ..errors import SpecError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from .._spec_source import Spec


class SpecValidator:
    """Checks specs as ``DataGenerator`` does; all mistakes at once, with what would be right.

    >>> from rand_engine.validators import SpecValidator
    >>> SpecValidator.validate({"id": {"method": "gen_uuid"}})
    []
    >>> mistakes = SpecValidator.validate({"id": {"method": "gen_uid"}})
    >>> len(mistakes), "did you mean 'gen_uuid'?" in mistakes[0]
    (1, True)
    """

    @classmethod
    def validate(cls, spec: Spec | Callable[[], Spec]) -> list[str]:
        """Return the mistakes, none for a good spec. Takes what ``DataGenerator`` takes."""
        try:
            SpecSource(spec, None).read().validate()
        except SpecError as error:
            return mistakes_of(error)
        return []

    @classmethod
    def validate_column(cls, col_name: str, col_config: Mapping[str, Any]) -> list[str]:
        """Return the mistakes of one column."""
        return cls.validate({col_name: col_config})

    @classmethod
    def validate_constraints(cls, spec: Mapping[str, Any]) -> list[str]:
        """Return the mistakes of the spec's constraints."""
        mistakes: list[str] = []
        if "constraints" in spec:
            read_constraints(spec["constraints"], mistakes)
        return mistakes

    @classmethod
    def validate_with_warnings(cls, spec: Spec | Callable[[], Spec]) -> bool:
        """Print the mistakes, and return whether there are none.

        >>> from rand_engine.validators import SpecValidator
        >>> SpecValidator.validate_with_warnings({"id": {"method": "gen_uuid"}})
        The spec is valid.
        True
        """
        return report(cls.validate(spec))

    @classmethod
    def validate_and_raise(cls, spec: Spec | Callable[[], Spec]) -> None:
        """Raise SpecValidationError with all mistakes, a line each, if there are any."""
        raise_if_any(cls.validate(spec))


def report(mistakes: list[str]) -> bool:
    """Print the mistakes; return whether there are none."""
    print(str(spec_error(mistakes)) if mistakes else "The spec is valid.")
    return not mistakes


def raise_if_any(mistakes: list[str]) -> None:
    """Raise SpecError with the mistakes, if there are any."""
    if mistakes:
        raise spec_error(mistakes)
