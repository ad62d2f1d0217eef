"""The README's examples print what it says; its tables are those of the engine."""

import contextlib
import io
import json
import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language):
    """Return the fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.M | re.S)


def run_console(block, environment, folder):
    """Run the commands of a block and return it with their real output."""
    lines = []
    for command in re.findall(r"^\$ (.*)$", block, re.M):
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=folder,
            env=environment,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        lines.append(f"$ {command}\n{done.stdout}")
    return "".join(lines)


def test_console_examples_print_what_the_readme_shows(rand_engine_command, tmp_path):
    folder = os.path.dirname(rand_engine_command)
    environment = os.environ | {"PATH": f"{folder}:{os.environ['PATH']}"}
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    for block in blocks("console"):
        assert run_console(block, environment, tmp_path) == block


def test_python_example_prints_what_the_readme_shows(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (code,) = blocks("python")
    (expected,) = blocks("text")
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(code, "README.md", "exec"), {})
    assert output.getvalue() == expected


def test_the_readme_lists_the_methods_by_group(rand_engine_command):
    listed = subprocess.run(
        [rand_engine_command, "methods", "--json"], check=True, capture_output=True
    ).stdout
    groups = {}
    for method in json.loads(listed):
        groups.setdefault(method["group"], []).append(f"`{method['name']}`")
    rows = [f"| {group} | {', '.join(names)} |" for group, names in groups.items()]
    section = README.split("## Methods")[1].split("## Options")[0]
    assert re.findall(r"^\| .*`.*$", section, re.M) == rows


@pytest.mark.parametrize("command", ["generate", "stream"])
def test_every_option_of_the_manual_stands_in_the_readme(rand_engine_command, command):
    manual = subprocess.run(
        [rand_engine_command, command, "--help"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    options = re.findall(r"^  (\w+)  \(.*; default ", manual, re.M)
    assert len(options) > 15
    rows = re.findall(r"^\| `(\w+)` \|", README.split("## Options")[1], re.M)
    assert set(options) <= set(rows)


def test_the_readme_has_no_option_that_is_not_there(rand_engine_command):
    manuals = "".join(
        subprocess.run(
            [rand_engine_command, command, "--help"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for command in ("generate", "stream")
    )
    for option in re.findall(r"^\| `(\w+)` \|", README.split("## Options")[1], re.M):
        assert re.search(rf"^  {option}  \(", manuals, re.M), option
