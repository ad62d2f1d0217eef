"""Specs and sizes that are functions: asked anew for each batch."""

import itertools
import random

import pytest

from rand_engine import DataGenerator, OptionError, SpecError


class Specs:
    """A function that gives another spec each time, and counts."""

    def __init__(self):
        self.calls = 0

    def __call__(self):
        self.calls += 1
        options = {"options": [f"v{self.calls}"]}
        return {
            "id": {"method": "gen_incremental"},
            "v": {"method": "gen_str_choice", "parms": options},
        }


@pytest.fixture
def specs():
    return Specs()


def test_a_spec_is_asked_for_once_for_each_frame_table_and_record(specs):
    generator = DataGenerator(specs, seed=1, validate=False).size(2)
    assert specs.calls == 0
    assert generator.get_df()["v"].tolist() == ["v1", "v1"]
    assert generator.get_arrow()["v"].to_pylist() == ["v2", "v2"]
    assert generator.get_dict()["v"] == "v3"
    assert specs.calls == 3


def test_validation_asks_once(specs):
    DataGenerator(specs)
    assert specs.calls == 1
    with pytest.raises(SpecError, match="column 'id'"):
        DataGenerator(lambda: {"id": {}})
    with pytest.raises(SpecError, match="spec must be a dict"):
        DataGenerator(lambda: None)


def test_each_save_asks_anew_with_all_settings(specs, tmp_path):
    writer = DataGenerator(specs, seed=1, validate=False).write
    writer = writer.size(2).format("csv").mode("overwrite").option("sep", ";")
    assert specs.calls == 0
    for number in (1, 2):
        assert writer.save(tmp_path / "a.csv").rows == 2
        text = (tmp_path / "a.csv").read_text()
        assert text == f"id;v\n1;v{number}\n2;v{number}\n"
    assert specs.calls == 2


def test_each_stream_asks_anew_with_all_settings(specs, tmp_path):
    stream = (
        DataGenerator(specs, seed=1, validate=False).writeStream.size(1).format("json")
    )
    stream = stream.option("lines", True).trigger(once=True)
    for number in (1, 2):
        assert stream.start(tmp_path / "s").rows == 1
        (file,) = [path for path in (tmp_path / "s").iterdir() if path.suffix == ".json"]
        assert file.read_text() == f'{{"id":1,"v":"v{number}"}}\n'


def test_records_of_a_stream_go_on_while_the_spec_changes(specs):
    records = DataGenerator(specs).stream_dict(40, 50)
    records = list(itertools.islice(records, 12))
    assert [record["id"] for record in records] == list(range(1, 13))
    assert len({record["v"] for record in records}) > 1


def test_records_of_a_stream_are_of_one_seed():
    def uuids():
        return {"id": {"method": "gen_uuid"}, "n": {"method": "gen_incremental"}}

    records = DataGenerator(uuids).stream_dict(200, 300)
    ids = [record["id"] for record in itertools.islice(records, 60)]
    assert len(set(ids)) == 60


def test_the_seed_holds_for_functions(orders):
    fixed = DataGenerator(orders, seed=9).size(20).get_df()
    assert DataGenerator(lambda: orders, seed=9).size(20).get_df().equals(fixed)
    assert DataGenerator(lambda: orders, seed=9).seed == 9
    with pytest.raises(OptionError, match="seed"):
        DataGenerator(lambda: orders, seed="x")


def test_what_a_function_raises_passes_through():
    def fails():
        raise KeyError("no spec today")

    with pytest.raises(KeyError, match="no spec today"):
        DataGenerator(fails)


def test_a_size_is_asked_for_each_time(ids, tmp_path):
    sizes = itertools.count(1)
    generator = DataGenerator(ids).size(lambda: next(sizes))
    assert len(generator.get_df()) == 1
    assert generator.get_arrow().num_rows == 2
    writer = generator.write
    stream = generator.writeStream.trigger(once=True)
    assert writer.save(tmp_path / "a.csv").rows == 3
    assert writer.save(tmp_path / "a.csv").rows == 4
    assert stream.start(tmp_path / "s").rows == 5
    assert writer.size(7).save(tmp_path / "a.csv").rows == 7


def test_a_writers_own_size_may_be_a_function(ids, tmp_path):
    sizes = itertools.count(5)
    writer = DataGenerator(ids).write.size(lambda: next(sizes))
    assert [writer.save(tmp_path / "a.csv").rows for _ in range(3)] == [5, 6, 7]
    assert writer.size(2).save(tmp_path / "a.csv").rows == 2


def test_a_size_function_that_gives_no_number_is_an_error(ids, tmp_path):
    for wrong in ("ten", None, 1.5, -1):
        generator = DataGenerator(ids).size(lambda wrong=wrong: wrong)
        with pytest.raises(OptionError, match="size"):
            generator.get_df()
        with pytest.raises(OptionError):
            generator.write.save(tmp_path / "a.csv")
    assert not (tmp_path / "a.csv").exists()


def test_settings_of_a_writer_are_checked_at_once_though_its_spec_is_a_function(specs):
    writer = DataGenerator(specs, validate=False).write
    with pytest.raises(OptionError, match="size"):
        writer.size("x")
    with pytest.raises(OptionError):
        writer.option("sep", [1])
    assert specs.calls == 0


def test_random_sizes_are_within_their_bounds(ids):
    generator = DataGenerator(ids).size(lambda: random.randint(3, 5))
    assert {len(generator.get_df()) for _ in range(60)} == {3, 4, 5}


def test_a_spec_that_is_no_function_is_read_once(ids, tmp_path):
    generator = DataGenerator(ids).size(lambda: 2)
    writer = generator.write
    ids["other"] = {"method": "gen_wrong"}
    assert writer.save(tmp_path / "a.csv").rows == 2
    assert (tmp_path / "a.csv").read_text() == "id\n1\n2\n"
    assert set(next(generator.stream_dict(100, 200))) == {"id", "timestamp_created"}
    assert list(generator.get_df().columns) == ["id"]


def test_without_a_seed_each_save_draws_one(tmp_path):
    writer = DataGenerator({"id": {"method": "gen_uuid"}}).size(lambda: 5).write
    saves = [writer.save(tmp_path / f"{number}.csv").seed for number in range(2)]
    assert saves[0] != saves[1]
