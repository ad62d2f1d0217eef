"""stream_dict: records one by one, at a random rate."""

import math
import time
from itertools import islice, pairwise

import pytest

from rand_engine import (
    DataGenerator,
    OptionError,
    SpecError,
    TransformerError,
    _dict_stream,
)

FAST = 10**9


class PretendedTime:
    """Time that passes only by sleeping and by what a consumer says that it takes."""

    def __init__(self):
        self.now = 1000.0
        self.oversleep = 0.0002

    def monotonic(self):
        return self.now

    def time(self):
        return self.now

    def sleep(self, seconds):
        assert 0 < seconds < 9e9  # More is an OverflowError.
        self.now += seconds + self.oversleep


@pytest.fixture
def clock(monkeypatch):
    pretended = PretendedTime()
    monkeypatch.setattr(_dict_stream, "time", pretended)
    return pretended


def moments(clock, ids, least, greatest, count, consumer=lambda _number: 0):
    """Return when records came; ``consumer(n)`` is how long the n-th took to be used."""
    records = DataGenerator(ids).stream_dict(least, greatest)
    times = []
    for number in range(count):
        next(records)
        times.append(clock.now)
        clock.now += consumer(number)
    return times


def most_in_a_second(times):
    """Return the largest number of records within any second."""
    first = 0
    most = 0
    for last, moment in enumerate(times):
        while times[first] <= moment - 1:
            first += 1
        most = max(most, last - first + 1)
    return most


def without_time(records):
    """Return the records without the added key."""
    for record in records:
        del record["timestamp_created"]
    return records


# Records


def test_records_are_the_rows_of_the_data_one_after_another(orders):
    generator = DataGenerator(orders, seed=42).size(25_000)
    records = list(islice(generator.stream_dict(FAST, FAST), 25_000))
    table = generator.get_arrow()
    assert without_time(records) == table.to_pylist()
    assert list(records[0]) == list(orders)


def test_records_do_not_depend_on_the_rate_or_the_size(orders):
    slow = DataGenerator(orders, seed=1).size(3).stream_dict(200, 300)
    fast = DataGenerator(orders, seed=1).stream_dict(FAST, FAST)
    assert without_time(list(islice(slow, 50))) == without_time(list(islice(fast, 50)))


def test_first_record_is_that_of_get_dict(orders):
    generator = DataGenerator(orders, seed=5)
    record = next(generator.stream_dict())
    del record["timestamp_created"]
    assert record == generator.get_dict()


def test_without_a_seed_rows_run_on_and_streams_differ(orders):
    generator = DataGenerator(orders)
    one = without_time(list(islice(generator.stream_dict(FAST, FAST), 12_000)))
    two = without_time(list(islice(generator.stream_dict(FAST, FAST), 12_000)))
    assert [record["order_id"] for record in one] == list(range(1, 12_001))
    assert one != two
    assert generator.seed is None


def test_without_a_seed_all_rows_are_of_one_that_is_drawn(orders, monkeypatch):
    monkeypatch.setattr(
        _dict_stream, "dict_stream", lambda make_records, *_: make_records
    )
    make_records = DataGenerator(orders).stream_dict()
    assert make_records(5, 10) == make_records(5, 10)


def test_each_record_is_a_dict_of_its_own(ids):
    one, two = islice(DataGenerator(ids).stream_dict(FAST, FAST), 2)
    one["id"] = None
    assert two["id"] == 2


def test_timestamp_created_is_the_time_in_seconds_to_the_millisecond(ids):
    before = time.time()
    records = list(islice(DataGenerator(ids).stream_dict(50, 100), 10))
    times = [record["timestamp_created"] for record in records]
    assert all(type(moment) is float for moment in times)
    assert all(round(moment, 3) == moment for moment in times)
    assert before - 0.001 <= times[0] and times[-1] <= time.time() + 0.001
    assert times == sorted(times)
    assert list(records[0]) == ["id", "timestamp_created"]


def test_a_column_called_timestamp_created_gives_way():
    spec = {"timestamp_created": {"method": "gen_uuid"}, "id": {"method": "gen_uuid"}}
    record = next(DataGenerator(spec).stream_dict())
    assert type(record["timestamp_created"]) is float


def test_gen_now_is_of_the_moment(clock):
    spec = {"now": {"method": "gen_now"}}
    records = DataGenerator(spec).stream_dict(1, 10)
    # Rows of slow streams are made one by one.
    one, two = next(records)["now"], next(records)["now"]
    assert one < two


# Rates


@pytest.mark.parametrize(
    ("least", "greatest"),
    [(1, 10), (5, 5), (0.25, 0.5), (0.5, 2.5), (90, 250), (1000, 1000), (1, 5000)],
)
def test_rates_lie_between_the_two(clock, ids, least, greatest):
    count = max(50, int(5 * greatest))
    times = moments(clock, ids, least, greatest, count)
    seconds = times[-1] - times[0]
    # The first slice comes at once; sleeping adds its little.
    slice_records = greatest * _dict_stream.SLICE_SECONDS + 1
    assert (count - slice_records) / greatest <= seconds
    assert seconds <= count / least * 1.02 + 0.1
    assert most_in_a_second(times) <= math.ceil(greatest)


def test_slow_records_come_one_by_one_at_random_distances(clock, ids):
    times = moments(clock, ids, 1, 10, 200)
    gaps = [after - before for before, after in pairwise(times)]
    assert min(gaps) >= 0.1 - 0.001
    assert max(gaps) <= 1 + 0.001
    assert len({round(gap, 4) for gap in gaps}) > 150


def test_sleeping_too_long_does_not_add_up(clock, ids):
    clock.oversleep = 0.003
    times = moments(clock, ids, 20, 40, 2000, lambda _number: 0.001)
    # The mean of 1 / rate for rates from 20 to 40, without what each sleep added.
    expected = 1999 * math.log(2) / 20
    assert times[-1] - times[0] == pytest.approx(expected, rel=0.02)


@pytest.mark.parametrize(("least", "greatest"), [(10, 10), (5, 20), (300, 1000)])
def test_no_second_sees_more_than_the_greatest_rate_even_after_delays(
    clock, ids, least, greatest
):
    def consumer(number):
        return {50: 0.4, 120: 5.0, 121: 0.9, 300: 30.0}.get(number, 0.0001)

    times = moments(clock, ids, least, greatest, 2000, consumer)
    assert most_in_a_second(times) <= greatest


def test_a_long_pause_of_the_consumer_is_not_made_up_for(clock, ids):
    times = moments(clock, ids, 10, 100, 1000, lambda n: 3600 if n == 100 else 0)
    after = times[101:]
    mean = len(after) / (after[-1] - after[0])
    assert 20 < mean < 70


def test_real_time_passes(ids):
    records = DataGenerator(ids).stream_dict(100, 100)
    next(records)
    begin = time.monotonic()
    for _ in range(30):
        next(records)
    assert 0.25 < time.monotonic() - begin < 3


def test_very_slow_streams_can_be_asked_for(clock, ids):
    times = moments(clock, ids, 1e-10, 1e-10, 2)
    assert times[1] - times[0] == pytest.approx(1e10, rel=0.01)


# Arguments and the end


@pytest.mark.parametrize(
    ("least", "greatest", "text"),
    [
        (10, 5, "min_throughput must be at most max_throughput, got 10 and 5"),
        (0, 5, "min_throughput must be above 0 records a second, got 0"),
        (1, 0, "max_throughput must be above 0 records a second, got 0"),
        (-1, 5, "min_throughput must be above 0"),
        (1, -5, "max_throughput must be above 0"),
        (float("nan"), 5, "min_throughput must be a number such as 10, got nan"),
        (1, float("inf"), "max_throughput must be a number such as 10, got inf"),
        ("1", 5, "min_throughput must be a number such as 10, got '1'"),
        (1, None, "max_throughput must be a number such as 10, got None"),
        (True, 5, "min_throughput must be a number"),
    ],
)
def test_wrong_arguments_are_refused_at_the_call(ids, least, greatest, text):
    with pytest.raises(OptionError, match=text):
        DataGenerator(ids).stream_dict(least, greatest)


def test_a_wrong_spec_is_raised_at_the_call():
    generator = DataGenerator({"id": {"method": "gen_idd"}}, validate=False)
    with pytest.raises(SpecError, match="gen_idd"):
        generator.stream_dict()


def test_arguments_have_names(ids):
    records = DataGenerator(ids).stream_dict(min_throughput=1, max_throughput=10)
    assert next(records)["id"] == 1


def test_ctrl_c_ends_the_waiting_at_once(ids, interrupt_after):
    records = DataGenerator(ids).stream_dict(0.001, 0.001)
    next(records)
    interrupt_after(0.2)
    begin = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        next(records)
    assert time.monotonic() - begin < 3
    with pytest.raises(StopIteration):
        next(records)


def test_closing_ends_it(ids):
    records = DataGenerator(ids).stream_dict(1000, 1000)
    next(records)
    records.close()
    with pytest.raises(StopIteration):
        next(records)


def test_transformers_that_drop_every_row_end_it(ids):
    generator = DataGenerator(ids).transformers([lambda frame: frame[frame.id < 0]])
    with pytest.raises(TransformerError, match="left no row of"):
        next(generator.stream_dict(1, 10))


def test_what_frame_functions_leave_missing_is_none(ids):
    spec = ids | {"x": {"method": "floats", "args": [0, 1], "null_rate": 1}}
    assert DataGenerator(spec).transformers([lambda frame: frame]).get_dict()["x"] is None
