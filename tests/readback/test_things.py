"""Things that look real, judged by libraries that are not ours.

Check digits by python-stdnum and schwifty, addresses and URLs by the standard library,
colors by webcolors; and nothing reaches a real person or machine.
"""

import collections
import ipaddress
import re
import urllib.parse

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
import schwifty
import schwifty.registry
import stdnum.ean
import stdnum.iban
import stdnum.isbn
import stdnum.luhn
import webcolors
from readback_support import csv_rows, rows_of, write

from rand_engine import DataGenerator

ROWS = 100_000


def values_of(method, rows=ROWS, **parms):
    spec = {"c": {"method": method, "parms": parms}}
    column = DataGenerator(spec, 7).size(rows).get_arrow()["c"]
    if pa.types.is_dictionary(column.type):
        column = pc.cast(column, column.type.value_type)
    return column.to_pylist()


def chi_squared(counts, expected):
    return sum((count - expected) ** 2 / expected for count in counts)


def is_uniform(values, classes):
    """Chi-squared below its 0.999 quantile (Wilson and Hilferty's formula)."""
    counts = collections.Counter(values)
    assert len(counts) == classes
    ninth = 2 / (9 * (classes - 1))
    quantile = (classes - 1) * (1 - ninth + 3.0902 * ninth**0.5) ** 3
    return chi_squared(counts.values(), len(values) / classes) < quantile


# --- Numbers with check digits ----------------------------------------------------------

BRANDS = {
    "visa": (r"4\d{15}", "4000000000000002"),
    "mastercard": (r"5[1-5]\d{14}", "5555555555554444"),
    "amex": (r"3[47]\d{13}", "378282246310005"),
    "discover": (r"6011\d{12}", "6011111111111117"),
    "diners": (r"3[068]\d{12}", "36227206271667"),
    "jcb": (r"35\d{14}", "3566002020360505"),
    "unionpay": (r"62\d{14}", "6200000000000005"),
}


@pytest.mark.parametrize("brand", BRANDS)
def test_cards_are_valid_and_of_a_published_test_issuer(brand):
    pattern, published = BRANDS[brand]
    for number in values_of("credit_card", brands=[brand]):
        assert stdnum.luhn.is_valid(number), number
        assert re.fullmatch(pattern, number), number
        assert number[:8] == published[:8]


def test_cards_of_all_brands_are_valid():
    numbers = values_of("credit_card")
    assert all(map(stdnum.luhn.is_valid, numbers))
    assert is_uniform([number[:8] for number in numbers], len(BRANDS))


def test_accounts_are_valid_also_by_their_countries_rules_and_of_no_bank():
    numbers = values_of("iban")
    for number in numbers:
        assert stdnum.iban.validate(number) == number
    assert is_uniform([number[:2] for number in numbers], 12)
    for number in numbers[:20_000]:
        iban = schwifty.IBAN(number, validate_bban=True)
        assert not schwifty.registry.get_banks_by_code(iban.country_code, iban.bank_code)


@pytest.mark.parametrize("country", ["DE", "GB", "ES", "FR", "IT", "BE", "PT", "BR"])
def test_accounts_of_a_country_are_spread_evenly(country):
    numbers = values_of("iban", countries=[country])
    assert {number[:2] for number in numbers} == {country}
    digits = re.compile(r"9{5,}0*(\d{8})")
    if country in ("DE", "GB"):
        assert all(digits.search(number) for number in numbers)
        assert is_uniform([number[-3:] for number in numbers], 1000)
    assert len(set(numbers)) > ROWS - 200


def test_articles_are_valid_and_for_use_inside_a_company():
    numbers = values_of("ean13")
    for number in numbers:
        assert len(number) == 13 and stdnum.ean.is_valid(number)
        assert 200 <= int(number[:3]) <= 299
    assert is_uniform([number[:3] for number in numbers], 100)
    assert is_uniform([number[9:12] for number in numbers], 1000)
    for number in values_of("ean13", 1000, prefix="4006381"):
        assert number.startswith("4006381") and stdnum.ean.is_valid(number)


@pytest.mark.parametrize("length", [13, 10])
def test_books_are_valid_and_of_no_country(length):
    numbers = values_of("isbn", length=length)
    for number in numbers:
        assert stdnum.isbn.validate(number) == number
        assert stdnum.isbn.isbn_type(number) == f"ISBN{length}"
        assert not stdnum.isbn.split(number)[1], "a group that a country has"
    assert is_uniform([number[-4:-1] for number in numbers], 1000)
    if length == 10:
        assert is_uniform([number[-1] for number in numbers], 11)


# --- Addresses --------------------------------------------------------------------------


def test_ipv4_addresses_are_those_for_documentation_each_equally_often():
    networks = ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"]
    allowed = {str(a) for n in networks for a in ipaddress.ip_network(n)}
    addresses = values_of("ipv4")
    assert set(addresses) == allowed
    assert is_uniform(addresses, 768)


def test_ipv4_addresses_of_networks_are_canonical_and_spread_by_size():
    networks = [ipaddress.ip_network(n) for n in ("10.0.0.0/9", "172.0.0.0/10")]
    found = collections.Counter()
    for text in values_of("ipv4", networks=[str(n) for n in networks]):
        address = ipaddress.IPv4Address(text)
        assert str(address) == text
        found[next(n for n in networks if address in n)] += 1
    assert abs(found[networks[0]] - ROWS * 2 / 3) < 750  # 5 standard deviations
    for text in values_of("ipv4", networks=["private"]):
        assert ipaddress.IPv4Address(text).is_private


@pytest.mark.parametrize(
    "networks",
    [
        ["2001:db8::/32"],
        ["2001:db8::/124"],
        ["2001:db8:0:1::/112"],
        ["2001:db8::1:0:0/98", "2001:db8:0:0:1::/98"],
        ["fc00::/7"],
        ["::/64", "1::/64", "0:1::/64"],
    ],
)
def test_ipv6_addresses_are_canonical_and_of_their_networks(networks):
    wanted = [ipaddress.ip_network(network) for network in networks]
    found = collections.Counter()
    for text in values_of("ipv6", networks=networks):
        address = ipaddress.IPv6Address(text)
        assert str(address) == text
        found[next(n for n in wanted if address in n)] += 1
    assert all(abs(found[n] - ROWS / len(wanted)) < 800 for n in wanted)


def test_ipv6_addresses_are_for_documentation_and_every_bit_is_random():
    network = ipaddress.ip_network("2001:db8::/32")
    numbers = []
    for text in values_of("ipv6"):
        address = ipaddress.IPv6Address(text)
        assert address in network and str(address) == text
        numbers.append(int(address))
    for bit in range(96):
        ones = sum(number >> bit & 1 for number in numbers)
        assert abs(ones - ROWS / 2) < 800, bit  # 5 standard deviations


@pytest.mark.parametrize(
    "parms,pattern",
    [
        ({}, "[0-9a-f]{2}(:[0-9a-f]{2}){5}"),
        ({"separator": "-", "upper": True}, "[0-9A-F]{2}(-[0-9A-F]{2}){5}"),
        ({"separator": "."}, r"[0-9a-f]{4}(\.[0-9a-f]{4}){2}"),
        ({"separator": ""}, "[0-9a-f]{12}"),
    ],
)
def test_hardware_addresses_are_administered_locally_and_of_one_machine(parms, pattern):
    first = []
    for text in values_of("mac", **parms):
        assert re.fullmatch(pattern, text), text
        digits = re.sub("[^0-9a-fA-F]", "", text)
        first.append(int(digits[:2], 16))
    assert all(byte & 3 == 2 for byte in first)
    assert is_uniform(first, 64)


RESERVED = re.compile(r"(^|\.)(example\.(com|net|org)|example|test|invalid|localhost)$")


def test_domains_are_hosts_below_reserved_names():
    names = values_of("domain")
    for name in names:
        assert RESERVED.search(name), name
        assert re.fullmatch(r"[a-z]+(-?[a-z]+)*(\.[a-z]+)+", name), name
    assert is_uniform([name.split(".", 1)[1] for name in names], 5)
    assert is_uniform(["-" in name for name in names], 2)


def test_urls_are_of_reserved_hosts_and_read_back_as_they_are():
    for url in values_of("url", schemes=["http", "https"]):
        parts = urllib.parse.urlsplit(url)
        assert parts.scheme in ("http", "https")
        assert RESERVED.search(parts.hostname), url
        assert re.fullmatch(r"/[a-z]+/[a-z]+-[a-z]+(-\d+)?", parts.path), url
        assert parts.geturl() == urllib.parse.quote(url, safe="/:?=") == url


# --- Texts and places -------------------------------------------------------------------


def test_user_agents_come_as_often_as_their_weights_say():
    agents = values_of("user_agent")
    firefox = sum("Firefox/" in agent for agent in agents)
    chrome = sum(
        "Chrome/" in a and "Edg/" not in a and "Samsung" not in a for a in agents
    )
    # The weights of the table, times its versions.
    assert chrome / firefox == pytest.approx(24 * 78 / (22 * 13), rel=0.05)


def test_colors_are_those_of_css():
    names = values_of("color")
    assert set(names) == set(webcolors.names("css3")) | {"rebeccapurple"}
    assert is_uniform(names, 148)
    numbers = values_of("color", format="hex")
    for number in numbers:
        assert webcolors.normalize_hex(number) == number
    for digits in (slice(1, 3), slice(3, 5), slice(5, 7)):
        assert is_uniform([number[digits] for number in numbers], 256)


def test_lorem_has_all_its_words_equally_often():
    words = [w for text in values_of("lorem") for w in text[:-1].lower().split()]
    assert len(words) > 8 * ROWS
    assert is_uniform(words, 256)
    single = values_of("lorem", unit="words")
    assert set(single) == set(words)
    assert is_uniform(single, 256)


@pytest.mark.parametrize("unit,between", [("sentences", ". "), ("paragraphs", "\n\n")])
def test_lorem_has_as_many_units_as_asked_for(unit, between):
    texts = values_of("lorem", 20_000, unit=unit, min=2, max=4)
    assert is_uniform([len(text.split(between)) for text in texts], 3)
    assert all(text[0].isupper() and text[-1] == "." for text in texts)
    assert len(set(texts)) == len(texts)


def test_jobs_companies_and_files_are_equally_likely():
    assert is_uniform(values_of("job"), 342)
    companies = values_of("company")
    forms = ("Inc.", "LLC", "Ltd.", "Group", "Corp.", "Co.", "& Sons", "PLC")
    assert is_uniform(
        [next(f for f in forms if c.endswith(" " + f)) for c in companies], 8
    )
    files = values_of("file_name")
    assert all(
        re.fullmatch(r"[a-z]+[-_][a-z-]+[-_]\d{3}\.[0-9a-z]+", file) for file in files
    )
    assert is_uniform([file.rsplit(".", 1)[1] for file in files], 34)


def test_degrees_are_spread_evenly_with_as_many_digits_as_asked_for():
    for method, limit in (("latitude", 90), ("longitude", 180)):
        degrees = values_of(method)
        assert all(-limit <= value <= limit for value in degrees)
        assert is_uniform(
            [int((value + limit) // (limit / 50)) for value in degrees], 100
        )
        assert all(round(value, 6) == value for value in degrees)
    assert all(len(repr(v).split(".")[1]) <= 2 for v in values_of("latitude", round=2))


# --- Unique -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "method,parms",
    [
        ("ipv4", {"networks": ["10.0.0.0/15", "192.0.2.0/24"]}),
        ("mac", {"prefix": "02:00:00:00"}),
        ("credit_card", {"brands": ["diners", "amex"]}),
        ("ean13", {"prefix": "2000000"}),
        ("isbn", {"length": 10, "prefix": "6900"}),
        ("color", {"format": "name"}),
        ("job", {}),
        ("company", {}),
        ("domain", {}),
    ],
)
def test_unique_values_never_repeat_until_all_have_been(method, parms):
    spec = {"c": {"method": method, "parms": {**parms, "unique": True}}}
    with pytest.raises(ValueError, match="has [0-9]+ unique values") as refused:
        DataGenerator(spec, 7).size(10**12).get_arrow()
    size = int(re.search("has ([0-9]+) unique", str(refused.value))[1])
    values = values_of(method, size, **parms, unique=True)
    assert len(set(values)) == size
    other = DataGenerator(spec, 8).size(100).get_arrow()["c"].to_pylist()
    assert other != values[:100]


# --- Files ------------------------------------------------------------------------------

EVERYTHING = {
    "ipv4": {"method": "ipv4"},
    "ipv6": {"method": "ipv6", "null_rate": 0.1},
    "mac": {"method": "mac"},
    "url": {"method": "url", "null_rate": 0.1},
    "card": {"method": "credit_card"},
    "iban": {"method": "iban", "null_rate": 0.1},
    "isbn": {"method": "isbn", "parms": {"length": 10}},
    "hex": {"method": "color", "parms": {"format": "hex"}},
    "words": {"method": "lorem", "parms": {"unit": "words", "max": 3}},
    "text": {"method": "lorem", "parms": {"unit": "paragraphs", "max": 3}},
    "company": {"method": "company"},
    "agent": {"method": "user_agent"},
}


def test_all_formats_hold_the_same_values(tmp_path):
    rows = DataGenerator(EVERYTHING, 3).size(3000).get_arrow().to_pylist()
    for format in ("csv", "json", "parquet"):
        path = tmp_path / f"data.{format}"
        write(
            path, EVERYTHING, 3, 3000, **({} if format == "csv" else {"format": format})
        )
        if format == "csv":
            header, *lines = csv_rows(path.read_text())
            read = [dict(zip(header, line, strict=True)) for line in lines]
            wanted = [{k: v or "" for k, v in row.items()} for row in rows]
        else:
            read, wanted = rows_of(path, format), rows
        assert read == wanted, format


@pytest.mark.parametrize("sep", [":", "-", "a", "4", " ", "."])
def test_separators_inside_values_are_quoted(tmp_path, sep):
    spec = {name: {**EVERYTHING[name], "null_rate": 0} for name in EVERYTHING}
    rows = DataGenerator(spec, 3).size(500).get_arrow().to_pylist()
    path = tmp_path / "data.csv"
    write(path, spec, 3, 500, sep=sep)
    header, *lines = csv_rows(path.read_text(), delimiter=sep)
    assert header == list(spec)
    assert lines == [list(row.values()) for row in rows]


def test_statistics_of_parquet_are_those_of_the_rows(tmp_path):
    path = tmp_path / "data.parquet"
    write(path, EVERYTHING, 3, 50_000)
    table = pq.read_table(path)
    metadata = pq.read_metadata(path)
    assert metadata.num_rows == 50_000
    begin = 0
    for group in map(metadata.row_group, range(metadata.num_row_groups)):
        rows = table.slice(begin, group.num_rows)
        begin += group.num_rows
        for column in map(group.column, range(group.num_columns)):
            values = rows[column.path_in_schema].drop_null().to_pylist()
            assert column.statistics.min == min(values), column.path_in_schema
            assert column.statistics.max == max(values), column.path_in_schema
