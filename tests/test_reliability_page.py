"""docs/RELIABILITY.md: its console examples print what it says."""

import os
import re
import subprocess
from pathlib import Path

PAGE = (Path(__file__).parents[1] / "docs" / "RELIABILITY.md").read_text(encoding="utf-8")


def test_console_examples_print_what_the_page_shows(rand_engine_command, tmp_path):
    folder = os.path.dirname(rand_engine_command)
    environment = os.environ | {"PATH": f"{folder}:{os.environ['PATH']}"}
    blocks = re.findall(r"^```console\n(.*?)^```", PAGE, re.M | re.S)
    assert blocks
    for block in blocks:
        printed = ""
        for command in re.findall(r"^\$ (.*)$", block, re.M):
            done = subprocess.run(
                ["bash", "-c", command],
                cwd=tmp_path,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            printed += f"$ {command}\n{done.stdout}"
        assert printed == block
