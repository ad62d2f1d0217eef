"""Runs the command under test as a person does: pipes, terminals, signals."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from dataclasses import dataclass

import pytest


@dataclass
class Result:
    code: int
    out: str
    err: str
    raw: bytes = b""


def environment(**changes):
    env = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS")}
    env["TERM"] = "xterm"
    env.update(changes)
    return env


@pytest.fixture(scope="session")
def command(rand_engine_command):
    """The command's path."""
    return os.path.abspath(rand_engine_command)


@pytest.fixture
def run(command, tmp_path):
    """run("generate", "orders", ...) -> Result, in a folder of its own, no terminal."""

    def run(*words, stdin=b"", env=None, **options):
        options.setdefault("stdout", subprocess.PIPE)
        done = subprocess.run(
            [command, *map(str, words)],
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
            env=environment(**(env or {})),
            timeout=120,
            **options,
        )
        raw = done.stdout or b""
        return Result(
            done.returncode, raw.decode(errors="replace"), done.stderr.decode(), raw
        )

    return run


@pytest.fixture
def start(command, tmp_path):
    """start("generate", ...) -> the running process; killed in the end."""
    processes = []

    def start(*words, **options):
        options.setdefault("stdout", subprocess.PIPE)
        options.setdefault("stderr", subprocess.PIPE)
        process = subprocess.Popen(
            [command, *map(str, words)], cwd=tmp_path, env=environment(), **options
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        if process.poll() is None:
            process.kill()
        process.communicate()


class Screen:
    """The far end of a terminal."""

    def __init__(self, width):
        self.far, self.near = pty.openpty()
        fcntl.ioctl(self.near, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
        attributes = termios.tcgetattr(self.near)
        attributes[1] &= ~termios.OPOST  # no \r before \n
        termios.tcsetattr(self.near, termios.TCSANOW, attributes)
        self.bytes = b""

    @property
    def text(self):
        return self.bytes.decode(errors="replace")

    def read(self, seconds):
        """Take what comes within that time; False at the end."""
        ready, _, _ = select.select([self.far], [], [], seconds)
        if not ready:
            return True
        try:
            piece = os.read(self.far, 1 << 16)
        except OSError:
            return False
        self.bytes += piece
        return bool(piece)


@pytest.fixture
def on_terminal(command, tmp_path):
    """on_terminal("preview", ..., until=..., then=signal) -> Result.

    `out` and `err` choose which streams are terminals. Where `until` (a function of the
    text on standard error) comes true, the signal `then` is sent.
    """

    def on_terminal(
        *words, out=True, err=True, width=100, env=None, until=None, then=None
    ):
        screens = {
            name: Screen(width) for name, wanted in (("out", out), ("err", err)) if wanted
        }
        with (
            open(tmp_path / "_out", "wb") as out_file,
            open(tmp_path / "_err", "wb") as err_file,
        ):
            process = subprocess.Popen(
                [command, *map(str, words)],
                stdin=subprocess.DEVNULL,
                stdout=screens["out"].near if out else out_file,
                stderr=screens["err"].near if err else err_file,
                cwd=tmp_path,
                env=environment(**(env or {})),
            )
        for screen in screens.values():
            os.close(screen.near)
        open_screens = list(screens.values())
        deadline = time.monotonic() + 60
        while open_screens and time.monotonic() < deadline:
            open_screens = [screen for screen in open_screens if screen.read(0.05)]
            if until and until(screens["err"].text):
                process.send_signal(then or signal.SIGINT)
                until = None
        if process.poll() is None and open_screens:
            process.kill()
        code = process.wait(timeout=60)
        for screen in screens.values():
            os.close(screen.far)
        texts = {
            name: screens[name].text
            if name in screens
            else (tmp_path / f"_{name}").read_text(errors="replace")
            for name in ("out", "err")
        }
        for name in ("_out", "_err"):
            (tmp_path / name).unlink()
        return Result(code, texts["out"], texts["err"])

    return on_terminal


@pytest.fixture
def with_controlling_terminal(command, tmp_path):
    """with_controlling_terminal("generate", ..., "-o", None) -> (code, what it showed).

    The command leads a session whose terminal is /dev/tty; None stands for its other name.
    Standard output is no terminal, standard error is this one.
    """

    def with_controlling_terminal(*words):
        screen = Screen(width=100)
        name = os.ttyname(screen.near)
        process = subprocess.Popen(
            [command, *(name if word is None else str(word) for word in words)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=screen.near,
            cwd=tmp_path,
            env=environment(NO_COLOR="1"),
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(2, termios.TIOCSCTTY, 0),
        )
        os.close(screen.near)
        deadline = time.monotonic() + 60
        while screen.read(0.05) and time.monotonic() < deadline:
            pass
        if process.poll() is None and time.monotonic() >= deadline:
            process.kill()
        code = process.wait(timeout=60)
        os.close(screen.far)
        return code, screen.text

    return with_controlling_terminal


@pytest.fixture
def spec(tmp_path):
    """A small spec of one's own: spec.json."""
    path = tmp_path / "spec.json"
    path.write_text(
        '{"id": {"method": "gen_incremental"},\n'
        ' "word": {"method": "gen_str_choice", "parms": {"options": ["a", "b;c", null]}}}\n'
    )
    return path


@pytest.fixture
def names(tmp_path):
    """names() -> what is in the folder, hidden files too."""
    return lambda folder=".": sorted(os.listdir(tmp_path / folder))
