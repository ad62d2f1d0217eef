"""docs/dirt.md says what dirt there is: its examples are run, its kinds are those there are."""

import doctest
import json
import re
import subprocess
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "dirt.md"


def test_examples_print_what_the_page_shows():
    results = doctest.testfile(
        str(PAGE), module_relative=False, optionflags=doctest.ELLIPSIS
    )
    assert results.attempted > 5
    assert results.failed == 0


def validate(command, folder, spec):
    (folder / "spec.json").write_text(json.dumps(spec))
    return subprocess.run(
        [command, "validate", "spec.json"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_spec_on_the_page_is_good(rand_engine_command, tmp_path):
    (spec,) = re.findall(r"```json\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert validate(rand_engine_command, tmp_path, json.loads(spec)).returncode == 0


def kinds_of(command, folder, method, parms):
    """The kinds that a mistake lists for a column."""
    column = {"method": method, "parms": parms, "anomaly_rate": 0.1, "anomalies": [[]]}
    said = validate(command, folder, {"c": column}).stdout
    return re.search(r"one of the kinds ([\w, ]+), got", said)[1].split(", ")


def test_the_kinds_of_the_page_are_those_that_there_are(rand_engine_command, tmp_path):
    head, *rows = re.findall(
        r"^\| (.*?) \|(.*?)\|(.*?)\|(.*?)\|$", PAGE.read_text(), re.M
    )
    table = rows[[row[0] for row in rows].index("`empty`") :]
    page = [
        [
            kind
            for names, *cells in table
            for kind in re.findall(r"`(\w+)`", names)
            if cells[place].strip()
        ]
        for place in range(3)
    ]
    day = {"date_min": "2024-01-01", "date_max": "2024-01-02"}
    assert kinds_of(rand_engine_command, tmp_path, "gen_name", {}) == page[0]
    floats = {"min": 0, "max": 1}
    assert kinds_of(rand_engine_command, tmp_path, "gen_floats", floats) == page[1]
    assert kinds_of(rand_engine_command, tmp_path, "gen_dates", day) == page[2]
