"""Streams that are killed: readers never see a part of a file, and no row is lost."""

import csv
import hashlib
import random
import subprocess
import threading
import time

ROWS = 50
FILES = 300


def stream(command, folder, *flags):
    """Return the command of one stream of users, the same each time."""
    return [
        command,
        "stream",
        "users",
        "--seed=11",
        f"--rows={ROWS}",
        "--format=csv",
        f"--output={folder}",
        f"--timeout={FILES * 0.02}",
        "--every=20ms",
        "--quiet",
        *flags,
    ]


def joined_rows(folder):
    """Return the rows of all parts in the order of their names."""
    rows = []
    for path in sorted(folder.iterdir()):
        with open(path, newline="", encoding="utf-8") as file:
            rows += list(csv.reader(file))[1:]
    return rows


class Reader(threading.Thread):
    """Opens each file as soon as it is visible."""

    def __init__(self, folder):
        super().__init__()
        self.folder = folder
        self.seen = {}
        self.partial = []
        self.ended = threading.Event()

    def run(self):
        while not self.ended.is_set():
            names = sorted(self.folder.iterdir()) if self.folder.is_dir() else []
            for path in names:
                if path.name in self.seen:
                    continue
                content = path.read_bytes()
                self.seen[path.name] = hashlib.sha256(content).digest()
                if content.count(b"\n") != ROWS + 1:
                    self.partial.append((path.name, len(content)))
            time.sleep(0.001)


def test_a_stream_killed_twenty_times_has_all_rows_once(rand_engine_command, tmp_path):
    unbroken, folder = tmp_path / "unbroken", tmp_path / "killed"
    subprocess.run(
        stream(rand_engine_command, unbroken, "--available-now"), check=True, timeout=60
    )
    checkpoint = f"--checkpoint={tmp_path / 'state'}"
    moments = random.Random(2026)
    reader = Reader(folder)
    reader.start()
    try:
        for _ in range(20):
            process = subprocess.Popen(stream(rand_engine_command, folder, checkpoint))
            time.sleep(moments.uniform(0.01, 0.2))
            process.kill()
            assert process.wait(timeout=10) == -9, "it ended before it could be killed"
        subprocess.run(
            stream(rand_engine_command, folder, checkpoint, "--available-now"),
            check=True,
            timeout=60,
        )
    finally:
        reader.ended.set()
        reader.join()
    assert reader.partial == []
    assert len(list(folder.iterdir())) == FILES
    for name, digest in reader.seen.items():
        assert hashlib.sha256((folder / name).read_bytes()).digest() == digest, name
    assert joined_rows(folder) == joined_rows(unbroken)
