"""Results as text: what is printed and the Markdown tables."""

from measure import spread

OURS = "ours"


def rate(contender, cost):
    """Return million rows a CPU second."""
    return contender["rows"] / cost["cpu"] / 1e6


def rates(contender):
    """Return the spread of million rows a CPU second."""
    return spread(rate(contender, cost) for cost in contender["costs"])


def megabytes_rate(contender):
    """Return the spread of megabytes written a CPU second."""
    return spread(cost["written"] / cost["cpu"] / 1e6 for cost in contender["costs"])


def by_bytes(case):
    """Return whether a case is compared by bytes: TPC-H's lineitem is not quite our table."""
    return case["workload"] == "lineitem"


def ratios(case, contender):
    """Return the spread of how many times as much ours makes a CPU second."""
    ours = ours_of(case)

    def speed(of, cost):
        return cost["written"] / cost["cpu"] if by_bytes(case) else rate(of, cost)

    pairs = zip(ours["costs"], contender["costs"], strict=True)
    return spread(speed(ours, our) / speed(contender, their) for our, their in pairs)


def ours_of(case):
    """Return this project's contender."""
    return next(c for c in case["contenders"] if c["peer"] == OURS)


def figures(case, contender):
    """Return the cells of a contender's line."""
    costs = contender["costs"]
    if "failed" in contender:
        return [contender["peer"], f"{contender['rows']:,}", contender["failed"]]
    in_memory = case["output"] == "dataframe"
    bytes_a_row = spread(cost["written"] / contender["rows"] for cost in costs)
    return [
        contender["peer"],
        f"{contender['rows']:,}",
        f"{spread(cost['wall'] for cost in costs):.2f}",
        f"{spread(cost['cpu'] for cost in costs):.2f}",
        f"{spread(cost['peak'] / 2**20 for cost in costs):.0f}",
        "-" if in_memory else f"{spread(c['written'] / 1e6 for c in costs).median:,.1f}",
        "-" if in_memory else f"{bytes_a_row.median:.1f}",
        f"{rates(contender):.3g}",
        "-" if in_memory else f"{megabytes_rate(contender):.3g}",
        f"{ratios(case, contender):.3g}",
    ]


HEADINGS = [
    "writer",
    "rows",
    "wall s",
    "CPU s",
    "peak MiB",
    "MB",
    "bytes a row",
    "M rows/CPU s",
    "MB/CPU s",
    "ours is x",
]


def lines_of(case):
    """Return the lines of a case's table, ours first."""
    return [figures(case, contender) for contender in case["contenders"]]


def case_text(case):
    """Return a case as aligned text."""
    lines = [HEADINGS, *lines_of(case)]
    widths = [
        max(len(line[k]) for line in lines if k < len(line)) for k in range(len(HEADINGS))
    ]
    text = [f"== {case['workload']}, {case['output']}"]
    for line in lines:
        cells = [cell.rjust(width) for cell, width in zip(line, widths, strict=False)]
        text.append("  ".join([line[0].ljust(widths[0]), *cells[1:]]).rstrip())
    return "\n".join(text) + "\n"


def row(cells):
    """Return a line of a Markdown table."""
    return "| " + " | ".join(cells) + " |"


def best_peer(case):
    """Return the peer that is quickest by CPU seconds, or None."""
    ran = [c for c in case["contenders"] if c["peer"] != OURS and c["costs"]]
    return min(ran, key=lambda c: ratios(case, c).median, default=None)


def summary(cases):
    """Return the table for the README: ours and the best peer of each case."""
    lines = [
        row(["table", "output", "ours, M rows/CPU s", "best peer", "its", "ratio"]),
        row(["---", "---", "---:", "---", "---:", "---:"]),
    ]
    for case in cases:
        cells = [case["workload"], case["output"], f"{rates(ours_of(case)).median:.3g}"]
        best = best_peer(case)
        if best is None:
            cells += ["-", "-", "-"]
        else:
            cells += [best["peer"], f"{rates(best).median:.3g}"]
            unit = " in bytes" if by_bytes(case) else ""
            cells += [f"{ratios(case, best).median:.3g}x{unit}"]
        lines.append(row(cells))
    return lines


def markdown(results):
    """Return the results as Markdown: the summary, then every figure."""
    machine = results["machine"]
    text = [
        "<!-- Made by `make bench-peers`; do not edit. -->",
        "",
        f"{machine['processor']}, {machine['cores']} cores, {machine['system']}.",
        "Peers: " + "; ".join(results["versions"].values()) + ".",
        "",
        *summary(results["cases"]),
        "",
        "Medians of the rounds, in brackets the quartiles. Peers that are too slow for all rows",
        "made fewer, as the column `rows` says: their rates are taken to hold for all rows.",
        "`ours is x`: so many times their rows a CPU second; of lineitem, their bytes.",
    ]
    for case in results["cases"]:
        text += ["", f"### {case['workload']}, {case['output']}", ""]
        text += [row(HEADINGS), row(["---", *["---:"] * (len(HEADINGS) - 1)])]
        text += [row(cells) for cells in lines_of(case)]
    return "\n".join(text) + "\n"
