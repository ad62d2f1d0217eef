"""``python -m rand_engine``: the native command in usual and in odd layouts."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

import rand_engine
from rand_engine import DataGenerator, __main__


def run(*arguments, env=None, cwd=None):
    """Run ``python -m rand_engine`` with the arguments."""
    return subprocess.run(
        [sys.executable, "-m", "rand_engine", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        env=env,
        cwd=cwd,
        check=False,
    )


def test_command_and_package_make_the_same_data(tmp_path):
    generator = DataGenerator(tmp_path / "spec.json", seed=7, validate=False)
    (tmp_path / "spec.json").write_text('{"name": {"method": "gen_name"}}')
    generator = DataGenerator(tmp_path / "spec.json", seed=7)
    generator.write.size(20).save(tmp_path / "package.csv")
    done = run(
        "generate", "spec.json", "-n", 20, "-s", 7, "-o", "command.csv", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "command.csv").read_bytes() == (
        tmp_path / "package.csv"
    ).read_bytes()


def test_exit_code_is_the_commands():
    done = run("generat")
    assert done.returncode == 2
    assert "generate" in done.stderr


def test_the_command_finds_its_libraries_by_itself():
    command = Path(sysconfig.get_path("scripts")) / "rand-engine"
    env = {name: value for name, value in os.environ.items() if name != "LD_LIBRARY_PATH"}
    done = subprocess.run(
        [command, "methods"], capture_output=True, text=True, env=env, cwd="/", check=True
    )
    assert "gen_ints" in done.stdout


def layout(folder):
    """Lay the package and a stand-in for the command out as `pip install --target` does."""
    (folder / "rand_engine").mkdir(parents=True)
    for path in {
        *rand_engine.__path__,
        str(Path(rand_engine._rand_engine_ext.__file__).parent),
    }:
        for file in Path(path).iterdir():
            if file.is_file():
                (folder / "rand_engine" / file.name).write_bytes(file.read_bytes())
    (folder / "bin").mkdir()
    command = folder / "bin" / "rand-engine"
    command.write_text('#!/bin/sh\necho "$0" "$LD_LIBRARY_PATH" "$@"\nexit 5\n')
    command.chmod(0o755)


def test_odd_layouts_take_their_own_command_and_pythons_pyarrow(tmp_path):
    layout(tmp_path / "odd")
    env = {**os.environ, "PYTHONPATH": str(tmp_path / "odd")}
    env.pop("LD_LIBRARY_PATH", None)
    done = run("generate", "a b", env=env)
    import pyarrow

    folder = os.path.dirname(pyarrow.__file__)
    assert done.stdout == f"{tmp_path}/odd/bin/rand-engine {folder} generate a b\n"
    assert done.returncode == 5


def test_library_path_of_the_caller_is_kept(tmp_path):
    layout(tmp_path / "odd")
    env = {**os.environ, "PYTHONPATH": str(tmp_path / "odd"), "LD_LIBRARY_PATH": "/mine"}
    assert run(env=env).stdout.split()[1].endswith("/pyarrow:/mine")


def test_missing_command_says_how_to_get_it(monkeypatch, capsys):
    monkeypatch.setattr(
        __main__, "installed_commands", lambda: iter(["/nowhere/rand-engine"])
    )
    assert __main__.main() == 1
    assert (
        "pip install --force-reinstall --no-deps rand-engine" in capsys.readouterr().err
    )


@pytest.mark.parametrize("scheme", ["venv", "posix_prefix"])
def test_the_scripts_folder_is_among_the_places(scheme):
    places = list(__main__.installed_commands())
    assert os.path.join(sysconfig.get_path("scripts", scheme), "rand-engine") in places
