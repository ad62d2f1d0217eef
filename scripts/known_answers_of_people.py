"""The second implementation of person, address, street_address and phone.

See make_known_answers.py. Values of several columns are joined by " | ", and their code is
that of the first column. What locales say of themselves stands here once more; names,
cities, streets and phone numbers are read from the word lists.
"""

import itertools
import pathlib
from decimal import Decimal

from known_answer_draws import AliasTable, scale

WORDS = pathlib.Path(__file__).resolve().parent.parent / "src/rand_engine/methods/words"

# Cultures with their share, calling code, trunk prefix, tail of postal codes, largest
# house number, country.
LOCALES = {
    "en_US": ((("en", 86), ("es", 14)), "1", "", "", 9999, "US", "United States"),
    "en_GB": ((("gb", 92), ("in", 8)), "44", "0", " #@@", 249, "GB", "United Kingdom"),
    "de_DE": ((("de", 94), ("tr", 6)), "49", "0", "", 199, "DE", "Deutschland"),
    "pt_BR": ((("br", 100),), "55", "", "-###", 2999, "BR", "Brasil"),
    "fr_FR": ((("fr", 93), ("ar", 7)), "33", "0", "", 199, "FR", "France"),
    "es_ES": ((("es", 100),), "34", "", "", 199, "ES", "España"),
    "ja_JP": ((("jp", 100),), "81", "0", "-####", 0, "JP", "日本"),
}
# The street is {s}, the house number {n}.
STREETS = {
    "en_US": ("{n} ", ""),
    "en_GB": ("{n} ", ""),
    "fr_FR": ("{n} ", ""),
    "de_DE": ("", " {n}"),
    "pt_BR": ("", ", {n}"),
    "es_ES": ("", ", {n}"),
    "ja_JP": ("", "{n}"),
}
LETTERS = {"#": "0123456789", "@": "ABDEFGHJLNPQRSTUWXYZ"}


def read_words(name):
    lines = (WORDS / name).read_text(encoding="utf-8").splitlines()[1:]
    return [line.split("\t") for line in lines]


def expand_pattern(pattern):
    places = [LETTERS.get(place, place) for place in pattern]
    return ["".join(letters) for letters in itertools.product(*places)]


def expand_ranges(ranges):
    for part in ranges.split(","):
        part, _, step = part.partition("/")
        first, _, last = part.partition("-")
        letters = first.rstrip("0123456789")
        digits = first[len(letters) :]
        end = int((last or first)[len(letters) :])
        for number in range(int(digits), end + 1, int(step or 1)):
            yield f"{letters}{number:0{len(digits)}d}"


def locales_of(parms):
    given = parms.get("locale", "en_US")
    return [given] if isinstance(given, str) else given


def place_of(locales, bits):
    """The locale of the row, the same in all columns with this list."""
    return scale(bits.shared(" ".join(["locale", *locales])), len(locales))


class Text:
    """Words one after the other, and their mixed-radix code."""

    def __init__(self):
        self.code, self.value = 0, ""

    def add(self, words, place):
        listed = list(dict.fromkeys(words))
        self.code = self.code * len(listed) + listed.index(words[place])
        self.value += words[place]
        return self

    def result(self):
        return self.code, self.value


def choice(words, place):
    return list(dict.fromkeys(words)).index(words[place]), words[place]


def result_of(fields, made):
    codes_and_values = [made[field]() for field in fields]
    return codes_and_values[0][0], " | ".join(str(v) for _, v in codes_and_values)


# --- People -----------------------------------------------------------------------------


def read_names():
    """Culture -> first names (name, weight, gender, ascii), last names (the same)."""
    names = {}
    for culture, name, weight, *gender in read_words("first_names.tsv"):
        entry = (name, int(weight), gender[0] if gender else "", "")
        names.setdefault(culture, ([], []))[0].append(entry)
    for culture, name, weight in read_words("last_names.tsv"):
        names[culture][1].append((name, int(weight), "", ""))
    for culture, kind, name, weight, *ascii_name in read_words("people.tsv"):
        entry = (name, int(weight), kind, ascii_name[0] if ascii_name else "")
        names.setdefault(culture, ([], []))[kind == "l"].append(entry)
    return names


NAMES = read_names()
UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
)


def people_methods(ascii_lower):
    def spell(locale, name, ascii_name):
        if ascii_name:
            return ascii_name
        return ascii_lower(name.translate(UMLAUTS) if locale == "de_DE" else name)

    def person(parms, bits, row):
        locales = locales_of(parms)
        first, own_first, last, tables = [], [], [], []
        for place, locale in enumerate(locales):
            own_first.append((len(first), weights := []))
            for culture, share in LOCALES[locale][0]:
                women_and_men, family = NAMES[culture]
                for name, weight, gender, ascii_name in women_and_men:
                    total = sum(w for _, w, g, _ in women_and_men if g == gender)
                    weights.append(share * weight * 2**24 // total)
                    spelt = spell(locale, name, ascii_name)
                    first.append((name, spelt, gender, place, len(tables)))
                tables.append((len(last), AliasTable([w for _, w, _, _ in family])))
                last += [(n, spell(locale, n, a), locale) for n, _, _, a in family]
        own_place = place_of(locales, bits)
        begin, weights = own_first[own_place]
        f = begin + AliasTable(weights).pick(bits("first"))
        offset, table = tables[first[f][4]]
        n = offset + table.pick(bits("last"))
        most = parms.get("max_number", 999)
        draw = scale(bits("number"), (most + 1) * 10 // 7)
        numbers = ["", *map(str, range(1, most + 1))]
        number = draw if draw <= most else 0
        domains = parms.get("domains", ["example.com", "example.org", "example.net"])
        domain = scale(bits("domain"), len(domains))

        def full_name():
            in_japan = [locales[place] == "ja_JP" for _, _, _, place, _ in first]
            before = [
                "" if jp else x[0] + " " for x, jp in zip(first, in_japan, strict=True)
            ]
            behind = [
                " " + x[0] if jp else "" for x, jp in zip(first, in_japan, strict=True)
            ]
            text = Text().add(before, f).add([x[0] for x in last], n)
            return text.add(behind, f).result()

        def email():
            text = Text().add([x[1] for x in first], f)
            text.value += "."
            text.add([x[1] for x in last], n).add(numbers, number)
            text.value += "@"
            return text.add(domains, domain).result()

        def user_name():
            text = Text().add([x[1][0] for x in first], f)
            return text.add([x[1] for x in last], n).add(numbers, number).result()

        made = {
            "first_name": lambda: choice([x[0] for x in first], f),
            "last_name": lambda: choice([x[0] for x in last], n),
            "gender": lambda: choice(
                ["female" if x[2] == "f" else "male" for x in first], f
            ),
            "name": full_name,
            "email": email,
            "user_name": user_name,
            "phone": lambda: phone_of(
                locales, own_place, parms.get("phone_format", "e164"), bits
            ),
        }
        return result_of(parms["fields"], made)

    return {
        "person": person,
        "address": address,
        "street_address": street_address,
        "phone": phone,
    }


# --- Phone numbers ----------------------------------------------------------------------


def phone_of(locales, place, style, bits):
    heads, tails, tail_ranges, countries, known = [], [], [], [], {}
    patterns = {}
    for locale in locales:
        _, calling, trunk, _, _, country, _ = LOCALES[locale]
        if locale not in known:
            begin = len(heads)
            for code, head, tail in read_words("phones.tsv"):
                if code != country:
                    continue
                if tail not in patterns:
                    words = expand_pattern(tail)
                    patterns[tail] = (len(tails), len(words))
                    tails += words
                expanded = expand_pattern(head)
                heads += [(calling, trunk, word) for word in expanded]
                tail_ranges += [patterns[tail]] * len(expanded)
            known[locale] = (begin, len(heads) - begin)
        countries.append(known[locale])
    first, size = countries[place]
    head = first + (bits("head") * size >> 64)
    first, size = tail_ranges[head]
    tail = first + (bits("tail") * size >> 64)

    def digits(text):
        return "".join(c for c in text if c.isdigit())

    if style == "e164":
        words = [f"+{c}{digits(word)[len(trunk) :]}" for c, trunk, word in heads]
        ends = [digits(word) for word in tails]
    else:
        words, ends = [word for _, _, word in heads], tails
    return Text().add(words, head).add(ends, tail).result()


def phone(parms, bits, row):
    if "country" in parms:
        codes = parms["country"]
        codes = [codes] if isinstance(codes, str) else codes
        locales = [
            next(name for name, each in LOCALES.items() if each[5] == code)
            for code in codes
        ]
    else:
        locales = locales_of(parms)
    return phone_of(locales, place_of(locales, bits), parms.get("format", "e164"), bits)


# --- Addresses --------------------------------------------------------------------------


def house_numbers(most):
    if most:
        weights = [2**32 // (number + most // 10) for number in range(1, most + 1)]
        return [str(number) for number in range(1, most + 1)], weights
    blocks = itertools.product(range(1, 7), range(1, 31), range(1, 21))
    texts = [f"{a}丁目{b}-{c}" for a, b, c in blocks]
    return texts, [1] * len(texts)


def street_of(locales, place, bits):
    before, behind, streets, numbers, names = [], [], [], [], []
    for locale in locales:
        texts, weights = house_numbers(LOCALES[locale][4])
        numbers.append((len(before), weights))
        left, right = STREETS[locale]
        before += [left.format(n=text) for text in texts]
        behind += [right.format(n=text) for text in texts]
        own = [(s, int(w)) for code, s, w in read_words("streets.tsv") if code == locale]
        names.append((len(streets), [w for _, w in own]))
        streets += [s for s, _ in own]
    first, weights = numbers[place]
    number = first + AliasTable(weights).pick(bits("house_number"))
    first, weights = names[place]
    street = first + AliasTable(weights).pick(bits("street"))
    return Text().add(before, number).add(streets, street).add(behind, number).result()


def street_address(parms, bits, row):
    locales = locales_of(parms)
    return street_of(locales, place_of(locales, bits), bits)


def address(parms, bits, row):
    locales = locales_of(parms)
    cities, own_cities = [], []
    for each, locale in enumerate(locales):
        own = [line for line in read_words("cities.tsv") if line[0] == locale]
        people = sum(int(line[4]) for line in own)
        weights = [int(line[4]) * 2**32 // people for line in own]
        own_cities.append((len(cities), weights))
        cities += [(each, line) for line in own]
    place = place_of(locales, bits)
    first, weights = own_cities[place]
    city = first + AliasTable(weights).pick(bits("city"))

    def postal_code():
        heads, head_ranges = [], []
        for _, other in cities:
            words = list(expand_ranges(other[7]))
            head_ranges.append((len(heads), len(words)))
            heads += words
        tails, tail_ranges = [], []
        for locale in locales:
            words = expand_pattern(LOCALES[locale][3])
            tail_ranges.append((len(tails), len(words)))
            tails += words
        first, size = head_ranges[city]
        head = first + (bits("postal_code") * size >> 64)
        first, size = tail_ranges[place]
        tail = first + (bits("postal_tail") * size >> 64)
        return Text().add(heads, head).add(tails, tail).result()

    def coordinate(field, column):
        centres = [int(Decimal(other[column]) * 10**6) for _, other in cities]
        offset = bits(field) * 40_001 >> 64
        unscaled = centres[city] - 20_000 + offset
        whole, _, fraction = f"{Decimal(unscaled).scaleb(-6):f}".partition(".")
        text = f"{whole}.{fraction.rstrip('0') or '0'}"
        return unscaled - (min(centres) - 20_000), text

    def listed(words):
        return choice(words, city)

    made = {
        "street_address": lambda: street_of(locales, place, bits),
        "city": lambda: listed([other[1] for _, other in cities]),
        "state": lambda: listed([other[2] for _, other in cities]),
        "state_code": lambda: listed([other[3] for _, other in cities]),
        "postal_code": postal_code,
        "country": lambda: listed([LOCALES[locales[p]][6] for p, _ in cities]),
        "country_code": lambda: listed([LOCALES[locales[p]][5] for p, _ in cities]),
        "latitude": lambda: coordinate("latitude", 5),
        "longitude": lambda: coordinate("longitude", 6),
    }
    return result_of(parms["fields"], made)


# --- Columns ----------------------------------------------------------------------------

EVERYWHERE = '"locale": ["en_US", "en_GB", "de_DE", "pt_BR", "fr_FR", "es_ES", "ja_JP"]'


def columns_of(fields, renamed=""):
    """`cols` for as many columns, and `fields` as JSON."""
    listed = ", ".join(f'"{field}"' for field in fields)
    cols = ", ".join(f'"{renamed}{field}"' for field in fields)
    return f'"fields": [{listed}]', f', "cols": [{cols}]'


def group(column, method, fields, parms):
    named, cols = columns_of(fields, "their_")
    return (column, method, f"{{{named}, {parms}}}", cols)


COLUMNS = [
    group(
        "german",
        "person",
        ["email", "first_name", "last_name", "user_name", "gender", "name"],
        '"locale": "de_DE"',
    ),
    group(
        "japanese",
        "person",
        ["name", "first_name", "last_name", "email", "phone"],
        '"locale": "ja_JP", "max_number": 0, "phone_format": "national"',
    ),
    group(
        "anybody",
        "person",
        ["name", "email", "user_name", "phone", "gender"],
        EVERYWHERE + ', "domains": ["a.example", "b.example"], "max_number": 99',
    ),
    group("phone_of", "person", ["phone", "first_name"], '"locale": ["en_GB", "fr_FR"]'),
    group(
        "french",
        "address",
        ["street_address", "city", "state", "postal_code", "latitude", "longitude"],
        '"locale": "fr_FR"',
    ),
    group(
        "anywhere",
        "address",
        [
            "postal_code",
            "city",
            "state_code",
            "country",
            "country_code",
            "street_address",
        ],
        EVERYWHERE,
    ),
    group(
        "north",
        "address",
        ["latitude", "longitude", "state"],
        '"locale": ["pt_BR", "ja_JP"]',
    ),
    ("street_us", "street_address", "{}"),
    ("street", "street_address", f"{{{EVERYWHERE}}}"),
    ("call_us", "phone", "{}"),
    ("call_locale", "phone", '{"locale": ["es_ES", "de_DE"], "format": "national"}'),
    ("call", "phone", '{"country": ["GB", "BR", "FR", "JP", "GB"]}'),
]
