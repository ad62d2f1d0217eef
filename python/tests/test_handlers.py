"""DuckDBHandler and SQLiteHandler, on the real libraries."""

import datetime
import decimal
import sqlite3
import threading

import duckdb
import pandas
import pytest

from rand_engine import DataGenerator
from rand_engine.errors import OptionError, RandEngineError
from rand_engine.integrations._duckdb_handler import DuckDBHandler
from rand_engine.integrations._sqlite_handler import SQLiteHandler

HANDLERS = [DuckDBHandler, SQLiteHandler]
FILES = {DuckDBHandler: "shop.duckdb", SQLiteHandler: "shop.db"}


@pytest.fixture(params=HANDLERS)
def handler(request):
    """A class of handlers; its connections are closed after the test."""
    yield request.param
    request.param.close_all()


@pytest.fixture
def customers(handler):
    """A handler with a table of customers."""
    database = handler()
    database.create_table("customers", "customer_id VARCHAR(8)")
    database.insert_df("customers", frame("A1", "A2"), ["customer_id"])
    return database


def frame(*names):
    return pandas.DataFrame({"age": range(len(names)), "customer_id": list(names)})


def ids(database, table="customers"):
    return sorted(database.select_all(table)["customer_id"])


def test_tables_are_made_filled_read_and_dropped(handler):
    database = handler(db_path=":memory:")
    assert database.db_path == ":memory:"
    database.create_table("customers", pk_def="customer_id VARCHAR(8)")
    assert database.list_tables() == ["customers"]
    database.insert_df("customers", frame("A1", "A2"), pk_cols=["customer_id"])
    assert list(database.select_all("customers").columns) == ["customer_id"]
    assert ids(database) == ["A1", "A2"]
    database.drop_table("customers")
    database.drop_table("customers")
    assert database.list_tables() == []


def test_connection_is_the_librarys_own():
    assert isinstance(DuckDBHandler().conn, duckdb.DuckDBPyConnection)
    assert isinstance(SQLiteHandler().conn, sqlite3.Connection)
    assert DuckDBHandler().conn.execute("SELECT 42").fetchone() == (42,)
    DuckDBHandler.close_all()
    SQLiteHandler.close_all()


def test_rows_whose_key_is_there_are_left_out(customers):
    customers.insert_df("customers", frame("A2", "A3", "A3"), ["customer_id"])
    assert ids(customers) == ["A1", "A2", "A3"]


def test_a_table_that_is_there_is_left_as_it_is(customers):
    customers.create_table("customers", "customer_id VARCHAR(8)")
    assert ids(customers) == ["A1", "A2"]


@pytest.mark.parametrize(
    "definition",
    [
        "customer_id VARCHAR(8) PRIMARY KEY",
        'customer_id varchar(8)  primary key, "age" INT',
    ],
)
def test_primary_key_may_be_said_in_the_definition(handler, definition):
    database = handler()
    database.create_table("customers", definition)
    database.insert_df(
        "customers", frame("A1"), ["customer_id", "age"][: definition.count(",") + 1]
    )
    assert ids(database) == ["A1"]


def test_composite_keys_and_types_with_commas(handler):
    database = handler()
    database.create_table("lines", "order_id VARCHAR(8), price DECIMAL(10, 2)")
    rows = pandas.DataFrame({"order_id": ["a", "a", "a"], "price": [1.5, 2.5, 2.5]})
    database.insert_df("lines", rows, ["order_id", "price"])
    read = database.select_all("lines", columns=["price", "order_id"])
    assert list(read.columns) == ["price", "order_id"]
    assert sorted(map(float, read["price"])) == [1.5, 2.5]


def test_names_are_quoted(handler):
    database = handler()
    database.create_table("order", '"select" INTEGER, "a b" VARCHAR(3)')
    rows = pandas.DataFrame({"a b": ["x"], "select": [7]})
    database.insert_df("order", rows, ["select", "a b"])
    assert database.select_all("order", ["a b", "select"]).values.tolist() == [["x", 7]]


HOSTILE = [
    "customers; DROP TABLE customers",
    'customers"',
    "a-b",
    "",
    "a.b",
    "x\0",
    None,
    5,
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_table_name_is_an_error_and_nothing_else(customers, name):
    for call in (
        lambda: customers.create_table(name, "id INTEGER"),
        lambda: customers.insert_df(name, frame("A9"), ["customer_id"]),
        lambda: customers.select_all(name),
        lambda: customers.drop_table(name),
    ):
        with pytest.raises(OptionError, match="a table's name must be letters, digits"):
            call()
    assert ids(customers) == ["A1", "A2"]


@pytest.mark.parametrize(
    "definition",
    [
        "",
        "id",
        "id INTEGER)); DROP TABLE customers; --",
        "id INTEGER, ",
        "id 'x'",
        'i"d INT',
        3,
    ],
)
def test_a_hostile_definition_is_an_error_and_nothing_else(customers, definition):
    with pytest.raises(OptionError, match="names and SQL types"):
        customers.create_table("other", definition)
    assert customers.list_tables() == ["customers"]


def test_a_hostile_column_name_is_a_name(customers):
    hostile = 'customer_id" FROM customers; DROP TABLE customers; --'
    with pytest.raises(Exception, match="(?i)(not have a|no such) column"):
        customers.select_all("customers", [hostile])
    assert ids(customers) == ["A1", "A2"]


@pytest.mark.parametrize("columns", [["customer"], [], "name"])
def test_columns_that_the_frame_has_not_are_an_error(customers, columns):
    with pytest.raises(OptionError, match="pk_cols must name columns of the frame"):
        customers.insert_df("customers", frame("A9"), columns)


def test_values_of_every_kind_arrive(handler):
    database = handler()
    definition = (
        "n BIGINT, x DOUBLE, day DATE, moment TIMESTAMP, price DECIMAL(9,2), ok BOOLEAN"
    )
    database.create_table("kinds", definition)
    rows = pandas.DataFrame(
        {
            "n": [2**62],
            "x": [0.25],
            "day": [datetime.date(2024, 2, 29)],
            "moment": pandas.to_datetime(["2024-02-29 12:30:15"]),
            "price": [decimal.Decimal("19.99")],
            "ok": [True],
        }
    )
    database.insert_df("kinds", rows, list(rows.columns))
    query = "SELECT n, x, CAST(day AS VARCHAR) AS day, CAST(moment AS VARCHAR) AS moment FROM kinds"
    (row,) = database.query_with_pandas(query).values.tolist()
    assert row[:2] == [2**62, 0.25]
    assert row[2:] == ["2024-02-29", "2024-02-29 12:30:15"]
    read = database.select_all("kinds")
    assert float(read["price"][0]) == 19.99 and bool(read["ok"][0]) is True


def test_missing_values_arrive_as_null(handler):
    database = handler()
    others = "x DOUBLE, name VARCHAR(3), moment TIMESTAMP"
    database.create_table("gaps", "id INTEGER", others)
    rows = pandas.DataFrame(
        {
            "id": [1, 2],
            "x": [float("nan"), 1.5],
            "name": [None, "a"],
            "moment": pandas.to_datetime([None, "2024-02-29"]),
        }
    )
    database.insert_df("gaps", rows, list(rows.columns))
    for name in ("x", "name", "moment"):
        query = f"SELECT count(*) AS n FROM gaps WHERE {name} IS NULL"
        assert database.query_with_pandas(query)["n"].tolist() == [1]


def test_a_generated_frame_goes_in_and_comes_out(handler, orders):
    database = handler()
    orders = DataGenerator(orders, seed=1).size(1000).get_df()
    database.create_table(
        "orders", "order_id BIGINT, product VARCHAR(9), order_date DATE"
    )
    database.insert_df("orders", orders, ["order_id", "product", "order_date"])
    read = database.select_all("orders").sort_values("order_id")
    assert read["order_id"].tolist() == orders["order_id"].tolist()
    assert read["product"].tolist() == orders["product"].tolist()


def test_queries_take_parameters(customers):
    query = "SELECT customer_id FROM customers WHERE customer_id > ?"
    read = customers.query_with_pandas(query, ["A1"])
    assert read["customer_id"].tolist() == ["A2"]
    assert len(customers.query_with_pandas("SELECT * FROM customers")) == 2


def test_handlers_of_one_path_share_the_connection(
    customers, handler, tmp_path, monkeypatch
):
    assert handler().conn is customers.conn
    assert ids(handler()) == ["A1", "A2"]
    monkeypatch.chdir(tmp_path)
    one = handler("shop.data")
    other = handler(tmp_path / "." / "shop.data")
    assert one.conn is other.conn and one.conn is not customers.conn
    assert one.db_path == "shop.data"


def test_the_libraries_do_not_share():
    assert DuckDBHandler().conn is not SQLiteHandler().conn
    DuckDBHandler.close_all()
    assert SQLiteHandler().list_tables() == []
    SQLiteHandler.close_all()


def test_files_keep_their_tables(handler, tmp_path):
    path = tmp_path / FILES[handler]
    with handler(path) as database:
        database.create_table("customers", "customer_id VARCHAR(8)")
        database.insert_df("customers", frame("A1"), ["customer_id"])
    assert ids(handler(path)) == ["A1"]


def test_what_other_programs_read_is_there(tmp_path):
    for handler, connect in (
        (DuckDBHandler, duckdb.connect),
        (SQLiteHandler, sqlite3.connect),
    ):
        path = str(tmp_path / FILES[handler])
        with handler(path) as database:
            database.create_table("customers", "customer_id VARCHAR(8)")
            database.insert_df("customers", frame("A1"), ["customer_id"])
        connection = connect(path)
        assert connection.execute("SELECT * FROM customers").fetchall() == [("A1",)]
        connection.close()


def test_after_close_the_error_says_what_to_do(customers, handler):
    other = handler()
    customers.close()
    customers.close()
    with pytest.raises(
        RandEngineError, match=r"was closed; make a new handler: \w+\(':memory:'\)"
    ):
        other.list_tables()
    handler().create_table("new", "id INTEGER")
    other.close()  # the old connection, not the new one
    assert handler().list_tables() == ["new"]


def test_close_all_closes_every_path(handler, tmp_path):
    databases = [handler(), handler(tmp_path / "shop.data")]
    handler.close_all()
    for database in databases:
        with pytest.raises(RandEngineError, match="was closed"):
            database.list_tables()


def test_a_failed_insert_leaves_no_row(handler):
    database = handler()
    database.create_table("numbers", "n INTEGER NOT NULL")
    rows = pandas.DataFrame({"n": [1, 2]})
    database.insert_df("numbers", rows, ["n"])
    wrong = pandas.DataFrame({"n": [3, object()]}, dtype=object)
    with pytest.raises(Exception):  # noqa: B017 - each library has its own
        database.insert_df("numbers", wrong, ["n"])
    assert sorted(database.select_all("numbers")["n"]) == [1, 2]


def test_threads_share_a_handler(customers, handler):
    failures = []

    def work(number):
        try:
            database = handler()
            for i in range(25):
                database.insert_df("customers", frame(f"{number}-{i}"), ["customer_id"])
                own = f"SELECT * FROM customers WHERE customer_id LIKE '{number}-%'"
                assert len(database.query_with_pandas(own)) == i + 1
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(customers.select_all("customers")) == 2 + 6 * 25


def test_without_duckdb_the_error_names_the_extra_and_sqlite_works(python):
    code = """
import sys
sys.modules["duckdb"] = None
from rand_engine.integrations import DuckDBHandler, SQLiteHandler
SQLiteHandler().create_table("t", "id INTEGER")
print(SQLiteHandler().list_tables())
try:
    DuckDBHandler()
except ImportError as error:
    print(error)
"""
    tables, message = python(code).stdout.splitlines()
    assert tables == "['t']"
    assert message == "DuckDBHandler needs duckdb: pip install 'rand-engine[duckdb]'"


@pytest.mark.parametrize("name", ["DuckDBHandler", "SQLiteHandler"])
def test_without_pandas_the_error_names_the_extra(python, name):
    code = f"""
import sys
sys.modules["pandas"] = None
from rand_engine.integrations import {name}
{name}().create_table("t", "id INTEGER")
try:
    {name}().select_all("t")
except ImportError as error:
    print(error)
"""
    assert "pip install 'rand-engine[pandas]'" in python(code).stdout


def test_the_logger_tells_of_connections_to_who_listens(handler, caplog, tmp_path):
    with caplog.at_level("INFO", logger="rand_engine"):
        with handler(tmp_path / "shop.data"):
            pass
        handler()
        handler.close_all()
    told = [record.message.split()[0] for record in caplog.records]
    assert told == ["opened", "closed"] * 2
    assert f"{handler.__name__}: {tmp_path / 'shop.data'}" in caplog.records[1].message


def test_nothing_is_printed_unless_asked(python):
    code = "from rand_engine.integrations import SQLiteHandler; SQLiteHandler().close()"
    done = python(code)
    assert done.stdout == done.stderr == ""
