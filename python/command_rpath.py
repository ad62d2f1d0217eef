"""Print where the installed command finds pyarrow's libraries, relative to itself.

The build knows the layouts that `pip install` uses (virtual environment or system, user,
--target), not which of them will be taken.
"""

import os
import sysconfig


def relative_folder(scheme):
    """Return pyarrow's folder in the scheme as a path relative to its scripts folder."""
    packages = sysconfig.get_path("platlib", scheme)
    scripts = sysconfig.get_path("scripts", scheme)
    return os.path.join("$ORIGIN", os.path.relpath(packages, scripts), "pyarrow")


schemes = [
    sysconfig.get_default_scheme(),
    sysconfig.get_preferred_scheme("prefix"),
    sysconfig.get_preferred_scheme("user"),
]
folders = [relative_folder(scheme) for scheme in schemes] + ["$ORIGIN/../pyarrow"]
print(";".join(dict.fromkeys(folders)))
