"""What Spark reads. `make test-readers` installs Spark and Java; `make test` does not."""

import matrix
import pytest
import readers
from checks import check_filters, check_nested, check_page, write_manifest_datasets


@pytest.fixture(scope="module")
def spark(reader_of):
    return reader_of(readers.Spark)


def test_the_page_says_what_spark_does(spark, truth, files):
    check_page(readers.Spark, spark, truth, files)


def test_the_page_says_what_spark_does_with_nested_columns(tmp_path):
    check_nested(readers.Spark, tmp_path)


def test_filters_give_the_rows_that_filtering_in_memory_gives(spark, truth, files):
    check_filters(spark, truth, files["parquet", "zstd"], truth.columns)


def test_spark_passes_over_the_manifest_of_a_directory(spark, tmp_path):
    made = write_manifest_datasets(tmp_path)
    read = spark.session.read
    assert read.parquet(str(made["parquet"])).count() == matrix.ROWS
    assert read.json(str(made["json"])).count() == matrix.ROWS
    csv = read.options(header=True, multiLine=True, escape='"').csv(str(made["csv"]))
    assert csv.count() == matrix.ROWS
