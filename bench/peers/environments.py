"""Makes the environments of dependencies/peers.txt, one a section, in build/peers-venv."""

import hashlib
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PINS = ROOT / "dependencies" / "peers.txt"
FOLDER = ROOT / "build" / "peers-venv"


def sections():
    """Return {section: [pinned requirement, ...]}."""
    found = {}
    for line in PINS.read_text(encoding="utf-8").splitlines():
        line = line.split("#")[0].strip()
        if heading := re.fullmatch(r"\[(.+)\]", line):
            requirements = found.setdefault(heading[1], [])
        elif line:
            requirements.append(line)
    return found


def make(section):
    """Return the Python of a section's environment, made first if it is missing or old."""
    requirements = sections()[section]
    folder = FOLDER / section
    python = folder / "bin" / "python"
    stamp = folder / "requirements.sha256"
    wanted = hashlib.sha256("\n".join(requirements).encode()).hexdigest()
    if not stamp.exists() or stamp.read_text() != wanted:
        print(f"making the environment {folder.relative_to(ROOT)} ...", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        subprocess.run(
            [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            + requirements,
            check=True,
        )
        stamp.write_text(wanted)
    return python
