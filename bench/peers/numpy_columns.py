"""Columns as NumPy arrays, for the peers that build frames of arrays."""

import numpy as np

RANDOM = np.random.default_rng()
HEX_PAIRS = np.frombuffer("".join(f"{n:02x}" for n in range(256)).encode(), np.uint16)


def codes(choices, rows):
    """Return random codes of so many choices, as narrow as they can be."""
    kind = np.uint8 if choices <= 256 else np.uint16
    return RANDOM.integers(0, choices, rows, dtype=kind)


def numbers(column, first, rows):
    """Return a column of kind sequence, integers, decimals, dates or booleans."""
    low, high = column.minimum, column.maximum
    match column.kind:
        case "sequence":
            return np.arange(first + 1, first + rows + 1)
        case "integers":
            return RANDOM.integers(low, high, rows, endpoint=True)
        case "decimals":
            steps = 10**column.digits
            return RANDOM.integers(low * steps, high * steps, rows, endpoint=True) / steps
        case "dates":
            days = RANDOM.integers(0, (high - low).days, rows, np.int32, endpoint=True)
            return np.datetime64(low) + days.astype("timedelta64[D]")
        case "booleans":
            return RANDOM.random(rows) < column.probability
    raise ValueError(column.kind)


def unique_digits(column, first, rows):
    """Return texts of equal width, rows x digits of bytes, no two alike."""
    # A number that shares no factor with a power of ten permutes those below it.
    values = np.arange(first, first + rows) * 387_420_489 % 10**column.digits
    places = 10 ** np.arange(column.digits - 1, -1, -1)
    return (values[:, None] // places % 10 + ord("0")).astype(np.uint8)


def uuids(rows):
    """Return random UUIDs, rows x 36 bytes of text."""
    random = RANDOM.integers(0, 256, (rows, 16), dtype=np.uint8)
    random[:, 6] = random[:, 6] & 0x0F | 0x40
    random[:, 8] = random[:, 8] & 0x3F | 0x80
    pairs = HEX_PAIRS[random].view(np.uint8)
    texts = np.full((rows, 36), ord("-"), np.uint8)
    for start, end, dashes in (
        (0, 8, 0),
        (8, 12, 1),
        (12, 16, 2),
        (16, 20, 3),
        (20, 32, 4),
    ):
        texts[:, start + dashes : end + dashes] = pairs[:, start:end]
    return texts
