"""The bytes of files are those that are committed, whatever threads and processor."""

import hashlib
import os
import shutil
import subprocess

import pytest
from cases import FOLDER, LARGE, LARGE_ROWS, SMALL, SMALL_ROWS, command

UPDATE = os.environ.get("RAND_ENGINE_UPDATE_GOLDEN") == "1"
CHECKSUMS = FOLDER / "checksums.tsv"
# What the oldest supported processor has, then AVX2, then all that the emulator knows.
PROCESSORS = ["Westmere", "Haswell", "max"]
EMULATOR = shutil.which("qemu-x86_64")


def expected_checksums():
    """Return the committed SHA-256 of the large files by name."""
    if not CHECKSUMS.exists():
        return {}
    return dict(line.split("\t") for line in CHECKSUMS.read_text().splitlines())


def make(rand_engine_command, name, flags, rows, tmp_path, threads=2, emulate=()):
    """Run one case and return the file's bytes."""
    arguments = command(name, flags, rows, tmp_path, threads)
    done = subprocess.run(
        [*emulate, rand_engine_command, *arguments],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return (tmp_path / name).read_bytes()


def check_small(name, content):
    """Compare with the committed file, or write it when asked to."""
    path = FOLDER / "expected" / name
    if UPDATE:
        path.write_bytes(content)
    assert content == path.read_bytes(), f"{name} differs from {path}"


def check_large(name, content):
    """Compare with the committed checksum, or write it when asked to."""
    digest = hashlib.sha256(content).hexdigest()
    if UPDATE:
        checksums = expected_checksums() | {name: digest}
        lines = [f"{key}\t{value}\n" for key, value in sorted(checksums.items())]
        CHECKSUMS.write_text("".join(lines))
    assert digest == expected_checksums()[name]


@pytest.mark.parametrize("name", SMALL)
def test_small_file_has_the_committed_bytes(rand_engine_command, name, tmp_path):
    check_small(name, make(rand_engine_command, name, SMALL[name], SMALL_ROWS, tmp_path))


@pytest.mark.parametrize("threads", [1, 2, 5])
@pytest.mark.parametrize("name", LARGE)
def test_large_file_has_the_committed_bytes(rand_engine_command, name, threads, tmp_path):
    content = make(rand_engine_command, name, LARGE[name], LARGE_ROWS, tmp_path, threads)
    check_large(name, content)


@pytest.mark.skipif(EMULATOR is None, reason="qemu-user is not installed")
@pytest.mark.parametrize("processor", PROCESSORS)
@pytest.mark.parametrize("name", LARGE)
def test_emulated_processors_make_the_same_bytes(
    rand_engine_command, name, processor, tmp_path
):
    emulate = [EMULATOR, "-cpu", processor]
    content = make(
        rand_engine_command, name, LARGE[name], LARGE_ROWS, tmp_path, 2, emulate
    )
    assert hashlib.sha256(content).hexdigest() == expected_checksums()[name]
