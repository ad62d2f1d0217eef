"""The second implementation of the methods of things that look real.

See make_known_answers.py. Check digits are computed as their standards word them, addresses
by the standard library.
"""

import ipaddress
import json
import math
import pathlib
import string
from decimal import Decimal

from known_answer_draws import MASK, AliasTable, draw, mix, scale, whole_weights
from known_answers_of_rand_engine import permuted

WORDS = pathlib.Path(__file__).resolve().parent.parent / "src/rand_engine/methods/words"


def rows_of(name):
    lines = (WORDS / name).read_text(encoding="utf-8").splitlines()[1:]
    return [line.split("\t") for line in lines]


def words_of(name, kind=None):
    return [row[-1] for row in rows_of(name) if kind in (None, row[0])]


def equal_code(parms, bits, row, size):
    if parms.get("unique"):
        return permuted(row % size, size, bits)
    return scale(bits("value"), size)


def from_parts(parms, bits, row, *parts):
    """Text of parts, lists or ranges of numbers: the last one's digit is the lowest."""
    code = equal_code(parms, bits, row, math.prod(map(len, parts)))
    rest, pieces = code, []
    for part in reversed(parts):
        rest, digit = divmod(rest, len(part))
        pieces.insert(0, str(part[digit]))
    return code, pieces


def joined(parms, bits, row, *parts):
    code, pieces = from_parts(parms, bits, row, *parts)
    return code, "".join(pieces)


class Padded:
    """Numbers from `first` on with `width` digits in the given base."""

    def __init__(self, size, width, first=0, form="d"):
        self.size, self.width, self.first, self.form = size, width, first, form

    def __len__(self):
        return self.size

    def __getitem__(self, digit):
        return f"{self.first + digit:0{self.width}{self.form}}"


# --- Addresses --------------------------------------------------------------------------

NETWORKS = {
    4: {
        "documentation": ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"],
        "private": ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"],
    },
    6: {"documentation": ["2001:db8::/32"], "private": ["fd00::/8"]},
}


def networks_of(parms, version):
    texts = []
    for text in parms.get("networks", ["documentation"]):
        texts += NETWORKS[version].get(text, [text])
    return [ipaddress.ip_network(text) for text in texts]


def ipv4(parms, bits, row):
    ranges = sorted(ipaddress.collapse_addresses(networks_of(parms, 4)))
    place = equal_code(parms, bits, row, sum(r.num_addresses for r in ranges))
    for network in ranges:
        if place < network.num_addresses:
            address = network[place]
            return int(address), str(address)
        place -= network.num_addresses
    raise AssertionError


def ipv6(parms, bits, row):
    networks = []
    for network in networks_of(parms, 6):
        prefix = -(-network.prefixlen // 4) * 4
        networks += network.subnets(new_prefix=prefix)
    networks = sorted(set(networks))
    digits = 32 - networks[0].prefixlen // 4
    low_digits = digits if digits <= 15 else -(-digits // 2)
    network = scale(bits("network"), len(networks))
    high = scale(bits("high"), 16 ** (digits - low_digits))
    low = scale(bits("low"), 16**low_digits)
    high_code = network * 16 ** (digits - low_digits) + high
    host = high << 4 * low_digits | low
    two_words = digits > low_digits or len(networks) * 16**low_digits > 1 << 63
    code = high_code << 64 | low if two_words else high_code << 4 * low_digits | low
    return code, str(networks[network].network_address + host)


def mac(parms, bits, row):
    given = parms.get("prefix", "").replace(":", "").replace("-", "")
    prefix = bytes.fromhex(given)
    choices = [[byte] for byte in prefix]
    while len(choices) < 6:
        first = not choices
        choices.append([b for b in range(256) if not first or b & 3 == 2])
    code, numbers = from_parts(parms, bits, row, *choices)
    digits = bytes(map(int, numbers)).hex()
    separator = parms.get("separator", ":")
    group = 4 if separator == "." else 2
    text = separator.join(digits[i : i + group] for i in range(0, 12, group))
    return code, text.upper() if parms.get("upper") else text


SUFFIXES = ["example.com", "example.net", "example.org", "example", "test"]
THINGS = {
    kind: words_of("name_words.tsv", kind) for kind in ("adjective", "noun", "section")
}


def host_parts(suffixes):
    return [THINGS["adjective"], ["", "-"], THINGS["noun"], ["."], suffixes]


def domain(parms, bits, row):
    return joined(parms, bits, row, *host_parts(parms.get("suffixes", SUFFIXES)))


def url(parms, bits, row):
    host = [["", "www."], *host_parts(SUFFIXES)]
    if "domains" in parms:
        host = [parms["domains"]]
    parts = [parms.get("schemes", ["https"]), ["://"], *host, ["/"], THINGS["section"]]
    parts += [["/"], THINGS["adjective"], ["-"], THINGS["noun"], ["-", "?id="]]
    return joined(parms, bits, row, *parts, range(1, 1001))


def user_agent(parms, bits, row):
    texts, weights = [], []
    for browser, device, weight, first, last, pattern in rows_of("user_agents.tsv"):
        if browser not in parms.get("browsers", [browser]):
            continue
        if device not in parms.get("devices", [device]):
            continue
        for version in range(int(first), int(last) + 1):
            texts.append(pattern.replace("{v}", str(version)))
            weights.append(float(weight))
    if len(set(weights)) == 1:
        code = scale(bits("value"), len(weights))
    else:
        code = AliasTable(whole_weights(weights)).pick(bits("value"))
    return code, texts[code]


# --- Check digits -----------------------------------------------------------------------


def luhn(digits):
    for check in string.digits:
        total = 0
        for i, digit in enumerate(reversed(digits + check)):
            doubled = int(digit) * (1 + i % 2)
            total += doubled // 10 + doubled % 10
        if total % 10 == 0:
            return check
    raise AssertionError


def ean_digit(digits):
    total = sum(
        int(digit) * (3 - 2 * (i % 2)) for i, digit in enumerate(reversed(digits))
    )
    return str(-total % 10)


def isbn10_digit(digits):
    total = sum((10 - i) * int(digit) for i, digit in enumerate(digits))
    return "0123456789X"[-total % 11]


BRANDS = {
    "visa": ("40000000", 16),
    "mastercard": ("55555555", 16),
    "amex": ("37828224", 15),
    "discover": ("60111111", 16),
    "diners": ("36227206", 14),
    "jcb": ("35660020", 16),
    "unionpay": ("62000000", 16),
}


def credit_card(parms, bits, row):
    wanted = parms.get("brands", BRANDS)
    brands = [brand for name, brand in BRANDS.items() if name in wanted]
    free = min(length - len(issuer) - 1 for issuer, length in brands)
    before = [issuer.ljust(length - free - 1, "0") for issuer, length in brands]
    code, text = joined(parms, bits, row, before, Padded(10**free, free))
    return code, text + luhn(text)


def mod97(text):
    return int("".join(str(int(character, 36)) for character in text)) % 97


def spanish(bban):
    def digit(text):
        total = sum(int(d) * (2**i % 11) for i, d in enumerate(text.zfill(10)))
        return str({11: 0, 10: 1}.get(11 - total % 11, 11 - total % 11))

    bank, account = bban[:8], bban[8:]
    return bank + digit(bank) + digit(account) + account


ITALIAN_ODD = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21)


def italian(bban):
    total = sum(int(d) if i % 2 else ITALIAN_ODD[int(d)] for i, d in enumerate(bban))
    return string.ascii_uppercase[total % 26] + bban


# Of a country: bank and branch, digits of the account, and the national check digits.
ACCOUNTS = {
    "AT": ("99999", 11, str),
    "BE": ("99", 8, lambda bban: f"{bban}{int(bban) % 97 or 97:02}"),
    "BR": ("9999999999999", 10, lambda bban: bban + "P1"),
    "CH": ("99999", 12, str),
    "DE": ("99999999", 10, str),
    "ES": ("99999999", 10, spanish),
    "FR": ("9999999999", 11, lambda bban: f"{bban}{97 - int(bban) * 100 % 97:02}"),
    "GB": ("ZZZZ999999", 8, str),
    "IE": ("ZZZZ999999", 8, str),
    "IT": ("9999999999", 12, italian),
    "NL": ("ZZZZ", 10, str),
    "PT": ("99999999", 11, lambda bban: f"{bban}{98 - int(bban) * 100 % 97:02}"),
}


def iban(parms, bits, row):
    wanted = parms.get("countries", ACCOUNTS)
    countries = [country for country in ACCOUNTS if country in wanted]
    code, (country, account) = from_parts(parms, bits, row, countries, Padded(10**8, 8))
    bank, length, complete = ACCOUNTS[country]
    bban = complete(bank + account.zfill(length))
    return code, f"{country}{98 - mod97(bban + country + '00'):02}{bban}"


def article(parms, bits, row, prefix, length, digit_of):
    prefix = parms.get("prefix", prefix)
    free = length - 1 - len(prefix)
    numbers = Padded(10**free, free) if free else [""]
    code, text = joined(parms, bits, row, [prefix], numbers)
    return code, text + digit_of(text)


def ean13(parms, bits, row):
    return article(parms, bits, row, "2", 13, ean_digit)


def isbn(parms, bits, row):
    if parms.get("length") == 10:
        return article(parms, bits, row, "69", 10, isbn10_digit)
    return article(parms, bits, row, "97869", 13, ean_digit)


# --- Texts ------------------------------------------------------------------------------


def color(parms, bits, row):
    if parms.get("format") == "hex":
        return joined(parms, bits, row, ["#"], Padded(1 << 24, 6, form="x"))
    return joined(parms, bits, row, words_of("colors.tsv"))


def job(parms, bits, row):
    return joined(parms, bits, row, words_of("jobs.tsv"))


def company(parms, bits, row):
    names, trades, forms = (
        words_of("companies.tsv", part) for part in ("name", "trade", "form")
    )
    return joined(parms, bits, row, names, [" "], trades, [" "], forms)


def file_name(parms, bits, row):
    extensions = parms.get("extensions", words_of("file_names.tsv", "extension"))
    stems = words_of("file_names.tsv", "stem")
    parts = [THINGS["noun"], ["-", "_"], stems, ["-", "_"], Padded(999, 3, 1)]
    return joined(parms, bits, row, *parts, ["."], extensions)


LOREM = words_of("lorem.tsv")


class Bytes:
    """The bytes of the stream that a code seeds, after its first draw."""

    def __init__(self, code):
        self.key, self.place = (mix(code), 0x9E3779B97F4A7C15), 8

    def draw(self, number):
        return draw(self.key, number) & MASK

    def next(self):
        number, byte = divmod(self.place, 8)
        self.place += 1
        return self.draw(number) >> 8 * byte & 0xFF


def lorem(parms, bits, row):
    unit, least = parms.get("unit", "sentences"), parms.get("min", 1)
    most = parms.get("max", least)
    if unit == "words" and most == 1:
        code = scale(bits("value"), 256)
        return code, LOREM[code]
    code = scale(bits("value"), 1 << 56)
    stream = Bytes(code)
    count = least + ((stream.draw(0) >> 32) * (most - least + 1) >> 32)

    def words(number):
        return " ".join(LOREM[stream.next()] for _ in range(number))

    def sentence():
        return words(5 + stream.next() // 32).capitalize() + "."

    def paragraph():
        return " ".join(sentence() for _ in range(3 + stream.next() // 64))

    if unit == "words":
        return code, words(count)
    make, between = {"sentences": (sentence, " "), "paragraphs": (paragraph, "\n\n")}[
        unit
    ]
    return code, between.join(make() for _ in range(count))


def METHODS(others):
    def degrees(limit):
        def make(parms, bits, row):
            return others["gen_floats"](degree_parms(limit, parms), bits, row)

        return make

    return {
        "ipv4": ipv4,
        "ipv6": ipv6,
        "mac": mac,
        "domain": domain,
        "url": url,
        "user_agent": user_agent,
        "credit_card": credit_card,
        "iban": iban,
        "ean13": ean13,
        "isbn": isbn,
        "color": color,
        "lorem": lorem,
        "file_name": file_name,
        "latitude": degrees(90),
        "longitude": degrees(180),
        "job": job,
        "company": company,
    }


def degree_parms(limit, parms):
    bounds = {"min": Decimal(-limit), "max": Decimal(limit), "round": 6} | parms
    return bounds | {name: Decimal(bounds[name]) for name in ("min", "max")}


COLUMNS = [
    (f"{method}_{i}", method, json.dumps(parms))
    for method, cases in {
        "ipv4": [
            {},
            {"networks": ["10.0.0.0/8", "192.168.0.0/16", "10.1.0.0/16"]},
            {"networks": ["0.0.0.0/0"]},
            {"networks": ["private"], "unique": True},
        ],
        "ipv6": [
            {},
            {"networks": ["private"]},
            {"networks": ["fc00::/7"]},
            {"networks": ["2001:db8:1::/50", "2001:db8::/50"]},
            {"networks": ["2001:db8::/65", "2001:db8:0:1::/65"]},
            {"networks": ["2001:db8::ff00/120"]},
            {"networks": ["::1"]},
        ],
        "mac": [
            {},
            {"prefix": "00:00:5e:00:53", "upper": True, "separator": "-"},
            {"separator": ".", "unique": True},
            {"separator": "", "prefix": "00005E"},
        ],
        "domain": [{}, {"suffixes": ["shop.example"], "unique": True}],
        "url": [{}, {"schemes": ["http", "https"], "domains": ["a.example", "b.test"]}],
        "user_agent": [{}, {"browsers": ["firefox", "edge"], "devices": ["desktop"]}],
        "credit_card": [{}, {"brands": ["visa"], "unique": True}, {"brands": ["amex"]}],
        "iban": [{}, {"countries": ["IT", "ES", "BE"]}, {"countries": ["DE"]}],
        "ean13": [{}, {"prefix": "4006381", "unique": True}, {"prefix": "400638133393"}],
        "isbn": [{}, {"length": 10}, {"length": 13, "prefix": "979"}],
        "color": [{}, {"format": "hex"}, {"format": "hex", "unique": True}],
        "lorem": [
            {},
            {"unit": "words"},
            {"unit": "words", "min": 2, "max": 5},
            {"min": 1, "max": 3},
            {"unit": "paragraphs"},
        ],
        "file_name": [{}, {"extensions": ["pdf", "tar.gz"]}],
        "latitude": [{}, {"min": 47, "max": 55, "round": 4}],
        "longitude": [{}, {"max": 0, "round": 9}],
        "job": [{}],
        "company": [{}, {"unique": True}],
    }.items()
    for i, parms in enumerate(cases)
]
