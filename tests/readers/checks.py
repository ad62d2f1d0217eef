"""What the tests ask of one reader, Spark or another."""

import matrix
import nested
import page

from rand_engine import DataGenerator

OPERATORS = ["=", "<", ">=", "null"]


def check_page(kind, reader, truth, files):
    """docs/READERS.md says of the reader what it does."""
    words = page.read_page(page.PAGE.read_text())
    title = f"{kind.package} {kind.pinned()}"
    for (form, codec), path in files.items():
        word, why = page.probe(reader, truth, path, form)
        wanted = words.get((title, form, codec))
        assert word == wanted, (
            f"{title} reads {form} with {codec}: {word}, docs/READERS.md says {wanted}. "
            f"{why[:500]}. If the reader is at fault, make the page anew: "
            "python tests/readers/page.py > docs/READERS.md"
        )


def check_nested(kind, folder):
    """docs/READERS.md says what the reader does with structs, lists and maps."""
    words = page.read_nested(page.PAGE.read_text())
    for (form, method), (word, why) in nested.probe(kind, folder).items():
        wanted = words[f"{kind.package} {kind.pinned()}", form, method]
        assert word == wanted, f"{form} {method}: {word}, the page says {wanted}. {why}"


def check_filters(reader, truth, path, columns):
    """Queries with a filter on each column give the rows that filtering in memory gives."""
    for name in columns:
        value = median(truth.columns[name])
        for operator in OPERATORS:
            if value is None and operator != "null":
                continue
            found = reader.matching(str(path), name, operator, value)
            wanted = rows_where(truth, name, operator, value)
            assert sorted(found) == wanted, (name, operator, value)


def median(values):
    present = sorted(value for value in values if value is not None)
    return present[len(present) // 2] if present else None


def rows_where(truth, name, operator, value):
    holds = {
        "=": lambda v: v is not None and v == value,
        "<": lambda v: v is not None and v < value,
        ">=": lambda v: v is not None and v >= value,
        "null": lambda v: v is None,
    }[operator]
    pairs = zip(truth.columns["row"], truth.columns[name], strict=True)
    return [row for row, v in pairs if holds(v)]


def write_manifest_datasets(folder):
    """A directory of three parts and a manifest, in each format; {format: path}."""
    spec = {"id": {"method": "gen_incremental"}, "name": {"method": "gen_name"}}
    made = {}
    for format in ("csv", "json", "parquet"):
        path = folder / format
        options = {"numFiles": 3, "manifest": True}
        if format == "json":
            options["lines"] = True
        writer = DataGenerator(spec, seed=matrix.SEED).write.size(matrix.ROWS)
        writer.format(format).options(options).save(path)
        assert (path / ".manifest").exists()
        made[format] = path
    return made
