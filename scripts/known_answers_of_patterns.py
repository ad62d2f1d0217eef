"""The second implementation of regex: Python's own parser, and counting by hand."""

import re._constants as ops
import re._parser as sre

from known_answer_draws import MASK, mix, scale

MAX_REPEAT = 10
MOST_COUNTED = 1 << 63
PRINTABLE = set(range(0x20, 0x7F))
CATEGORIES = {
    ops.CATEGORY_DIGIT: set(b"0123456789"),
    ops.CATEGORY_WORD: {c for c in PRINTABLE if chr(c).isalnum() or chr(c) == "_"},
    ops.CATEGORY_SPACE: {0x20},
}
COMPLEMENTS = {
    ops.CATEGORY_NOT_DIGIT: ops.CATEGORY_DIGIT,
    ops.CATEGORY_NOT_WORD: ops.CATEGORY_WORD,
    ops.CATEGORY_NOT_SPACE: ops.CATEGORY_SPACE,
}


class Choice:
    """One of some nodes (texts are leaves), or a sequence drawn part by part."""

    def __init__(self, kind, parts):
        self.kind, self.parts = kind, parts
        counts = [part.count for part in parts]
        if kind == "set":
            self.count = len(parts[0].text)
        elif kind == "sequence":
            self.count = 1
            for count in counts:
                self.count *= count
        else:
            self.count = sum(counts)

    def text_of(self, index):
        if self.kind == "set":
            return self.parts[0].text[index]
        if self.kind == "sequence":
            pieces = []
            for part in reversed(self.parts):
                index, digit = divmod(index, part.count)
                pieces.append(part.text_of(digit))
            return "".join(reversed(pieces))
        for part in self.parts:
            if index < part.count:
                return part.text_of(index)
            index -= part.count
        raise IndexError

    def drawn(self, draws):
        if self.count <= MOST_COUNTED:
            return self.text_of(draws(self.count))
        if self.kind == "sequence":
            return "".join(part.drawn(draws) for part in self.parts)
        chosen = self.parts[draws(len(self.parts))]
        if self.kind == "repeat":
            return "".join(part.drawn(draws) for part in chosen.parts)
        return chosen.drawn(draws)


class Characters:
    def __init__(self, text):
        self.text, self.count = text, len(text)


def characters(members):
    return Choice("set", [Characters("".join(map(chr, sorted(members))))])


def members_of(items):
    negated, members = False, set()
    for op, value in items:
        if op is ops.NEGATE:
            negated = True
        elif op is ops.LITERAL:
            members.add(value)
        elif op is ops.RANGE:
            members.update(range(value[0], value[1] + 1))
        elif value in COMPLEMENTS:
            members |= PRINTABLE - CATEGORIES[COMPLEMENTS[value]]
        else:
            members |= CATEGORIES[value]
    return PRINTABLE - members if negated else members


def node_of(items):
    parts = []
    for op, value in items:
        if op is ops.LITERAL:
            parts.append(characters({value}))
        elif op is ops.ANY:
            parts.append(characters(PRINTABLE))
        elif op is ops.IN:
            parts.append(characters(members_of(value)))
        elif op is ops.SUBPATTERN:
            parts.append(node_of(value[3]))
        elif op is ops.BRANCH:
            parts.append(Choice("any", [node_of(branch) for branch in value[1]]))
        elif op in (ops.MAX_REPEAT, ops.MIN_REPEAT):
            least, most, inner = value
            most = max(least, MAX_REPEAT) if most is ops.MAXREPEAT else most
            child = node_of(inner)
            times = range(least, most + 1)
            repeats = [Choice("sequence", [child] * n) for n in times]
            parts.append(Choice("repeat", repeats))
        else:
            assert op is ops.AT, op
    return parts[0] if len(parts) == 1 else Choice("sequence", parts)


class Draws:
    def __init__(self, bits):
        self.position = bits

    def __call__(self, n):
        self.position = (self.position + 0x9E3779B97F4A7C15) & MASK
        return (mix(self.position) * n) >> 64


def regex(parms, bits, row):
    node = node_of(sre.parse(parms["pattern"]))
    if parms["pattern"] in DRAWN:  # codes of such texts are addresses
        return 0, node.drawn(Draws(bits("value")))
    code = scale(bits("value"), node.count)
    return code, node.text_of(code)


# Made text by text; the others are codes over short lists.
DRAWN = {
    r"[a-z]{1,10}",
    r"\w{1,100}",
    r"(x|\d{40}|[a-f]{2,60})-[^\w\s]{1,3}",
    r"([a-z]+\.){2,4}(com|org)",
}

METHODS = {"regex": regex}
COLUMNS = [
    ("plate", "regex", r'{"pattern": "[A-Z]{3}-\\d{4}"}'),
    ("fixed", "regex", r'{"pattern": "^abc$"}'),
    ("version", "regex", r'{"pattern": "v\\d(\\.\\d{1,2})?(-(alpha|beta|rc[1-3]))?"}'),
    ("letters", "regex", r'{"pattern": "[A-F]{15}"}'),
    ("accents", "regex", r'{"pattern": "[à-ö]{2}x*"}'),
    ("name", "regex", r'{"pattern": "[a-z]{1,10}"}'),
    ("long", "regex", r'{"pattern": "\\w{1,100}"}'),
    ("mixed", "regex", r'{"pattern": "(x|\\d{40}|[a-f]{2,60})-[^\\w\\s]{1,3}"}'),
    ("host", "regex", r'{"pattern": "([a-z]+\\.){2,4}(com|org)"}'),
]
