"""Sequences and UUIDs never repeat; a seed decides everything, another one everything else."""

import uuid

import pyarrow.compute as pc
import pytest
from readback_support import EVERYTHING, arrow, write

from rand_engine import DataGenerator

MILLION = 1_000_000


@pytest.mark.parametrize("start,step", [(1, 1), (-7, 3), (10, -2), (-(2**63), 2**43)])
def test_a_million_numbers_of_a_sequence_are_distinct(start, step):
    parms = {"start": start, "step": step}
    spec = {"id": {"method": "gen_incremental", "parms": parms}}
    column = DataGenerator(spec).size(MILLION).get_arrow()["id"]
    assert pc.count_distinct(column).as_py() == MILLION
    assert column[0].as_py() == start
    assert column[-1].as_py() == start + step * (MILLION - 1)


def test_a_million_uuids_are_distinct_and_of_version_4():
    column = (
        DataGenerator({"id": {"method": "gen_uuid"}}, 1).size(MILLION).get_arrow()["id"]
    )
    assert pc.count_distinct(column).as_py() == MILLION
    pattern = "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
    assert pc.all(pc.match_substring_regex(column, pattern)).as_py()
    for text in column[:20_000].to_pylist():
        read = uuid.UUID(text)
        assert (read.version, read.variant, str(read)) == (4, uuid.RFC_4122, text)


def test_every_bit_of_a_uuid_but_the_six_fixed_ones_is_random():
    column = (
        DataGenerator({"id": {"method": "gen_uuid"}}, 2).size(20_000).get_arrow()["id"]
    )
    numbers = [uuid.UUID(text).int for text in column.to_pylist()]
    fixed = {*range(76, 80), 62, 63}
    for bit in set(range(128)) - fixed:
        ones = sum(number >> bit & 1 for number in numbers)
        assert abs(ones - 10_000) < 500, bit  # 7 standard deviations


def test_uuids_of_two_columns_and_two_seeds_differ():
    spec = {"a": {"method": "gen_uuid"}, "b": {"method": "gen_uuid"}}
    seen = []
    for seed in (0, 1, -1, 2**64, 2**64 + 1, 10**40):
        table = DataGenerator(spec, seed).size(5000).get_arrow()
        seen += table["a"].to_pylist() + table["b"].to_pylist()
    assert len(set(seen)) == len(seen)


@pytest.mark.parametrize("format", ["csv", "json", "parquet"])
def test_one_seed_gives_the_same_bytes_another_one_other_rows(tmp_path, format):
    content = {}
    for name, seed in [("a", 42), ("b", 42), ("c", 43)]:
        path = tmp_path / f"{name}.{format}"
        write(path, EVERYTHING, seed, 2000)
        content[name] = path.read_bytes()
    assert content["a"] == content["b"] != content["c"]
    first, second = (arrow(EVERYTHING, seed, 2000) for seed in (42, 43))
    for name in EVERYTHING:
        assert (first[name] == second[name]) == (name in ("id", "now")), name


@pytest.mark.parametrize("format", ["csv", "json", "parquet"])
def test_one_seed_gives_the_same_parts(tmp_path, format):
    found = []
    for folder in ("one", "two"):
        options = {"numFiles": 3, "format": format}
        write(tmp_path / folder / "data", EVERYTHING, 42, 200, **options)
        parts = sorted((tmp_path / folder / "data").iterdir())
        found.append([(part.name, part.read_bytes()) for part in parts])
    assert found[0] == found[1]
    assert len(found[0]) == 3


def test_without_a_seed_each_run_is_another_and_names_its_seed(tmp_path):
    spec = {"id": {"method": "gen_uuid"}}
    generator = DataGenerator(spec)
    reports = [generator.write.size(5).save(tmp_path / f"{i}.csv") for i in range(3)]
    content = [(tmp_path / f"{i}.csv").read_bytes() for i in range(3)]
    assert len(set(content)) == 3
    for report, wanted in zip(reports, content, strict=True):
        DataGenerator(spec, report.seed).write.size(5).save(tmp_path / "again.csv")
        assert (tmp_path / "again.csv").read_bytes() == wanted


def test_first_rows_of_a_long_run_are_the_rows_of_a_short_one():
    long = arrow(EVERYTHING, 9, 3000)
    assert arrow(EVERYTHING, 9, 10).equals(long.slice(0, 10))
    assert arrow(EVERYTHING, 9, 10, first_row=1234).equals(long.slice(1234, 10))


def test_another_column_changes_no_other_column():
    few = {name: EVERYTHING[name] for name in ("uuid", "price", "name")}
    wanted = arrow(EVERYTHING, 9, 500).select(list(few))
    assert arrow(few, 9, 500).equals(wanted)
    renamed = arrow({"other": EVERYTHING["uuid"]}, 9, 500)
    assert renamed["other"] != wanted["uuid"]
