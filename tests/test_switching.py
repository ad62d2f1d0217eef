"""docs/SWITCHING.md says what this package does: its examples are run."""

import doctest
from pathlib import Path

import pytest

SWITCHING = Path(__file__).parents[1] / "docs" / "SWITCHING.md"


@pytest.mark.filterwarnings("ignore")
def test_examples_print_what_the_page_shows(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    results = doctest.testfile(
        str(SWITCHING), module_relative=False, optionflags=doctest.ELLIPSIS
    )
    assert results.attempted > 30
    assert results.failed == 0
