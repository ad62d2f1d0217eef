"""verify and option manifest, from Python."""

import hashlib
import json

import pytest

import rand_engine
from rand_engine import DataGenerator, Dataset, OptionError


@pytest.fixture
def saved(ids, tmp_path):
    path = tmp_path / "ids"
    writer = DataGenerator(ids, seed=1).write.size(10).format("csv")
    writer.option("numFiles", 2).option("manifest", True).save(path)
    return path


def test_a_report_says_what_is_wrong(saved):
    report = rand_engine.verify(saved)
    assert report and report.ok and report.problems == []
    assert (report.parts, report.rows) == (2, 10)
    assert report.manifests == [str(saved / ".manifest")]
    assert repr(report).startswith("<VerifyReport: ok, 2 files, 10 rows, ")
    part = max(saved.glob("part_*"))
    part.write_text(part.read_text().replace("7", "X"))
    report = rand_engine.verify(str(saved), threads=1)
    assert not report
    (problem,) = report.problems
    assert (problem.path, problem.kind) == (str(part), "content")
    assert "SHA-256" in problem.message
    told = report.to_dict()
    assert told["problems"][0]["message"] == problem.message
    json.dumps(told)


def test_the_manifest_has_each_files_checksum(saved):
    manifest = json.loads((saved / ".manifest").read_text())
    for part in manifest["parts"]:
        content = (saved / part["name"]).read_bytes()
        assert part["sha256"] == hashlib.sha256(content).hexdigest()
        assert part["bytes"] == len(content)
    assert manifest["runs"][0]["spec"] == '{"id":{"method":"gen_incremental"}}'


def test_mistakes_are_option_errors(ids, tmp_path):
    with pytest.raises(OptionError, match="nothing stands at"):
        rand_engine.verify(tmp_path / "nothing")
    with pytest.raises(OptionError, match="has no manifest"):
        rand_engine.verify(tmp_path)
    with pytest.raises(OptionError, match="path"):
        rand_engine.verify(None)
    with pytest.raises(OptionError, match="manifest"):
        DataGenerator(ids).write.option("manifest", "perhaps").save(tmp_path / "a.csv")


def test_rows_of_a_transform_are_counted_as_they_are_written(ids, tmp_path):
    generator = DataGenerator(ids, seed=1).transformers(
        [lambda df: df[df["id"] % 4 == 0]]
    )
    path = tmp_path / "some"
    generator.write.size(3000).format("csv").options(
        {"numFiles": 3, "manifest": True}
    ).save(path)
    manifest = json.loads((path / ".manifest").read_text())
    for part in manifest["parts"]:
        lines = (path / part["name"]).read_text().splitlines()
        assert part["rows"] == len(lines) - 1
    assert manifest["rows"] == 750
    assert rand_engine.verify(path)


def test_tables_of_a_dataset_are_checked_together(ids, tmp_path):
    tables = {name: {"size": 5, "spec": ids} for name in ("a", "b")}
    writer = Dataset({"tables": tables}, seed=1).write.format("parquet")
    writer.option("manifest", True).save(tmp_path / "shop")
    report = rand_engine.verify(tmp_path / "shop")
    assert report.ok and len(report.manifests) == 2 and report.rows == 10


def test_a_stream_has_one(ids, tmp_path):
    stream = DataGenerator(ids, seed=1).writeStream.size(5).format("json")
    stream.option("timeout", 3).option("manifest", True)
    stream.trigger(frequency=1, availableNow=True).start(tmp_path / "events")
    assert rand_engine.verify(tmp_path / "events").rows == 15
