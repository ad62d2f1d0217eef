"""The table that a peer is to write, read from our spec of it, and a peer's command line.

A peer is called as `PEER.py SPEC OUTPUT ROWS PATH`: a JSON spec of rand_engine, an output
such as csv, csv-gzip-1 or parquet-zstd, the number of rows and the file to write. Of the
output dataframe, a pandas frame in memory, the file holds but the shape.
"""

import csv
import json
import sys
import unicodedata
from collections import defaultdict
from datetime import date
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

WORDS = Path(__file__).resolve().parents[2] / "src/rand_engine/methods/words"
WORDS_IN_TABLE = 4096
DOMAINS = ("example.com", "example.org", "example.net")


class Output(NamedTuple):
    """A format (csv, jsonl, parquet, dataframe), its codec and level, if any."""

    format: str
    codec: str | None = None
    level: int | None = None  # None: the library's own default

    @classmethod
    def parse(cls, text):
        """Read FORMAT[-CODEC[-LEVEL]]."""
        name, codec, level, *_ = [*text.split("-"), None, None]
        return cls(name, codec, level and int(level))


class Column(NamedTuple):
    """What a peer has to know of a column: a kind and its bounds.

    sequence      1, 2, ...
    integers      minimum to maximum, both included
    decimals      minimum to maximum in steps of 10^-digits
    dates         minimum to maximum, both included
    texts         a word of each table, joined; a word is as likely as its share of a table
    booleans      true with that probability
    unique_texts  `digits` digits, no two alike
    uuids, now    random UUIDs as text; the present time, UTC
    """

    name: str
    kind: str
    minimum: int | float | date = 0
    maximum: int | float | date = 0
    digits: int = 0
    tables: list[list[str]] = []
    probability: float = 0


class Task(NamedTuple):
    """What a peer is asked for."""

    columns: list[Column]
    output: Output
    rows: int
    path: str


def read_task():
    """Return the task that the command line gives."""
    spec, output, rows, path = sys.argv[1:]
    columns = columns_of(json.loads(Path(spec).read_text(encoding="utf-8")))
    return Task(columns, Output.parse(output), int(rows), path)


def report_shape(frame, path):
    """Write the rows and columns of a pandas frame, for which there is no file."""
    Path(path).write_text("{} {}".format(*frame.shape), encoding="utf-8")


def columns_of(spec):
    """Return the columns of a spec that has only the methods known here."""
    return [
        column(name, entry["method"], entry.get("parms") or entry.get("kwargs") or {})
        for name, entry in spec.items()
    ]


def column(name, method, parameters):
    """Return what the method with these parameters makes."""
    bounds = parameters.get("min"), parameters.get("max")
    match method:
        case "gen_incremental":
            return Column(name, "sequence")
        case "gen_ints" | "integers":
            return Column(name, "integers", *bounds)
        case "gen_floats" | "floats":
            return Column(name, "decimals", *bounds, digits=parameters["round"])
        case "gen_dates":
            days = (parameters["date_min"], parameters["date_max"])
            return Column(name, "dates", *map(date.fromisoformat, days))
        case "gen_str_choice" | "distincts":
            words = parameters.get("options") or parameters["distincts"]
            return Column(name, "texts", tables=[words])
        case "gen_name":
            return Column(name, "texts", tables=name_tables())
        case "gen_email":
            return Column(name, "texts", tables=email_tables())
        case "booleans":
            return Column(name, "booleans", probability=parameters["true_prob"])
        case "unique_ids" if parameters.get("strategy") == "zint":
            return Column(name, "unique_texts", digits=parameters["length"])
        case "gen_uuid":
            return Column(name, "uuids")
        case "gen_now":
            return Column(name, "now")
    raise ValueError(f"column {name!r}: no peer knows the method {method!r}")


def rows_of(name):
    """Return the rows of a list of words."""
    with open(WORDS / f"{name}.tsv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def word_table(name):
    """Return names, each as often as it is likely.

    Unlike in gen_name the first name says nothing of the last, which is less work.
    """
    cultures = {row["culture"]: int(row["weight"]) for row in rows_of("cultures")}
    totals = defaultdict(int)
    rows = [row for row in rows_of(name) if row["culture"] in cultures]
    for row in rows:
        totals[row["culture"]] += int(row["weight"])
    shares = accumulate(
        cultures[row["culture"]] * int(row["weight"]) / totals[row["culture"]]
        for row in rows
    )
    table = []
    for row, share in zip(rows, shares, strict=True):
        filled = round(share / sum(cultures.values()) * WORDS_IN_TABLE)
        table += [row["name"]] * (filled - len(table))
    return table


def name_tables():
    """Return the tables of `First Last`."""
    return [[word + " " for word in word_table("first_names")], word_table("last_names")]


def email_tables():
    """Return the tables of `first.last123@example.com`; three in ten have no number."""
    numbers = [*map(str, range(1, 1000)), *[""] * 429]
    tails = [f"{number}@{domain}" for number in numbers for domain in DOMAINS]
    first, last = (
        map(ascii_letters, word_table(f"{x}_names")) for x in ("first", "last")
    )
    return [[word + "." for word in first], list(last), tails]


def ascii_letters(word):
    """Return a name as addresses spell it."""
    plain = unicodedata.normalize("NFKD", word.lower())
    return "".join(letter for letter in plain if letter.isascii() and letter.isalpha())


def wide_spec():
    """Return a spec of 100 columns: integers, decimals, choices and dates in turns."""
    kinds = (
        lambda k: {"method": "gen_ints", "parms": {"min": 0, "max": 10 ** (1 + k % 6)}},
        lambda k: {"method": "gen_floats", "parms": {"min": 0, "max": 1000, "round": 2}},
        lambda k: {
            "method": "gen_str_choice",
            "parms": {"options": [f"option {n}" for n in range(2 + k % 20)]},
        },
        lambda k: {
            "method": "gen_dates",
            "parms": {"date_min": "2020-01-01", "date_max": "2024-12-31"},
        },
    )
    return {f"column_{k:02}": kinds[k % len(kinds)](k) for k in range(100)}
