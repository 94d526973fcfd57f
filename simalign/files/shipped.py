"""Where the shipped scenarios, policies and organisations are, and how one is named."""

from os import PathLike
from pathlib import Path
from typing import Literal

from simalign.errors import InputError, Problem, expect, nearest

Catalogue = Literal["organisations", "policies", "scenarios"]


def configs_folder() -> Path:
    """The folder of shipped configs: inside an installed package, beside the package in a checkout.

    >>> (configs_folder() / "policies" / "push.yaml").is_file()
    True
    """
    package = Path(__file__).parents[1]
    installed = package / "configs"
    return installed if installed.is_dir() else package.parent / "configs"


def names(catalogue: Catalogue) -> tuple[str, ...]:
    """Names of the shipped files of a kind, sorted."""
    return tuple(sorted(file.stem for file in (configs_folder() / catalogue).glob("*.yaml")))


def policy_names() -> tuple[str, ...]:
    """Names of the shipped policies, sorted.

    >>> "push" in policy_names()
    True
    """
    return names("policies")


def is_name(given: str | Path) -> bool:
    """Whether this is a bare name, of a shipped file, and not a path to a file.

    >>> is_name("push"), is_name("push.yaml"), is_name("./push")
    (True, False, False)
    """
    text = str(given)
    return "/" not in text and "\\" not in text and "." not in text and not isinstance(given, Path)


def config_file(catalogue: Catalogue, given: str | Path, folder: Path = Path()) -> Path:
    """The file that is meant: a shipped one by its bare name, else a path, relative to ``folder``.

    Raises InputError for a name that is not shipped, and for what is neither a name nor a path.
    """
    kind = catalogue[:-1] if catalogue != "policies" else "policy"
    expect(given, (str, PathLike), kind, "the name of a shipped file, or the path of a file")
    if not is_name(given):
        return folder / given
    known = names(catalogue)
    if str(given) not in known:
        message = f"no {kind} of that name{nearest(str(given), known)}"
        raise InputError([Problem(message, value=str(given), allowed=f"{', '.join(known)}, or the path of a file")])
    return configs_folder() / catalogue / f"{given}.yaml"
