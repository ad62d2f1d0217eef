#!/usr/bin/env python3
"""Time a million rows of each spec of RandSpecs to a pandas DataFrame, in CPU seconds.

Every figure is the median of five runs after one of a few rows.
"""

import statistics
import sys
import time

from rand_engine import DataGenerator, RandSpecs

ROWS = 1_000_000
RUNS = 5
SPECS = (
    "customers",
    "products",
    "orders",
    "transactions",
    "employees",
    "devices",
    "users",
    "invoices",
    "shipments",
    "events",
)


def cpu_seconds(spec):
    """Return what one data frame costs, all threads together."""
    start = time.process_time()
    DataGenerator(spec, seed=42).size(ROWS).get_df()
    return time.process_time() - start


def main():
    """Print a line a spec, or only of those named."""
    names = sys.argv[1:] or SPECS
    for name in names:
        spec = getattr(RandSpecs, name)()
        DataGenerator(spec, seed=42).size(10).get_df()
        seconds = statistics.median(cpu_seconds(spec) for _ in range(RUNS))
        print(f"{name:<13}{seconds:8.3f} CPU s a million rows", flush=True)


if __name__ == "__main__":
    main()
