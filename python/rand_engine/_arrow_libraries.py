"""The Arrow libraries of pyarrow, where they do not lie beside this package.

The extension looks for them in ``../pyarrow``. In split layouts (this package in a virtual
environment, pyarrow in the system's folder) they are loaded from where Python finds pyarrow.
"""

from __future__ import annotations

import os

LIBRARIES = ("libarrow.so.2600", "libparquet.so.2600")


def pyarrow_folder() -> str | None:
    """Return the folder of the pyarrow that Python would import, without importing it."""
    import importlib.util

    spec = importlib.util.find_spec("pyarrow")
    if spec is None or not spec.submodule_search_locations:
        return None
    return spec.submodule_search_locations[0]


def load_arrow_libraries(error: ImportError) -> None:
    """Load the libraries that the extension did not find, or say what is missing."""
    if "libarrow" not in str(error) and "libparquet" not in str(error):
        raise error
    import ctypes

    folder = pyarrow_folder()
    try:
        if folder is None:
            raise error
        for library in LIBRARIES:
            ctypes.CDLL(os.path.join(folder, library))
    except (ImportError, OSError) as reason:
        raise ImportError(
            "rand_engine needs the libraries of pyarrow 26: "
            f"pip install 'pyarrow>=26.0,<27' ({reason})"
        ) from None
