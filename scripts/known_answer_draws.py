"""Draws and tables of the second implementation: what make_known_answers.py stands on."""

import hashlib

DATA_VERSION = 1
MASK = (1 << 64) - 1
SEED = "42"


def mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def stream_key(seed, table, column, purpose):
    message = DATA_VERSION.to_bytes(8, "little")
    for field in (seed, table, column, purpose):
        raw = field.encode()
        message += len(raw).to_bytes(8, "little") + raw
    digest = hashlib.sha256(message).digest()
    start = int.from_bytes(digest[:8], "little")
    gamma = mix(int.from_bytes(digest[8:16], "little")) | 1
    if (gamma ^ (gamma >> 1)).bit_count() < 24:
        gamma ^= 0xAAAAAAAAAAAAAAAA
    return start, gamma


def draw(key, row):
    start, gamma = key
    return mix((start + row * gamma) & MASK)


def scale(bits, n):
    """A code of [0, n); 32 bits decide while n is at most 2^20."""
    if n <= 1 << 20:
        return ((bits >> 32) * n) >> 32
    return (bits * n) >> 64


class AliasTable:
    def __init__(self, weights):
        n, total = len(weights), sum(weights)
        rest = [weight * n for weight in weights]
        self.slots = [(1 << 64, i, i) for i in range(n)]
        small = [i for i in range(n) if rest[i] < total]
        large = [i for i in range(n) if rest[i] >= total]
        while small and large:
            poor, rich = small.pop(), large[-1]
            self.slots[poor] = ((rest[poor] << 64) // total, poor, rich)
            rest[rich] -= total - rest[poor]
            if rest[rich] < total:
                small.append(large.pop())

    def pick(self, bits):
        product = bits * len(self.slots)
        threshold, own, alias = self.slots[product >> 64]
        return own if product & MASK < threshold else alias


def whole_weights(weights):
    largest = max(weights)
    scaled = []
    for weight in weights:
        value = int(weight / largest * 2**40 + 0.5)
        scaled.append(1 if weight > 0 and value < 1 else value)
    return scaled


class Bits:
    """The draws of a row of a column, or of a part of it, by purpose."""

    def __init__(self, column, row, part=""):
        self.column, self.row, self.part = column, row, part

    def at(self, purpose, position):
        key = stream_key(SEED, "", self.column, self.part + purpose)
        return draw(key, position)

    def shared(self, purpose):
        """The draw that all columns of the table have in common."""
        return draw(stream_key(SEED, "", "", purpose), self.row)

    def __call__(self, purpose):
        return self.at(purpose, self.row)

    def of_part(self, part):
        return Bits(self.column, self.row, self.part + part)
