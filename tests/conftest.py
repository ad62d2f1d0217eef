"""What all tests share."""

import os
import shutil
import signal
import sys
import sysconfig
from pathlib import Path

import pytest

# What the files of a folder share stands beside them.
for folder in ("golden", "readback"):
    sys.path.insert(0, str(Path(__file__).parent / folder))

# Under nohup it is ignored, which the commands under test would inherit.
signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.fixture(scope="session")
def rand_engine_command():
    """Path of the command under test: RAND_ENGINE_COMMAND, or this environment's."""
    given = os.environ.get("RAND_ENGINE_COMMAND")
    if given:
        return given
    installed = Path(sysconfig.get_path("scripts")) / "rand-engine"
    found = str(installed) if installed.exists() else shutil.which("rand-engine")
    assert found, "rand-engine is not installed; run make package"
    return found
