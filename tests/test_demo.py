"""The demo runs through, quickly, and its checksum is that of the data."""

import hashlib
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_the_demos_checksum_is_that_of_the_orders(rand_engine_command):
    text = (ROOT / "scripts" / "demo.py").read_text(encoding="utf-8")
    (known,) = re.findall(r'^ORDERS_SHA256 = "([0-9a-f]{64})"$', text, re.M)
    made = subprocess.run(
        [rand_engine_command, "generate", "orders", "-n", "50k", "-s", "42"],
        check=True,
        capture_output=True,
    ).stdout
    assert hashlib.sha256(made).hexdigest() == known


def test_the_demo_runs_and_verifies_what_it_wrote():
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "demo.py"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "(as expected)" in done.stdout
    assert "users: 1,000,000 rows, 1,000,000 distinct user_id" in done.stdout
    assert "did you mean 'gen_ints'" in done.stdout
