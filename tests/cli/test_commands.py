"""preview, validate, methods, example, help and version."""

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest

COMMANDS = [
    "generate",
    "stream",
    "changes",
    "preview",
    "validate",
    "verify",
    "methods",
    "schema",
    "example",
]


def test_preview_shows_ten_aligned_rows(run):
    result = run("preview", "orders", "-s", 42)
    lines = result.out.splitlines()
    assert result.code == 0 and result.err == ""
    assert lines[0] == "order_id  customer_id  product    price  order_date"
    assert lines[1] == "--------  -----------  -------  -------  ----------"
    assert len(lines) == 12
    # Numbers end, and text begins, where the header does.
    for line in lines[2:]:
        assert re.fullmatch(
            r" {6}[ \d]\d {9}\d{4}  [A-Z][a-z]+ {2,3} +[\d.]+  [-\d]{10}", line
        )
        assert line.index("  2024") + 2 == lines[0].index("order_date")


@pytest.mark.parametrize("flag", ["-n", "--rows"])
def test_preview_rows(run, flag):
    assert len(run("preview", "orders", flag, 3).out.splitlines()) == 5
    assert len(run("preview", "orders", flag, "0").out.splitlines()) == 2
    assert len(run("preview", "orders", flag, "1k").out.splitlines()) == 1002


def test_preview_from_any_row(run):
    generated = run(
        "generate", "users", "-n", 3, "-s", 5, "--first-row", "1_000_000_000"
    ).out
    shown = run("preview", "users", "-n", 3, "--seed", 5, "--from", "1_000_000_000").out
    for row, line in zip(generated.splitlines()[1:], shown.splitlines()[2:], strict=True):
        assert [cell.strip() for cell in re.split("  +", line.strip())] == row.split(",")
    assert "1000000001" in shown


def test_preview_beyond_the_last_row(run):
    result = run("preview", "orders", "--from", "9223372036854775800")
    assert result.code == 2
    assert "9223372036854775800" in result.err


def test_preview_of_wide_hostile_and_missing_values(run, tmp_path):
    options = ["山田太郎", "\x1b[31mred", "two\nlines", None, "x" * 300]
    spec = {"v": {"method": "gen_str_choice", "parms": {"options": options}}}
    spec["n"] = {"method": "gen_ints", "parms": {"min": 1, "max": 9}}
    (tmp_path / "s.json").write_text(json.dumps(spec))
    lines = run("preview", "s.json", "-n", 200, "-s", 1).out.splitlines()
    assert len(lines) == 202
    text = "\n".join(lines)
    assert "\x1b" not in text
    assert "\\x1b[31mred" in text and "two\\nlines" in text and "x" * 300 in text
    # 8 columns of 4 characters: 4 characters fewer before the number.
    short, wide = (next(x for x in lines if x.startswith(s)) for s in ("two", "山"))
    assert len(wide) == len(short) - 4


def test_validate(run, spec, tmp_path):
    result = run("validate", "spec.json", "users")
    assert (result.code, result.err) == (0, "")
    assert result.out == "spec.json: ok (2 columns)\nusers: ok (5 columns)\n"


def test_validate_names_every_mistake_with_its_place(run, tmp_path):
    (tmp_path / "bad.json").write_text(
        '{"a": {"method": "gen_intz"},\n'
        ' "b": {"method": "gen_ints", "parms": {"min": 9, "max": 1}}}\n'
    )
    (tmp_path / "torn.yaml").write_text("a: [1\n")
    result = run("validate", "bad.json", "orders", "torn.yaml", "missing.json")
    assert result.code == 2
    lines = [line for line in result.out.splitlines() if line[0] != " "]
    first, second, ok, torn, missing = lines
    assert first.startswith("bad.json:1:") and "gen_ints" in first
    assert second.startswith("bad.json:2:") and "(got 9, 1)" in second
    assert ok == "orders: ok (5 columns)"
    assert torn.startswith("torn.yaml:")
    assert missing.startswith("no spec 'missing.json'")


def test_validate_says_where_in_the_spec_what_is_wanted_and_what_would_be_right(run):
    spec = {"price": {"method": "floats", "kwargs": {"min": "1", "max": 5, "rond": 2}}}
    result = run("validate", "-", stdin=json.dumps(spec))
    assert result.code == 2
    example = '{"method": "floats", "kwargs": {"min": 0, "max": 1000, "round": 2}}'
    assert result.out.splitlines() == [
        "standard input:1:50: column 'price': kwargs.min must be a number, got \"1\"",
        "  at:   price.kwargs.min",
        f"  e.g.: {example}",
        "standard input:1:65: column 'price': floats has no parameter 'rond'; did you mean "
        "'round'?; it has: min, max, round, distribution",
        "  at:   price.kwargs.rond",
        f"  e.g.: {example}",
    ]


def test_validate_as_json(run, tmp_path):
    (tmp_path / "bad.json").write_text(
        '{"a": {"method": "gen_intz"},\n'
        ' "b": {"method": "gen_ints", "parms": {"min": 9, "max": 1}}}\n'
    )
    result = run("validate", "--json", "orders", "bad.json", "missing.json")
    assert result.code == 2
    good, bad, missing = json.loads(result.out)
    assert good["source"] == "orders" and good["ok"] is True
    assert good["columns"][4] == {
        "name": "order_date",
        "type": "date32[day]",
        "nullable": False,
    }
    assert bad["source"] == "bad.json" and bad["ok"] is False
    assert [error["line"] for error in bad["errors"]] == [1, 2]
    assert all(error["column"] > 1 for error in bad["errors"])
    assert bad["errors"][0]["message"].startswith("column 'a'")
    assert [error["path"] for error in bad["errors"]] == ["a.method", "b.parms.min"]
    assert bad["errors"][1]["example"] == {
        "method": "gen_ints",
        "parms": {"min": 18, "max": 65},
    }
    assert missing["errors"][0]["line"] is None
    assert missing["errors"][0]["path"] is None
    assert "missing.json" in missing["errors"][0]["message"]
    assert json.loads(run("validate", "orders", "--json").out)[0]["ok"] is True


def test_validate_reads_standard_input_once(run):
    result = run("validate", "-", "-", stdin="{}")
    assert result.code == 2
    assert "once" in result.err


def test_methods_lists_them_all(run):
    lines = run("methods").out.splitlines()
    table = json.loads(run("methods", "--json").out)
    listed = [line.split()[0] for line in lines if re.match(r"  \S", line)]
    assert listed == [method["name"] for method in table]
    headings = [line for line in lines[:-1] if line and line[0] != " "]
    assert headings == list(dict.fromkeys(method["group"] for method in table))
    assert {"gen_ints", "distincts_map", "unique_ids", "gen_name"} <= set(listed)
    assert max(map(len, lines)) <= 80


def test_every_method_explains_itself_by_an_example_that_works(run):
    for method in json.loads(run("methods", "--json").out):
        text = run("methods", method["name"]).out
        assert method["summary"].split()[0] in text
        for parameter in method["parameters"]:
            assert f"  {parameter['name']}: " in text
        if method["dataset_only"]:
            continue  # test_datasets.py
        spec = json.dumps({"column": method["example"]} | method["example_reads"])
        lines = run("generate", "-", "-n", 3, "-f", "jsonl", stdin=spec).out
        assert lines.count("\n") == 3
        assert json.loads(run("methods", method["name"], "--json").out) == method


def test_methods_as_json_has_defaults_as_values(run):
    method = json.loads(run("methods", "gen_floats", "--json").out)
    by_name = {parameter["name"]: parameter for parameter in method["parameters"]}
    assert by_name["round"]["default"] == 2 and by_name["round"]["required"] is False
    assert by_name["min"]["default"] is None and by_name["min"]["required"] is True


def test_example(run, tmp_path):
    listing = run("example").out
    for name in ("orders", "users", "events", "sensors", "transactions"):
        assert f"  {name} " in listing
    text = run("example", "orders").out
    (tmp_path / "mine.json").write_text(text)
    assert run("validate", "mine.json").out == "mine.json: ok (5 columns)\n"


def test_alone_it_prints_ten_lines_with_three_examples(run):
    result = run()
    lines = result.out.splitlines()
    assert result.code == 0
    assert len(lines) == 10
    examples = [line.split()[1] for line in lines if line.startswith("  rand-engine ")]
    assert examples == ["preview", "generate", "stream"]
    assert max(map(len, lines)) <= 80


def test_short_help_is_a_screenful(run):
    pages = [["-h"], ["help"]]
    for name in COMMANDS:
        pages += [[name, "-h"], ["help", name]]
    for words in pages:
        result = run(*words)
        lines = result.out.splitlines()
        assert result.code == 0, words
        assert 5 < len(lines) <= 40, words
        assert max(map(len, lines)) <= 80, words


@pytest.mark.parametrize("name", COMMANDS)
def test_every_flag_of_the_short_help_is_in_the_manual(run, name):
    short = run(name, "-h").out
    manual = run(name, "--help").out
    assert len(manual) > len(short)
    for flag in re.findall(r"--[a-z-]+", short):
        assert flag in manual
    assert "Exit codes" in manual
    assert max(map(len, manual.splitlines())) <= 80


def test_the_manual_of_generate_has_the_option_table(run):
    manual = run("generate", "--help").out
    for option in (
        "numFiles",
        "compressionLevel",
        "sep",
        "rowGroupSize",
        "timestampFormat",
    ):
        assert f"\n  {option}  (" in manual
    assert "timeout" not in manual


def test_the_manual_of_stream_has_its_options_and_no_other(run):
    manual = run("stream", "--help").out
    for option in ("timeout", "eventTime", "maxFiles", "checkpointLocation", "rate",
                   "shape", "shapeMin", "shapePeriod", "shapeCron", "sep"):  # fmt: skip
        assert f"\n  {option}  (" in manual
    assert "numFiles" not in manual


def test_help_wins_over_mistakes(run):
    assert run("generate", "-h", "--nonsense").code == 0
    assert run("generate", "--help", "a", "b", "c").code == 0
    assert run("--help").out.startswith("rand-engine ")


def test_version(run):
    lines = run("--version").out.splitlines()
    assert re.fullmatch(r"rand-engine \d+\.\d+\.\d+", lines[0])
    assert re.fullmatch(r"data version \d+", lines[1])
    assert re.fullmatch(r"Apache Arrow \d+\..*", lines[2])
    assert any(line.startswith("gzip: zlib ") for line in lines)


@pytest.mark.parametrize("page,count", [("-h", 4), ("--help", 8)])
def test_examples_of_stream_work(run, tmp_path, page, count):
    shop = Path(__file__).parents[2] / "examples" / "datasets" / "shop.yaml"
    shutil.copy(shop, tmp_path)
    text = run("stream", page).out.replace("\\\n", "")
    lines = re.findall(r"^ +rand-engine (stream .*?)(?:$|  +[a-z]|[|>])", text, re.M)
    examples = [line for line in lines if "SPEC" not in line]
    assert len(examples) == count
    for line in examples:
        result = run(*shlex.split(line), "--dry-run")
        assert (result.code, result.err) == (0, ""), line
        assert result.out.startswith("would write ")


def test_examples_in_the_help_work(run, tmp_path):
    text = run("generate", "-h").out
    examples = [
        line.split("  ")[1] for line in text.splitlines() if line.startswith("  rand-e")
    ]
    written = [line.split()[1:] for line in examples if "|" not in line]
    assert len(written) == 3
    for words in written:
        words = [word.replace("'", "") for word in words]
        assert run(*words, "--dry-run").code == 0, words
