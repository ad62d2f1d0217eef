#!/usr/bin/env python3.11
"""Write src/rand_engine/charset/encoding_tables.cc from Python's own codecs.

    python3.11 scripts/make_encoding_tables.py

The engine's option `encoding` promises what Python's `str.encode` gives, so names,
aliases and code tables are asked of Python itself; no C library decides a byte. Only
Python 3.11 is taken: later ones may know other aliases, and the data version would have to
be raised.

Code tables are packed by family (encodings that share most of their codes): little-endian
32-bit words, xz, base64. An encoding's words are, at `first_word`:
    entry_count differences of codes, ascending, from 0
    entry_count differences (modulo 2^32) of the code points that these codes stand for
    pair_count times: first code point, second code point, code
A code is an encoded character's bytes read as one big-endian number; no character's first
byte is 0, but for U+0000 itself.
"""

import base64
import codecs
import encodings
import encodings.aliases
import lzma
import pathlib
import pkgutil
import platform
import struct
import sys

OUTPUT = (
    pathlib.Path(__file__).resolve().parent.parent
    / "src/rand_engine/charset/encoding_tables.cc"
)

FAMILIES = {
    "Gb": ["gb18030", "gbk", "gb2312"],
    "Big5": ["big5", "cp950", "big5hkscs"],
    "Japanese": [
        "shift_jis",
        "cp932",
        "shift_jis_2004",
        "shift_jisx0213",
        "euc_jp",
        "euc_jis_2004",
        "euc_jisx0213",
    ],
    "Korean": ["euc_kr", "cp949", "johab"],
}
COMPUTED = {
    "ascii": "kAscii",
    "latin_1": "kLatin1",
    "utf_8": "kUtf8",
    "utf_8_sig": "kUtf8Signed",
    "utf_16": "kUtf16",
    "utf_16_le": "kUtf16Little",
    "utf_16_be": "kUtf16Big",
    "utf_32": "kUtf32",
    "utf_32_le": "kUtf32Little",
    "utf_32_be": "kUtf32Big",
}
SPECIAL_PURPOSE = [
    "charmap",
    "idna",
    "punycode",
    "raw_unicode_escape",
    "undefined",
    "unicode_escape",
]
PLATFORM = ["mbcs", "oem"]
KINDS_WITH_ONE_RULE_MORE = {"gb18030": "kGb18030", "euc_kr": "kEucKr"}
XZ_FILTERS = [
    {
        "id": lzma.FILTER_LZMA2,
        "preset": 9 | lzma.PRESET_EXTREME,
        "lc": 0,
        "lp": 2,
        "pb": 2,
    }
]


def scalar_values(stop=0x110000):
    yield from range(0xD800)
    yield from range(0xE000, stop)


def encode(text, module):
    try:
        return text.encode(module)
    except UnicodeEncodeError:
        return None


def single_codes(module):
    """[(code, code point)], ascending; several code points may have one code (cp950).

    What the engine computes is left out: GB 18030's four-byte codes beyond the basic plane,
    EUC-KR's eight-byte syllables.
    """
    codes = []
    for point in scalar_values(0x10000 if module == "gb18030" else 0x30000):
        encoded = encode(chr(point), module)
        if encoded is None or (module == "euc_kr" and len(encoded) == 8):
            continue
        assert len(encoded) <= 4, (module, hex(point))
        assert (encoded == b"\0") == (point == 0), (module, hex(point))
        assert encoded[0] != 0 or point == 0, (module, hex(point))
        codes.append((int.from_bytes(encoded, "big"), point))
    return sorted(codes)


def candidate_bytes():
    for lead in range(0x81, 0xFF):
        for trail in range(0x30, 0xFF):
            yield bytes((lead, trail))
            yield bytes((0x8F, lead, trail))


def pair_codes(module):
    """[(first, second, code)] of codes that stand for two characters."""
    pairs = []
    for encoded in candidate_bytes():
        try:
            text = encoded.decode(module)
        except UnicodeDecodeError:
            continue
        if len(text) != 2 or encode(text, module) != encoded:
            continue
        if encode(text[0], module) + (encode(text[1], module) or b"") != encoded:
            pairs.append((ord(text[0]), ord(text[1]), int.from_bytes(encoded, "big")))
    return sorted(pairs)


def differences(numbers):
    return [
        (number - previous) & 0xFFFFFFFF
        for previous, number in zip([0] + numbers, numbers, strict=False)
    ]


def words_of(codes, pairs):
    words = differences([code for code, _ in codes])
    words += differences([point for _, point in codes])
    for pair in pairs:
        words.extend(pair)
    return words


def modules():
    names = {module.name for module in pkgutil.iter_modules(encodings.__path__)}
    return sorted(names - {"aliases"})


def kind_of(module):
    """(kind, canonical name)"""
    if module in PLATFORM:
        return "kPlatform", module
    info = codecs.lookup(module)
    if not info._is_text_encoding:
        return "kNotText", info.name
    if module in SPECIAL_PURPOSE:
        return "kSpecialPurpose", info.name
    if module.startswith("iso2022_") or module in ("hz", "utf_7"):
        return "kStateful", info.name
    kind = COMPUTED.get(module) or KINDS_WITH_ONE_RULE_MORE.get(module) or "kTable"
    return kind, info.name


def is_ascii_superset(module):
    mark = "".encode(module)
    return all(
        encode(chr(point), module) == mark + bytes((point,)) for point in range(128)
    )


def pack(words):
    raw = struct.pack(f"<{len(words)}I", *words)
    return base64.b64encode(
        lzma.compress(raw, format=lzma.FORMAT_XZ, filters=XZ_FILTERS)
    ).decode()


def make_tables(kinds):
    """({module: (family, first_word, entry_count, pair_count)},
    {family: (number of words, packed text)})"""
    multibyte = {module for members in FAMILIES.values() for module in members}
    tabled = {
        module
        for module, (kind, _) in kinds.items()
        if kind == "kTable" or kind in KINDS_WITH_ONE_RULE_MORE.values()
    }
    families = {"SingleByte": sorted(tabled - multibyte)} | FAMILIES
    places, blobs = {}, {}
    for family, members in families.items():
        words = []
        for module in members:
            codes = single_codes(module)
            pairs = pair_codes(module) if module in multibyte else []
            places[module] = (family, len(words), len(codes), len(pairs))
            words += words_of(codes, pairs)
        blobs[family] = (len(words), pack(words))
    return places, blobs


def alias_rows(kinds):
    rows = {module: module for module in kinds}
    # Python looks up names in lower case, but one alias is not written so (csHPRoman8).
    rows.update(
        (alias.lower(), module) for alias, module in encodings.aliases.aliases.items()
    )
    index = {module: position for position, module in enumerate(kinds)}
    return [(alias, index[module]) for alias, module in sorted(rows.items())]


def entry_line(module, kind, name, places):
    family, first_word, entry_count, pair_count = places.get(module, (None, 0, 0, 0))
    family = f"EncodingFamily::k{family}" if family else "EncodingFamily::kNone"
    refused = kind in ("kPlatform", "kNotText", "kSpecialPurpose", "kStateful")
    superset = "true" if not refused and is_ascii_superset(module) else "false"
    return (
        f'    {{"{module}", "{name}", EncodingKind::{kind}, {superset},\n'
        f"     {family}, {first_word}, {entry_count}, {pair_count}}},\n"
    )


def source(kinds, places, blobs):
    text = (
        "// GENERATED by scripts/make_encoding_tables.py from CPython 3.11's codecs.\n"
        "// Do not edit: run `python3.11 scripts/make_encoding_tables.py` instead.\n"
        "// That script describes the packed form.\n"
        "// clang-format off\n"
        '#include "rand_engine/charset/encoding_tables.h"\n\n'
        "namespace rand_engine {\nnamespace {\n\n"
        "constexpr EncodingEntry kEntries[] = {\n"
    )
    text += "".join(
        entry_line(module, kind, name, places) for module, (kind, name) in kinds.items()
    )
    text += "};\n\nconstexpr EncodingAlias kAliases[] = {\n"
    text += "".join(
        f'    {{"{alias}", {index}}},\n' for alias, index in alias_rows(kinds)
    )
    text += "};\n\n"
    for family, (_, packed) in blobs.items():
        lines = [packed[at : at + 84] for at in range(0, len(packed), 84)]
        text += (
            f"constexpr char k{family}Text[] =\n"
            + "\n".join(f'    "{line}"' for line in lines)
            + ";\n\n"
        )
    text += 'constexpr PackedFamily kFamilies[] = {\n    {0, ""},\n'
    text += "".join(
        f"    {{{count}, k{family}Text}},\n" for family, (count, _) in blobs.items()
    )
    text += (
        "};\n\n}  // namespace\n\n"
        "std::span<const EncodingEntry> EncodingEntries() { return kEntries; }\n\n"
        "std::span<const EncodingAlias> EncodingAliases() { return kAliases; }\n\n"
        "const PackedFamily& GetPackedFamily(EncodingFamily family) {\n"
        "  return kFamilies[static_cast<int>(family)];\n}\n\n"
        "}  // namespace rand_engine\n"
    )
    return text


def main():
    if sys.version_info[:2] != (3, 11) or platform.python_implementation() != "CPython":
        sys.exit(
            f"make_encoding_tables.py: needs CPython 3.11 (this is "
            f"{platform.python_implementation()} {platform.python_version()})"
        )
    kinds = {module: kind_of(module) for module in modules()}
    places, blobs = make_tables(kinds)
    OUTPUT.write_text(source(kinds, places, blobs), encoding="ascii")


if __name__ == "__main__":
    main()
