"""tpchgen-cli: the real lineitem of TPC-H, at the scale that has about as many rows."""

import os
import sys
from pathlib import Path

from table import Output

ROWS_AT_SCALE_1 = 6_001_215


def main():
    """Become tpchgen-cli."""
    _, output, rows, path = sys.argv[1:]
    output = Output.parse(output)
    codec = []
    if output.format == "parquet":
        level = f"({output.level or 1})" if output.codec == "zstd" else ""
        codec = ["--compression", output.codec.upper() + level]
    scale = f"{int(rows) / ROWS_AT_SCALE_1:.6f}"
    program = Path(sys.executable).with_name("tpchgen-cli")
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    os.dup2(file, sys.stdout.fileno())
    asked = ["-s", scale, "--tables", "lineitem", "--quiet", "--stdout", *codec]
    os.execv(program, [program, output.format, *asked])


main()
