"""The golden cases: what is run, and where its bytes are kept.

Small files are committed whole under expected/; of large ones, made to reach every path of
encoders and codecs, the SHA-256 stands in checksums.tsv. `scripts/update_golden.sh` writes
both anew: a changed byte is a decision (docs/determinism.md), never an accident.
"""

from pathlib import Path

FOLDER = Path(__file__).parent
SPEC = FOLDER / "everything.json"
NOW = "2024-02-29T12:34:56.789012Z"

# Name of the file -> flags beside those that all have.
SMALL = {
    "plain.csv": [],
    "semicolon.csv": ["-O", "sep=;", "-O", "decimal=,"],
    "decimal_is_sep.csv": ["-O", "decimal=,"],
    "index.csv": ["-O", "index=true"],
    "no_header.csv": ["-O", "header=false"],
    "crlf.csv": ["-O", "lineterminator=\r\n", "-O", "na_rep=N,A"],
    "timestamps.csv": ["-O", "timestampFormat=%d/%m/%Y %H:%M"],
    "latin1.csv": ["-O", "encoding=latin-1"],
    "utf16.csv": ["-O", "encoding=utf-16"],
    "tabs.tsv": [],
    "records.json": [],
    "pretty.json": ["-O", "indent=2"],
    "lines.jsonl": [],
    "unicode.jsonl": ["-O", "force_ascii=false"],
    "split.json": ["-O", "orient=split", "-O", "index=true"],
    "by_index.json": ["-O", "orient=index", "-O", "indent=1"],
    "plain.csv.gz": [],
    "level0.csv.gz": ["-O", "compressionLevel=0"],
    "level2.csv.gz": ["-O", "compressionLevel=2"],
    "level9.csv.gz": ["-O", "compressionLevel=9"],
    "plain.csv.bz2": [],
    "plain.csv.zip": [],
    "plain.csv.xz": [],
    "plain.csv.zst": [],
    "lines.jsonl.gz": [],
    "snappy.parquet": [],
    "gzip.parquet": ["-c", "gzip"],
    "zstd.parquet": ["-c", "zstd"],
    "lz4.parquet": ["-c", "lz4"],
    "brotli.parquet": ["-c", "brotli"],
    "plain.parquet": ["-c", "none"],
    "index.parquet": ["-O", "index=true", "-O", "metadata=false"],
    "groups.parquet": ["-O", "rowGroupSize=3"],
}
SMALL_ROWS = 7

LARGE = {
    "large.csv": [],
    "large.jsonl": [],
    "large.csv.gz": [],
    "large_2.csv.gz": ["-O", "compressionLevel=2"],
    "large_6.csv.gz": ["-O", "compressionLevel=6"],
    "large.json.bz2": [],
    "large.csv.xz": ["-O", "compressionLevel=1"],
    "large.csv.zst": [],
    "large.csv.zip": [],
    "large.parquet": [],
    "large_zstd.parquet": ["-c", "zstd"],
}
LARGE_ROWS = 20_000


def command(name, flags, rows, output, threads=2):
    """Return the arguments that make one case."""
    return [
        "generate",
        str(SPEC),
        "-q",
        *("-n", str(rows)),
        *("-s", "20240229"),
        *("--now", NOW),
        *("-j", str(threads)),
        *("-o", str(output / name)),
        *flags,
    ]
