"""Specs that Spark's users may use: what rand_engine's SparkGenerator makes as well."""

from __future__ import annotations

import warnings

from ..errors import RandEngineWarning
from .spec_validator import SpecValidator, raise_if_any, report

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

#: Methods that SparkGenerator has.
SPARK_METHODS = (
    "booleans",
    "dates",
    "distincts",
    "distincts_prop",
    "floats",
    "floats_normal",
    "int_zfilled",
    "integers",
    "unix_timestamps",
    "uuid4",
)
#: Methods that it takes, but fills with missing values.
EMPTY_IN_SPARK = (
    "complex_distincts",
    "distincts_map",
    "distincts_map_prop",
    "distincts_multi_map",
)
#: Members of a column that it does not know.
NOT_IN_SPARK = ("anomalies", "anomaly_rate", "args", "null_rate", "transformers")


class CommonValidator(SpecValidator):
    """Checks specs that are to run in Spark as well.

    >>> from rand_engine.validators import CommonValidator
    >>> CommonValidator.validate_spark_spec({"id": {"method": "gen_uuid"}})[0]
    ... # doctest: +ELLIPSIS
    "spec: column 'id': method 'gen_uuid' is not one of Spark; allowed are 'booleans', ...
    """

    @classmethod
    def validate_spark_spec(cls, spec: Mapping[str, Any]) -> list[str]:
        """Return what is wrong with the spec, or is not in Spark; none if it runs there.

        Warns (RandEngineWarning) of correlated columns: Spark fills them with missing values.
        """
        mistakes = cls.validate(spec)
        if hasattr(spec, "items"):
            for name, member in spec.items():
                if hasattr(member, "get"):
                    mistakes += _spark_mistakes(name, member)
        return mistakes

    @classmethod
    def validate_spark_and_raise(cls, spec: Mapping[str, Any]) -> None:
        """Raise SpecValidationError with all mistakes of ``validate_spark_spec``."""
        raise_if_any(cls.validate_spark_spec(spec))

    @classmethod
    def validate_spark_with_warnings(cls, spec: Mapping[str, Any]) -> bool:
        """Print the mistakes of ``validate_spark_spec``; return whether there are none."""
        return report(cls.validate_spark_spec(spec))


def _spark_mistakes(name: str, member: Mapping[str, Any]) -> list[str]:
    """Return what of a column is not in Spark."""
    where = f"spec: column '{name}'"
    mistakes = [
        f"{where}: {key} is not one of Spark; leave it out"
        + (", and name the parameters in kwargs" if key == "args" else "")
        for key in NOT_IN_SPARK
        if key in member
    ]
    method = member.get("method")
    if method in EMPTY_IN_SPARK:
        warnings.warn(
            f"column '{name}': Spark fills columns of method '{method}' with missing values",
            RandEngineWarning,
            stacklevel=3,
        )
    elif isinstance(method, str) and method not in SPARK_METHODS:
        allowed = ", ".join(f"'{each}'" for each in SPARK_METHODS)
        mistakes.append(
            f"{where}: method '{method}' is not one of Spark; allowed are {allowed}"
        )
    return mistakes
