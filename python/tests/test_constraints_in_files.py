"""Primary and foreign keys of rows that go to files: kept when the files can be read."""

import threading

import duckdb
import pandas
import pytest

from rand_engine import ColumnGenerationError, DataGenerator, TransformerError
from rand_engine._constraints import Keys
from rand_engine._row_transform import RowTransform
from rand_engine._writer import Writer
from rand_engine.integrations import DuckDBHandler, SQLiteHandler

PATHS = ["keys.duckdb", "keys.db", ":memory:"]


@pytest.fixture(params=PATHS)
def path(request, tmp_path):
    """Where keys are kept: each library, and memory."""
    yield ":memory:" if request.param == ":memory:" else str(tmp_path / request.param)
    DuckDBHandler.close_all()
    SQLiteHandler.close_all()


def clients(**more):
    key = {"name": "clients_pk", "tipo": "PK", "fields": ["client_id BIGINT"]}
    return {
        "client_id": {"method": "gen_incremental", **more},
        "constraints": {"pk": key},
    }


def orders(**more):
    key = {"name": "clients_pk", "tipo": "FK", "fields": ["client_id"], **more}
    return {"order_id": {"method": "gen_incremental"}, "constraints": {"fk": key}}


def generator(spec, path, rows=1000, seed=1):
    return DataGenerator(spec, seed=seed).checkpoint(path).size(rows)


def column(report, name):
    frames = [pandas.read_parquet(file) for file in report.files]
    return pandas.concat(frames)[name].tolist()


def test_children_in_files_have_parents_in_files(path, tmp_path):
    parents = generator(clients(), path).write.save(tmp_path / "clients.parquet")
    writer = generator(orders(), path, rows=150_000).write.option("numFiles", 2)
    children = column(writer.save(tmp_path / "orders.parquet"), "client_id")
    assert len(children) == 150_000
    assert set(children) == set(column(parents, "client_id"))


def test_files_hold_the_keys_that_a_data_frame_has(path, tmp_path):
    generator(clients(), path).get_df()
    made = generator(orders(), path, rows=70_000).get_df()
    saved = generator(orders(), path, rows=70_000).write.save(tmp_path / "orders.parquet")
    assert column(saved, "client_id") == made["client_id"].tolist()


def test_without_parents_nothing_on_disk_changes(path, tmp_path):
    before = sorted(tmp_path.iterdir())
    with pytest.raises(ColumnGenerationError, match="no parent to draw from"):
        generator(orders(), path).write.save(tmp_path / "orders.csv")
    assert [each for each in sorted(tmp_path.iterdir()) if "orders" in each.name] == []
    assert len(before) <= 1


def test_keys_of_a_save_that_failed_are_not_kept(path, tmp_path):
    def fail(number):
        if number == 2000:
            raise ValueError("no")
        return number

    failing = generator(clients(transformers=[fail]), path, rows=2000)
    with pytest.raises(TransformerError):
        failing.write.save(tmp_path / "clients.csv")
    with pytest.raises(ColumnGenerationError):
        generator(orders(), path).get_df()


@pytest.fixture(params=["publishing", "published"])
def ends_while_publishing(request, monkeypatch):
    """Ctrl-C comes when the keys are in a transaction: before the file is there, or after."""
    method = getattr(RowTransform, request.param)

    def interrupted(self):
        if request.param == "publishing":
            method(self)
        raise KeyboardInterrupt

    monkeypatch.setattr(RowTransform, request.param, interrupted)
    yield
    monkeypatch.undo()


def keys_are_free(path, tmp_path):
    """Whether the checkpoint has no keys and can be used; one in use is waited for."""
    done = []

    def use():
        with pytest.raises(ColumnGenerationError):
            generator(orders(), path).get_df()
        generator(clients(), path).write.save(tmp_path / "more.csv")
        done.append(generator(orders(), path).get_df())

    thread = threading.Thread(target=use, daemon=True)
    thread.start()
    thread.join(timeout=5)
    return bool(done)


def test_ctrl_c_between_a_file_and_its_keys_leaves_the_checkpoint_free(
    path, tmp_path, ends_while_publishing, monkeypatch
):
    with pytest.raises(KeyboardInterrupt):
        generator(clients(), path).write.save(tmp_path / "clients.csv")
    with pytest.raises(KeyboardInterrupt):
        stream(clients(), path).start(tmp_path / "stream")
    monkeypatch.undo()
    assert keys_are_free(path, tmp_path)


def test_a_background_stream_that_fails_while_publishing_leaves_the_checkpoint_free(
    path, tmp_path, ends_while_publishing, monkeypatch
):
    query = stream(clients(), path).start(tmp_path / "clients", blocking=False)
    with pytest.raises(KeyboardInterrupt):
        query.await_termination()
    monkeypatch.undo()
    assert keys_are_free(path, tmp_path)


class InterruptedEngine:
    """Once the engine was interrupted it calls no Python: not published, not its failure."""

    def __init__(self, run):
        self._transform = run.transform

    def save(self, _path):
        self._transform.begin()
        self._transform.publishing()
        raise KeyboardInterrupt

    start = start_in_background = save


@pytest.mark.parametrize(
    "write",
    [
        lambda generator, path: generator.write.save(path),
        lambda generator, path: generator.writeStream.start(path),
        lambda generator, path: generator.writeStream.start(path, blocking=False),
    ],
)
def test_an_interrupted_engine_leaves_the_checkpoint_free(
    path, tmp_path, write, monkeypatch
):
    begin = Writer._begin

    def begin_interrupted(self):
        run = begin(self)
        run.native = InterruptedEngine(run)
        return run

    monkeypatch.setattr(Writer, "_begin", begin_interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(generator(clients(), path), tmp_path / "clients")
    monkeypatch.undo()
    assert keys_are_free(path, tmp_path)


def test_ctrl_c_while_the_keys_of_a_data_frame_are_kept_leaves_the_checkpoint_free(
    path, tmp_path, monkeypatch
):
    def interrupted(self):
        raise KeyboardInterrupt

    monkeypatch.setattr(Keys, "commit", interrupted)
    with pytest.raises(KeyboardInterrupt):
        generator(clients(), path).get_df()
    monkeypatch.undo()
    assert keys_are_free(path, tmp_path)


def test_a_dry_run_keeps_no_keys(path, tmp_path):
    generator(clients(), path).write.dry_run(tmp_path / "clients.csv")
    with pytest.raises(ColumnGenerationError):
        generator(orders(), path).get_df()


def test_reset_forgets_the_earlier_keys_when_the_new_ones_are_kept(path, tmp_path):
    generator(clients(), path, rows=100).write.save(tmp_path / "a.csv")
    writer = generator(clients(), path, rows=10).option("reset_checkpoint", True).write
    writer.save(tmp_path / "a.csv")
    assert set(generator(orders(), path).get_df()["client_id"]) <= set(range(1, 11))


def test_composite_keys_stay_together(path, tmp_path):
    key = {"name": "lines", "tipo": "PK", "fields": ["a BIGINT", "b VARCHAR(40)"]}
    parent = {
        "a": {"method": "gen_ints", "parms": {"min": 1, "max": 10**9}},
        "b": {"method": "gen_uuid"},
        "constraints": {"pk": key},
    }
    key = {"name": "lines", "tipo": "FK", "fields": ["a", "b"]}
    child = {"id": {"method": "gen_incremental"}, "constraints": {"fk": key}}
    parents = generator(parent, path).write.save(tmp_path / "p.parquet").files[0]
    children = generator(child, path).write.save(tmp_path / "c.parquet").files[0]
    orphans = f"SELECT count(*) FROM '{children}' ANTI JOIN '{parents}' USING (a, b)"
    assert duckdb.execute(orphans).fetchall()[0] == (0,)


def stream(spec, path, rows=5):
    writer = generator(spec, path, rows=rows).writeStream.format("csv")
    return writer.option("timeout", 0.3).trigger(frequency=0.1)


def test_each_file_of_a_stream_keeps_its_keys(path, tmp_path):
    stream(clients(), path).start(tmp_path / "stream")
    stream(orders(), path, rows=50).start(tmp_path / "orders")
    files = tmp_path / "orders" / "*.csv"
    low, high, rows = duckdb.execute(
        f"SELECT min(client_id), max(client_id), count(*) FROM '{files}'"
    ).fetchall()[0]
    assert (low, high, rows) == (1, 15, 150)


def test_streams_of_two_processes_share_keys_while_they_run(python, tmp_path, wait_until):
    parents = generator(clients(), str(tmp_path / "keys.duckdb"), rows=5).writeStream
    parents = parents.format("csv").option("timeout", 3600).trigger(frequency=0.1)
    code = f"""
import sys, time
from rand_engine import ColumnGenerationError, DataGenerator
children = DataGenerator({orders(watermark=60)!r}, seed=2).checkpoint(sys.argv[1]).size(100)
print(children.write.save(sys.argv[2]).rows)
"""
    with parents.start(tmp_path / "clients", blocking=False) as query:
        wait_until(lambda: query.status.files >= 2)
        made = python(code, tmp_path / "keys.duckdb", tmp_path / "orders.csv").stdout
        assert made == "100\n"
        files = query.status.files
        wait_until(lambda: query.status.files > files)
    ids = pandas.read_csv(tmp_path / "orders.csv")["client_id"]
    written = duckdb.execute(
        f"SELECT max(client_id) FROM '{tmp_path}/clients/*.csv'"
    ).fetchall()[0]
    assert ids.max() <= written[0]


def test_old_parents_are_outside_the_watermark(path, tmp_path):
    generator(clients(), path).write.save(tmp_path / "a.csv")
    with pytest.raises(ColumnGenerationError, match="older than the watermark, 1e-06 s"):
        generator(orders(watermark=1e-6), path).write.save(tmp_path / "b.csv")


def test_a_feed_keeps_keys_as_it_goes(python, tmp_path):
    code = f"""
import itertools, sys
from rand_engine import DataGenerator
parents = DataGenerator({clients()!r}, seed=1).checkpoint(sys.argv[1])
parents.writeStream.size(20).format("csv").option("rate", 1000).start("-")
"""
    lines = python(code, tmp_path / "keys.db").stdout.splitlines()
    assert lines == ["client_id"] + [str(number) for number in range(1, 21)]
    children = generator(orders(), str(tmp_path / "keys.db")).get_df()
    assert set(children["client_id"]) == set(range(1, 21))


def test_what_is_wrong_with_the_keys_leaves_the_earlier_data(path, tmp_path):
    old = tmp_path / "clients.csv"
    generator(clients(), path, rows=5).write.save(old)
    before = old.read_bytes()
    key = {"name": "others", "tipo": "PK", "fields": ["client_id DATE"]}
    wrong = clients(null_rate=0.5) | {"constraints": {"pk": key}}
    if path.endswith(".db"):
        wrong["constraints"]["pk"]["fields"] = ["client_id BIGINT NOT NULL"]
    with pytest.raises(Exception, match="(?i)constraint|null|convert|cast"):
        generator(wrong, path, rows=50).write.save(old)
    assert old.read_bytes() == before
    assert set(generator(orders(), path).get_df()["client_id"]) == set(range(1, 6))


def test_a_save_into_no_database_leaves_the_earlier_data(tmp_path):
    old = tmp_path / "clients.csv"
    DataGenerator({"id": {"method": "gen_uuid"}}).write.save(old)
    before = old.read_bytes()
    nowhere = str(tmp_path / "no" / "such" / "keys.duckdb")
    with pytest.raises(Exception, match="(?i)open|directory"):
        generator(clients(), nowhere).write.save(old)
    assert old.read_bytes() == before


@pytest.mark.parametrize(
    ("sql_type", "column"),
    [
        (
            "DATE",
            {
                "method": "gen_dates",
                "parms": {"date_min": "2024-01-01", "date_max": "2024-02-01"},
            },
        ),
        (
            "TIMESTAMP",
            {
                "method": "timestamps",
                "parms": {"start": "2024-01-01", "end": "2024-01-09"},
            },
        ),
        ("BOOLEAN", {"method": "booleans"}),
        ("VARCHAR(36)", {"method": "uuid4"}),
        ("DOUBLE", {"method": "gen_floats", "parms": {"min": 0, "max": 9}}),
    ],
)
def test_children_write_keys_of_any_type_as_their_parents_do(
    sql_type, column, path, tmp_path
):
    key = {"name": "typed", "tipo": "PK", "fields": [f"k {sql_type}"]}
    parent = {"k": column, "constraints": {"pk": key}}
    key = {"name": "typed", "tipo": "FK", "fields": ["k"]}
    child = {"id": {"method": "gen_incremental"}, "constraints": {"fk": key}}
    generator(parent, path, rows=50).write.save(tmp_path / "p.csv")
    generator(child, path, rows=200).write.save(tmp_path / "c.csv")
    parents = {line.strip() for line in (tmp_path / "p.csv").open()}
    children = {line.strip().split(",")[1] for line in (tmp_path / "c.csv").open()}
    assert children <= parents
