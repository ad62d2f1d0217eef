"""The wheel: what is in it, and that it works in a fresh environment, from any directory."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pyarrow
import pytest

ROOT = Path(__file__).resolve().parents[2]
# What `make` builds in; a first build there takes minutes.
BUILD = os.environ.get("RAND_ENGINE_PACKAGE_BUILD", str(ROOT / "build" / "package"))

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build the wheel with this environment's tools."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
    ]
    subprocess.run(
        [*command, f"--config-settings=build-dir={BUILD}", "-w", folder, ROOT], check=True
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def environment(wheel, tmp_path_factory):
    """Install the wheel into a fresh environment that has pyarrow and nothing else."""
    folder = tmp_path_factory.mktemp("fresh") / "env"
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / "bin" / "python"
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, "--no-deps", "--no-index", wheel], check=True)
    (site,) = (folder / "lib").glob("python3*/site-packages")
    # A copy would do the same, and an index is not to be needed here.
    (site / "pyarrow").symlink_to(Path(pyarrow.__file__).parent)
    return folder


def in_environment(environment, *command):
    """Run a program of the environment, away from everything, with a bare environment."""
    program, *arguments = command
    done = subprocess.run(
        [environment / "bin" / program, *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "HOME": "/"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_wheel_holds_the_package_the_command_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    package = {
        name.removeprefix("rand_engine/")
        for name in names
        if name.startswith("rand_engine/")
    }
    extension = {name for name in package if name.endswith(".so")}
    assert len(extension) == 1
    source = ROOT / "python" / "rand_engine"
    modules = {str(path.relative_to(source)) for path in source.rglob("*.py")}
    assert {"__init__.py", "main/data_generator.py"} <= modules
    assert package - extension == modules | {"_rand_engine_ext.pyi", "py.typed"}
    others = [name for name in names if not name.startswith("rand_engine/")]
    assert all(name.startswith("rand_engine-1.0.0.") for name in others), others
    assert "rand_engine-1.0.0.data/scripts/rand-engine" in others
    assert any(name.endswith("licenses/LICENSE") for name in others)


def test_wheel_says_what_it_needs(wheel):
    archive = zipfile.ZipFile(wheel)
    metadata = archive.read("rand_engine-1.0.0.dist-info/METADATA").decode().splitlines()
    assert "Name: rand-engine" in metadata
    assert "Version: 1.0.0" in metadata
    assert "Requires-Python: >=3.11" in metadata
    assert "License-Expression: MIT" in metadata
    needs = sorted(line for line in metadata if line.startswith("Requires-Dist"))
    *extras, pyarrow_needed = needs
    assert [line.removeprefix("Requires-Dist: ") for line in extras] == [
        'duckdb>=1.1; extra == "duckdb"',
        'faker>=30; extra == "faker"',
        'pandas>=2.2; extra == "duckdb"',
        'pandas>=2.2; extra == "pandas"',
    ]
    assert "pyarrow" in pyarrow_needed
    assert "<27" in pyarrow_needed and ">=26.0" in pyarrow_needed


def test_package_works_in_a_fresh_environment(environment, tmp_path):
    code = """
import sys
from rand_engine import DataGenerator
report = DataGenerator({"id": {"method": "gen_incremental"}}).write.size(3).save(sys.argv[1])
print(report.rows)
"""
    assert (
        in_environment(environment, "python", "-c", code, tmp_path / "a.parquet") == "3\n"
    )


def test_command_works_in_a_fresh_environment(environment, tmp_path):
    (tmp_path / "spec.json").write_text('{"id": {"method": "gen_incremental"}}')
    generate = ["generate", tmp_path / "spec.json", "-n", 2, "-f", "csv", "-o", "-"]
    assert in_environment(environment, "rand-engine", *generate) == "id\n1\n2\n"
    module = ["python", "-m", "rand_engine", *generate]
    assert in_environment(environment, *module) == "id\n1\n2\n"


def test_command_works_in_a_target_folder(wheel, tmp_path):
    target = tmp_path / "target"
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
    ]
    subprocess.run([*command, "--target", target, wheel], check=True)
    (target / "pyarrow").symlink_to(Path(pyarrow.__file__).parent)
    done = subprocess.run(
        [target / "bin" / "rand-engine", "methods"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "gen_ints" in done.stdout
    shutil.rmtree(target)
