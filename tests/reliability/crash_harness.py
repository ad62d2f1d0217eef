"""Kills writers at random moments while a reader lists and opens what they write.

A case is a format, a codec, a shape (one file, many, a stream) and what is there before. The
data that each run makes is known beforehand, byte for byte, so whatever the reader sees, and
whatever a kill leaves, is the old set, the new set, or a fault.
"""

import json
import os
import random
import shutil
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

SPEC = {
    "id": {"method": "gen_incremental"},
    "name": {"method": "gen_name"},
    "key": {"method": "gen_uuid"},
    "price": {"method": "gen_floats", "parms": {"min": -5, "max": 900}},
}
ROWS = 2000
OLD_SEED, NEW_SEED, PROBE_SEED = 1, 2, 3


@dataclass(frozen=True)
class Case:
    format: str
    codec: str
    shape: str  # "one", "many", "stream"
    start: str  # "new", "overwrite", "append"
    in_steps: bool = False  # a sub-directory forbids the exchange

    def __str__(self):
        steps = "-steps" if self.in_steps else ""
        return f"{self.format}-{self.codec}-{self.shape}-{self.start}{steps}"

    @property
    def is_directory(self):
        return self.shape != "one" or self.start == "append"


class Fault(AssertionError):
    """Somebody lost data, or saw what never was."""


@dataclass
class Tally:
    kills: int = 0
    late: int = 0  # the writer was done before its kill
    reads: int = 0
    missing: int = 0  # a file went between listing and opening
    leftovers: int = 0  # kills that left a temporary for the next run
    outcomes: dict = field(default_factory=lambda: {"old": 0, "new": 0, "between": 0})


class Crashes:
    """One case in a folder of its own."""

    def __init__(self, command, folder, case, tally, writer=None, rows=ROWS):
        self.case = case
        self.tally = tally
        self.command = command
        self.rows = rows
        self.writer = writer  # command line of another writer than ours
        self.folder = Path(folder)
        self.folder.mkdir()
        self.spec = self.folder / "spec.json"
        self.spec.write_text(json.dumps(SPEC))
        self.place = self.folder / "place"
        self.place.mkdir()
        self.directory = self.place / "data"
        if case.in_steps:
            (self.directory / "keep").mkdir(parents=True)
            (self.directory / "keep" / "note.txt").write_text("mine")
        self.learn()

    # What is written.

    def words(self, seed, mode, shape=None):
        case = self.case
        shape = shape or case.shape
        words = [self.command, "stream" if shape == "stream" else "generate", self.spec]
        words += ["-f", case.format, "-c", case.codec, "-s", seed, "-m", mode, "-q"]
        words += ["--first-row", 0, "-o", f"{self.directory}/"]
        if shape == "stream":
            words += [
                "--every",
                1,
                "--timeout",
                4,
                "--available-now",
                "-n",
                self.rows // 4,
            ]
        else:
            words += ["-n", self.rows]
        if shape == "many":
            words += ["-p", 3 if seed == NEW_SEED else 2]
        elif shape == "one" and case.is_directory:
            words += ["-p", 1]
        elif shape == "one":
            words[words.index("-o") + 1] = self.directory
        return [str(word) for word in words]

    def write_old(self):
        shape = "many" if self.case.shape == "stream" else None
        self.run(self.words(OLD_SEED, "overwrite", shape))

    def new_words(self):
        mode = "append" if self.case.start == "append" else "overwrite"
        return self.writer or self.words(NEW_SEED, mode)

    @staticmethod
    def run(words):
        done = subprocess.run(words, capture_output=True, text=True, timeout=60)
        if done.returncode != 0:
            raise Fault(f"{words}: {done.stderr}")
        return done.stdout

    # What is there.

    def look(self):
        """Return name -> content, as a reader finds it; None if a file went meanwhile."""
        folder = self.directory if self.case.is_directory else self.place
        try:
            names = os.listdir(folder)
        except FileNotFoundError:
            return {}
        content = {}
        for name in names:
            if name.startswith(".") or name == "keep":
                continue
            try:
                with open(folder / name, "rb") as file:
                    content[name] = file.read()
            except FileNotFoundError:
                return None
        # A directory may be listed at the moment when it is taken away.
        return None if self.case.is_directory and not names else content

    def temporaries(self):
        return [path for path in self.place.rglob(".*") if path.name != "keep"]

    def learn(self):
        """Run once undisturbed: the old and the new set, and how long it takes."""
        self.old = {}
        if self.case.start != "new":
            self.write_old()
            self.old = self.look()
        begin = time.monotonic()
        self.run(self.new_words())
        self.seconds = time.monotonic() - begin
        self.new = self.look()
        assert self.new != self.old and not self.temporaries()
        self.allowed = [self.old, self.new]
        if self.case.shape == "stream":
            added = sorted(set(self.new) - set(self.old))
            kept = {k: v for k, v in self.old.items() if k in self.new}
            for count in range(1, len(added)):
                step = {name: self.new[name] for name in added[:count]}
                self.allowed.append(kept | step)
        self.reset()

    def reset(self):
        if self.case.start == "new":
            shutil.rmtree(self.place)
            self.place.mkdir()
        else:
            self.write_old()
        if self.look() != self.old:
            raise Fault(f"{self.case}: the run after the kill did not write the old set")

    def check(self, content, who):
        if content is None or content in self.allowed:
            return
        whole = {**self.old, **self.new}
        torn = [name for name in content if content[name] != whole.get(name)]
        if torn:
            raise Fault(f"{self.case}: {who} found {torn} torn")
        if not self.case.in_steps or who != "the reader":
            raise Fault(f"{self.case}: {who} found a mixture: {sorted(content)}")

    # Kills and readers.

    def read_all_along(self, done, faults):
        while not done.is_set():
            content = self.look()
            self.tally.reads += 1
            self.tally.missing += content is None
            try:
                self.check(content, "the reader")
            except Fault as fault:
                faults.append(fault)
                return

    def kill_once(self, luck):
        done, faults = threading.Event(), []
        reader = threading.Thread(target=self.read_all_along, args=(done, faults))
        reader.start()
        try:
            process = subprocess.Popen(self.new_words(), stderr=subprocess.DEVNULL)
            # As often in the second half, where things take their place, as anywhere.
            time.sleep(self.seconds * luck.uniform(luck.choice([0, 0.5]), 1.0))
            process.kill()
            killed = process.wait() != 0
        finally:
            done.set()
            reader.join()
        if faults:
            raise faults[0]
        self.tally.kills += killed
        self.tally.late += not killed
        self.look_after()

    def look_after(self):
        self.tally.leftovers += bool(self.temporaries())
        if self.case.in_steps:
            self.probe()
        content = self.look()
        self.check(content, "who came after the kill")
        if content is None:
            raise Fault(f"{self.case}: the kill left nothing")
        outcome = {id(self.old): "old", id(self.new): "new"}
        state = next(each for each in self.allowed if each == content)
        self.tally.outcomes[outcome.get(id(state), "between")] += 1
        if self.case.start == "new":
            self.run(self.new_words())
            if self.look() != self.new:
                raise Fault(f"{self.case}: the next run did not write the new set")
        if self.case.start != "new" and self.writer is None:
            self.write_old()
        if self.writer is None and self.temporaries():
            raise Fault(f"{self.case}: the next run left {self.temporaries()}")
        self.reset()

    def probe(self):
        """Let another run append a part, and take it out again."""
        words = [*self.words(PROBE_SEED, "append", "one"), "--json"]
        report = json.loads(self.run(words))
        (added,) = report["files"]
        os.unlink(added)
        if self.temporaries():
            raise Fault(f"{self.case}: the next run left {self.temporaries()}")
        if (self.directory / "keep" / "note.txt").read_text() != "mine":
            raise Fault(f"{self.case}: what is not ours was changed")


def crash(command, folder, cases, kills_each, seed):
    """Kill writers of every case so often; return the tally or raise a Fault."""
    luck = random.Random(seed)
    tally = Tally()
    for number, case in enumerate(cases):
        crashes = Crashes(command, Path(folder) / f"{number}-{case}", case, tally)
        for _ in range(kills_each):
            crashes.kill_once(luck)
        shutil.rmtree(crashes.folder)
    return tally
