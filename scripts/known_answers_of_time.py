"""The second implementation of the methods of time, and of distributions on columns.

See make_known_answers.py. Zones are those of Python's zoneinfo.
"""

import datetime
import math
import re
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from known_answer_distributions import (
    Axis,
    CellTable,
    cell_table,
    cells_of,
    distributed_code,
)
from known_answers_of_rand_engine import natural_log, normal_quantile

UTC = datetime.UTC
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_DAY = datetime.date(1970, 1, 1)
MICROSECOND = datetime.timedelta(microseconds=1)
STEPS = {"s": 1_000_000, "ms": 1000, "us": 1}
UNITS = {
    "us": 1,
    "ms": 1000,
    "s": 10**6,
    "m": 60 * 10**6,
    "h": 3600 * 10**6,
    "d": 86400 * 10**6,
}


# --- Numbers ----------------------------------------------------------------------------


def decimal_axis(digits):
    def point(value):
        steps = Decimal(str(value)).scaleb(digits)
        whole = int(steps.to_integral_value(ROUND_FLOOR))
        if steps == whole:
            return whole, 0.0
        fraction = float(value) * 10.0**digits - float(whole)
        return whole, min(max(fraction, 2.0**-30), 1 - 2.0**-30)

    return Axis(point, lambda value: float(value) * 10.0**digits)


def ints(parms, bits, row):
    first, last = parms["min"], parms["max"]
    code = distributed_code(
        parms.get("distribution"), decimal_axis(0), first, last, bits("value")
    )
    return code, first + code


def floats(parms, bits, row):
    digits = parms.get("round", 2)
    first = int(Decimal(parms["min"]).scaleb(digits).to_integral_value(ROUND_CEILING))
    last = int(Decimal(parms["max"]).scaleb(digits).to_integral_value(ROUND_FLOOR))
    code = distributed_code(
        parms.get("distribution"), decimal_axis(digits), first, last, bits("value")
    )
    text = f"{Decimal(first + code).scaleb(-digits):f}"
    whole, _, fraction = text.partition(".")
    return code, f"{'0' if first + code == 0 else whole}.{fraction.rstrip('0') or '0'}"


# --- Days -------------------------------------------------------------------------------


def day_of(text):
    return (datetime.date.fromisoformat(text) - EPOCH_DAY).days


def day_axis(first):
    def length(value):
        days = isinstance(value, int | Decimal)
        return float(value) if days else float(us_of(value)) / 86_400e6

    return Axis(lambda value: (day_of(value), 0.0), length, first)


def dates(parms, bits, row):
    first, last = day_of(parms["date_min"]), day_of(parms["date_max"])
    code = distributed_code(
        parms.get("distribution"), day_axis(first), first, last, bits("value")
    )
    return code, (EPOCH_DAY + datetime.timedelta(days=first + code)).isoformat()


def business_dates(parms, bits, row):
    first, last = day_of(parms["date_min"]), day_of(parms["date_max"])
    week = parms.get("week", "1111100")
    holidays = {day_of(text) for text in parms.get("holidays", [])}
    days = [
        day - first
        for day in range(first, last + 1)
        if week[(day + 3) % 7] == "1" and day not in holidays
    ]
    if "distribution" not in parms:
        code = days[distributed_code(None, None, 0, len(days) - 1, bits("value"))]
    else:
        cells, picked = cells_of(parms["distribution"], day_axis(first), first, last), []
        for day in days:
            for begin, end, weight in cells:
                if begin <= day <= end:
                    picked.append((day, day, weight / (float(end - begin) + 1)))
        code = cell_table(tuple(picked), False).pick(bits("value"))
    return code, (EPOCH_DAY + datetime.timedelta(days=first + code)).isoformat()


# --- Points in time ---------------------------------------------------------------------


def us_of(length):
    """A length of time: seconds, or numbers with units."""
    if not isinstance(length, str):
        return int(Decimal(length) * 10**6)
    total = Decimal(0)
    for number, unit in re.findall(r"([\d.]+)\s*([a-z]*)", length):
        total += Decimal(number) * UNITS[unit or "s"]
    return int(total)


def instant(text, zone):
    time = datetime.datetime.fromisoformat(text)
    if time.tzinfo is None:
        time = time.replace(tzinfo=ZoneInfo(zone))
    return (time.astimezone(UTC) - EPOCH) // MICROSECOND


def time_axis(zone, step_us, first):
    def point(value):
        whole, rest = divmod(instant(value, zone), step_us)
        return whole, rest / step_us

    return Axis(point, lambda value: us_of(value) / step_us, first)


def iso(us):
    time = EPOCH + datetime.timedelta(microseconds=us)
    return time.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


CLOCK_CELLS = {}


def clock_cells(cells, first, step_us, zone, hours, weekdays):
    """Cut at every quarter of an hour at which clocks show a full hour, or change."""
    per_second = 10**6 // step_us
    cut = []

    def shown(second):
        time = (EPOCH + datetime.timedelta(seconds=second)).astimezone(ZoneInfo(zone))
        return time.date(), time.hour, time.utcoffset()

    for begin, end, weight in cells:
        share = weight / (float(end - begin) + 1)
        step, last = first + begin, first + end
        while step <= last:
            second = step // per_second
            day, hour, offset = shown(second)
            stop = (second // 900 + 1) * 900
            while shown(stop) == (day, hour, offset):
                stop += 900
            following = min(stop * per_second, last + 1)
            factor = float(hours[hour]) * float(weekdays[day.weekday()])
            if factor > 0:
                size = float(following - step)
                cut.append((step - first, following - 1 - first, factor * share * size))
            step = following
    return cut


def timestamps(parms, bits, row):
    zone, step_us = parms.get("zone", "UTC"), STEPS[parms.get("precision", "ms")]
    first = -(-instant(parms["start"], zone) // step_us)
    last = -(-instant(parms["end"], zone) // step_us) - 1
    axis = time_axis(zone, step_us, first)
    distribution = parms.get("distribution", "uniform")
    if "hours" in parms or "weekdays" in parms:
        key = repr(parms)
        if key not in CLOCK_CELLS:
            cells = clock_cells(
                cells_of(distribution, axis, first, last),
                first,
                step_us,
                zone,
                parms.get("hours", [1] * 24),
                parms.get("weekdays", [1] * 7),
            )
            CLOCK_CELLS[key] = CellTable(cells, False)
        code = CLOCK_CELLS[key].pick(bits("value"))
    else:
        code = distributed_code(distribution, axis, first, last, bits("value"))
    return code, iso((first + code) * step_us)


def event_times(parms, bits, row):
    step_us = STEPS[parms.get("precision", "ms")]
    gap = float(us_of(parms.get("per", 1))) / float(parms["rate"]) / step_us
    first = -(-instant(parms["start"], parms.get("zone", "UTC")) // step_us)
    many, block = row >> 32, row >> 8
    begin, end, node = 0, 1 << 60, 1
    for level in reversed(range(24)):
        drawn = bits.at("division", (many << 24) + node)
        gaps = float(1 << (level + 8))
        division = 0.5 + normal_quantile(drawn) / (2 * math.sqrt(2 * gaps + 1))
        middle = begin + int(float(end - begin) * division)
        right = block >> level & 1
        begin, end = (middle, end) if right else (begin, middle)
        node = 2 * node + right
    total, before = 0.0, 0.0
    for i in range(256):
        if i == row & 255:
            before = total
        total += -natural_log(((bits.at("value", block * 256 + i) >> 11) + 1) * 2.0**-53)
    ticks = (many << 60) + begin + int(float(end - begin) * (before / total))
    code = math.floor(ticks * Fraction(gap) / 2**28)
    return code, iso((first + code) * step_us)


# --- Lengths of time --------------------------------------------------------------------


def durations(parms, bits, row):
    unit = UNITS[parms.get("unit", "s")]
    first, last = -(-us_of(parms["min"]) // unit), us_of(parms["max"]) // unit

    def point(value):
        return us_of(value) // unit, us_of(value) % unit / unit

    axis = Axis(point, lambda value: us_of(value) / unit)
    code = distributed_code(parms.get("distribution"), axis, first, last, bits("value"))
    value = first + code
    if parms.get("format") != "iso8601":
        return code, value
    if unit >= 10**6:
        return code, f"PT{value * unit // 10**6}S"
    text = f"{Decimal(value * unit).scaleb(-6):f}"
    whole, _, fraction = text.partition(".")
    return code, f"PT{whole}.{fraction.rstrip('0') or '0'}S"


METHODS = {
    "gen_ints": ints,
    "gen_floats": floats,
    "gen_dates": dates,
    "timestamps": timestamps,
    "event_times": event_times,
    "business_dates": business_dates,
    "durations": durations,
}

LAST = 9223372036854775807


def on(distribution, bounds='"min": 0, "max": 100'):
    return f'{{{bounds}, "distribution": {distribution}}}'


YEAR = '"start": "2024-01-01", "end": "2025-01-01"'
DAYS = '"date_min": "2024-01-01", "date_max": "2024-12-31"'
ALL = f'"min": {-LAST - 1}, "max": {LAST}'

COLUMNS = [
    ("bell", "gen_ints", on('"normal"')),
    ("flat", "gen_ints", on('"uniform"')),
    (
        "bell_of_all",
        "gen_ints",
        on('{"name": "normal", "mean": -12.5, "std": 1e9}', ALL),
    ),
    ("skewed", "gen_ints", on('{"name": "lognormal", "median": 20, "sigma": 0.7}')),
    (
        "skewed_price",
        "gen_floats",
        on('{"name": "lognormal", "median": 50, "sigma": 1}', '"min": 1, "max": 1e6'),
    ),
    ("wait", "gen_ints", on('{"name": "exponential", "mean": 9.5, "start": 10}')),
    (
        "wait_of_all",
        "gen_ints",
        on('{"name": "exponential", "mean": 1e12}', ALL),
    ),
    (
        "total",
        "gen_floats",
        on('{"name": "gamma", "shape": 2.5, "scale": 20}', '"min": 0, "max": 1e4'),
    ),
    ("pole", "gen_ints", on('{"name": "gamma", "shape": 0.25, "scale": 1e10}', ALL)),
    ("count", "gen_ints", on('{"name": "poisson", "mean": 4.5}')),
    ("great_count", "gen_ints", on('{"name": "poisson", "mean": 1e7}', ALL)),
    ("rank", "gen_ints", on('"zipf"')),
    (
        "rank_of_many",
        "gen_ints",
        on('{"name": "zipf", "exponent": 1.2}', '"min": 1, "max": 1000000000'),
    ),
    (
        "die",
        "gen_ints",
        on('{"name": "weighted", "weights": [1, 2, 5]}', '"min": 1, "max": 3'),
    ),
    (
        "some",
        "gen_floats",
        on('{"name": "weighted", "values": [9.5, 1.25, 9.5], "weights": [1, 2, 3]}'),
    ),
    (
        "bins",
        "gen_floats",
        on('{"name": "histogram", "edges": [-50, 18, 30.005, 65], "weights": [4, 3, 1]}'),
    ),
    (
        "release",
        "gen_dates",
        on('{"name": "normal", "mean": "2024-06-15", "std": "20d"}', DAYS),
    ),
    ("recent", "gen_dates", on('{"name": "exponential", "mean": 30}', DAYS)),
    ("at", "timestamps", f"{{{YEAR}}}"),
    ("at_second", "timestamps", f'{{{YEAR}, "precision": "s", "zone": "Asia/Tokyo"}}'),
    (
        "at_peak",
        "timestamps",
        on(
            '{"name": "normal", "mean": "2024-07-01T12:00:00+02:00", "std": "36h"}',
            YEAR + ', "precision": "us"',
        ),
    ),
    (
        "at_work",
        "timestamps",
        '{"start": "2024-03-25T12:30:00", "end": "2024-04-07", "zone": "Europe/Berlin", '
        '"hours": [1, 1, 1, 1, 1, 2, 3, 5, 8, 9, 9, 9, 7, 9, 9, 9, 9, 6, 5, 4, 3, 2, 1, '
        '0], "weekdays": [5, 5, 5, 5, 4, 2, 0.5]}',
    ),
    (
        "at_half_hours",
        "timestamps",
        '{"start": "2024-04-01", "end": "2024-04-20", "zone": "Australia/Lord_Howe", '
        '"hours": [0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, '
        '1], "distribution": {"name": "exponential", "mean": "5d"}}',
    ),
    (
        "event",
        "event_times",
        '{"start": "2024-01-01T08:00:00", "rate": 1e6, "precision": "us"}',
    ),
    (
        "rare_event",
        "event_times",
        '{"start": "2024-07-01T08:00:00", "rate": 250000, "per": "0.5s", '
        '"zone": "America/New_York"}',
    ),
    ("workday", "business_dates", f"{{{DAYS}}}"),
    (
        "deadline",
        "business_dates",
        f'{{{DAYS}, "holidays": ["2024-12-25", "2024-12-26"], "week": "1111001", '
        '"distribution": {"name": "normal", "mean": "2024-12-20", "std": 5}}',
    ),
    ("took", "durations", '{"min": "30s", "max": "2h"}'),
    (
        "took_iso",
        "durations",
        '{"min": 0, "max": "2h", "unit": "ms", "format": "iso8601", '
        '"distribution": {"name": "exponential", "mean": "5m"}}',
    ),
    (
        "took_minutes",
        "durations",
        '{"min": "1d", "max": "2d12h", "unit": "m", "format": "iso8601"}',
    ),
]
