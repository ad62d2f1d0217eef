"""Primary and foreign keys across data frames, on DuckDB and SQLite."""

import sqlite3
import subprocess
import sys
import threading
import time

import duckdb
import pytest

from rand_engine import (
    ColumnGenerationError,
    DataGenerator,
    OptionError,
    SpecError,
    WriteError,
    _constraints,
)
from rand_engine.integrations import DuckDBHandler, SQLiteHandler
from rand_engine.validators import SpecValidator

PATHS = ["keys.duckdb", "keys.db", ":memory:"]


@pytest.fixture(params=PATHS)
def path(request, tmp_path):
    """Where keys are kept: each library, and memory."""
    yield ":memory:" if request.param == ":memory:" else str(tmp_path / request.param)
    DuckDBHandler.close_all()
    SQLiteHandler.close_all()


def primary(*fields, name="clients_pk"):
    return {"clients": {"name": name, "tipo": "PK", "fields": list(fields)}}


def foreign(*fields, name="clients_pk", **more):
    return {"of_client": {"name": name, "tipo": "FK", "fields": list(fields), **more}}


def numbers(least, greatest):
    return {"method": "gen_ints", "parms": {"min": least, "max": greatest}}


def clients(**more):
    return {
        "client_id": numbers(1, 10**9),
        "age": numbers(18, 80),
        "constraints": primary("client_id BIGINT"),
        **more,
    }


def orders(**more):
    return {
        "order_id": {"method": "gen_incremental"},
        "constraints": foreign("client_id", **more),
    }


def made(spec, path, size=100, seed=1):
    return DataGenerator(spec, seed=seed).checkpoint(path).size(size).get_df()


def test_foreign_keys_are_those_of_parents_and_nearly_all_of_them(path):
    parents = set(made(clients(), path, size=100)["client_id"])
    frame = made(orders(), path, size=5000)
    assert list(frame.columns) == ["order_id", "client_id"]
    assert set(frame["client_id"]) == parents
    counts = frame["client_id"].value_counts()
    assert counts.min() > 15 and counts.max() < 110  # 50 each, were chance not chance


def test_parents_of_several_frames_count(path):
    first = set(made(clients(), path, seed=1)["client_id"])
    second = set(made(clients(), path, seed=2)["client_id"])
    assert set(made(orders(), path, size=5000)["client_id"]) == first | second


def test_a_seed_gives_the_same_keys_wherever_they_are_kept(tmp_path):
    frames = []
    for name in ("keys.duckdb", "keys.sqlite"):
        made(clients(), tmp_path / name, size=50)
        frames.append(made(orders(), tmp_path / name, seed=7))
        assert made(orders(), tmp_path / name, seed=7).equals(frames[-1])
        assert not made(orders(), tmp_path / name, seed=8).equals(frames[-1])
    assert frames[0]["client_id"].tolist() == frames[1]["client_id"].tolist()


def test_rows_have_their_keys_whatever_part_of_the_data_is_made(path):
    made(clients(), path)
    whole = made(orders(), path, size=40)
    generator = DataGenerator(orders(), seed=1).checkpoint(path).size(10)
    part = generator.get_df(first_row=30)
    assert part["client_id"].tolist() == whole["client_id"].tolist()[30:]


def test_composite_keys_stay_together(path):
    parent = {
        "client_id": numbers(1, 10**9),
        "client_type": {"method": "gen_str_choice", "parms": {"options": ["PF", "PJ"]}},
        "constraints": primary("client_id BIGINT", "client_type VARCHAR(2)"),
    }
    pairs = set(made(parent, path).itertuples(index=False, name=None))
    child = {
        "order_id": {"method": "gen_incremental"},
        "constraints": foreign("client_id", "client_type"),
    }
    frame = made(child, path, size=5000)
    drawn = set(frame[["client_id", "client_type"]].itertuples(index=False, name=None))
    assert drawn == pairs


def test_a_frame_may_have_keys_of_both_kinds(path):
    made(clients(), path)
    lines = orders()
    lines["constraints"] |= {
        "lines": {
            "name": "lines_pk",
            "tipo": "PK",
            "fields": ["order_id INT", "client_id BIGINT"],
        }
    }
    expected = made(lines, path)[["order_id", "client_id"]]
    child = {
        "note": {"method": "gen_uuid"},
        "constraints": foreign("order_id", "client_id", name="lines_pk"),
    }
    drawn = made(child, path, size=2000)[["order_id", "client_id"]].drop_duplicates()
    assert set(drawn.itertuples(index=False)) <= set(expected.itertuples(index=False))


def test_a_watermark_leaves_old_parents_out(path):
    old = set(made(clients(), path, seed=1)["client_id"])
    time.sleep(0.6)
    new = set(made(clients(), path, seed=2)["client_id"])
    assert set(made(orders(watermark=0.5), path, size=2000)["client_id"]) == new
    assert set(made(orders(watermark=60), path, size=5000)["client_id"]) == old | new
    time.sleep(0.6)
    with pytest.raises(
        ColumnGenerationError, match="older than the watermark, 0.5 s; make the"
    ):
        made(orders(watermark=0.5), path)


def test_parents_that_are_made_again_are_young_again(path):
    made(clients(), path, seed=1)
    time.sleep(0.6)
    again = set(made(clients(), path, seed=1)["client_id"])
    assert set(made(orders(watermark=0.5), path, size=2000)["client_id"]) == again


def test_reset_checkpoint_forgets_the_keys(path):
    made(clients(), path, seed=1)
    generator = DataGenerator(clients(), seed=2).checkpoint(path).size(100)
    new = set(generator.option("reset_checkpoint", True).get_df()["client_id"])
    assert set(made(orders(), path, size=2000)["client_id"]) == new


def test_reset_leaves_other_tables(tmp_path):
    with SQLiteHandler(tmp_path / "keys.db") as database:
        database.create_table("mine", "id INTEGER")
        generator = DataGenerator(clients()).checkpoint(tmp_path / "keys.db")
        generator.option("reset_checkpoint", True).get_df()
        assert database.list_tables() == ["checkpoint_clients_pk", "mine"]


def test_a_foreign_key_without_a_parent_is_an_error(path):
    with pytest.raises(ColumnGenerationError) as caught:
        made({**orders(), "constraints": foreign("client_id", name="nobody_pk")}, path)
    assert str(caught.value) == (
        "constraints.of_client: no parent to draw from in checkpoint_nobody_pk: no keys were "
        "kept there; make the parents first, with the same checkpoint"
    )


def test_a_primary_key_of_a_column_that_is_not_there_is_an_error(path):
    spec = clients(constraints=primary("client BIGINT"))
    with pytest.raises(
        ColumnGenerationError, match="no column 'client'; it has 'client_id', 'age'"
    ):
        made(spec, path)


def test_keys_are_those_that_transformers_made(path):
    spec = clients()
    spec["client_id"]["transformers"] = [lambda n: f"C{n}"]
    spec["constraints"] = primary("client_id VARCHAR(12)")
    generator = DataGenerator(spec, seed=1).transformers([lambda df: df.head(10)])
    parents = set(generator.checkpoint(path).get_df()["client_id"])
    assert len(parents) == 10 and all(name.startswith("C") for name in parents)
    assert set(made(orders(), path, size=500)["client_id"]) == parents


def test_files_are_of_the_library_that_their_names_say(tmp_path):
    for name in ("a.db", "a.sqlite", "a.sqlite3"):
        made(clients(), tmp_path / name)
        connection = sqlite3.connect(tmp_path / name)
        assert connection.execute(
            "SELECT count(*) FROM checkpoint_clients_pk"
        ).fetchone() == (100,)
        connection.close()
    for name in ("a.duckdb", "a.keys"):
        made(clients(), tmp_path / name)
        connection = duckdb.connect(str(tmp_path / name))
        assert connection.execute(
            "SELECT count(*) FROM checkpoint_clients_pk"
        ).fetchone() == (100,)
        connection.close()


def test_a_file_that_is_there_is_of_the_library_that_made_it(tmp_path):
    duckdb.connect(str(tmp_path / "a.db")).close()
    sqlite3.connect(tmp_path / "b.duckdb").executescript("CREATE TABLE t (id INTEGER)")
    for name, handler in (("a.db", DuckDBHandler), ("b.duckdb", SQLiteHandler)):
        made(clients(), tmp_path / name)
        with handler(tmp_path / name) as database:
            assert "checkpoint_clients_pk" in database.list_tables()


def test_a_connection_of_the_users_stays_open(tmp_path):
    with DuckDBHandler(tmp_path / "keys.duckdb") as database:
        made(clients(), tmp_path / "keys.duckdb")
        assert database.list_tables() == ["checkpoint_clients_pk"]


@pytest.mark.parametrize("name", ["keys.duckdb", "keys.db"])
def test_keys_outlive_their_process(python, tmp_path, name):
    code = f"""
import sys
from rand_engine import DataGenerator
spec = {clients()!r}
frame = DataGenerator(spec, seed=5).checkpoint(sys.argv[1]).size(30).get_df()
print(*frame["client_id"])
"""
    parents = set(map(int, python(code, tmp_path / name).stdout.split()))
    assert set(made(orders(), tmp_path / name, size=2000)["client_id"]) == parents
    python(code, tmp_path / name)  # this process holds no lock


@pytest.mark.parametrize(
    "hold",
    [
        "import duckdb; held = duckdb.connect(path)",
        "import sqlite3; held = sqlite3.connect(path); held.execute('BEGIN EXCLUSIVE')",
    ],
    ids=["duckdb", "sqlite"],
)
def test_a_database_that_another_process_has_is_waited_for(tmp_path, hold):
    path = tmp_path / ("keys.db" if "sqlite" in hold else "keys.duckdb")
    made(clients(), path)
    code = f"import sys, time; path = sys.argv[1]; {hold}; print(1, flush=True); time.sleep(0.5)"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE
    ) as process:
        process.stdout.readline()
        assert len(made(orders(), path)) == 100
        made(clients(), path, seed=2)


def test_threads_share_a_checkpoint(path):
    made(clients(), path)
    failures = []

    def work(seed):
        try:
            for number in range(5):
                made(clients(), path, seed=seed * 10 + number)
                made(orders(), path, seed=seed)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    parents = made(orders(), path, size=30_000)["client_id"]
    assert len(set(parents)) == 100 + 4 * 5 * 100


@pytest.mark.parametrize(
    ("constraint", "message"),
    [
        (5, "constraints.key must be a dict, got 5; e.g."),
        ({"tipo": "pk"}, "constraints.key.tipo must be 'PK'"),
        ({"tipo": None}, "constraints.key.tipo must be 'PK'"),
        (
            {"name": "a; DROP"},
            "constraints.key.name must be letters, digits and underscores",
        ),
        ({"name": None}, "constraints.key.name must be letters"),
        ({"fields": []}, "constraints.key.fields must be a list of columns, got []"),
        (
            {"fields": "id INT"},
            "constraints.key.fields must be a list of columns, got 'id INT'",
        ),
        (
            {"fields": ["id"]},
            r"constraints.key.fields[0] must be a column and its SQL type",
        ),
        (
            {"fields": ["id INT, a INT"]},
            "constraints.key.fields[0] must be a column and its",
        ),
        ({"fields": ["id INT); DROP TABLE t"]}, "constraints.key.fields[0] must be"),
        ({"watermark": 60}, "constraints.key.watermark is of an FK: leave it out"),
        (
            {"watermarks": 60},
            "constraints.key.watermarks is not known; allowed are name, tipo",
        ),
        (
            {"tipo": "FK", "fields": [5]},
            "constraints.key.fields[0] must be a column, got 5",
        ),
        (
            {"tipo": "FK", "watermark": 0},
            "constraints.key.watermark must be above 0 seconds, got 0",
        ),
        (
            {"tipo": "FK", "watermark": "1m"},
            "constraints.key.watermark must be a number of sec",
        ),
    ],
)
def test_wrong_constraints_are_mistakes_of_the_spec(constraint, message):
    if isinstance(constraint, dict):
        constraint = {"name": "ids", "tipo": "PK", "fields": ["id BIGINT"], **constraint}
    spec = {"id": {"method": "gen_incremental"}, "constraints": {"key": constraint}}
    with pytest.raises(SpecError) as caught:
        DataGenerator(spec)
    assert f"spec: {message}" in str(caught.value)
    assert "e.g. {" in str(caught.value) or "leave it out" in str(caught.value)
    assert SpecValidator.validate(spec) == SpecValidator.validate_constraints(spec) != []
    with pytest.raises(SpecError):
        DataGenerator(spec, validate=False).get_df()


def test_all_mistakes_of_constraints_come_with_those_of_columns():
    spec = {
        "id": {"method": "gen_wrong"},
        "constraints": {"a": {"tipo": "PK"}, "b": 3},
    }
    assert len(SpecValidator.validate(spec)) == 4
    assert SpecValidator.validate({"id": {"method": "gen_uuid"}, "constraints": []}) != []


def test_a_column_may_be_called_constraints():
    spec = {"constraints": {"method": "gen_incremental"}}
    assert DataGenerator(spec).size(2).get_df()["constraints"].tolist() == [1, 2]


def test_the_spec_of_the_user_is_left_as_it_is(path):
    spec = clients()
    made(spec, path)
    assert spec == clients()


def test_records_keep_and_draw_keys_too(path):
    parent = DataGenerator(clients(), seed=1).checkpoint(path).get_dict()
    children = DataGenerator(orders(), seed=2).checkpoint(path)
    assert children.get_dict()["client_id"] == parent["client_id"]
    records = children.stream_dict(1000, 1000)
    assert [next(records)["client_id"] for _ in range(5)] == [parent["client_id"]] * 5
    assert (
        children.size(3).get_arrow()["client_id"].to_pylist() == [parent["client_id"]] * 3
    )


@pytest.mark.parametrize(("key", "value"), [("reset", True), ("reset_checkpoint", "yes")])
def test_unknown_options_are_an_error(ids, key, value):
    with pytest.raises(OptionError, match="the only option of a generator is"):
        DataGenerator(ids).option(key, value)


def test_without_duckdb_memory_is_sqlites(python):
    code = f"""
import sys
sys.modules["duckdb"] = None
import importlib.util
find = importlib.util.find_spec
importlib.util.find_spec = lambda name, *more: None if name == "duckdb" else find(name, *more)
from rand_engine import DataGenerator
parents = DataGenerator({clients()!r}).size(5).get_df()
children = DataGenerator({orders()!r}).get_df()
print(set(children["client_id"]) == set(parents["client_id"]))
"""
    assert python(code).stdout == "True\n"


def test_a_foreign_column_that_is_none_of_the_key_is_told_with_those_that_are(path):
    made(clients(), path)
    wrong = {"id": {"method": "gen_incremental"}, "constraints": foreign("client")}
    with pytest.raises(ColumnGenerationError) as caught:
        made(wrong, path)
    assert str(caught.value) == (
        "constraints.of_client: checkpoint_clients_pk has no column 'client'; fields must be "
        "columns of its PK: 'client_id'"
    )


def test_keys_that_their_sql_type_cannot_hold_are_told_with_table_and_file(tmp_path):
    path = tmp_path / "keys.duckdb"
    with pytest.raises(ColumnGenerationError) as caught:
        made(clients(constraints=primary("client_id TINYINT")), path)
    message = str(caught.value)
    assert message.startswith(
        "constraints.clients: cannot keep 'client_id' in checkpoint_clients_pk "
        f"(checkpoint '{path}'): "
    )
    assert message.endswith(
        "; each value must be one of its field's SQL type; make the type wider, or another"
    )
    assert isinstance(caught.value.__cause__, duckdb.Error)


@pytest.mark.parametrize("name", ["keys.duckdb", "keys.db"])
def test_a_database_that_cannot_be_opened_is_told_with_its_path(tmp_path, name):
    nowhere = tmp_path / "no" / name
    with pytest.raises(WriteError, match="a directory that exists") as caught:
        made(clients(), nowhere)
    assert f"constraints: cannot open it (checkpoint '{nowhere}'): " in str(caught.value)
    damaged = tmp_path / name
    damaged.write_bytes(
        b"SQLite format 3\0" + b"x" * 5000 if name == "keys.db" else b"x" * 5000
    )
    with pytest.raises(WriteError, match="a database file of DuckDB or SQLite") as caught:
        made(clients(), damaged)
    assert str(damaged) in str(caught.value)


def test_a_locked_database_is_told_as_such(tmp_path, monkeypatch):
    path = tmp_path / "keys.db"
    made(clients(), path)
    SQLiteHandler.close_all()
    monkeypatch.setattr(
        SQLiteHandler,
        "_connect",
        staticmethod(
            lambda path: sqlite3.connect(path, timeout=0.1, check_same_thread=False)
        ),
    )
    other = sqlite3.connect(path)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(WriteError) as caught:
        made(clients(), path)
    other.rollback()
    other.close()
    assert f"(checkpoint '{path}'): database is locked; another process" in str(
        caught.value
    )
    made(clients(), path)


def test_a_duckdb_file_of_another_process_is_told_as_locked(tmp_path, monkeypatch):
    path = tmp_path / "keys.duckdb"
    code = f"import duckdb, sys; c = duckdb.connect({str(path)!r}); print(1, flush=True); sys.stdin.read()"
    other = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    other.stdout.readline()
    monkeypatch.setattr(_constraints, "LONGEST_WAIT_SECONDS", 0.1)
    with pytest.raises(WriteError, match="another process or connection has it"):
        made(clients(), path)
    other.communicate()
    made(clients(), path)
