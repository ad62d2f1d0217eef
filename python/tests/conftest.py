"""What the tests of the Python package share."""

import os
import signal
import subprocess
import sys
import time

import pytest


@pytest.fixture
def orders():
    """The guide's orders: one column of most kinds."""
    return {
        "order_id": {"method": "gen_incremental"},
        "customer_id": {"method": "gen_ints", "parms": {"min": 1000, "max": 9999}},
        "product": {
            "method": "gen_str_choice",
            "parms": {"options": ["Laptop", "Phone", "Tablet"]},
        },
        "price": {"method": "gen_floats", "parms": {"min": 100, "max": 2000, "round": 2}},
        "order_date": {
            "method": "gen_dates",
            "parms": {"date_min": "2024-01-01", "date_max": "2024-12-31"},
        },
    }


@pytest.fixture
def ids():
    """The smallest spec."""
    return {"id": {"method": "gen_incremental"}}


@pytest.fixture
def python(tmp_path):
    """Run Python code in a process of its own, outside the source tree."""

    # Buffered as usual, whatever this process was told.
    usual = {name: os.environ[name] for name in os.environ if name != "PYTHONUNBUFFERED"}

    def run(code, *arguments, check=True, env=usual):
        return subprocess.run(
            [sys.executable, "-c", code, *map(str, arguments)],
            check=check,
            capture_output=True,
            text=True,
            cwd=tmp_path,
            timeout=120,
            env=env,
        )

    return run


@pytest.fixture
def wait_until():
    """Wait until a condition holds, at most twenty seconds."""

    def wait(condition):
        deadline = time.monotonic() + 20
        while not condition():
            assert time.monotonic() < deadline, "waited too long"
            time.sleep(0.01)

    return wait


@pytest.fixture
def interrupt_after():
    """Raise KeyboardInterrupt in the main thread after some seconds, as Ctrl-C does."""
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    yield lambda seconds: signal.setitimer(signal.ITIMER_REAL, seconds)
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)
