"""The files that are shipped with the package, by kind and name."""

from os import PathLike
from pathlib import Path
from typing import Literal

from simalign.errors import InputError, Problem, expect, nearest
from simalign.files.former import became
from simalign.files.read import path_of

Catalogue = Literal[
    "claims", "classics", "facts", "lessons", "organisations", "policies", "rivals", "scenarios", "sweeps"
]
NOUNS = {"claims": "claims", "policies": "policy", "rivals": "rivals"}  # singular, unless it is the name without s


def configs_folder() -> Path:
    """Return the folder of shipped configs: inside an installed package, beside the package in a checkout.

    >>> (configs_folder() / "policies" / "push.yaml").is_file()
    True
    """
    package = Path(__file__).parents[1]
    installed = package / "configs"
    return installed if installed.is_dir() else package.parent / "configs"


def shipped_files(catalogue: Catalogue) -> list[Path]:
    """Return the shipped files of a kind, also those in subfolders, sorted by name."""
    return sorted((configs_folder() / catalogue).rglob("*.yaml"), key=lambda file: file.name)


def names(catalogue: Catalogue) -> tuple[str, ...]:
    """Return the names of the shipped files of a kind, sorted."""
    return tuple(file.stem for file in shipped_files(catalogue))


def policy_names() -> tuple[str, ...]:
    """Return the names of the shipped policies, sorted.

    >>> "push" in policy_names()
    True
    """
    return names("policies")


def is_name(value: str | Path) -> bool:
    """Return whether a value has the form of the name of a shipped file and not that of a path.

    >>> is_name("push"), is_name("push.yaml"), is_name("./push")
    (True, False, False)
    """
    text = str(value)
    return "/" not in text and "\\" not in text and "." not in text and not isinstance(value, Path)


def noun(catalogue: Catalogue) -> str:
    """Return the word for one file of a kind.

    >>> noun("scenarios"), noun("policies")
    ('scenario', 'policy')
    """
    return NOUNS.get(catalogue, catalogue[:-1])


def config_file(catalogue: Catalogue, given: str | Path, folder: Path = Path(), key: str | None = None) -> Path:
    """Return the path of a shipped file, given its name, or the given path, relative to ``folder``.

    key: the key or option that contains the name, for messages.
    Raises InputError for a name that is not shipped, and for a value that is neither a name nor a path.
    """
    expect(given, (str, PathLike), noun(catalogue), "the name of a shipped file, or the path of a file")
    if not is_name(given):
        return path_of(given) if folder == Path() else folder / given
    known = names(catalogue)
    if str(given) not in known and catalogue == "organisations" and (folder / str(given)).is_file():
        return folder / str(given)  # an exported file without an extension
    if str(given) not in known:
        message = f"no {noun(catalogue)} of that name{became(catalogue, str(given)) or nearest(str(given), known)}"
        allowed = f"{', '.join(known)}, or the path of a file"
        raise InputError([Problem(message, key=key, value=str(given), allowed=allowed)])
    return configs_folder() / catalogue / f"{given}.yaml"
