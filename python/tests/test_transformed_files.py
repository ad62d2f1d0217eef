"""The user's functions under write and writeStream: chunk by chunk, in every format."""

import csv
import datetime
import json
import random
import threading
import warnings
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas
import pyarrow.parquet
import pytest

from rand_engine import (
    DataGenerator,
    OptionError,
    RandEngineWarning,
    SpecError,
    TransformerError,
)

CHUNK = 65_536


def numbers(*functions, **more):
    return {"method": "gen_incremental", "transformers": list(functions), **more}


def spec(**columns):
    """A spec with a column of each kind, and those given."""
    return {
        "id": {"method": "gen_incremental"},
        "price": {"method": "gen_floats", "parms": {"min": 0, "max": 99}},
        "maybe": {"method": "integers", "parms": {"min": 0, "max": 9}, "null_rate": 0.3},
        "day": {
            "method": "gen_dates",
            "parms": {"date_min": "2024-01-01", "date_max": "2024-12-31"},
        },
        "word": {"method": "gen_str_choice", "parms": {"options": ["a", 'b"', "é", ""]}},
        **columns,
    }


def frames(*functions, seed=7, rows=100, **columns):
    return (
        DataGenerator(spec(**columns), seed=seed).size(rows).transformers(list(functions))
    )


READERS = {
    "csv": lambda path: pandas.read_csv(path, keep_default_na=False, na_values=["\x00"]),
    "json": lambda path: pandas.DataFrame(json.loads(Path(path).read_text())),
    "parquet": pandas.read_parquet,
}


@pytest.mark.parametrize("format", READERS)
def test_files_hold_what_frame_functions_make(format, tmp_path):
    def change(frame):
        return frame[frame.id % 2 == 0].assign(
            gross=frame.price * 2, word=frame.word + "!"
        )

    generator = frames(change)
    report = generator.write.format(format).save(tmp_path / "out")
    made = generator.get_df()
    assert report.rows == len(made) == 50
    read = READERS[format](report.files[0])
    assert list(read.columns) == list(made.columns)
    for name in ("id", "price", "gross", "word"):
        assert read[name].tolist() == made[name].tolist()
    assert [str(day)[:10] for day in read["day"]] == [str(day) for day in made["day"]]


def test_parquet_reads_back_as_the_data_frame(tmp_path):
    generator = frames(
        lambda frame: frame.assign(when=pandas.Timestamp("2024-05-01 12:30"))
    )
    path = generator.write.save(tmp_path / "a.parquet").files[0]
    pandas.testing.assert_frame_equal(pandas.read_parquet(path), generator.get_df())


def test_a_column_of_integers_stays_one_in_spite_of_missing_values(tmp_path):
    path = frames(lambda frame: frame, rows=200_000).write.save(tmp_path / "a.parquet")
    schema = pyarrow.parquet.read_schema(path.files[0])
    assert schema.field("maybe").type == pyarrow.int32()
    csv_path = frames(lambda frame: frame).write.save(tmp_path / "a.csv").files[0]
    cells = {row["maybe"] for row in csv.DictReader(Path(csv_path).open())}
    assert cells == {""} | {str(number) for number in range(10)}


def test_column_functions_alone_need_no_pandas(python, tmp_path):
    code = """
import sys
class NoPandas:
    def find_spec(self, name, *more):
        if name == "pandas":
            raise ImportError("not installed")
sys.meta_path.insert(0, NoPandas())
from rand_engine import DataGenerator
spec = {"id": {"method": "gen_incremental", "transformers": [lambda n: f"<{n}>"]},
        "word": {"method": "gen_str_choice", "parms": {"options": ["a", "b", None]},
                 "transformers": [str.upper], "pure": True}}
writer = DataGenerator(spec, seed=1).size(3).write
print(open(writer.save(sys.argv[1]).files[0]).read(), end="")
"""
    lines = python(code, tmp_path / "a.csv").stdout.splitlines()
    assert lines[0] == "id,word"
    assert [line.split(",")[0] for line in lines[1:]] == ["<1>", "<2>", "<3>"]
    assert {line.split(",")[1] for line in lines[1:]} <= {"A", "B", ""}


@pytest.mark.parametrize("pure", [False, True])
def test_column_functions_give_files_what_they_give_data_frames(pure, tmp_path):
    columns = {
        "id": numbers(lambda n: n % 7, lambda n: n * 1.5, pure=pure),
        "key": numbers(lambda n: Decimal(n) / 4, pure=pure),
        "date": numbers(lambda n: datetime.date(2024, 1, 1 + n % 28), pure=pure),
        "text": numbers(lambda n: None if n % 3 else f'"{n}",', pure=pure),
    }
    generator = DataGenerator(columns, seed=1).size(CHUNK + 10)
    made = generator.get_df()
    read = pandas.read_parquet(generator.write.save(tmp_path / "a.parquet").files[0])
    assert read["id"].tolist() == made["id"].tolist()
    assert read["key"].tolist() == [float(key) for key in made["key"]]
    assert read["date"].tolist() == made["date"].tolist()
    assert read["text"].isna().tolist() == made["text"].isna().tolist()
    assert read["text"].dropna().tolist() == made["text"].dropna().tolist()


def test_functions_see_chunks_in_order_after_a_sample(tmp_path):
    seen = []

    def note(frame):
        seen.append((int(frame.id.iloc[0]), len(frame), threading.current_thread()))
        return frame

    frames(note, rows=2 * CHUNK + 5).write.save(tmp_path / "a.csv")
    main = threading.main_thread()
    assert seen == [
        (1, 1000, main),
        (1, CHUNK, main),
        (CHUNK + 1, CHUNK, main),
        (2 * CHUNK + 1, 5, main),
    ]


@pytest.mark.parametrize(
    "options",
    [
        {"orient": "split", "index": True},
        {"orient": "index"},
        {"orient": "records", "indent": 2},
    ],
)
def test_json_layouts_are_whole_over_chunks(options, tmp_path):
    generator = frames(lambda frame: frame[frame.id % 3 == 0], rows=CHUNK * 2)
    path = generator.write.options(options).save(tmp_path / "a.json").files[0]
    orient = options["orient"]
    document = json.loads(Path(path).read_text())
    count = CHUNK * 2 // 3
    if orient == "split":
        assert document["index"] == list(range(count))
        ids = [row[0] for row in document["data"]]
    elif orient == "index":
        assert list(document) == [str(number) for number in range(count)]
        ids = [row["id"] for row in document.values()]
    else:
        ids = [row["id"] for row in document]
    assert ids == [3 * number for number in range(1, count + 1)]


def test_parts_append_and_codecs_work_as_ever(tmp_path):
    generator = frames(lambda frame: frame.assign(twice=frame.id * 2), rows=1000)
    writer = generator.write.format("csv").option("compression", "gzip")
    first = writer.option("numFiles", 3).save(tmp_path / "data")
    assert len(first.files) == 3
    again = frames(lambda frame: frame.assign(twice=frame.id * 2), rows=10, seed=None)
    again.write.mode("append").option("firstRow", 1000).save(tmp_path / "data")
    count, ids = duckdb.execute(
        f"SELECT count(*), count(DISTINCT id) FROM '{tmp_path}/data/*.csv.gz' "
        "WHERE twice = 2 * id"
    ).fetchall()[0]
    assert (count, ids) == (1010, 1010)


def test_an_error_of_the_users_code_is_raised_as_it_is_and_leaves_the_earlier_data(
    tmp_path,
):
    path = tmp_path / "a.csv"
    frames().write.save(path)
    before = path.read_bytes()

    def fail(frame):
        if frame.id.iloc[-1] > 100_000:
            raise LookupError("no such thing")
        return frame

    with pytest.raises(
        TransformerError, match=r"transformers\[0\] \(fail\).*no such thing"
    ) as e:
        frames(fail, rows=200_000).write.save(path)
    assert isinstance(e.value.__cause__, LookupError)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda frame: frame.assign(raw=b"x"), "column 'raw' is binary"),
        (lambda frame: frame[[]], "gives no columns"),
        (lambda frame: frame.assign(mix=[1, "a"] * (len(frame) // 2)), "mix"),
        (lambda frame: None, "must return a DataFrame, got NoneType"),
    ],
)
def test_what_files_cannot_hold_is_refused_before_anything_changes(
    function, message, tmp_path
):
    with pytest.raises((TransformerError, OptionError), match=message):
        frames(function).write.save(tmp_path / "a.csv")
    assert list(tmp_path.iterdir()) == []


def test_later_chunks_are_held_to_the_columns_of_the_first_rows(tmp_path):
    def change(frame):
        return frame if len(frame) == 1000 else frame.rename(columns={"id": "key"})

    with pytest.raises(
        Exception, match="have the columns 'key'.*the first rows had 'id'"
    ):
        frames(change, rows=2000).write.save(tmp_path / "a.csv")
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_ends_a_function_that_would_not(python, tmp_path):
    code = """
import _thread, sys, threading
from rand_engine import DataGenerator
def stuck(frame):
    if len(frame) > 1000:
        threading.Timer(0.2, _thread.interrupt_main).start()
        while True: pass
    return frame
try:
    generator = DataGenerator({"id": {"method": "gen_incremental"}}).transformers([stuck])
    generator.size(5000).write.save(sys.argv[1])
except KeyboardInterrupt:
    print("interrupted")
"""
    assert python(code, tmp_path / "a.csv").stdout == "interrupted\n"
    assert list(tmp_path.iterdir()) == []


def test_saving_twice_applies_the_functions_twice(tmp_path):
    calls = []
    writer = frames(lambda frame: (calls.append(len(frame)), frame)[1]).write
    writer.save(tmp_path / "a.csv")
    writer.save(tmp_path / "b.csv")
    assert calls == [100] * 4
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_dry_run_tells_the_columns_that_functions_make(tmp_path):
    preview = frames(lambda frame: frame[["id"]].assign(x=1.5)).write.dry_run(
        tmp_path / "a.csv"
    )
    assert [(column.name, column.type) for column in preview.columns] == [
        ("id", "int64"),
        ("x", "double"),
    ]
    assert list(tmp_path.iterdir()) == []


def test_arrow_tables_hold_what_functions_make():
    table = frames(lambda frame: frame.assign(x=frame.id * 2)).get_arrow()
    assert table["x"].to_pylist() == [2 * number for number in range(1, 101)]
    assert pyarrow.table(frames(lambda frame: frame[["id"]])).column_names == ["id"]
    mapped = DataGenerator({"id": numbers(str)}).size(2).get_arrow()
    assert mapped["id"].to_pylist() == ["1", "2"]


@pytest.mark.slow
def test_memory_stays_bounded_over_ten_million_rows(python, tmp_path):
    code = """
import resource, sys
from rand_engine import DataGenerator
spec = {"id": {"method": "gen_incremental", "transformers": [lambda n: n * 2]},
        "price": {"method": "gen_floats", "parms": {"min": 0, "max": 99}}}
def save(rows):
    generator = DataGenerator(spec, seed=1).transformers([lambda df: df.assign(x=df.price * 2)])
    generator.size(rows).write.format("csv").save("/dev/null")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(save(300_000), save(10_000_000))
"""
    before, after = map(float, python(code).stdout.split())
    assert after < before + 40


# --- Streams


def stream(generator, rows=3, seconds=0.3):
    writer = generator.writeStream.size(rows).format("csv").option("timeout", seconds)
    return writer.trigger(frequency=0.1)


def lines_of(directory):
    """Of each file in order, its lines."""
    return [path.read_text().splitlines() for path in sorted(Path(directory).iterdir())]


def test_streams_apply_functions_to_each_file(tmp_path):
    generator = DataGenerator({"id": numbers(lambda n: n * 10)}, seed=1)
    generator.transformers([lambda frame: frame.assign(rows=len(frame))])
    report = stream(generator).start(tmp_path / "out")
    assert (report.files, report.rows) == (3, 9)
    assert lines_of(tmp_path / "out") == [
        ["id,rows", "10,3", "20,3", "30,3"],
        ["id,rows", "40,3", "50,3", "60,3"],
        ["id,rows", "70,3", "80,3", "90,3"],
    ]


def test_streams_in_the_background_apply_them_on_threads_of_their_own(
    tmp_path, wait_until
):
    threads = set()

    def note(frame):
        threads.add(threading.current_thread().name)
        return frame

    generator = DataGenerator({"id": numbers(str)}, seed=1).transformers([note])
    query = stream(generator, seconds=3600).start(tmp_path / "out", blocking=False)
    wait_until(lambda: query.status.files >= 3)
    query.stop()
    assert query.report.stopped
    assert "MainThread" in threads and len(threads) > 1


def test_an_error_in_the_background_is_the_querys_exception(tmp_path):
    def fail(frame):
        if frame.id.iloc[0] > 3:
            raise ValueError("enough")
        return frame

    query = stream(
        DataGenerator({"id": {"method": "gen_incremental"}}).transformers([fail])
    ).start(tmp_path / "out", blocking=False)
    with pytest.raises(TransformerError, match="enough"):
        query.await_termination(30)
    assert isinstance(query.exception, TransformerError)
    assert len(lines_of(tmp_path / "out")) == 1


def test_a_feed_applies_functions_and_writes_one_header(python):
    code = """
from rand_engine import DataGenerator
generator = DataGenerator({"id": {"method": "gen_incremental"}}, seed=1)
generator.transformers([lambda frame: frame.assign(half=frame.id / 2)])
generator.writeStream.size(5).format("csv").option("rate", 1000).start("-")
"""
    assert python(code).stdout == "id,half\n1,0.5\n2,1.0\n3,1.5\n4,2.0\n5,2.5\n"


def test_each_file_of_a_stream_asks_functions_for_spec_and_size(tmp_path):
    asked = []

    def choices():
        asked.append(len(asked))
        options = [f"spec {len(asked)}"]
        return {"word": {"method": "gen_str_choice", "parms": {"options": options}}}

    sizes = iter([1, 2, 3])
    generator = DataGenerator(choices, validate=False)
    report = stream(generator).size(lambda: next(sizes)).start(tmp_path / "out")
    assert report.rows == 6
    files = lines_of(tmp_path / "out")
    assert [len(lines) - 1 for lines in files] == [1, 2, 3]
    assert len({lines[1] for lines in files}) == 3
    assert all(len(set(lines[1:])) == 1 for lines in files)


def test_functions_of_a_spec_that_changes_change_with_it(tmp_path):
    count = iter(range(100))

    def changing():
        number = next(count)
        return {"id": numbers(lambda n: f"{number}: {n}")}

    stream(DataGenerator(changing, seed=1, validate=False), rows=1).start(
        tmp_path / "out"
    )
    prefixes = [lines[1].split(":")[0] for lines in lines_of(tmp_path / "out")]
    assert prefixes == sorted(set(prefixes), key=int)


def test_a_spec_of_other_columns_ends_the_stream_and_leaves_its_files(tmp_path):
    specs = iter([{"id": {"method": "gen_incremental"}}, {"key": {"method": "gen_uuid"}}])
    with pytest.raises(SpecError, match="the next file are 'key'"):
        stream(DataGenerator(lambda: next(specs), validate=False)).start(tmp_path / "out")
    assert len(lines_of(tmp_path / "out")) == 1


def test_a_stream_with_functions_goes_on_at_its_checkpoint(tmp_path):
    def once():
        generator = DataGenerator(lambda: {"id": numbers(lambda n: n * 10)}, seed=1)
        writer = generator.writeStream.size(2).format("csv").trigger(once=True)
        return writer.option("checkpointLocation", tmp_path / "at").start(
            tmp_path / "out"
        )

    once()
    once()
    assert lines_of(tmp_path / "out") == [["id", "10", "20"], ["id", "30", "40"]]


def test_random_numbers_of_functions_are_drawn_in_order(tmp_path):
    def save(name, threads):
        draw = random.Random(5)
        generator = DataGenerator({"id": numbers(lambda n: draw.random())}, seed=1)
        writer = generator.size(3 * CHUNK).write.option("threads", threads)
        writer.save(tmp_path / name)
        return (tmp_path / name).read_bytes()

    assert save("a.csv", 1) == save("b.csv", 4)


def test_no_integer_loses_its_last_digits(tmp_path):
    ids = {"method": "gen_incremental", "null_rate": 0.3, "parms": {"start": 2**60 + 1}}
    plain = DataGenerator({"id": ids}, seed=3).size(50)
    plain.write.save(tmp_path / "plain.csv")
    plain.transformers([lambda frame: frame]).write.save(tmp_path / "same.csv")
    assert (tmp_path / "plain.csv").read_text() == (tmp_path / "same.csv").read_text()


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_decimals_are_the_nearest_doubles(format, tmp_path):
    prices = [Decimal(cents) / 100 for cents in range(1, 3001)]
    generator = DataGenerator({"p": numbers(lambda n: prices[n - 1])}).size(3000)
    path = generator.write.format(format).save(tmp_path / "out").files[0]
    assert READERS[format](path)["p"].tolist() == [float(price) for price in prices]


@pytest.mark.parametrize(
    ("first", "later"),
    [
        (True, 2),
        (datetime.date(2024, 1, 1), datetime.datetime(2024, 1, 1, 5)),
        (
            datetime.datetime(2024, 1, 1),
            datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC),
        ),
        (1, "one"),
    ],
)
def test_a_type_that_changes_later_is_refused(first, later, tmp_path):
    column = numbers(lambda n: first if n <= CHUNK else later)
    with pytest.raises(Exception, match=f"column 'v' of the rows from {CHUNK} on is"):
        DataGenerator({"v": column}).size(CHUNK + 9).write.save(tmp_path / "a.csv")
    assert list(tmp_path.iterdir()) == []


def test_a_streams_own_function_may_stop_it(tmp_path):
    queries = []

    def stop(frame):
        if frame.id.iloc[0] > 3:
            queries[0].stop()
        return frame

    generator = DataGenerator({"id": {"method": "gen_incremental"}}).transformers([stop])
    queries.append(
        stream(generator, seconds=3600).start(tmp_path / "out", blocking=False)
    )
    assert queries[0].await_termination(30)
    assert queries[0].report.stopped


def test_continue_counts_the_engines_rows_in_parquet(tmp_path):
    generator = frames(lambda frame: frame[frame.id % 3 == 0], rows=10)
    for _ in range(3):
        writer = generator.write.mode("append").option("numFiles", 1)
        writer.option("firstRow", "continue").format("parquet").save(tmp_path / "out")
    ids = sorted(pandas.read_parquet(tmp_path / "out")["id"])
    assert ids == list(range(3, 31, 3))


def test_transformers_of_a_hidden_column_are_a_mistake():
    spec = {
        "a": numbers(str, hidden=True),
        "b": {"method": "expression", "parms": ["a + 1"]},
    }
    with pytest.raises(SpecError, match="a hidden column is not"):
        DataGenerator(spec)


def test_continue_after_functions_that_may_drop_rows_warns_of_text_files(tmp_path):
    def save(format, *functions):
        writer = frames(*functions, rows=10).write.mode("append").format(format)
        return writer.option("firstRow", "continue").save(tmp_path / format)

    with pytest.warns(RandEngineWarning, match="give the number of the first row"):
        save("csv", lambda frame: frame[frame.id % 3 == 0])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        save("parquet", lambda frame: frame)
        save("json")
