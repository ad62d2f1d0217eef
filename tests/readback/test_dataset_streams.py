"""Streams of datasets, read by DuckDB while they run: at no moment a child without its parent."""

import random
import signal
import subprocess
import time
from pathlib import Path

import duckdb
import pytest

from rand_engine import Dataset, OptionError, RandEngineWarning

EXAMPLES = Path(__file__).parents[2] / "examples" / "datasets"
SHOP = EXAMPLES / "shop.yaml"
#: Of each example: child, its column, parent, its key.
KEYS = {
    "shop": [
        ("orders", "customer_id", "customers", "customer_id"),
        ("order_lines", "order_id", "orders", "order_id"),
        ("order_lines", "sku", "products", "sku"),
        ("categories", "parent_id", "categories", "category_id"),
    ],
    "bank": [
        ("employees", "manager_id", "employees", "employee_id"),
        ("customers", "adviser_id", "employees", "employee_id"),
        ("accounts", "customer_id", "customers", "customer_id"),
        ("cards", "account_id", "accounts", "account_id"),
        ("transfers", "from_account", "accounts", "account_id"),
    ],
    "iot": [
        ("gateways", "site_id", "sites", "site_id"),
        ("devices", "gateway_id", "gateways", "gateway_id"),
        ("readings", "device_id", "devices", "device_id"),
    ],
}
#: Of 2 % of the transfers the other account is unknown, on purpose.
ORPHANS = ("transfers", "to_account", "accounts", "account_id")


def parts(folder, table):
    return sorted(str(path) for path in (folder / table).glob("part-*.parquet"))


def count_orphans(folder, key):
    """Count children without parent; a reader that lists the children first, then parents."""
    child, column, parent, parent_key = key
    children = parts(folder, child)
    parents = parts(folder, parent)
    if not children:
        return 0, 0
    rows, orphans = duckdb.sql(
        f"""SELECT count(*), count(*) FILTER (WHERE c.k IS NOT NULL AND p.k IS NULL)
        FROM (SELECT {column} k FROM read_parquet({children})) c
        LEFT JOIN (SELECT {parent_key} k FROM read_parquet({parents})) p ON c.k = p.k"""
    ).fetchall()[0]
    return rows, orphans


def stream_of(dataset, timeout, frequency=0.1):
    writer = dataset.writeStream.format("parquet").option("timeout", timeout)
    return writer.trigger(frequency=frequency)


@pytest.mark.parametrize("name", sorted(KEYS))
def test_a_reader_never_meets_a_child_without_its_parent(name, tmp_path):
    looks = 0
    dataset = Dataset(EXAMPLES / f"{name}.yaml", seed=3)
    query = stream_of(dataset, 2).start(tmp_path, blocking=False)
    while True:
        was_active = query.is_active
        for key in KEYS[name]:
            rows, orphans = count_orphans(tmp_path, key)
            assert orphans == 0, (key, rows)
            looks += rows > 0
        if not was_active:
            break
    assert query.await_termination()
    report = query.report
    assert looks > 3 * len(KEYS[name])
    assert {table: each.files for table, each in report.tables.items()} == dict.fromkeys(
        dataset.sizes, 20
    )
    assert report.rows == sum(each.rows for each in report.tables.values())
    assert report.to_dict()["tables"].keys() == dataset.sizes.keys()


def test_orphans_on_purpose_stay_without_parent(tmp_path):
    stream_of(Dataset(EXAMPLES / "bank.yaml", seed=3), 5, 1).trigger(
        availableNow=True
    ).start(tmp_path)
    rows, orphans = count_orphans(tmp_path, ORPHANS)
    assert abs(orphans - 0.02 * rows) < 4 * (rows * 0.02 * 0.98) ** 0.5


def test_a_stream_is_the_same_each_time_and_begins_with_the_tables_of_a_batch(tmp_path):
    for name, threads in (("a", 1), ("b", 2)):
        writer = stream_of(Dataset(SHOP, seed=5), 3, 1).option("threads", threads)
        writer.trigger(availableNow=True).start(tmp_path / name)
    files = {
        path.relative_to(tmp_path / "a"): path.read_bytes()
        for path in (tmp_path / "a").rglob("*.parquet")
    }
    assert len(files) == 3 * len(Dataset(SHOP).sizes)
    for path, content in files.items():
        assert (tmp_path / "b" / path).read_bytes() == content
    for table, frame in Dataset(SHOP, seed=5).get_arrow().items():
        first = duckdb.sql(f"FROM read_parquet({parts(tmp_path / 'a', table)[:1]})")
        assert first.fetchall() == duckdb.from_arrow(frame).fetchall(), table


def test_fixed_tables_come_once(tmp_path):
    writer = stream_of(Dataset(SHOP, seed=5), 3, 1).trigger(availableNow=True)
    report = writer.fixed("products").start(tmp_path)
    assert report.tables["products"].files == 1
    assert report.tables["customers"].files == 3
    assert len(parts(tmp_path, "products")) == 1
    assert count_orphans(tmp_path, KEYS["shop"][2])[1] == 0


@pytest.mark.parametrize("file_format", ["csv", "json", "parquet"])
def test_every_format_holds_the_same_keys(tmp_path, file_format):
    writer = Dataset(SHOP, seed=5).writeStream.format(file_format).option("timeout", 2)
    writer.trigger(1, availableNow=True).start(tmp_path)
    read = {"csv": "read_csv", "json": "read_json", "parquet": "read_parquet"}[
        file_format
    ]
    found = duckdb.sql(
        f"""SELECT count(*), min(c.customer_id IS NOT NULL)
        FROM {read}('{tmp_path}/orders/*') o
        LEFT JOIN {read}('{tmp_path}/customers/*') c USING (customer_id)"""
    ).fetchall()
    rows = sum(
        each.num_rows for each in (Dataset(SHOP, seed=5).get_arrow(["orders"])).values()
    )
    assert found[0][0] > rows and found[0][1]


def test_killed_streams_leave_no_orphans_and_go_on(tmp_path, rand_engine_command):
    words = [
        str(Path(rand_engine_command).absolute()),
        *("stream", str(SHOP), "-o", "out", "-f", "parquet", "--checkpoint", "state"),
        *("--every", "20ms", "--timeout", "2", "-s", "9", "-q"),
    ]
    chance = random.Random(1)
    kills = 0
    for _ in range(100):
        process = subprocess.Popen(words, cwd=tmp_path)
        time.sleep(chance.uniform(0.05, 0.3))
        process.send_signal(signal.SIGKILL)
        kills += process.wait() == -signal.SIGKILL
        for key in KEYS["shop"]:
            assert count_orphans(tmp_path / "out", key)[1] == 0
        if process.returncode == 0:
            break
    assert kills > 3
    assert subprocess.run(words, cwd=tmp_path, check=False).returncode == 0
    whole = stream_of(Dataset(SHOP, seed=9), 2, 0.02).trigger(availableNow=True)
    whole.start(tmp_path / "whole")
    for table in Dataset(SHOP).sizes:
        written = {
            Path(path).name: Path(path).read_bytes()
            for path in parts(tmp_path / "out", table)
        }
        assert written == {
            Path(path).name: Path(path).read_bytes()
            for path in parts(tmp_path / "whole", table)
        }


def test_a_dry_run_tells_and_mistakes_are_raised_before_anything_is_written(tmp_path):
    dataset = Dataset(SHOP, seed=1)
    preview = stream_of(dataset, 2, 1).dry_run(tmp_path / "out")
    assert preview.tables["customers"].rows == 2 * dataset.sizes["customers"]
    assert preview.file_count == 2 * len(dataset.sizes)
    for wrong, message in [
        (stream_of(dataset, 2, 1).size(5), "sizes of tables"),
        (stream_of(dataset, 2, 1).option("shape", "sine"), "'shape'"),
        (stream_of(dataset, 2, 1).fixed("product"), "did you mean 'products'"),
        (dataset.writeStream, "option 'timeout' is missing"),
        (dataset.table("orders").writeStream.option("timeout", 1), r"writeStream\(\)"),
    ]:
        with pytest.raises(OptionError, match=message):
            wrong.start(tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_appending_warns_of_keys_that_come_again(tmp_path):
    writer = stream_of(Dataset(SHOP, seed=1), 1, 1).tables("customers").trigger(once=True)
    writer.start(tmp_path)
    with pytest.warns(RandEngineWarning, match="option checkpointLocation"):
        writer.mode("append").start(tmp_path)
    assert len(parts(tmp_path, "customers")) == 2
