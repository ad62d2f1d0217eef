"""The SPEC operand: files, standard input, built-in examples."""

import json

import pytest

EXAMPLES = ["orders", "users", "events", "sensors", "transactions"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_built_in_examples(run, name):
    printed = run("example", name).out
    columns = list(json.loads(printed))
    assert run("generate", name, "-n", 1).out.splitlines()[0] == ",".join(columns)


def test_a_file_wins_over_an_example_of_that_name(run, tmp_path):
    (tmp_path / "orders").write_text('{"mine": {"method": "gen_uuid"}}')
    assert run("generate", "orders", "-n", 0).out == "mine\n"


def test_a_directory_does_not_hide_an_example(run):
    assert run("generate", "orders", "-p", 2, "-o", "orders").code == 0
    assert run("generate", "orders", "-p", 2, "-o", "orders").code == 0


def test_standard_input_json_and_yaml(run):
    json_text = '{"n": {"method": "gen_ints", "parms": {"min": 5, "max": 5}}}'
    yaml_text = "n:\n  method: gen_ints\n  parms: {min: 5, max: 5}\n"
    for text in (json_text, yaml_text):
        for command in ("generate", "preview"):
            assert run(command, "-", "-n", 1, stdin=text).out.split()[-1] == "5"
        assert run("validate", "-", stdin=text).out == "standard input: ok (1 column)\n"


def test_mistakes_on_standard_input_have_line_and_column(run):
    result = run("generate", "-", stdin='{"n":\n  {"method": "gen_int"}}')
    assert result.code == 2
    assert "standard input:2:" in result.err
    assert "gen_ints" in result.err
    assert run("generate", "-", stdin="").code == 2


def test_a_yaml_file(run, tmp_path):
    (tmp_path / "s.yaml").write_text("b: {method: gen_uuid}\na: {method: gen_now}\n")
    assert run("generate", "s.yaml", "-n", 0).out == "b,a\n"


def test_a_missing_spec_names_the_examples_and_the_nearest(run, spec):
    result = run("generate", "ordrs")
    assert result.code == 2
    assert result.err == (
        "rand-engine: no spec 'ordrs': there is no file of that name, and the built-in "
        "examples are orders, users, events, sensors, transactions; did you mean 'orders'?\n"
    )
    assert "did you mean 'spec.json'?" in run("preview", "sepc.json").err
    assert "did you mean 'spec.json'?" in run("preview", "spec").err
    assert "did you mean" not in run("preview", "quitedifferent").err


def test_a_nearest_file_in_another_folder_keeps_its_folder(run, tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "shop.json").write_text("{}")
    assert "did you mean 'deep/shop.json'?" in run("preview", "deep/shpo.json").err


def test_what_is_no_spec(run, tmp_path):
    (tmp_path / "folder").mkdir()
    result = run("generate", "folder")
    assert result.code == 2
    assert "'folder' is a directory" in result.err
    result = run("generate", '{"a": {"method": "gen_uuid"}}')
    assert result.code == 2
    assert "| rand-engine preview -" in result.err


def test_a_spec_whose_name_begins_with_a_dash(run, tmp_path):
    (tmp_path / "-odd.json").write_text('{"odd": {"method": "gen_uuid"}}')
    assert run("generate", "-n", 0, "--", "-odd.json").out == "odd\n"
    assert run("generate", "./-odd.json", "-n", 0).out == "odd\n"


def test_all_mistakes_of_a_spec_together(run, tmp_path, names):
    (tmp_path / "s.json").write_text(
        '{"a": {"method": "gen_intz"},\n "b": {"method": "gen_ints", "parms": {"min": 9, "max": 1}}}'
    )
    result = run("generate", "s.json", "-o", "a.csv")
    assert result.code == 2
    first, *rest = result.err.splitlines()
    assert first == "rand-engine: 2 mistakes in the spec:"
    assert rest[0].startswith("  s.json:1:") and "gen_ints" in rest[0]
    assert rest[1].startswith("  s.json:2:") and "(got 9, 1)" in rest[1]
    assert names() == ["s.json"]
