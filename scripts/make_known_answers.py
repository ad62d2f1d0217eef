#!/usr/bin/env python3
"""Write the known answers of tests/known_answers: draws, codes and values.

A second implementation of what decides the data, from the published algorithms
(SHA-256, SplitMix64, multiply-high, Vose's alias tables) and the word lists, in plain
Python. The C++ tests read the tables that it writes. A change of any line is a change of
the data: raise kDataVersion (include/rand_engine/version.h and DATA_VERSION in known_answer_draws.py) and say
so in CHANGELOG.

    python3 scripts/make_known_answers.py            write the tables
    python3 scripts/make_known_answers.py --check    fail if the committed ones differ
"""

import datetime
import json
import pathlib
import sys
from decimal import Decimal, localcontext

from known_answer_draws import (
    AliasTable,
    Bits,
    draw,
    scale,
    stream_key,
    whole_weights,
)
from known_answers_of_nested import COLUMNS as NESTED_COLUMNS
from known_answers_of_nested import nested_methods
from known_answers_of_patterns import COLUMNS as PATTERN_COLUMNS
from known_answers_of_patterns import METHODS as PATTERN_METHODS
from known_answers_of_people import COLUMNS as PEOPLE_COLUMNS
from known_answers_of_people import people_methods
from known_answers_of_rand_engine import COLUMNS as RAND_ENGINE_COLUMNS
from known_answers_of_rand_engine import METHODS as RAND_ENGINE_METHODS
from known_answers_of_things import COLUMNS as COLUMNS_OF_THINGS
from known_answers_of_things import METHODS as METHODS_OF_THINGS
from known_answers_of_time import COLUMNS as TIME_COLUMNS
from known_answers_of_time import METHODS as TIME_METHODS

ROOT = pathlib.Path(__file__).resolve().parent.parent
TABLES = ROOT / "tests" / "known_answers"
WORDS = ROOT / "src" / "rand_engine" / "methods" / "words"

NOW = datetime.datetime(2024, 5, 1, 12, 30, 0, 123456)
ROWS = [0, 1, 2, 3, 4, 10**12 - 1, 10**12, 10**12 + 1]


# --- Methods: (parameters, draw of a purpose) -> (code, value) --------------------------


def incremental(parms, bits, row):
    return row, parms.get("start", 1) + row * parms.get("step", 1)


def ints(parms, bits, row):
    code = scale(bits("value"), parms["max"] - parms["min"] + 1)
    return code, parms["min"] + code


def floats(parms, bits, row):
    with localcontext() as context:
        context.prec = 60
        unit = Decimal(1).scaleb(-parms.get("round", 2))
        first = (parms["min"] / unit).to_integral_value("ROUND_CEILING")
        last = (parms["max"] / unit).to_integral_value("ROUND_FLOOR")
        code = scale(bits("value"), int(last - first) + 1)
        value = (first + code) * unit
        text = f"{value:f}"
    if "." not in text:
        text += ".0"
    whole, fraction = text.split(".")
    whole = "0" if value == 0 else whole
    return code, f"{whole}.{fraction.rstrip('0') or '0'}"


def option_text(option, any_float):
    if option is None:
        return ""
    return repr(float(option)) if any_float else str(option)


def choice(parms, bits, row):
    options = parms["options"]
    weights = [float(weight) for weight in parms.get("weights", [1] * len(options))]
    distinct, sums = [], []
    for option, weight in zip(options, weights, strict=True):
        if option in distinct:
            sums[distinct.index(option)] += weight
        else:
            distinct.append(option)
            sums.append(weight)
    if len(set(sums)) == 1:
        code = scale(bits("value"), len(distinct))
    else:
        code = AliasTable(whole_weights(sums)).pick(bits("value"))
    any_float = any(isinstance(option, Decimal) for option in options)
    return code, option_text(distinct[code], any_float)


def read_words(name):
    lines = (WORDS / name).read_text(encoding="utf-8").splitlines()[1:]
    return [line.split("\t") for line in lines]


class People:
    def __init__(self):
        cultures = [(tag, int(weight)) for tag, weight, _ in read_words("cultures.tsv")]
        first = read_words("first_names.tsv")
        last = read_words("last_names.tsv")
        self.first, self.last, self.tables, weights = [], [], [], []
        for tag, share in cultures:
            own = [(name, int(w)) for culture, name, w, *_ in first if culture == tag]
            total = sum(weight for _, weight in own)
            for name, weight in own:
                self.first.append((name, len(self.tables)))
                weights.append(share * weight * 2**24 // total)
            own = [(name, int(w)) for culture, name, w in last if culture == tag]
            self.tables.append((len(self.last), AliasTable([w for _, w in own])))
            self.last += [name for name, _ in own]
        self.first_table = AliasTable(weights)

    def pick(self, bits):
        first = self.first_table.pick(bits("first"))
        offset, table = self.tables[self.first[first][1]]
        return first, offset + table.pick(bits("last"))


PEOPLE = People()


def name(parms, bits, row):
    first, last = PEOPLE.pick(bits)
    code = first * len(PEOPLE.last) + last
    return code, f"{PEOPLE.first[first][0]} {PEOPLE.last[last]}"


LATIN = dict(
    zip(
        map(chr, range(0xC0, 0x100)),
        "a a a a a a ae c e e e e i i i i d n o o o o o - o u u u u y th ss "
        "a a a a a a ae c e e e e i i i i d n o o o o o - o u u u u y th y".split(),
        strict=True,
    )
)


def ascii_lower(text):
    letters = (
        LATIN.get(c, c.lower() if c.isascii() and c.isalpha() else "") for c in text
    )
    return "".join(letter.replace("-", "") for letter in letters)


def email(parms, bits, row):
    domains = parms.get("domains", ["example.com", "example.org", "example.net"])
    first, last = PEOPLE.pick(bits)
    number = (bits("number") * 1428) >> 64
    number = number if number < 1000 else 0
    domain = (bits("domain") * len(domains)) >> 64
    code = ((first * len(PEOPLE.last) + last) * 1000 + number) * len(domains) + domain
    local = f"{ascii_lower(PEOPLE.first[first][0])}.{ascii_lower(PEOPLE.last[last])}"
    return code, f"{local}{number or ''}@{domains[domain]}"


def uuid(parms, bits, row):
    code = bits("high") << 64 | bits("low")
    text = code & ~(0xF << 76) | 4 << 76
    text = text & ~(3 << 62) | 2 << 62
    digits = f"{text:032x}"
    parts = (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])
    return code, "-".join(parts)


def dates(parms, bits, row):
    first = datetime.date.fromisoformat(parms["date_min"])
    last = datetime.date.fromisoformat(parms["date_max"])
    code = scale(bits("value"), (last - first).days + 1)
    return code, (first + datetime.timedelta(days=code)).isoformat()


def now(parms, bits, row):
    return 0, NOW.isoformat(timespec="microseconds") + "Z"


METHODS = {
    "gen_incremental": incremental,
    "gen_ints": ints,
    "gen_floats": floats,
    "gen_str_choice": choice,
    "gen_name": name,
    "gen_email": email,
    "gen_uuid": uuid,
    "gen_dates": dates,
    "gen_now": now,
}

COLUMNS = [
    ("sequence", "gen_incremental", "{}"),
    ("countdown", "gen_incremental", '{"start": -5, "step": -3}'),
    ("constant", "gen_ints", '{"min": 7, "max": 7}'),
    ("dice", "gen_ints", '{"min": 1, "max": 6}'),
    ("last_narrow", "gen_ints", '{"min": 1, "max": 1048576}'),
    ("first_wide", "gen_ints", '{"min": 0, "max": 1048576}'),
    ("four_bytes", "gen_ints", '{"min": 0, "max": 4294967295}'),
    ("large", "gen_ints", '{"min": -1000000000000, "max": 1000000000000}'),
    (
        "every_int64",
        "gen_ints",
        '{"min": -9223372036854775808, "max": 9223372036854775807}',
    ),
    ("price", "gen_floats", '{"min": 100, "max": 2000, "round": 2}'),
    ("default_round", "gen_floats", '{"min": 0.29, "max": 0.31}'),
    ("negative", "gen_floats", '{"min": -0.5, "max": 0.05, "round": 2}'),
    ("whole", "gen_floats", '{"min": -1e3, "max": 1e3, "round": 0}'),
    ("four_digits", "gen_floats", '{"min": -9.9999, "max": 9.9999, "round": 4}'),
    ("five_digits", "gen_floats", '{"min": -9.9999, "max": 9.9999, "round": 5}'),
    ("unit", "gen_floats", '{"min": 0, "max": 0.999999999999999, "round": 15}'),
    ("status", "gen_str_choice", '{"options": ["new", "paid", "sent", "done"]}'),
    (
        "event",
        "gen_str_choice",
        '{"options": ["view", "click", "buy"], "weights": [70, 20, 0.5]}',
    ),
    ("repeated", "gen_str_choice", '{"options": ["a", "b", "a", null]}'),
    ("level", "gen_str_choice", '{"options": [1, 2, 3, -4], "weights": [4, 3, 2, 1]}'),
    ("rate", "gen_str_choice", '{"options": [0, 0.5, 1e+20, -1e-7]}'),
    ("flag", "gen_str_choice", '{"options": [true, false], "weights": [1, 99]}'),
    ("person", "gen_name", "{}"),
    ("mail", "gen_email", "{}"),
    ("work_mail", "gen_email", '{"domains": ["a.example", "b.example"]}'),
    ("key", "gen_uuid", "{}"),
    ("day", "gen_dates", '{"date_min": "2024-01-01", "date_max": "2024-12-31"}'),
    ("any_day", "gen_dates", '{"date_min": "0001-01-01", "date_max": "9999-12-31"}'),
    ("made_at", "gen_now", "{}"),
]


def with_others(column):
    """What stands beside method and parameters is optional."""
    return column if len(column) == 4 else (*column, "")


def make_methods():
    earlier = (
        METHODS
        | RAND_ENGINE_METHODS(METHODS)
        | METHODS_OF_THINGS(METHODS)
        | people_methods(ascii_lower)
        | PATTERN_METHODS
    )
    earlier |= nested_methods(earlier)
    lines = ["column\tdefinition\trow\tcode\tvalue"]
    columns = [(*column, earlier) for column in map(with_others, COLUMNS)]
    columns += [(*column, earlier) for column in map(with_others, RAND_ENGINE_COLUMNS)]
    columns += [(*column, earlier) for column in map(with_others, COLUMNS_OF_THINGS)]
    columns += [(*column, earlier) for column in map(with_others, PEOPLE_COLUMNS)]
    columns += [(*column, earlier) for column in map(with_others, PATTERN_COLUMNS)]
    columns += [(*column, earlier) for column in map(with_others, NESTED_COLUMNS)]
    columns += [(*column, TIME_METHODS) for column in map(with_others, TIME_COLUMNS)]
    for column, method, parms_text, others, methods in columns:
        parms = json.loads(parms_text, parse_float=Decimal)
        if method in ("gen_floats", "floats"):
            bounds = {key: Decimal(parms[key]) for key in ("min", "max")}
            parms = {**parms, **bounds}
        definition = f'{{"method": "{method}", "parms": {parms_text}{others}}}'
        for row in ROWS:
            code, value = methods[method](parms, Bits(column, row), row)
            lines.append(f"{column}\t{definition}\t{row}\t{code:x}\t{value}")
    return "\n".join(lines) + "\n"


def make_random():
    ranges = (3, 10**6, 1 << 20, (1 << 20) + 1, 10**9, 1 << 32, 1 << 40, 1 << 64)
    columns = ["seed", "table", "column", "purpose", "row", "bits"]
    lines = ["\t".join(columns + [f"code_of_{n}" for n in ranges])]
    for seed in ("0", "42", "-5", "123456789012345678901234567890"):
        for place in (
            ("", "id", "value"),
            ("", "id", "weight"),
            ("orders", "größe", "value"),
        ):
            key = stream_key(seed, *place)
            for row in (0, 1, 2, 10**6, 1 << 32, 10**12, (1 << 63) - 1):
                bits = draw(key, row)
                fields = [
                    seed,
                    *place,
                    row,
                    f"{bits:016x}",
                    *(scale(bits, n) for n in ranges),
                ]
                lines.append("\t".join(map(str, fields)))
    return "\n".join(lines) + "\n"


def main():
    check = sys.argv[1:] == ["--check"]
    differing = []
    for file, text in (("random.tsv", make_random()), ("methods.tsv", make_methods())):
        path = TABLES / file
        if not check:
            path.write_text(text, encoding="utf-8")
        elif path.read_text(encoding="utf-8") != text:
            differing.append(str(path))
    if differing:
        sys.exit(f"differs from what this script computes: {', '.join(differing)}")


if __name__ == "__main__":
    main()
