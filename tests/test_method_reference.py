"""docs/METHODS.md is what the command makes of the table of methods."""

import json
import subprocess
from pathlib import Path

REFERENCE = Path(__file__).parents[1] / "docs" / "METHODS.md"
REMAKE = "rand-engine methods --markdown > docs/METHODS.md"


def run(command, *words):
    done = subprocess.run(
        [command, *words], capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout


def test_the_reference_is_in_step_with_the_table(rand_engine_command):
    made = run(rand_engine_command, "methods", "--markdown")
    assert made == REFERENCE.read_text(), f"docs/METHODS.md is stale; run {REMAKE}"


def test_each_method_has_a_section_with_parameters_example_and_rows(rand_engine_command):
    sections = REFERENCE.read_text().split("\n### ")[1:]
    table = json.loads(run(rand_engine_command, "methods", "--json"))
    assert [section.split("\n")[0] for section in sections] == [
        method["name"] for method in table
    ]
    for section, method in zip(sections, table, strict=True):
        assert method["summary"] in section
        assert f"Values: {method['result']}." in section
        for parameter in method["parameters"]:
            assert f"| `{parameter['name']}` | " in section
        example = section.split("```json\n")[1].split("\n```")[0]
        spec = {"my_column": method["example"]} | method["example_reads"]
        assert json.loads(example) == spec
        rows = section.split("```\n\n")[1].split("\n\n")[0].split("\n")
        columns = method["example"].get("cols", ["my_column"])
        assert rows[0] == "| " + " | ".join(columns) + " |"
        assert len([row for row in rows if row]) == 2 + 5


def test_the_reference_is_of_all_methods_for_people(rand_engine_command):
    for words in (["gen_ints", "--markdown"], ["--json", "--markdown"]):
        done = subprocess.run(
            [rand_engine_command, "methods", *words],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 2
        assert "--markdown prints the reference of all methods" in done.stderr


def test_methods_stand_in_groups(rand_engine_command):
    text = REFERENCE.read_text()
    for method in json.loads(run(rand_engine_command, "methods", "--json")):
        before = text[: text.index(f"\n### {method['name']}\n")]
        assert before.rsplit("\n## ", 1)[1].startswith(method["group"] + "\n")
