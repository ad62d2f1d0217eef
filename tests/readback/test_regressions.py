"""Mistakes that strangers found, each with what it was."""

import csv
import os
import signal
import subprocess
import time

import pyarrow.parquet as pq
import pytest

import rand_engine
from rand_engine import DataGenerator

IDS = {"id": {"method": "gen_incremental"}}
NAMES = {"a": {"method": "gen_name"}}


@pytest.mark.parametrize("separator", [" ", "-", "a", "b", "0", "Z"])
def test_separator_that_names_and_uuids_hold(tmp_path, separator):
    spec = {"u": {"method": "gen_uuid"}, "n": {"method": "gen_name"}}
    generator = DataGenerator(spec, seed=1)
    generator.write.size(300).option("sep", separator).save(tmp_path / "x.csv")
    with open(tmp_path / "x.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file, delimiter=separator))
    frame = generator.size(300).get_df()
    assert rows[1:] == frame.values.tolist()


def test_index_beside_a_column_of_its_name_is_refused(tmp_path):
    spec = {"__index_level_0__": {"method": "gen_incremental"}}
    with pytest.raises(rand_engine.OptionError, match="__index_level_0__"):
        DataGenerator(spec).write.option("index", True).save(tmp_path / "x.parquet")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    "now", ["9999-12-31T23:59:59-02:00", "0001-01-01T00:00:00+02:00"]
)
def test_now_beyond_the_years_of_iso_8601_is_refused(tmp_path, now):
    with pytest.raises(rand_engine.OptionError, match="0001 to 9999"):
        DataGenerator(IDS).write.option("now", now).save(tmp_path / "x.csv")


def test_continue_goes_on_after_the_last_row_even_if_the_first_was_not_row_0(tmp_path):
    path = tmp_path / "x.parquet"
    DataGenerator(IDS).write.size(100).options(numFiles=2, firstRow=1000).save(path)
    DataGenerator(IDS).write.size(50).mode("append").option("firstRow", "continue").save(
        path
    )
    ids = pq.read_table(tmp_path / "x")["id"].to_pylist()
    assert sorted(ids) == list(range(1001, 1151))


def test_append_to_text_without_header_asks_for_it_instead_of_splitting_names(tmp_path):
    path = tmp_path / "x.csv"
    write = DataGenerator(NAMES, seed=1).write.size(5).options(header=False, numFiles=1)
    write.mode("append").save(path)
    with pytest.raises(rand_engine.OptionError) as caught:
        DataGenerator(NAMES).write.mode("append").option("numFiles", 1).save(path)
    first = DataGenerator(NAMES, seed=1).get_df()["a"][0]
    assert first in str(caught.value)


@pytest.mark.parametrize("said", ["utf-8-sig", "utf-16", "utf-32"])
def test_append_does_not_mix_byte_order_marks(tmp_path, said):
    path = tmp_path / "x.csv"
    DataGenerator(NAMES, seed=1).write.size(500).option("numFiles", 2).save(path)
    with pytest.raises(rand_engine.OptionError, match="encoding"):
        DataGenerator(NAMES).write.mode("append").option("encoding", said).save(path)


def test_zero_is_one_option_however_it_is_signed(tmp_path):
    spec = {"x": {"method": "gen_str_choice", "parms": {"options": [-0.0, 0.0]}}}
    DataGenerator(spec).write.size(9).save(tmp_path / "x.csv")
    assert (tmp_path / "x.csv").read_text() == "x\n" + "0.0\n" * 9


@pytest.mark.parametrize(
    "flags",
    [
        ["-o", "x.csv.xz", "-O", "compressionLevel=9"],
        ["-o", "x.csv.zst", "-O", "compressionLevel=19"],
        ["-o", "x.parquet", "-c", "brotli", "-O", "compressionLevel=11"],
        ["-o", "x.parquet", "-c", "zstd", "-O", "compressionLevel=22"],
    ],
)
def test_slow_codecs_stop_soon(tmp_path, rand_engine_command, flags):
    (tmp_path / flags[1]).write_text("old")
    arguments = [rand_engine_command, "generate", "users", "-n", "1G", *flags]
    running = subprocess.Popen(arguments, cwd=tmp_path, stderr=subprocess.PIPE)
    time.sleep(1.5)
    start = time.monotonic()
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=60)
    # Generous for loaded machines; before, this took from 5 to over 60 seconds.
    assert time.monotonic() - start < 4
    assert running.returncode == 130
    assert os.listdir(tmp_path) == [flags[1]]
    assert (tmp_path / flags[1]).read_text() == "old"
