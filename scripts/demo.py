#!/usr/bin/env python3
"""The demo: the guide's Examples 1 and 2 with a fixed seed, read back by DuckDB."""

import gzip
import hashlib
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "demo"
COMMAND = Path(sysconfig.get_path("scripts")) / "rand-engine"
# Of the orders' CSV text. The same on every machine; a test checks it.
ORDERS_SHA256 = "ac7967fecf95ca6004d0df6f18fd7b8914561e8700fa49c36c4180a8fcccbd2d"


def show(*arguments, fails=False):
    """Print a command, run it in the demo's folder, and return how long it took."""
    print(f"\n$ {' '.join(['rand-engine', *arguments])}", flush=True)
    start = time.perf_counter()
    done = subprocess.run([COMMAND, *arguments], cwd=FOLDER, check=False)
    seconds = time.perf_counter() - start
    if (done.returncode == 0) == fails:
        sys.exit(f"demo: that command ended with exit code {done.returncode}")
    return seconds


def size_of(pattern):
    """Return number and megabytes of the files that match."""
    files = sorted(FOLDER.glob(pattern))
    return len(files), sum(file.stat().st_size for file in files) / 1e6


def read_back():
    """Read both data sets with DuckDB and print what is in them."""
    import duckdb

    orders = f"read_csv('{FOLDER}/orders_2024.csv.gz')"
    users = f"read_parquet('{FOLDER}/users/part_*.parquet')"
    print("\nRead back by DuckDB, an independent reader:")
    for name, source, key in [
        ("orders", orders, "order_id"),
        ("users", users, "user_id"),
    ]:
        rows, distinct = duckdb.sql(
            f"SELECT count(*), count(DISTINCT {key}) FROM {source}"
        ).fetchall()[0]
        print(f"  {name}: {rows:,} rows, {distinct:,} distinct {key}")
    print(duckdb.sql(f"SELECT * FROM {orders} ORDER BY order_id LIMIT 5"))
    print(duckdb.sql(f"SELECT * FROM {users} ORDER BY user_id LIMIT 5"))


def check_orders():
    """Compare the orders' text with the known checksum."""
    text = gzip.decompress((FOLDER / "orders_2024.csv.gz").read_bytes())
    digest = hashlib.sha256(text).hexdigest()
    verdict = "as expected" if digest == ORDERS_SHA256 else f"EXPECTED {ORDERS_SHA256}"
    print(f"SHA-256 of the orders' CSV text: {digest} ({verdict})")
    return digest == ORDERS_SHA256


def main():
    """Run the demo; exit code 1 if the data is not what it should be."""
    FOLDER.mkdir(exist_ok=True)
    start = time.perf_counter()
    seconds = show(
        "generate", "orders", "-n", "50_000", "-o", "orders_2024.csv.gz", "-s", "42"
    )
    files, megabytes = size_of("orders_2024.csv.gz")
    print(f"  {files} file, {megabytes:.2f} MB, {seconds:.3f} s")
    seconds = show(
        "generate",
        "users",
        "-n",
        "1M",
        "-o",
        "users.parquet",
        "-p",
        "10",
        "-c",
        "zstd",
        "-s",
        "42",
    )
    files, megabytes = size_of("users/part_*.parquet")
    print(f"  {files} files, {megabytes:.2f} MB, {seconds:.3f} s")
    read_back()
    good = check_orders()
    (FOLDER / "misspelt.json").write_text(
        '{"age": {"method": "gen_int", "parms": {"min": 18, "max": 65}},\n'
        ' "city": {"method": "gen_str_choice", "parms": {"option": ["Oslo", "Rome"]}}}\n'
    )
    print("\nA misspelt spec:", end="")
    show("validate", "misspelt.json", fails=True)
    print(f"\nThe demo took {time.perf_counter() - start:.2f} s. Next, type:")
    print("  .venv/bin/rand-engine                       # what it can do")
    print("  .venv/bin/rand-engine preview users         # ten rows")
    print("  .venv/bin/rand-engine example > my.json     # a spec to change")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
