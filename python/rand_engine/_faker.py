"""Method ``faker``: values drawn once from the package Faker, then a choice of the engine.

``{"method": "faker", "parms": {"provider": "city", "locale": "de_DE", "pool": 1000}}``.
All other parameters go to the provider. The pool is a function of the generator's seed, the
column's name and the parameters, for one version of Faker.
"""

from __future__ import annotations

from ._optional import import_optional

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_EXAMPLE = '{"method": "faker", "parms": {"provider": "city", "locale": "de_DE"}}'
_KEYWORDS = ("parms", "kwargs", "args")
_POSITIONS = ("provider", "locale", "pool")
_MOST_VALUES = 1_000_000
#: Stands for a column with a mistake, so that the engine finds those of the others.
_FILLER = {"method": "gen_uuid"}


def uses_faker(spec: Any) -> bool:
    """Say whether a column of the spec draws from Faker."""
    return hasattr(spec, "items") and any(_is_faker(column) for _, column in spec.items())


def draw_pools(spec: Mapping[str, Any], seed: Any, mistakes: list[str]) -> dict[str, Any]:
    """Return the spec with a choice of drawn values for each column of method faker."""
    columns = {}
    for name, column in spec.items():
        if not _is_faker(column):
            columns[name] = column
            continue
        rest = {key: value for key, value in column.items() if key not in _KEYWORDS}
        try:
            values = _draw(name, _parameters(column), str(seed))
            columns[name] = rest | {"method": "distincts", "parms": {"distincts": values}}
        except _MistakeError as mistake:
            mistakes.append(f"spec: column '{name}': {mistake}")
            columns[name] = rest | _FILLER
    return columns


class _MistakeError(Exception):
    """What is wrong with the parameters."""


def _is_faker(column: Any) -> bool:
    return hasattr(column, "items") and column.get("method") == "faker"


def _parameters(column: Mapping[str, Any]) -> dict[str, Any]:
    given = [key for key in _KEYWORDS if key in column]
    if len(given) > 1:
        raise _MistakeError(
            f"has both '{given[0]}' and '{given[1]}'; they mean the same, keep one"
        )
    parameters = column[given[0]] if given else {}
    if isinstance(parameters, list | tuple) and len(parameters) <= len(_POSITIONS):
        return dict(zip(_POSITIONS, parameters, strict=False))
    if not hasattr(parameters, "items"):
        raise _MistakeError(f"{given[0]} must be a dict, got {parameters!r}")
    return dict(parameters)


def _draw(column: str, parameters: dict[str, Any], seed: str) -> list[Any]:
    faker = import_optional("faker", "method faker")
    provider = parameters.pop("provider", None)
    if not isinstance(provider, str):
        raise _MistakeError(
            f"needs parms.provider, a method of Faker, got {provider!r}; e.g. {_EXAMPLE}"
        )
    locale = parameters.pop("locale", None)
    count = _count(parameters.pop("pool", 1000))
    try:
        source = faker.Faker(locale)
    except (AttributeError, TypeError, ValueError) as error:
        raise _MistakeError(f"parms.locale {locale!r}: {error}") from error
    _check_provider(source, provider)
    source.seed_instance(_pool_seed(seed, column))
    method = getattr(source, provider)
    try:
        return [method(**parameters) for _ in range(count)]
    except Exception as error:
        message = (
            f"Faker's {provider} with {parameters!r}: {type(error).__name__}: {error}"
        )
        raise _MistakeError(message) from error


def _count(pool: Any) -> int:
    import operator

    try:
        count = operator.index(pool)
    except TypeError:
        count = 0
    if isinstance(pool, bool) or not 1 <= count <= _MOST_VALUES:
        raise _MistakeError(
            f"parms.pool must be a whole number from 1 to {_MOST_VALUES}, got {pool!r}"
        )
    return count


def _check_provider(source: Any, provider: str) -> None:
    names = {
        name
        for factory in source.factories
        for each in factory.get_providers()
        for name in dir(each)
        if not name.startswith("_") and callable(getattr(each, name))
    }
    if provider in names:
        return
    import difflib

    near = difflib.get_close_matches(provider, names, 1)
    hint = f" (did you mean '{near[0]}'?)" if near else ""
    raise _MistakeError(
        f"parms.provider: Faker has no provider '{provider}'{hint}; e.g. {_EXAMPLE}"
    )


def _pool_seed(seed: str, column: str) -> int:
    """Return a seed of the pool's own, so that columns differ."""
    import hashlib

    digest = hashlib.sha256(f"{seed}\0{column}".encode()).digest()
    return int.from_bytes(digest[:8], "little")
