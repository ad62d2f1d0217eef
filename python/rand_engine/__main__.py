"""``python -m rand_engine``: the native ``rand-engine`` command, wherever it was installed.

The command looks for Arrow's libraries where they lie in usual layouts; here it is told where
this Python has them, so that it works in odd ones too (``pip install --target``, split site
folders).
"""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Iterator

from ._arrow_libraries import pyarrow_folder

COMMAND = "rand-engine"


def recorded_commands(package_folder: str) -> Iterator[str]:
    """Yield where pip says that it put the command of this very package."""
    from importlib import metadata

    try:
        distribution = metadata.distribution("rand-engine")
    except metadata.PackageNotFoundError:
        return
    if str(distribution.locate_file("rand_engine")) != package_folder:
        return
    for file in distribution.files or []:
        if file.name == COMMAND:
            yield os.path.normpath(str(file.locate()))


def installed_commands() -> Iterator[str]:
    """Yield where the command may be, the surest place first."""
    package_folder = os.path.dirname(os.path.abspath(__file__))
    yield from recorded_commands(package_folder)
    # `pip install --target` moves scripts without a record of it.
    yield os.path.join(os.path.dirname(package_folder), "bin", COMMAND)
    for scheme in sysconfig.get_default_scheme(), sysconfig.get_preferred_scheme("user"):
        yield os.path.join(sysconfig.get_path("scripts", scheme), COMMAND)


def environment() -> dict[str, str]:
    """Return the environment in which the command finds Arrow's libraries."""
    variables = dict(os.environ)
    folders = [pyarrow_folder(), variables.get("LD_LIBRARY_PATH")]
    variables["LD_LIBRARY_PATH"] = os.pathsep.join(folder for folder in folders if folder)
    return variables


def main() -> int:
    """Become the native command; return only if there is none."""
    for command in installed_commands():
        if os.access(command, os.X_OK):
            os.execve(command, [COMMAND, *sys.argv[1:]], environment())
    print(
        f"{COMMAND}: the command is not installed beside the package; try: "
        f"{sys.executable} -m pip install --force-reinstall --no-deps rand-engine",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
