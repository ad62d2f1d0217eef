"""This project's rand_engine from Python: a spec to a pandas frame."""

import json
import sys
from pathlib import Path

from table import report_shape

from rand_engine import DataGenerator


def main():
    """Make the frame."""
    spec, _, rows, path = sys.argv[1:]
    spec = json.loads(Path(spec).read_text(encoding="utf-8"))
    report_shape(DataGenerator(spec, seed=42).size(int(rows)).get_df(), path)


main()
