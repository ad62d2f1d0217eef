"""Answers text_encoding_python_test's questions with Python's own codecs.

Questions stand one a line on standard input, answers one a line on standard output:
    version                    "3.11"
    aliases                    "alias=module" for all of encodings.aliases, with spaces
    name ENCODING              canonical name, hex of the byte-order mark ("-" if none)
    pages ENCODING FIRST LAST  CRC-32s of what pages of 256 code points become
    encode ENCODING HEX        hex of the encoded text (given as UTF-8), or "!offset"
"""

import codecs
import encodings.aliases
import sys
import zlib


def encode_one(point, encoding, mark):
    if 0xD800 <= point < 0xE000:
        return b"\xff"
    try:
        encoded = chr(point).encode(encoding)[mark:]
    except UnicodeEncodeError:
        return b"\xff"
    return bytes((len(encoded),)) + encoded


def page(number, encoding):
    mark = len("".encode(encoding))
    points = range(number * 256, number * 256 + 256)
    return zlib.crc32(b"".join(encode_one(point, encoding, mark) for point in points))


def encode(encoding, text):
    try:
        return text.encode(encoding).hex() or "-"
    except UnicodeEncodeError as error:
        return f"!{len(text[: error.start].encode())}"


def answer(question, *words):
    if question == "version":
        return ".".join(str(part) for part in sys.version_info[:2])
    if question == "aliases":
        return " ".join(f"{a}={m}" for a, m in sorted(encodings.aliases.aliases.items()))
    if question == "name":
        return f"{codecs.lookup(words[0]).name} {''.encode(words[0]).hex() or '-'}"
    if question == "pages":
        first, last = int(words[1]), int(words[2])
        return " ".join(str(page(number, words[0])) for number in range(first, last + 1))
    return encode(words[0], bytes.fromhex(words[1]).decode())


for line in sys.stdin:
    print(answer(*line.split()))
