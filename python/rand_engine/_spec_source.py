"""A spec and its seed -> the engine's generator, and what Python does after it."""

from __future__ import annotations

from . import _rand_engine_ext
from ._faker import draw_pools, uses_faker
from ._mistakes import mistakes_of, spec_error
from .errors import OptionError, SpecError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping
    from typing import Any, SupportsIndex

    from ._constraints import Constraint

    Spec = Mapping[str, Any] | str | os.PathLike[str]
    Size = SupportsIndex | Callable[[], SupportsIndex]

#: A spec for what does not depend on one: seeds, sizes, settings of writers.
PLACEHOLDER = {"id": {"method": "gen_incremental"}}


class ColumnTransformers:
    """The functions of one column, for each of its values."""

    __slots__ = ("column", "functions", "pure")

    def __init__(
        self, column: str, functions: tuple[Callable[[Any], Any], ...], pure: bool
    ) -> None:
        self.column = column
        self.functions = functions
        self.pure = pure


class PreparedSpec:
    """A spec taken apart; the user's own dicts are left as they are."""

    __slots__ = ("constraints", "mistakes", "native", "transformers")

    def __init__(self, spec: Spec, seed: SupportsIndex | None) -> None:
        self.mistakes: list[str] = []
        self.transformers: list[ColumnTransformers] = []
        self.constraints: list[Constraint] = []
        if uses_faker(spec):
            seed = _rand_engine_ext.Generator(PLACEHOLDER, seed).with_seed().seed
            spec = draw_pools(spec, seed, self.mistakes)
        self.native = _rand_engine_ext.Generator(self._take_apart(spec), seed)

    def with_seed(self) -> PreparedSpec:
        """Return a copy with a generator of its own; without a seed one is drawn."""
        copy = object.__new__(PreparedSpec)
        copy.mistakes = self.mistakes
        copy.transformers = self.transformers
        copy.constraints = self.constraints
        copy.native = self.native.with_seed()
        return copy

    @property
    def constraint_labels(self) -> list[str]:
        """The names of the constraints."""
        return [each.label for each in self.constraints]

    def validate(self) -> None:
        """Raise SpecError with all mistakes of the spec, the engine's and Python's."""
        mistakes = []
        try:
            self.native.validate()
        except SpecError as error:
            if not self.mistakes:
                raise
            mistakes = mistakes_of(error)
        if self.mistakes:
            raise spec_error(mistakes + self.mistakes)

    def _take_apart(self, spec: Spec) -> Spec:
        """Return what the engine reads: the spec without what Python does."""
        if not hasattr(spec, "items"):
            return spec
        columns = {}
        taken = False
        for name, member in spec.items():
            is_object = hasattr(member, "items")
            if name == "constraints" and not (is_object and "method" in member):
                from ._constraints import read_constraints

                self.constraints = read_constraints(member, self.mistakes)
                taken = True
            elif is_object and ("transformers" in member or "pure" in member):
                columns[name] = self._take_transformers(name, member)
                taken = True
            else:
                columns[name] = member
        return columns if taken else spec

    def _take_transformers(self, name: str, member: Mapping[str, Any]) -> dict[str, Any]:
        rest = {
            key: value
            for key, value in member.items()
            if key not in ("transformers", "pure")
        }
        functions = member.get("transformers", [])
        pure = member.get("pure", False)
        columns = rest.get("cols")
        wrong = wrong_functions(functions)
        if wrong:
            self._add_mistake(name, wrong)
        elif functions and member.get("hidden") is True:
            self._add_mistake(
                name,
                "transformers see what is written, which a hidden column is not; leave one "
                "of the two out",
            )
        elif functions and isinstance(columns, list | tuple) and len(columns) > 1:
            self._add_mistake(
                name,
                f"transformers are for one column, but cols names {len(columns)}; use "
                "DataGenerator(spec).transformers([...]), which take the whole frame",
            )
        elif functions:
            column = columns[0] if isinstance(columns, list | tuple) and columns else name
            self.transformers.append(
                ColumnTransformers(column, tuple(functions), pure is True)
            )
        if not isinstance(pure, bool):
            self._add_mistake(name, f"pure must be True or False, got {pure!r}")
        return rest

    def _add_mistake(self, column: str, mistake: str) -> None:
        self.mistakes.append(f"spec: column '{column}': {mistake}")


class SpecSource:
    """A spec, or a function that gives one: then it is asked anew for each ``read``."""

    __slots__ = ("_function", "_prepared", "_seed", "placeholder")

    def __init__(
        self, spec: Spec | Callable[[], Spec], seed: SupportsIndex | None
    ) -> None:
        # Checks the seed, whatever the spec.
        self.placeholder = _rand_engine_ext.Generator(PLACEHOLDER, seed)
        self._seed = seed
        if seed is None and uses_faker(spec):
            # Its pool is part of what the seed decides: drawn anew with each.
            spec = dict(spec).copy
        self._function = spec if callable(spec) else _no_spec
        self._prepared = None if callable(spec) else PreparedSpec(spec, seed)

    @classmethod
    def of_native(cls, native: _rand_engine_ext.Generator) -> SpecSource:
        """Return a source of the engine's generator of a table, which has a seed."""
        source = cls(PLACEHOLDER, native.seed)
        source.placeholder = native
        source._prepared.native = native
        return source

    @property
    def is_callable(self) -> bool:
        """Whether the spec may be another one each time."""
        return self._prepared is None

    def read(self) -> PreparedSpec:
        """Return the spec as it is now."""
        if self._prepared is not None:
            return self._prepared
        return PreparedSpec(self._function(), self._seed)

    def with_seed(self) -> SpecSource:
        """Return a source of the same spec; without a seed one is drawn."""
        if self._seed is not None:
            return self
        seeded = SpecSource(self._function, self.placeholder.with_seed().seed)
        if self._prepared is not None:
            seeded._prepared = self._prepared.with_seed()
        return seeded


def _no_spec() -> Spec:
    raise AssertionError("a spec that is no function was read when it was given")


def wrong_functions(functions: Any, example: str = "[str.upper]") -> str:
    """Say what is wrong with a list of functions, or nothing."""
    what, wrong = "transformers must be a list of functions", functions
    if isinstance(functions, list | tuple):
        for number, function in enumerate(functions):
            if not callable(function):
                what, wrong = f"transformers[{number}] must be a function", function
                break
        else:
            return ""
    return f"{what}, got {wrong!r}; for example {example}"


def current_size(size: Size | None) -> SupportsIndex | None:
    """Return the size as it is now; None if none was set."""
    if not callable(size):
        return size
    rows = size()
    if rows is None:
        raise OptionError("size: the function must return a whole number, got None")
    return rows
