"""Draws results.json: `chart.py PATH` writes a PNG and an SVG beside it."""

import json
import math
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402
from matplotlib.ticker import NullFormatter  # noqa: E402
from report import OURS, by_bytes, megabytes_rate, rates  # noqa: E402

COLUMNS = 3
OUR_COLOR, PEER_COLOR = "#1f6f54", "#b8c4ce"


def draw(axes, case):
    """Draw one case: a bar a writer, quartiles as whiskers, the quickest on top."""
    in_bytes = by_bytes(case)
    figure = megabytes_rate if in_bytes else rates
    ran = [(c["peer"], figure(c)) for c in case["contenders"] if c["costs"]]
    ran.sort(key=lambda pair: pair[1].median)
    names = [name for name, _ in ran]
    values = [value.median for _, value in ran]
    errors = [
        [value.median - value.low for _, value in ran],
        [value.high - value.median for _, value in ran],
    ]
    colors = [OUR_COLOR if name == OURS else PEER_COLOR for name in names]
    labels = ["rand_engine" if name == OURS else name for name in names]
    axes.barh(labels, values, xerr=errors, color=colors, ecolor="#556")
    for place, value in enumerate(values):
        axes.text(
            value * 1.15, place, f"{float(f'{value:.3g}'):g}", va="center", fontsize=8
        )
    axes.set_xscale("log")
    # A decade or two leave no room for the labels of what lies between them.
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_xlim(min(values) / 2, max(values) * 3)
    unit = "MB" if in_bytes else "M rows"
    axes.set_title(f"{case['workload']}, {case['output']}", fontsize=10)
    axes.set_xlabel(f"{unit} a CPU second (logarithmic)", fontsize=8)
    axes.tick_params(labelsize=8)
    axes.spines[["top", "right"]].set_visible(False)


def main():
    """Draw all cases."""
    path = Path(sys.argv[1])
    results = json.loads(path.read_text(encoding="utf-8"))
    cases = results["cases"]
    columns = min(COLUMNS, len(cases))
    rows = math.ceil(len(cases) / columns)
    figure, grid = plt.subplots(
        rows, columns, figsize=(4.6 * columns, 2.9 * rows), squeeze=False
    )
    for axes in grid.flat[len(cases) :]:
        axes.remove()
    for axes, case in zip(grid.flat, cases, strict=False):
        draw(axes, case)
    machine = results["machine"]
    figure.suptitle(f"{machine['processor']}, {machine['cores']} cores", fontsize=9)
    figure.tight_layout(rect=(0, 0, 1, 0.98))
    plt.rcParams["svg.hashsalt"] = "rand_engine"
    figure.savefig(path.with_suffix(".png"), dpi=120)
    figure.savefig(path.with_suffix(".svg"), metadata={"Date": None})


if __name__ == "__main__":
    main()
