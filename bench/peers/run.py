#!/usr/bin/env python3
"""Write the same tables with rand_engine and its peers, in turns, and compare what it costs.

Text goes to /dev/null, all else to a tmpfs. The figures are medians of the rounds with their
quartiles; CPU seconds are user and system of the whole process, start-up included, on as
many threads as each takes of its own accord. Results go to results.json, results.md,
results.png and results.svg in the folder of --output.
"""

import argparse
import json
import os
import platform
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import environments
import report
from contenders import (
    DATAFRAME,
    OURS,
    PEERS,
    TEXT,
    WORKLOADS,
    contenders,
    spec_paths,
)
from measure import NULL, Failed, run

HERE = Path(__file__).resolve().parent
CHECKED_ROWS = 1_000_000
MEMORY = {"rows": 100_000_000, "rounds": 1, "workloads": ["orders"]}
MEMORY_FORMATS = ["csv", "csv-gzip", "jsonl", "parquet-zstd-1"]


def arguments():
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)

    def names(text):
        return text.split(",")

    parser.add_argument("--rows", type=lambda text: int(float(text)), default=20_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--workloads", type=names, default=list(WORKLOADS))
    parser.add_argument(
        "--formats",
        type=names,
        help="FORMAT[-CODEC[-LEVEL]], such as csv,csv-gzip,csv-gzip-1,parquet-zstd-3; "
        "dataframe; without a level each takes its own default",
    )
    parser.add_argument("--peers", type=names, default=list(PEERS))
    parser.add_argument("--output", type=Path, default=HERE, help="folder of the results")
    parser.add_argument(
        "--memory", action="store_true", help="100 M orders once, for the peak memory"
    )
    parser.add_argument(
        "--environment",
        type=Path,
        help="a Python environment that has the peers; none is made then, and no chart",
    )
    options = parser.parse_args()
    if options.memory:
        vars(options).update(MEMORY)
        options.formats = options.formats or MEMORY_FORMATS
    for given, known in (
        (options.workloads, WORKLOADS),
        (options.peers, PEERS),
    ):
        if unknown := set(given) - set(known):
            parser.error(f"unknown: {', '.join(unknown)}; there are {', '.join(known)}")
    return options


def peer_pythons(options):
    """Return {peer: Python that has it}."""
    if options.environment:
        return dict.fromkeys(options.peers, options.environment / "bin" / "python")
    return {name: environments.make(PEERS[name].environment) for name in options.peers}


def versions(pythons):
    """Return {peer: the versions of its packages}."""
    found = {}
    for name, python in pythons.items():
        packages = PEERS[name].packages
        code = (
            f"import importlib.metadata as m\nfor p in {packages}: print(p, m.version(p))"
        )
        asked = subprocess.run([python, "-c", code], capture_output=True, text=True)
        if asked.returncode != 0:
            sys.exit(
                f"{name}: {python} does not have it: {asked.stderr.splitlines()[-1]}"
            )
        found[name] = ", ".join(asked.stdout.splitlines())
    return found


def machine():
    """Return what the figures depend on."""
    model = "unknown"
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            model = line.split(":")[1].strip()
            break
    cores = len(os.sched_getaffinity(0))
    return {"processor": model, "cores": cores, "system": platform.platform()}


def measured(contender, output, rows, path):
    """Run a contender once; return its Cost."""
    cost = run(contender.command(output, rows, path), path)
    # As root a peer that renames its file into place would have replaced the device.
    if not stat.S_ISCHR(os.stat(NULL).st_mode):
        sys.exit(f"{contender.name} replaced {NULL} by a file; make it anew (mknod)")
    return cost


def check(contender, output, rows, path, columns):
    """Return the rows of the file, which must be those asked for; keep {columns} equal."""
    asked = [sys.executable, HERE / "shape.py", output, path]
    said = subprocess.run(asked, check=True, capture_output=True, text=True).stdout
    found_rows, found_columns = map(int, said.split())
    if abs(found_rows - rows) > rows * contender.rows_may_differ:
        sys.exit(f"{contender.name}: {output} has {found_rows} rows instead of {rows}")
    columns.add(found_columns)
    if len(columns) > 1:
        sys.exit(f"{contender.name}: {output} has {found_columns} columns, not as others")
    return found_rows


def case(workload, output, spec, options, pythons, folder):
    """Measure all contenders of a workload and an output in turns; return the results."""
    found = contenders(workload, output, spec, options.rows, pythons)
    to_null = output in TEXT
    columns = set()
    results = [{"peer": c.name, "rows": c.rows, "costs": []} for c in found]

    def path_of(contender, name):
        suffix = output.replace("-gzip", ".gz").split("-")[0]
        return folder / f"{contender.name}-{name}.{suffix}"

    def once(contender, result, number):
        path = Path(NULL) if to_null else path_of(contender, "timed")
        cost = measured(contender, output, contender.rows, path)
        result["costs"].append(cost._asdict())
        if not to_null:
            if number == 0:
                rows = check(contender, output, contender.rows, path, columns)
                result["rows"] = rows
            path.unlink()

    def warm_up(contender, result):
        rows = min(contender.rows, CHECKED_ROWS)
        path = path_of(contender, "checked")
        measured(contender, output, rows, path)
        found_rows = check(contender, output, rows, path, columns)
        result["rows"] = round(contender.rows * found_rows / rows)
        path.unlink()

    def guarded(step, contender, result, *more):
        try:
            step(contender, result, *more)
        except Failed as failed:
            if not options.memory or contender.name == OURS:
                sys.exit(f"{contender.name}: {workload.name} {output}: {failed}")
            result["failed"] = str(failed)

    pairs = list(zip(found, results, strict=True))
    for contender, result in pairs:
        guarded(warm_up, contender, result)
    for number in range(options.rounds):
        first = number % len(pairs)
        for contender, result in pairs[first:] + pairs[:first]:
            if "failed" not in result:
                guarded(once, contender, result, number)
    return {"workload": workload.name, "output": output, "contenders": results}


def cases(options, pythons, folder):
    """Measure case after case."""
    specs = spec_paths(folder)
    for name in options.workloads:
        workload = WORKLOADS[name]
        outputs = [
            output
            for output in options.formats or workload.outputs
            if (output == DATAFRAME) == (DATAFRAME in workload.outputs)
            and not (name == "lineitem" and output.split("-")[0] == "jsonl")
        ]
        for output in outputs:
            made = case(workload, output, specs[name], options, pythons, folder)
            print(report.case_text(made), flush=True)
            yield made


def main():
    """Measure, print and write the results."""
    options = arguments()
    pythons = peer_pythons(options)
    about = {"machine": machine(), "versions": versions(pythons)}
    folder = Path(tempfile.mkdtemp(prefix="rand-engine-peers-", dir="/dev/shm"))
    try:
        results = {**about, "cases": list(cases(options, pythons, folder))}
    finally:
        shutil.rmtree(folder)
    options.output.mkdir(parents=True, exist_ok=True)
    base = options.output / ("memory" if options.memory else "results")
    base.with_suffix(".json").write_text(json.dumps(results, indent=1), encoding="utf-8")
    base.with_suffix(".md").write_text(report.markdown(results), encoding="utf-8")
    if not options.environment and not options.memory:
        chart = [environments.make("peers"), HERE / "chart.py", base.with_suffix(".json")]
        subprocess.run(chart, check=True)
    print(f"written: {base}.*")


if __name__ == "__main__":
    main()
