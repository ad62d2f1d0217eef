"""What a finished process cost, and medians with their spread."""

import os
import statistics
import subprocess
import time
from pathlib import Path
from typing import NamedTuple

NULL = "/dev/null"


class Cost(NamedTuple):
    """What one run took; CPU and memory are those of the process and its children."""

    wall: float  # seconds
    cpu: float  # seconds, user + system
    peak: int  # bytes of resident memory, of the largest process
    written: int  # bytes


class Failed(Exception):
    """A run that did not end well."""


def run(command, path):
    """Run a command that writes `path`; return its Cost.

    This process must stay small: a child's peak counts what its parent had when it began.
    """
    start = time.perf_counter()
    process = subprocess.Popen(
        list(map(str, command)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    errors = process.stderr.read()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    wall = time.perf_counter() - start
    written = bytes_written(process.pid)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode != 0:
        said = errors.decode(errors="replace").strip().splitlines()[-3:]
        raise Failed(f"exit code {process.returncode}: {' '.join(said)}")
    if Path(path).is_file():
        written = Path(path).stat().st_size
    cpu = usage.ru_utime + usage.ru_stime
    return Cost(wall, cpu, usage.ru_maxrss * 1024, written)


def bytes_written(process):
    """Return what a process that has ended, but not been waited for, gave to write()."""
    text = Path(f"/proc/{process}/io").read_text(encoding="ascii")
    return int(dict(line.split(": ") for line in text.splitlines())["wchar"])


class Spread(NamedTuple):
    """A median and the quartiles around it."""

    median: float
    low: float
    high: float

    def __format__(self, form):
        """Write as `median (low-high)`; one value stands alone."""
        text = format(self.median, form)
        if self.low == self.high:
            return text
        return f"{text} ({self.low:{form}}-{self.high:{form}})"


def spread(values):
    """Return the median and quartiles of some values."""
    values = list(values)
    if len(values) == 1:
        return Spread(values[0], values[0], values[0])
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return Spread(middle, low, high)
