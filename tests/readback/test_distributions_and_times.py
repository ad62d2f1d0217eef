"""Times and distributed numbers hold in all formats, to readers that are not ours."""

import datetime
import json
from zoneinfo import ZoneInfo

import duckdb
import numpy
import pandas
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from readback_support import run, truth, write

from rand_engine import DataGenerator

SEED = 5
ROWS = 20_000
MICROSECOND = datetime.timedelta(microseconds=1)
BERLIN = ZoneInfo("Europe/Berlin")
WORKING = [0] * 7 + [1, 3, 5, 5, 5, 2, 5, 5, 5, 4, 3, 1] + [0] * 5


def column(method, **parms):
    return {"method": method, "parms": parms}


YEAR = {"start": "2024-01-01", "end": "2025-01-01"}
TIMES = {
    "second": column("timestamps", precision="s", **YEAR),
    "micro": column("timestamps", precision="us", **YEAR),
    "peak": column(
        "timestamps",
        distribution={"name": "normal", "mean": "2024-07-01", "std": "10d"},
        **YEAR,
    ),
    "work": column(
        "timestamps",
        zone="Europe/Berlin",
        hours=WORKING,
        weekdays=[1, 1, 1, 1, 1, 0, 0],
        **YEAR,
    ),
    "first": column("timestamps", start="0001-01-01", end="0001-01-03"),
    "event": column("event_times", start="2024-01-01T08:00:00", rate=40, per="1m"),
    "maybe": column("timestamps", **YEAR) | {"null_rate": 0.25},
}
NUMBERS = {
    "day": column("business_dates", date_min="2024-01-01", date_max="2024-12-31"),
    "took": column("durations", min=0, max="2h"),
    "text": column("durations", min=0, max="2h", unit="ms", format="iso8601"),
    "price": column(
        "floats",
        min=1,
        max=5000,
        distribution={"name": "lognormal", "median": 30, "sigma": 0.9},
    ),
    "items": column("integers", distribution={"name": "poisson", "mean": 3}),
    "rank": column(
        "gen_ints", min=1, max=10**15, distribution={"name": "zipf", "exponent": 1.1}
    ),
}
SPEC = TIMES | NUMBERS


def utc(text):
    return datetime.datetime.fromisoformat(text) if text else None


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("times")
    for format in ("csv", "json", "parquet"):
        write(folder / f"data.{format}", SPEC, SEED, ROWS)
    return folder


@pytest.fixture(scope="module")
def exact(folder):
    return pq.read_table(folder / "data.parquet")


def test_all_formats_hold_the_same_values(folder, exact):
    rows = exact.to_pylist()
    assert rows == truth(SPEC, SEED, ROWS)
    shown = json.loads((folder / "data.json").read_bytes())
    for name in TIMES:
        assert [utc(row[name]) for row in shown] == [row[name] for row in rows]
    for name in ("took", "text", "price", "items", "rank"):
        assert [row[name] for row in shown] == [row[name] for row in rows]
    table = pandas.read_csv(folder / "data.csv", dtype={"text": str})
    for name in ("second", "micro", "peak", "work", "event", "maybe"):
        parsed = pandas.to_datetime(table[name], utc=True, format="ISO8601")
        assert parsed.isna().tolist() == [row[name] is None for row in rows]
        wanted = [row[name] for row in rows if row[name] is not None]
        assert [time.to_pydatetime() for time in parsed.dropna()] == wanted
    for name in ("took", "text", "price", "items", "rank"):
        assert table[name].tolist() == [row[name] for row in rows]


def test_types_are_those_of_the_documentation(exact):
    for name in TIMES:
        assert exact.schema.field(name).type == pa.timestamp("us", tz="UTC"), name
    assert exact.schema.field("day").type == pa.date32()
    assert exact.schema.field("took").type == pa.int64()
    assert exact.schema.field("text").type == pa.string()


def microseconds(time):
    return (time - datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)) // MICROSECOND


def test_duckdb_and_polars_read_times_and_their_statistics(folder, exact):
    path = folder / "data.parquet"
    frame = polars.read_parquet(path)
    for name in ("second", "micro", "peak", "work", "event"):
        values = exact[name].to_pylist()
        query = f"SELECT epoch_us(min({name})), epoch_us(max({name})) FROM '{path}'"
        ends = tuple(map(microseconds, (min(values), max(values))))
        assert duckdb.sql(query).fetchall() == [ends]
        assert frame[name].to_list() == values


def test_clocks_in_the_zone_show_working_hours_on_working_days(exact):
    times = [time.astimezone(BERLIN) for time in exact["work"].to_pylist()]
    assert {time.weekday() for time in times} == set(range(5))
    counts = numpy.bincount([time.hour for time in times], minlength=24)
    for hour, weight in enumerate(WORKING):
        share = weight / sum(WORKING) * ROWS
        assert abs(counts[hour] - share) <= 5 * share**0.5, hour


def test_events_are_in_order_and_arrive_at_their_rate(exact):
    times = exact["event"].to_pylist()
    assert times == sorted(times)
    assert times[0] == datetime.datetime(2024, 1, 1, 8, tzinfo=datetime.UTC)
    gaps = numpy.diff([time.timestamp() for time in times])
    assert abs(gaps.mean() - 1.5) < 0.05 and abs(gaps.std() - 1.5) < 0.06


def test_durations_are_what_pandas_reads(exact):
    texts = exact["text"].to_pylist()
    seconds = [float(text.removeprefix("PT").removesuffix("S")) for text in texts]
    read = pandas.to_timedelta(pandas.Series(texts)).dt.total_seconds()
    assert read.tolist() == pytest.approx(seconds, abs=1e-9)


def test_numbers_follow_their_distributions(exact):
    price = numpy.array(exact["price"].to_pylist())
    assert abs(numpy.median(price) / 30 - 1) < 0.03
    items = numpy.array(exact["items"].to_pylist())
    assert items.min() == 0
    assert abs(items.mean() - 3) < 0.05 and abs(items.var() - 3) < 0.15
    rank = numpy.array(exact["rank"].to_pylist())
    # The first rank's share is 1 / (1 + 2^-1.1 + ...), the zeta function of 1.1 nearly.
    assert abs((rank == 1).mean() - 1 / 10.27) < 0.01
    day = exact["day"].to_pylist()
    assert {date.weekday() for date in day} == set(range(5)) and len(set(day)) == 262


def test_the_time_of_the_run_changes_nothing(tmp_path):
    reports = []
    for i, now in enumerate(("2001-01-01T00:00:00Z", "2031-01-01T00:00:00Z")):
        writer = DataGenerator(SPEC, seed=SEED).size(100).write.option("now", now)
        reports.append(writer.save(str(tmp_path / f"{i}.csv")))
    assert (tmp_path / "0.csv").read_bytes() == (tmp_path / "1.csv").read_bytes()
    assert all(report.now is None for report in reports)


def test_streams_go_on_where_the_file_before_ended(tmp_path):
    stream = DataGenerator({"at": TIMES["event"]}, seed=SEED).writeStream.size(50)
    stream = stream.format("json").option("timeout", 3)
    report = stream.trigger(frequency=1, availableNow=True).start(tmp_path / "out")
    files = sorted((tmp_path / "out").glob("*.json"))
    assert len(files) == 3 and report.now is None
    found = [row["at"] for file in files for row in json.loads(file.read_bytes())]
    wanted = truth({"at": TIMES["event"]}, SEED, 150)
    assert [utc(text) for text in found] == [row["at"] for row in wanted]


def test_reports_and_parquet_name_the_zones_release_where_it_decides(tmp_path):
    def written(spec, name):
        report = DataGenerator(spec, seed=SEED).write.size(9).save(str(tmp_path / name))
        metadata = pq.read_metadata(tmp_path / name).metadata
        named = metadata.get(b"rand_engine.tzdata_version", b"").decode() or None
        assert report.to_dict()["tzdata_version"] == report.tzdata_version == named
        return named

    version = run("--version", cwd=tmp_path).stdout
    release = next(
        line.removeprefix("time zones: ")
        for line in version.splitlines()
        if line.startswith("time zones: ")
    )
    hidden = {"at": TIMES["work"] | {"hidden": True}}
    hidden["year"] = column("expression", expression="year(at)")
    assert written({"at": TIMES["work"]}, "a.parquet") == release
    assert written(hidden, "b.parquet") == release
    assert written({"at": TIMES["second"]}, "c.parquet") is None
    stream = DataGenerator({"at": TIMES["work"]}, seed=SEED).writeStream.size(5)
    report = stream.trigger(once=True).start(tmp_path / "stream")
    assert report.tzdata_version == report.to_dict()["tzdata_version"] == release
    (tmp_path / "spec.json").write_text(json.dumps({"at": TIMES["work"]}))
    done = run(
        "generate",
        "spec.json",
        "-n",
        "5",
        "-o",
        "d.csv",
        "--json",
        cwd=tmp_path,
    )
    assert json.loads(done.stdout)["tzdata_version"] == release
    done = run("generate", "spec.json", "-n", "5", "-o", "e.csv", "-v", cwd=tmp_path)
    assert release in done.stderr
