"""The installed distribution: its name, version and extras, and conflicts with another package of the same name.

The distribution is called ``simalign-abm``, because ``simalign`` on PyPI is a word aligner by other authors, which also
installs a package ``simalign``. If both are installed, their files share a folder, and the ``__init__.py`` of the
distribution that was installed last replaces the other one.
"""

import platform
import sys
import warnings
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

from simalign.errors import InputError, Problem

DISTRIBUTION = "simalign-abm"
NUMERIC = ("numpy", "numba", "mesa", "scipy", "pandas", "pyarrow")  # distributions that affect numeric results
REMEDY = (
    f"only one of them in an environment: pip uninstall -y simalign {DISTRIBUTION}, then pip install {DISTRIBUTION}"
)


def versions() -> dict[str, str]:
    """Return the versions of this distribution, of Python, and of the distributions that affect numeric results.

    >>> list(versions())[:2]
    ['simalign-abm', 'numpy']
    """
    return {name: version(name) for name in (DISTRIBUTION, *NUMERIC)} | {"python": platform.python_version()}


def require(user: str, extra: str, *modules: str, distributions: tuple[str, ...] = ()) -> None:
    """Raise InputError, with the command that installs the extra, if modules or distributions are missing.

    user: the command or feature that requires them, for the message. distributions: those to check by their name on
    the package index, because they have no module to import.

    >>> require("simalign run", "viz", "numpy", distributions=("numba",))
    """
    missing = [name for name in modules if find_spec(name) is None]
    missing += [name for name in distributions if not _is_installed(name)]
    if missing:
        allowed = f"pip install '{DISTRIBUTION}[{extra}]'"
        raise InputError([Problem(f"{user} needs {name}, which is not installed", allowed=allowed) for name in missing])


def _is_installed(distribution: str) -> bool:
    try:
        version(distribution)
    except PackageNotFoundError:
        return False
    return True


def warn_of_mixture(folder: str) -> None:
    """Warn that this package works but shares its folder with files of the word aligner."""
    message = f"{folder} also holds files of `simalign`, a word aligner by other authors: uninstalling or upgrading"
    warnings.warn(f"{message} either package breaks the other; install {REMEDY}", stacklevel=3)


def check() -> None:
    """Raise InputError if the package's ``__init__.py`` is missing or belongs to the word aligner."""
    package = sys.modules["simalign"]
    if "InputError" in getattr(package, "__all__", ()):
        return
    folder = next(iter(package.__path__))
    message = "its __init__.py is missing, which happens when another package named simalign is removed"
    if package.__file__ is not None:
        message = "its __init__.py belongs to another package of the same name, a word aligner by other authors"
    raise InputError([Problem(f"simalign cannot work: {message}", folder, allowed=REMEDY)])
