"""The second implementation of the methods of the Python library rand_engine.

See make_known_answers.py. Values of several columns are joined by " | ", and their code is
that of the first column.
"""

import datetime
import itertools
import json
import math
from decimal import Decimal

from known_answer_draws import AliasTable, scale, whole_weights

EPOCH = datetime.datetime(1970, 1, 1)


def weighted_code(weights, bits):
    if len(set(weights)) == 1:
        return scale(bits("value"), len(weights))
    return AliasTable(whole_weights(weights)).pick(bits("value"))


def text_of(value):
    if isinstance(value, list | dict):
        return json.dumps(value, separators=(",", ":"))
    return "" if value is None else str(value)


# --- Numbers ----------------------------------------------------------------------------


def zfilled(parms, bits, row):
    code = scale(bits("value"), 10 ** parms["length"])
    return code, f"{code:0{parms['length']}d}"


def booleans(parms, bits, row):
    share = float(parms.get("true_prob", 0.5))
    code = weighted_code([share, 1 - share], bits)
    return code, str(code == 0)


def polynomial(coefficients, x):
    total = 0.0
    for coefficient in reversed(coefficients):
        total = total * x + coefficient
    return total


def natural_log(x):
    """By the series of the inverse hyperbolic tangent; the library's may differ."""
    mantissa, exponent = math.frexp(x)
    mantissa, exponent = mantissa * 2, exponent - 1
    if mantissa > 1.41421356237309504880:
        mantissa, exponent = mantissa * 0.5, exponent + 1
    s = (mantissa - 1) / (mantissa + 1)
    series = [1.0 / odd for odd in range(1, 22, 2)]
    return exponent * 0.693147180559945309417 + 2 * s * polynomial(series, s * s)


# Wichura's algorithm AS 241 (1988): numerators and denominators near the mean, farther
# out, and in the tails.
NUMERATORS = (
    "3.3871328727963666080e0 1.3314166789178437745e+2 1.9715909503065514427e+3 "
    "1.3731693765509461125e+4 4.5921953931549871457e+4 6.7265770927008700853e+4 "
    "3.3430575583588128105e+4 2.5090809287301226727e+3",
    "1.42343711074968357734e0 4.63033784615654529590e0 5.76949722146069140550e0 "
    "3.64784832476320460504e0 1.27045825245236838258e0 2.41780725177450611770e-1 "
    "2.27238449892691845833e-2 7.74545014278341407640e-4",
    "6.65790464350110377720e0 5.46378491116411436990e0 1.78482653991729133580e0 "
    "2.96560571828504891230e-1 2.65321895265761230930e-2 1.24266094738807843860e-3 "
    "2.71155556874348757815e-5 2.01033439929228813265e-7",
)
DENOMINATORS = (
    "1 4.2313330701600911252e+1 6.8718700749205790830e+2 5.3941960214247511077e+3 "
    "2.1213794301586595867e+4 3.9307895800092710610e+4 2.8729085735721942674e+4 "
    "5.2264952788528545610e+3",
    "1 2.05319162663775882187e0 1.67638483018380384940e0 6.89767334985100004550e-1 "
    "1.48103976427480074590e-1 1.51986665636164571966e-2 5.47593808499534494600e-4 "
    "1.05075007164441684324e-9",
    "1 5.99832206555887937690e-1 1.36929880922735805310e-1 1.48753612908506148525e-2 "
    "7.86869131145613259100e-4 1.84631831751005468180e-5 1.42151175831644588870e-7 "
    "2.04426310338993978564e-15",
)


def ratio(part, x):
    above, below = (
        [float(c) for c in table[part].split()] for table in (NUMERATORS, DENOMINATORS)
    )
    return polynomial(above, x) / polynomial(below, x)


def normal_quantile(bits):
    tail = (2 * ((bits & (1 << 63) - 1) >> 11) + 1) * 2.0**-54
    centre = 0.5 - tail
    if centre <= 0.425:
        magnitude = centre * ratio(0, 0.180625 - centre * centre)
    else:
        root = math.sqrt(-natural_log(tail))
        magnitude = ratio(1, root - 1.6) if root <= 5 else ratio(2, root - 5)
    return magnitude if bits >> 63 else -magnitude


def floats_normal(parms, bits, row):
    digits = parms.get("round", 2)
    unit = 10.0**digits
    mean, deviation = float(parms["mean"]) * unit, float(parms["std"]) * unit

    def value_at(draw):
        return math.floor(mean + deviation * normal_quantile(draw) + 0.5)

    value = value_at(bits("value"))
    text = f"{Decimal(value).scaleb(-digits):f}"
    whole, _, fraction = text.partition(".")
    whole = "0" if value == 0 else whole
    return value - value_at(0), f"{whole}.{fraction.rstrip('0') or '0'}"


# --- Choices ----------------------------------------------------------------------------


def distincts(parms, bits, row):
    values = [text_of(value) for value in parms["distincts"]]
    listed = list(dict.fromkeys(values))
    code = weighted_code([float(values.count(value)) for value in listed], bits)
    return code, listed[code]


def distincts_prop(parms, bits, row):
    given = parms["distincts"]
    pairs = list(given.items()) if isinstance(given, dict) else given
    code = weighted_code([float(weight) for _, weight in pairs], bits)
    return code, text_of(pairs[code][0])


def of_combinations(combinations, weights, bits):
    place = weighted_code(weights, bits)
    keys = list(dict.fromkeys(combination[0] for combination in combinations))
    values = combinations[place]
    return keys.index(values[0]), " | ".join(map(text_of, values))


def distincts_map(parms, bits, row):
    pairs = [
        (key, value) for key, listed in parms["distincts"].items() for value in listed
    ]
    return of_combinations(pairs, [1.0] * len(pairs), bits)


def distincts_map_prop(parms, bits, row):
    listed = [(key, *pair) for key, pairs in parms["distincts"].items() for pair in pairs]
    weights = [float(weight) for _, _, weight in listed]
    return of_combinations([entry[:2] for entry in listed], weights, bits)


def distincts_multi_map(parms, bits, row):
    combinations = [
        combination
        for key, lists in parms["distincts"].items()
        for combination in itertools.product([key], *lists)
    ]
    return of_combinations(combinations, [1.0] * len(combinations), bits)


# --- Times ------------------------------------------------------------------------------


def seconds_of(text, pattern):
    return int((datetime.datetime.strptime(text, pattern) - EPOCH).total_seconds())


def unix_timestamps(parms, bits, row):
    start, end = (seconds_of(parms[name], parms["format"]) for name in ("start", "end"))
    start = max(start, 0)
    code = scale(bits("value"), end - start)
    return code, start + code


def dates(parms, bits, row):
    pattern = parms["format"]
    start, end = (seconds_of(parms[name], pattern) for name in ("start", "end"))
    unit = 1 if "%S" in pattern else 60 if "%M" in pattern else 86400
    code = scale(bits("value"), (end - start) // unit)
    return code, (EPOCH + datetime.timedelta(seconds=start + code * unit)).strftime(
        pattern
    )


# --- Identifiers ------------------------------------------------------------------------


def permuted(x, n, bits):
    """Black and Rogaway's generalised Feistel network with cycle walking."""
    left_radix = math.isqrt(n - 1) + 1
    right_radix = -(-n // left_radix)
    while True:
        left, right = divmod(x, right_radix)
        for j in range(0, 6, 2):
            drawn = bits.at(f"permutation {j}", right)
            left = (left + (drawn * left_radix >> 64)) % left_radix
            drawn = bits.at(f"permutation {j + 1}", left)
            right = (right + (drawn * right_radix >> 64)) % right_radix
        x = left * right_radix + right
        if x < n:
            return x


def uuid_of(code, version):
    text = code & ~(0xF << 76) | version << 76
    text = text & ~(3 << 62) | 2 << 62
    digits = f"{text:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def unique_ids(parms, bits, row):
    strategy, length = parms.get("strategy", "zint"), parms.get("length", 12)
    if strategy == "uuid4":
        code = bits("high") << 64 | bits("low")
        return code, uuid_of(code, 4)
    if strategy == "uuid1":
        since_1582 = datetime.datetime(2024, 1, 1) - datetime.datetime(1582, 10, 15)
        time = since_1582 // datetime.timedelta(microseconds=1) * 10 + row
        high = (
            (time & 0xFFFFFFFF) << 32 | (time >> 32 & 0xFFFF) << 16 | time >> 48 & 0xFFF
        )
        code = high << 64 | bits.at("node", 0) | 1 << 40
        return code, uuid_of(code, 1)
    code = row % 10**length
    if strategy == "zint":
        code = permuted(code, 10**length, bits)
    return code, f"{code:0{length}d}"


# --- Composed texts ---------------------------------------------------------------------


def size_of(method, parms):
    """How many values a template has."""
    if method == "integers":
        return parms["max"] - parms["min"] + 1
    if method == "int_zfilled":
        return 10 ** parms["length"]
    return len(parms["distincts"])


def complex_distincts(methods):
    """`methods` are all others; codes of two words are joined to one of 128 bits."""

    def make(parms, bits, row):
        pieces = parms["pattern"].split(parms["replacement"])
        text, words = pieces[0], ([], [])
        for i, template in enumerate(parms["templates"]):
            part = bits.of_part(f"templates[{i}].")
            method, inner = template["method"], template.get("parms", {})
            code, value = methods[method](inner, part, row)
            text += f"{value}{pieces[i + 1]}"
            if method == "uuid4":
                high, low = code >> 64, code & (1 << 62) - 1
                words[0].append((high >> 16 << 12 | high & 0xFFF, 1 << 60))
                words[1].append((low, 1 << 62))
            else:
                words[1].append((code, size_of(method, inner)))
        total = 0
        for digits in words:
            word = 0
            for code, size in digits:
                word = word * size + code
            total = total << 64 | word
        return total, text

    return make


def METHODS(others):
    methods = {
        "integers": others["gen_ints"],
        "int_zfilled": zfilled,
        "floats": others["gen_floats"],
        "floats_normal": floats_normal,
        "booleans": booleans,
        "distincts": distincts,
        "distincts_prop": distincts_prop,
        "distincts_map": distincts_map,
        "distincts_map_prop": distincts_map_prop,
        "distincts_multi_map": distincts_multi_map,
        "unix_timestamps": unix_timestamps,
        "dates": dates,
        "unique_ids": unique_ids,
        "uuid4": others["gen_uuid"],
    }
    return methods | {"complex_distincts": complex_distincts(methods)}


def cols(*names):
    return f', "cols": {json.dumps(names)}'


COLUMNS = [
    ("age", "integers", '{"min": 18, "max": 65}'),
    ("bytes", "integers", '{"min": 0, "max": 255, "int_type": "uint8"}'),
    ("code", "int_zfilled", '{"length": 8}'),
    ("long_code", "int_zfilled", '{"length": 18}'),
    ("cost", "floats", '{"min": 0, "max": 1000, "round": 2}'),
    ("height", "floats_normal", '{"mean": 170, "std": 10}'),
    ("wide_normal", "floats_normal", '{"mean": -0.25, "std": 1e5, "round": 9}'),
    ("constant_normal", "floats_normal", '{"mean": 2.5, "std": 0, "round": 0}'),
    ("coin", "booleans", "{}"),
    ("active", "booleans", '{"true_prob": 0.85}'),
    ("plan", "distincts", '{"distincts": ["free", "premium", "free"]}'),
    ("nested", "distincts", '{"distincts": [["a", 1], {"k": null}, "x", null]}'),
    ("device", "distincts_prop", '{"distincts": {"mobile": 70, "desktop": 30}}'),
    ("digit", "distincts_prop", '{"distincts": [[1, 7], [2, 0.5]]}'),
    (
        "device_os",
        "distincts_map",
        '{"distincts": {"phone": ["android", "ios"], "desktop": ["linux"]}}',
        cols("device_type", "os"),
    ),
    (
        "request",
        "distincts_map_prop",
        '{"distincts": {"GET": [["200", 7], ["400", 2]], "POST": [["201", 4]]}}',
        cols("verb", "status_code"),
    ),
    (
        "company",
        "distincts_multi_map",
        '{"distincts": {"tech": [["soft", "hard"], [1, 2, 3]], "food": [["bar"], [1]]}}',
        cols("sector", "field", "size"),
    ),
    (
        "seen",
        "unix_timestamps",
        '{"start": "05-07-2024", "end": "06-07-2024", "format": "%d-%m-%Y"}',
    ),
    (
        "seen_ever",
        "unix_timestamps",
        '{"start": "1950-01-01", "end": "2100-01-01", "format": "%Y-%m-%d"}',
    ),
    (
        "due",
        "dates",
        '{"start": "01/03/1960", "end": "01/03/2024", "format": "%d/%m/%Y"}',
    ),
    (
        "logged",
        "dates",
        '{"start": "01/Jan/2024:00:00:00", '
        '"end": "01/Jan/2025:00:00:00", "format": "%d/%b/%Y:%H:%M:%S"}',
    ),
    ("client_id", "unique_ids", "{}"),
    ("odd_id", "unique_ids", '{"strategy": "zint", "length": 13}'),
    ("longest_id", "unique_ids", '{"strategy": "zint", "length": 18}'),
    ("counted_id", "unique_ids", '{"strategy": "sequence", "length": 14}'),
    ("time_uuid", "unique_ids", '{"strategy": "uuid1"}'),
    ("random_uuid", "unique_ids", '{"strategy": "uuid4"}'),
    ("token", "uuid4", "{}"),
    (
        "ip",
        "complex_distincts",
        '{"pattern": "x.x.x", "replacement": "x", "templates": ['
        '{"method": "distincts", "parms": {"distincts": ["172.16", "10.0"]}}, '
        '{"method": "integers", "parms": {"min": 0, "max": 255}}, '
        '{"method": "integers", "parms": {"min": 1, "max": 254}}]}',
    ),
    (
        "order",
        "complex_distincts",
        '{"pattern": "ORD-#!", "replacement": "#", "templates": [{"method": "uuid4"}]}',
    ),
]
