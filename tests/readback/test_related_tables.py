"""Datasets read back by DuckDB: keys that hold, skew, trees, and change feeds."""

import hashlib
import json
import math
from pathlib import Path

import duckdb
import pytest

from rand_engine import DATA_VERSION, Dataset, OptionError, SpecError

EXAMPLES = Path(__file__).parents[2] / "examples" / "datasets"

KEY = {"method": "gen_incremental"}


def foreign_key(table, **parms):
    return {"method": "foreign_key", "parms": {"table": table, **parms}}


def orders_of(customers, orders, **parms):
    return {
        "tables": {
            "customers": {
                "size": customers,
                "spec": {
                    "id": {"method": "unique_ids", "parms": {"length": 9}},
                    "country": {
                        "method": "gen_str_choice",
                        "parms": {"options": ["DE", "BR", "US"]},
                    },
                },
            },
            "orders": {
                "size": orders,
                "spec": {
                    "order_id": KEY,
                    "customer_id": foreign_key("customers", **parms),
                    "amount": {
                        "method": "gen_floats",
                        "parms": {"min": 1, "max": 500, "round": 2},
                    },
                },
            },
        }
    }


def ask(path, question):
    """Answer a question about the tables <name> in `path`."""
    with duckdb.connect() as database:
        for file in Path(path).iterdir():
            source = f"{file}/*.parquet" if file.is_dir() else str(file)
            database.execute(f"create view {file.stem} as from '{source}'")
        return database.execute(question).fetchall()


def save(spec, path, seed=1, **options):
    return Dataset(spec, seed).write.format("parquet").options(options).save(path)


ORPHANS = """select count(*) from orders anti join customers
             on orders.customer_id = customers.id
             where orders.customer_id is not null"""


def within(count, total, share):
    """Whether a count is within four standard errors of its share."""
    return abs(count - total * share) <= 4 * math.sqrt(total * share * (1 - share))


# --- Keys


@pytest.mark.parametrize("distribution", ["uniform", "zipf"])
def test_no_order_is_an_orphan(tmp_path, distribution):
    save(orders_of(20_000, 200_000, distribution=distribution), tmp_path, numFiles=3)
    assert ask(tmp_path, ORPHANS) == [(0,)]


@pytest.mark.slow
def test_of_ten_million_orders_of_a_million_customers_none_is_an_orphan(tmp_path):
    reports = save(orders_of(1_000_000, 10_000_000), tmp_path)
    assert reports["orders"].rows == 10_000_000
    assert ask(tmp_path, ORPHANS) == [(0,)]


def test_orphans_and_missing_keys_are_as_many_as_said(tmp_path):
    spec = orders_of(5000, 200_000, orphan_rate=0.03)
    spec["tables"]["orders"]["spec"]["customer_id"]["null_rate"] = 0.1
    save(spec, tmp_path)
    missing = "select count(*) from orders where customer_id is null"
    assert within(ask(tmp_path, missing)[0][0], 200_000, 0.1)
    assert within(ask(tmp_path, ORPHANS)[0][0], 200_000, 0.9 * 0.03)


def test_zipf_prefers_the_first_parents_by_their_rank(tmp_path):
    save(orders_of(1000, 500_000, distribution="zipf", exponent=1.2), tmp_path)
    counts = ask(
        tmp_path,
        """select count(order_id) from (select *, row_number() over () n from customers)
           left join orders on customer_id = id group by n order by n""",
    )
    weights = [1 / k**1.2 for k in range(1, 1001)]
    for rank in (0, 1, 2, 9, 99, 499):
        assert within(counts[rank][0], 500_000, weights[rank] / sum(weights)), rank


def test_every_parent_has_from_min_to_max_children_numbered_in_order(tmp_path):
    spec = orders_of(20_000, {"per": "customers", "min": 2, "max": 6})
    spec["tables"]["orders"]["spec"]["number"] = {"method": "child_number"}
    reports = save(spec, tmp_path)
    counts = ask(
        tmp_path,
        """select children, count(*), bool_and(numbers = range(1, children + 1))
           from (select count(order_id) children, list(number order by order_id) numbers
                 from customers left join orders on customer_id = id group by id)
           group by children order by children""",
    )
    assert [count[0] for count in counts] == [2, 3, 4, 5, 6]
    assert all(within(count[1], 20_000, 0.2) and count[2] for count in counts)
    assert reports["orders"].rows == sum(children * n for children, n, _ in counts)


def test_children_by_weights_are_those_of_the_weights(tmp_path):
    size = {"per": "customers", "min": 0, "max": 2, "distribution": "weighted"}
    save(orders_of(20_000, {**size, "weights": [1, 2, 7]}), tmp_path)
    counts = ask(
        tmp_path,
        """select children, count(*) from (
             select count(order_id) children from customers
             left join orders on customer_id = id group by id)
           group by children order by children""",
    )
    assert [count[0] for count in counts] == [0, 1, 2]
    for (_, count), share in zip(counts, (0.1, 0.2, 0.7), strict=True):
        assert within(count, 20_000, share)


def test_a_tree_has_no_circles_and_its_roots_are_the_first_rows(tmp_path):
    staff = {"id": KEY, "boss": foreign_key("staff", roots=3)}
    save({"tables": {"staff": {"size": 5000, "spec": staff}}}, tmp_path)
    reached = """with recursive below(id) as (
                   select id from staff where boss is null
                   union all select staff.id from staff join below on boss = below.id)
                 select count(*), count(distinct id) from below"""
    assert ask(tmp_path, reached) == [(5000, 5000)]
    assert ask(tmp_path, "select id from staff where boss is null order by id") == [
        (1,),
        (2,),
        (3,),
    ]


def test_keys_of_several_columns_and_lookups_are_of_one_row(tmp_path):
    spec = {
        "tables": {
            "orders": {"size": 300, "spec": {"order_id": KEY}},
            "lines": {
                "size": {"per": "orders", "min": 1, "max": 9},
                "primary_key": ["order_id", "line"],
                "spec": {
                    "order_id": foreign_key("orders"),
                    "line": {"method": "child_number"},
                    "price": {"method": "gen_ints", "parms": {"min": 1, "max": 10**9}},
                },
            },
            "returns": {
                "size": 5000,
                "spec": {
                    "return_id": {"method": "gen_uuid"},
                    "which": {
                        "method": "foreign_key",
                        "cols": ["order_id", "line"],
                        "null_rate": 0.2,
                        "parms": {"table": "lines"},
                    },
                    "price": {
                        "method": "lookup",
                        "parms": {"key": "line", "column": "price"},
                    },
                },
            },
        }
    }
    save(spec, tmp_path)
    agreed = """select count(*) filter (lines.price = returns.price), count(*)
                from returns join lines using (order_id, line)"""
    same, there = ask(tmp_path, agreed)[0]
    assert same == there
    missing = """select count(*) filter (order_id is null and line is null and price is null),
                 count(*) filter (order_id is null or line is null or price is null)
                 from returns"""
    both, either = ask(tmp_path, missing)[0]
    assert both == either == 5000 - there
    assert within(both, 5000, 0.2)


def test_parts_and_single_files_hold_the_same_rows_in_every_format(tmp_path):
    spec = orders_of(100, {"per": "customers", "min": 0, "max": 12})
    save(spec, tmp_path / "one")
    whole = ask(tmp_path / "one", "from orders order by order_id")
    save(spec, tmp_path / "many", numFiles=7)
    assert ask(tmp_path / "many", "from orders order by order_id") == whole
    Dataset(spec, 1).write.format("json").option("lines", True).save(tmp_path / "json")
    lines = (tmp_path / "json" / "orders.json").read_text().splitlines()
    assert [tuple(json.loads(line).values()) for line in lines] == whole
    frame = Dataset(spec, 1).table("orders").size(5).get_df(first_row=300)
    assert list(frame.itertuples(index=False, name=None)) == whole[300:305]


@pytest.mark.parametrize("name", ["shop", "bank", "iot"])
def test_an_example_holds_its_keys(tmp_path, name):
    dataset = Dataset(EXAMPLES / f"{name}.yaml", seed=1)
    assert dataset.write.format("parquet").save(tmp_path).keys() == dataset.sizes.keys()
    keys = {
        "shop": [
            ("orders.customer_id", "customers.customer_id", 0),
            ("order_lines.order_id", "orders.order_id", 0),
            ("order_lines.sku", "products.sku", 0),
            ("categories.parent_id", "categories.category_id", 0),
        ],
        "bank": [
            ("accounts.customer_id", "customers.customer_id", 0),
            ("cards.account_id", "accounts.account_id", 0),
            ("cards.customer_id", "customers.customer_id", 0),
            ("employees.branch_code", "branches.branch_code", 0),
            ("transfers.from_account", "accounts.account_id", 0),
            ("transfers.to_account", "accounts.account_id", 0.02),
        ],
        "iot": [
            ("gateways.site_id", "sites.site_id", 0),
            ("devices.gateway_id", "gateways.gateway_id", 0),
            ("readings.device_id", "devices.device_id", 0),
            ("alarms.device_id", "devices.device_id", 0.01),
        ],
    }
    for child, parent, share in keys[name]:
        table, parents = child.split(".")[0], parent.split(".")[0]
        orphans = f"""select count(*) from {table} c anti join {parents} p
                      on c.{child.split(".")[1]} = p.{parent.split(".")[1]}
                      where c.{child.split(".")[1]} is not null"""
        assert within(ask(tmp_path, orphans)[0][0], dataset.sizes[table], share), child


# --- The draws, by a second implementation of docs/determinism.md

MASK = 2**64 - 1


def mix(z):
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
    return z ^ (z >> 31)


def draws(seed, table, column, purpose, rows):
    """Yield the draw of each row of a stream."""
    message = DATA_VERSION.to_bytes(8, "little")
    for field in (str(seed), table, column, purpose):
        message += len(field.encode()).to_bytes(8, "little") + field.encode()
    digest = hashlib.sha256(message).digest()
    start, gamma = (int.from_bytes(digest[i : i + 8], "little") for i in (0, 8))
    gamma = mix(gamma) | 1
    if (gamma ^ (gamma >> 1)).bit_count() < 24:
        gamma ^= 0xAAAAAAAAAAAAAAAA
    for row in rows:
        yield mix((start + row * gamma) & MASK)


def test_keys_and_sizes_are_the_draws_of_their_streams():
    spec = orders_of(77, {"per": "customers", "min": 1, "max": 4})
    spec["tables"]["customers"]["spec"]["id"] = KEY
    spec["tables"]["orders"]["spec"]["partner"] = foreign_key("customers")
    dataset = Dataset(spec, seed=3)
    orders = dataset.table("orders").get_df()
    sizes = [1 + (draw * 4 >> 64) for draw in draws(3, "orders", "", "size", range(77))]
    customers = [n + 1 for n, size in enumerate(sizes) for _ in range(size)]
    assert orders["customer_id"].tolist() == customers
    partners = draws(3, "orders", "partner", "value", range(len(orders)))
    assert orders["partner"].tolist() == [1 + (draw * 77 >> 64) for draw in partners]


# --- Changes


def apply(database, columns, kept):
    """Apply the records in view `changes` to table `t`, as a consumer would."""
    changed = [name for name in columns if name not in kept]
    database.execute(
        "delete from t where id in (select id from changes where op = 'delete')"
    )
    database.execute(
        f"""update t set {", ".join(f"{name} = c.{name}" for name in changed)}
            from changes c where t.id = c.id and c.op = 'update'"""
    )
    names = ", ".join(columns)
    database.execute(f"insert into t select {names} from changes where op = 'insert'")


def users(dirt=None):
    dirt = dirt or {}
    spec = {
        "id": {"method": "unique_ids", "parms": {"length": 7}},
        "number": KEY | dirt,
        "name": {"method": "gen_name"} | dirt,
        "age": {"method": "gen_ints", "null_rate": 0.1, "parms": {"min": 1, "max": 90}}
        | dirt,
        "group_id": foreign_key("groups"),
        "group_name": {
            "method": "lookup",
            "parms": {"key": "group_id", "column": "name"},
        },
    }
    groups = {"id": {"method": "gen_uuid"}, "name": {"method": "gen_name"}}
    tables = {
        "groups": {"size": 50, "spec": groups},
        "users": {"size": 3000, "spec": spec},
    }
    return Dataset({"tables": tables}, seed=5)


@pytest.mark.parametrize(
    "amounts",
    [
        {"inserts": 100, "updates": 0.2, "deletes": 100},
        {"inserts": 500, "updates": 3, "deletes": 0.01},
        {"inserts": 7, "updates": 0.05, "deletes": 0.3},
    ],
)
@pytest.mark.parametrize("dirt", [{}, {"anomaly_rate": 0.2}], ids=["clean", "dirty"])
def test_changes_applied_to_a_version_give_the_next_exactly(amounts, dirt):
    dataset = users(dirt)
    columns = ["id", "number", "name", "age", "group_id", "group_name"]
    with duckdb.connect() as database:
        database.register("start", dataset.table("users").get_arrow())
        database.execute("create table t as from start")
        sequence = 0
        for version in range(1, 5):
            changes = dataset.changes("users", version=version, **amounts).get_arrow()
            database.register("changes", changes)
            count = changes.num_rows
            assert changes["sequence"].to_pylist() == list(
                range(sequence, sequence + count)
            )
            sequence += count
            before = """select count(*) from changes c join t using (id) where
                        c.name_before = t.name and c.age_before is not distinct from t.age
                        and c.group_name_before = t.group_name"""
            inserted = "select count(*) from changes where op = 'insert'"
            inserts = database.execute(inserted).fetchall()[0][0]
            assert database.execute(before).fetchall() == [(count - inserts,)]
            apply(database, columns, {"id", "number"})
            wanted = dataset.version("users", version, **amounts).get_arrow()
            database.register("wanted", wanted)
            difference = """(from t except all from wanted) union all
                            (from wanted except all from t)"""
            assert database.execute(difference).fetchall() == []


def test_amounts_of_changes_are_exact_and_parts_are_those_of_the_whole():
    changes = users().changes("users", inserts=30, updates=0.1, deletes=20, version=3)
    whole = changes.get_arrow()
    ops = whole["op"].to_pylist()
    # Versions 1 and 2 added ten rows each.
    assert (ops.count("insert"), ops.count("delete")) == (30, 20)
    assert ops.count("update") == 302
    part = changes.size(40).get_arrow(first_row=100)
    assert part.to_pylist() == whole.slice(100, 40).to_pylist()


def test_changes_need_a_key_and_names_of_their_own(tmp_path):
    spec = {"a": {"method": "gen_ints", "parms": {"min": 1, "max": 9}}}
    with pytest.raises(OptionError, match="no column of unique values"):
        Dataset({"tables": {"t": {"spec": spec}}}).changes("t").write.save(tmp_path / "x")
    spec = {"id": KEY, "op": {"method": "gen_name"}}
    with pytest.raises(OptionError, match="cannot be called 'op'"):
        Dataset({"tables": {"t": {"spec": spec}}}).changes("t").get_df()


# --- The door


def test_the_dataset_of_python_agrees_with_its_files(tmp_path):
    dataset = Dataset(orders_of(50, 300), seed=9)
    assert dataset.seed == 9
    assert dataset.sizes == {"customers": 50, "orders": 300}
    frames = dataset.get_dfs()
    tables = dataset.get_arrow(["orders"])
    assert list(frames) == ["customers", "orders"]
    assert tables["orders"].to_pandas()["customer_id"].tolist() == (
        frames["orders"]["customer_id"].tolist()
    )
    previews = dataset.write.dry_run(tmp_path)
    assert [preview.rows for preview in previews.values()] == [50, 300]
    reports = (
        dataset.write.tables("orders").size(10).option("firstRow", 20).save(tmp_path)
    )
    assert [report.rows for report in reports.values()] == [10]
    written = (tmp_path / "orders.csv").read_text().splitlines()[1:]
    assert [line.split(",")[0] for line in written] == [str(n) for n in range(21, 31)]


def test_a_wrong_dataset_is_refused_when_it_is_made():
    with pytest.raises(SpecError, match="names no table: 'customer'"):
        Dataset({"tables": {"o": {"spec": {"c": foreign_key("customer")}}}})
    with pytest.raises(OptionError, match="no table 'order'; did you mean 'orders'"):
        Dataset(orders_of(1, 1)).table("order")
    with pytest.raises(SpecError, match="size must be a number of rows"):
        Dataset(orders_of(1, -1))
