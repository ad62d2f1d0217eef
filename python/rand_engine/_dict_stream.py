"""Records one by one, at a random rate."""

from __future__ import annotations

import itertools
import math
import random
import time
from collections import deque

from .errors import TransformerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from typing import Any

    Record = dict[str, Any]
    MakeRecords = Callable[[int, int], list[Record]]

#: How many seconds of records are made at once: gen_now is older by as much, at the most.
BATCH_SECONDS = 0.1
LARGEST_BATCH = 10_000
#: Records that are due within so many seconds go together; sleeping is no finer.
SLICE_SECONDS = 0.01
#: What a consumer that fell behind by more than this misses is not made up for.
MOST_LATENESS_SECONDS = 1.0
#: Transformers that drop so many batches in a row drop them all.
MOST_EMPTY_BATCHES = 1000
#: time.sleep cannot sleep for centuries.
LONGEST_SLEEP_SECONDS = 1e6


def dict_stream(
    make_records: MakeRecords, least: float, greatest: float
) -> Generator[Record, None, None]:
    """Yield those of ``make_records(first_row, rows)`` one after another, without end."""
    batch = int(min(max(greatest * BATCH_SECONDS, 1), LARGEST_BATCH))
    return _paced(_records(make_records, batch), least, greatest)


def _records(make_records: MakeRecords, batch: int) -> Iterator[Record]:
    empty = 0
    for first_row in itertools.count(0, batch):
        records = make_records(first_row, batch)
        empty = 0 if records else empty + 1
        if empty == MOST_EMPTY_BATCHES:
            raise TransformerError(
                f"stream_dict: the transformers left no row of {empty * batch}, up to row "
                f"{first_row + batch}"
            )
        yield from records


def _paced(
    records: Iterator[Record], least: float, greatest: float
) -> Generator[Record, None, None]:
    """Yield records at rates between ``least`` and ``greatest``, drawn for each slice.

    Deadlines are absolute: sleeping too long by a little does not add up. But no second
    sees more than ``greatest`` records, not even after a delay.
    """
    draw = random.Random().uniform
    window = max(1.0, 1.0 / greatest)
    quota = math.ceil(greatest)
    sent: deque[tuple[float, int]] = deque()  # end and number of records of slices
    sent_records = 0  # in them: at most quota
    # The clock starts when there is something to send.
    records = itertools.chain([next(records)], records)
    due = time.monotonic()
    while True:
        rate = draw(least, greatest)
        count = max(1, int(rate * SLICE_SECONDS))
        earliest = due
        while sent_records + count > quota:
            end, number = sent.popleft()
            sent_records -= number
            earliest = max(due, end + window)
        _sleep_until(earliest)
        for record in itertools.islice(records, count):
            record["timestamp_created"] = round(time.time(), 3)
            end = time.monotonic()
            yield record
        sent.append((end, count))
        sent_records += count
        due = max(due + count / rate, end - MOST_LATENESS_SECONDS)


def _sleep_until(moment: float) -> None:
    while (left := moment - time.monotonic()) > 0:
        time.sleep(min(left, LONGEST_SLEEP_SECONDS))
