"""Names and definitions as safe SQL, for DuckDB and SQLite alike."""

from __future__ import annotations

import re

from ..errors import OptionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

#: "VARCHAR(8)", "DECIMAL(10, 2) NOT NULL", "DOUBLE PRECISION": words, numbers in brackets.
_TYPE = r"[A-Za-z]\w*(?: +\w+)*(?: *\( *\d+ *(?:, *\d+ *)?\))?(?: +[A-Za-z]+)*"
_DEFINITION = re.compile(rf'(?:"(?P<quoted>[^"]+)"|(?P<name>\w+)) +(?P<type>{_TYPE})')
_COMMA_BETWEEN_COLUMNS = re.compile(r",(?![^()]*\))")
_PRIMARY_KEY = re.compile(r" +primary +key\b", re.IGNORECASE)


def table_identifier(name: str) -> str:
    """Return a table's name in quotes; OptionError unless letters, digits, underscores."""
    if not isinstance(name, str) or not re.fullmatch(r"\w+", name):
        raise OptionError(
            f"a table's name must be letters, digits and underscores, got {name!r}; "
            "for example 'customers_2024'"
        )
    return f'"{name}"'


def column_identifier(name: str) -> str:
    """Return a column's name in quotes; any text is one, but for the empty and NUL."""
    if not isinstance(name, str) or not name or "\0" in name:
        raise OptionError(f"a column's name must be text, got {name!r}")
    return '"' + name.replace('"', '""') + '"'


def column_list(names: Iterable[str]) -> str:
    """Return the quoted names with commas between them."""
    return ", ".join(column_identifier(name) for name in names)


def parse_definition(text: str) -> list[tuple[str, str]]:
    """Return name and type of each column of "id VARCHAR(8), day DATE".

    "PRIMARY KEY" after a type is left out: whoever asks makes all of them the key.
    """
    columns = []
    for part in _COMMA_BETWEEN_COLUMNS.split(text) if isinstance(text, str) else [""]:
        match = _DEFINITION.fullmatch(_PRIMARY_KEY.sub("", part.strip()))
        if match is None:
            raise OptionError(
                f"the columns of a table must be names and SQL types, got {text!r}; "
                "for example 'customer_id VARCHAR(8), day DATE'"
            )
        columns.append((match["quoted"] or match["name"], match["type"]))
    return columns
