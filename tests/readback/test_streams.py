"""Files of streams through other readers, in all formats and codecs."""

import io

import pandas
import pyarrow.parquet as pq
import pytest
from readback_support import CODECS, unpack

from rand_engine import DataGenerator

SPEC = {
    "id": {"method": "gen_incremental"},
    "name": {"method": "gen_name"},
    "price": {"method": "gen_floats", "parms": {"min": 0, "max": 9, "round": 2}},
}
ROWS, FILES = 40, 3


def read(path, file_format):
    """Read one part with pandas or pyarrow."""
    if file_format == "parquet":
        return pq.read_table(path).to_pandas()
    reader = pandas.read_csv if file_format == "csv" else pandas.read_json
    return reader(io.BytesIO(unpack(path)))


@pytest.mark.parametrize("file_format,codec", CODECS)
def test_joined_files_are_the_rows_of_one_batch(tmp_path, file_format, codec):
    report = (
        DataGenerator(SPEC, seed=5)
        .writeStream.size(ROWS)
        .format(file_format)
        .option("compression", codec)
        .option("timeout", FILES)
        .trigger(frequency=1, availableNow=True)
        .start(tmp_path / "out")
    )
    assert (report.files, report.rows) == (FILES, FILES * ROWS)
    parts = sorted((tmp_path / "out").iterdir())
    assert len(parts) == FILES
    joined = pandas.concat([read(part, file_format) for part in parts], ignore_index=True)
    expected = DataGenerator(SPEC, seed=5).size(FILES * ROWS).get_df()
    pandas.testing.assert_frame_equal(joined, expected, check_dtype=False)
