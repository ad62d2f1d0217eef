"""The guide's batch snippets, run as they stand, with what they promise checked."""

import gzip
import os
import re
import warnings
from collections import Counter
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

import rand_engine
from rand_engine import DataGenerator

SNIPPETS = {
    int(number): (title, code)
    for number, title, code in re.findall(
        r"^## (\d+)\. (.*?)$\n\n```python\n(.*?)```",
        Path(__file__).with_name("batch_snippets.md").read_text(encoding="utf-8"),
        re.M | re.S,
    )
}

SPEC = {
    "id": {"method": "gen_incremental"},
    "name": {"method": "gen_name"},
    "age": {"method": "gen_ints", "parms": {"min": 18, "max": 65}},
}
CHAIN_START = "DataGenerator(spec).write"


def whole_chain(code):
    """Return a chain that lacks its backslashes as one expression."""
    body = code.replace("\\\n", "\n").strip()
    return f"({body})"


def run(number, monkeypatch, tmp_path, code=None):
    """Run a snippet (or a piece of it) in a fresh folder and return its variables."""
    monkeypatch.chdir(tmp_path)
    names = {"DataGenerator": DataGenerator, "spec": SPEC, "process": lambda frame: None}
    exec(compile(code or SNIPPETS[number][1], f"snippet {number}", "exec"), names)
    return names


def parts(folder, suffix):
    """Return the part files of a data set, sorted."""
    return sorted(Path(folder).glob(f"part_*{suffix}"))


def test_every_snippet_is_run_by_a_test_of_this_file():
    text = Path(__file__).read_text(encoding="utf-8")
    run_here = {int(number) for number in re.findall(r"run\(\s*(\d+)", text)}
    run_here |= {int(number) for number in re.findall(r"SNIPPETS\[(\d+)\]", text)}
    assert run_here == set(SNIPPETS)


def test_single_file(monkeypatch, tmp_path):
    run(1, monkeypatch, tmp_path)
    frame = pd.read_csv("output/users.csv")
    assert list(frame.columns) == ["id", "name", "age"]
    assert frame["id"].tolist() == list(range(1, 10001))
    assert frame["age"].between(18, 65).all()
    assert os.listdir("output") == ["users.csv"]


def test_multiple_files(monkeypatch, tmp_path):
    run(2, monkeypatch, tmp_path)
    files = parts("output/users", ".parquet")
    assert [pq.read_metadata(file).num_rows for file in files] == [20000] * 5
    assert pq.read_metadata(files[0]).row_group(0).column(0).compression == "SNAPPY"
    assert os.listdir("output") == ["users"]


def test_overwriting_replaces_the_files(monkeypatch, tmp_path):
    run(3, monkeypatch, tmp_path)
    assert len(parts("output/data", ".parquet")) == 2


@pytest.mark.filterwarnings("ignore::rand_engine.RandEngineWarning")
def test_appending_adds_files(monkeypatch, tmp_path):
    run(4, monkeypatch, tmp_path)
    assert len(parts("output/data", ".parquet")) == 4


def test_csv_basic(monkeypatch, tmp_path):
    run(8, monkeypatch, tmp_path)
    assert len(pd.read_csv("output/data.csv")) == 1000


def test_csv_options(monkeypatch, tmp_path):
    run(9, monkeypatch, tmp_path, whole_chain(SNIPPETS[9][1]))
    text = gzip.decompress(Path("output/data.csv.gz").read_bytes()).decode("utf-8")
    assert text.startswith("id;name;age\n1;")
    assert text.count("\n") == 1001


def test_json_basic(monkeypatch, tmp_path):
    run(10, monkeypatch, tmp_path)
    assert len(pd.read_json("output/data.json")) == 1000


def test_json_options(monkeypatch, tmp_path):
    code = whole_chain(SNIPPETS[11][1])
    with pytest.warns(rand_engine.RandEngineWarning, match="indent"):
        run(11, monkeypatch, tmp_path, code)
    assert len(pd.read_json("output/data.json.gz", lines=True)) == 1000


@pytest.mark.parametrize("orient", ["records", "split", "index"])
def test_json_orients(monkeypatch, tmp_path, orient):
    (fragment,) = [
        line for line in SNIPPETS[12][1].splitlines() if f'"{orient}")' in line
    ]
    chain = f'({CHAIN_START}.size(2).format("json"){fragment}.save("a.json"))'
    run(12, monkeypatch, tmp_path, chain)
    frame = pd.read_json("a.json", orient=orient)
    assert frame["id"].tolist() == [1, 2]
    example = {"records": "[{", "split": '{"columns":[', "index": '{"0":{'}[orient]
    assert Path("a.json").read_text().startswith(example)


def test_parquet_basic(monkeypatch, tmp_path):
    run(13, monkeypatch, tmp_path)
    assert pq.read_metadata("output/data.parquet").num_rows == 1000


def test_parquet_options(monkeypatch, tmp_path):
    run(14, monkeypatch, tmp_path, whole_chain(SNIPPETS[14][1]))
    assert pq.read_schema("output/data.parquet").names == ["id", "name", "age"]


def test_text_compression(monkeypatch, tmp_path):
    run(15, monkeypatch, tmp_path)
    assert len(pd.read_csv("output/data.csv.gz")) == 10000
    assert len(pd.read_json("output/data.json.bz2")) == 10000
    assert len(pd.read_csv("output/data.csv")) == 10000


def test_parquet_compression(monkeypatch, tmp_path):
    run(16, monkeypatch, tmp_path)
    column = pq.read_metadata("output/data.parquet").row_group(0).column(0)
    assert column.compression == "UNCOMPRESSED"


def test_single_file_name(monkeypatch, tmp_path):
    run(17, monkeypatch, tmp_path)
    assert os.listdir("output") == ["data.csv"]
    assert len(pd.read_csv("output/data.csv")) == 1000


def test_part_names(monkeypatch, tmp_path):
    run(18, monkeypatch, tmp_path)
    names = sorted(os.listdir("output/data"))
    assert len(names) == 3
    assert all(re.fullmatch(r"part_[0-9a-f-]{18}\.csv", name) for name in names)
    assert [name[5:13] for name in names] == ["00000000", "00000001", "00000002"]


def test_example_1_orders(monkeypatch, tmp_path):
    run(22, monkeypatch, tmp_path)
    frame = pd.read_csv("output/orders_2024.csv.gz", parse_dates=["order_date"])
    assert len(frame) == 50000
    assert frame["customer_id"].between(1000, 9999).all()
    assert set(frame["product"]) == {"Laptop", "Phone", "Tablet"}
    assert frame["price"].between(100, 2000).all()
    assert (frame["price"].round(2) == frame["price"]).all()
    assert frame["order_date"].between("2024-01-01", "2024-12-31").all()


def test_example_2_users(monkeypatch, tmp_path):
    run(23, monkeypatch, tmp_path)
    files = parts("output/users", ".parquet")
    assert len(files) == 10
    frame = pd.concat([pd.read_parquet(file) for file in files])
    assert frame["user_id"].tolist() == list(range(1, 1_000_001))
    assert frame["email"].str.fullmatch(r"[a-z]+\.[a-z]+\d*@example\.(com|org|net)").all()
    assert Counter(frame["country"]).keys() == {"USA", "UK", "Brazil", "Germany"}
    assert pq.read_metadata(files[0]).row_group(0).column(1).compression == "ZSTD"


@pytest.mark.filterwarnings("ignore::rand_engine.RandEngineWarning")
def test_example_5_append(monkeypatch, tmp_path):
    run(26, monkeypatch, tmp_path)
    files = parts("output/transactions", ".parquet")
    assert [pq.read_metadata(file).num_rows for file in files] == [5000, 5000, 5000]


@pytest.mark.parametrize("number", [27, 28, 29])
def test_trade_off_fragments(monkeypatch, tmp_path, number):
    fragments = [
        line for line in SNIPPETS[number][1].splitlines() if line.startswith(".")
    ]
    assert len(fragments) == 2
    for place, fragment in enumerate(fragments):
        run(number, monkeypatch, tmp_path, f'{CHAIN_START}{fragment}.save("data{place}")')
    assert len(os.listdir(tmp_path)) == 2
    assert {27, 28, 29} <= set(SNIPPETS), (SNIPPETS[27], SNIPPETS[28], SNIPPETS[29])


def test_parallel_reads(monkeypatch, tmp_path):
    names = run(30, monkeypatch, tmp_path)
    assert len(names["files"]) == 10


@pytest.mark.filterwarnings("ignore::rand_engine.RandEngineWarning")
def test_append_not_working(monkeypatch, tmp_path):
    wrong, right, then = SNIPPETS[33][1].split("\n\n")
    chains = [
        f"{CHAIN_START}" + "".join(line for line in part.splitlines() if line[0] == ".")
        for part in (wrong, right, then)
    ]
    run(33, monkeypatch, tmp_path, chains[0])
    with pytest.raises(rand_engine.OptionError, match="numFiles"):
        DataGenerator(SPEC).write.mode("append").save("output/data.csv")
    run(33, monkeypatch, tmp_path, chains[1])
    run(33, monkeypatch, tmp_path, chains[2])
    assert len(parts("output/data", ".csv")) == 4


def test_compression_not_applied(monkeypatch, tmp_path):
    pieces = SNIPPETS[34][1].split("\n\n")
    made = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for piece in pieces:
            lines = [
                line.split("  #")[0] for line in piece.splitlines() if line[0] == "."
            ]
            run(34, monkeypatch, tmp_path, CHAIN_START + "".join(lines))
            made.append(sorted(os.listdir("output")))
    assert made == [
        ["data.csv"],
        ["data.csv", "data.csv.gz"],
        ["data.csv", "data.csv.gz"],
    ]
    assert gzip.decompress(Path("output/data.csv").read_bytes()).startswith(
        b"id,name,age"
    )
    assert any("data.csv" in str(warning.message) for warning in caught)


def test_debugging_list(monkeypatch, tmp_path, capsys):
    run(8, monkeypatch, tmp_path)
    run(36, monkeypatch, tmp_path)
    assert "data.csv" in capsys.readouterr().out


def test_debugging_ratio(monkeypatch, tmp_path):
    names = run(37, monkeypatch, tmp_path)
    assert names["ratio"] > 1.5
