"""rand-engine verify: what it prints, and its exit codes."""

import json
import re

import pytest


@pytest.fixture
def dataset(run, tmp_path):
    words = (
        "generate orders -n 100 -p 3 -s 42 -o shop/orders.csv -O manifest=true".split()
    )
    assert run(*words).code == 0
    return tmp_path / "shop" / "orders"


def first_part(dataset):
    return min(dataset.glob("part_*"))


def test_data_that_is_as_it_was_written_is_ok(run, dataset):
    result = run("verify", "shop/orders")
    assert result.code == 0
    assert re.fullmatch(r"shop/orders: ok \(3 files, 100 rows, .*B\)\n", result.out)
    assert result.err == ""


def test_each_problem_is_a_line_and_the_exit_code_1(run, dataset):
    part = first_part(dataset)
    part.write_bytes(part.read_bytes()[:-1])
    (dataset / "more.csv").write_text("a\n")
    result = run("verify", "shop/orders")
    assert result.code == 1
    lines = result.out.splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("size: 'shop/orders/part_00000000-")
    assert lines[1] == "additional: 'shop/orders/more.csv' is not in the manifest"
    assert lines[2].startswith("shop/orders: 2 problems (3 files, 100 rows, ")


def test_json_is_for_programs(run, dataset):
    first_part(dataset).unlink()
    run("generate", "users", "-n", "7", "-o", "users.parquet", "-O", "manifest=true")
    result = run("verify", "--json", "users.parquet", "shop")
    assert result.code == 1
    right, wrong = json.loads(result.out)
    assert right["path"] == "users.parquet"
    assert (right["ok"], right["rows"], right["problems"]) == (True, 7, [])
    assert wrong["manifests"] == ["shop/orders/.manifest"]
    assert [p["kind"] for p in wrong["problems"]] == ["missing"]


def test_without_data_or_manifest_the_exit_code_is_2(run, dataset):
    run("generate", "users", "-n", "7", "-o", "users.csv")
    for path, why in (("nothing", "nothing stands at"), ("users.csv", "has no manifest")):
        result = run("verify", path)
        assert result.code == 2
        assert why in result.err


def test_names_cannot_drive_a_terminal(run, tmp_path):
    name = "a\x1b[31m.csv"
    assert run("generate", "users", "-o", name, "-O", "manifest=true").code == 0
    (tmp_path / name).write_text("x")
    result = run("verify", name)
    assert result.code == 1
    assert "\x1b" not in result.out


def test_the_manifest_gives_the_spec_back(run, dataset, tmp_path):
    manifest = json.loads((dataset / ".manifest").read_text())
    (tmp_path / "spec.json").write_text(manifest["runs"][0]["spec"])
    seed = manifest["runs"][0]["seed"]
    run("generate", "spec.json", "-n", "100", "-p", "3", "-s", seed, "-o", "again.csv")
    for part in manifest["parts"]:
        name = part["name"]
        again = (tmp_path / "again" / name).read_bytes()
        assert again == (dataset / name).read_bytes()
        words = ["-s", seed, "-n", part["rows"], "--first-row", part["first_row"]]
        assert run("generate", "spec.json", *words).raw == again
