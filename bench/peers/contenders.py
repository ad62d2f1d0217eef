"""Who takes part in what: the workloads, the outputs, ours and the peers."""

import json
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import NamedTuple

from environments import ROOT
from table import Output, wide_spec

HERE = Path(__file__).resolve().parent
COMMAND = Path(sysconfig.get_path("scripts")) / "rand-engine"
OURS = "ours"
TEXT = ("csv", "jsonl")
OUTPUTS = (
    "csv",
    "csv-gzip",
    "csv-gzip-1",
    "jsonl",
    "parquet-snappy",
    "parquet-zstd-1",
)
DATAFRAME = "dataframe"


class Workload(NamedTuple):
    """A table; `share` of the rows asked for is made of it."""

    name: str
    outputs: tuple[str, ...] = OUTPUTS
    share: float = 1


WORKLOADS = {
    workload.name: workload
    for workload in (
        Workload("orders"),
        Workload("users"),
        Workload("events"),
        Workload("wide", share=0.05),  # 100 columns
        Workload("lineitem", ("csv", "parquet-snappy", "parquet-zstd-1")),
        Workload("customers", (DATAFRAME,), share=0.5),
    )
}
TABLES = ("orders", "users", "events", "wide")
FRAMES = (*TABLES, "customers")


class Peer(NamedTuple):
    """A script, and what it can do; slow ones get a `share` of the rows."""

    name: str
    script: str
    packages: tuple[str, ...]  # their versions are said
    environment: str = "peers"
    workloads: tuple[str, ...] = FRAMES
    lacks: tuple[str, ...] = ()  # formats
    share: float = 1
    rows_may_differ: float = 0  # as a part of the rows asked for


PEERS = {
    peer.name: peer
    for peer in (
        Peer(
            "rand-engine-0.6.1",
            "rand_engine_python",
            ("rand-engine",),
            environment="rand-engine",
            share=0.05,
        ),
        Peer("chdb", "chdb_sql", ("chdb",)),
        Peer("duckdb", "duckdb_sql", ("duckdb",)),
        Peer("polars", "polars_numpy", ("polars", "numpy")),
        Peer("pyarrow", "pyarrow_numpy", ("pyarrow", "numpy"), lacks=("jsonl",)),
        Peer("faker", "faker_rows", ("faker",), workloads=TABLES, share=0.0025),
        Peer("mimesis", "mimesis_rows", ("mimesis",), workloads=TABLES, share=0.0025),
        Peer(
            "tpchgen-cli",
            "tpchgen",
            ("tpchgen-cli",),
            workloads=("lineitem",),
            rows_may_differ=0.02,
        ),
    )
}


class Contender(NamedTuple):
    """One that writes a case: its name, its rows, and its command but for those."""

    name: str
    rows: int
    start: list
    rows_may_differ: float = 0

    def command(self, output, rows, path):
        """Return the command that writes so many rows to `path`."""
        if self.name == OURS and output != DATAFRAME:
            form, codec, level = Output.parse(output)
            flags = ["-f", form] + (["-c", codec] if codec else [])
            flags += ["-O", f"compressionLevel={level}"] if level else []
            return [*self.start, "-n", rows, "-o", path, *flags]
        return [*self.start, output, rows, path]


def ours(output, spec, rows):
    """Return this project's contender."""
    if output == DATAFRAME:
        return Contender(
            OURS, rows, [sys.executable, HERE / "rand_engine_frame.py", spec]
        )
    return Contender(OURS, rows, [COMMAND, "generate", spec, "-q", "-s", "42"])


def contenders(workload, output, spec, rows, pythons):
    """Return ours and the peers of `pythons`, {name: Python}, that can write a case."""
    rows = max(1, int(rows * workload.share))
    found = [ours(output, spec, rows)]
    for name, python in pythons.items():
        peer = PEERS[name]
        if workload.name in peer.workloads and output.split("-")[0] not in peer.lacks:
            own_rows = max(1, int(rows * peer.share))
            start = [python, HERE / f"{peer.script}.py", spec]
            found.append(Contender(name, own_rows, start, peer.rows_may_differ))
    return found


def spec_paths(folder):
    """Return {workload: spec}; those that no file holds are made in the folder."""
    paths = {name: ROOT / "examples/specs" / f"{name}.json" for name in TABLES[:3]}
    paths["lineitem"] = HERE / "lineitem.yaml"
    # By another process: rand_engine would make this one large, see measure.run.
    customers = (
        "import json, rand_engine as r; print(json.dumps(r.RandSpecs.customers()))"
    )
    asked = [sys.executable, "-c", customers]
    made = {
        "wide": json.dumps(wide_spec()),
        "customers": subprocess.run(
            asked, check=True, capture_output=True, text=True
        ).stdout,
    }
    for name, text in made.items():
        paths[name] = folder / f"{name}.json"
        paths[name].write_text(text, encoding="utf-8")
    return paths
