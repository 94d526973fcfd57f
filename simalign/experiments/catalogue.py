"""Catalogue of the experiments: each is a folder with ``run.py`` and ``sweep.yaml``, and has the folder's name."""

import runpy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from simalign.errors import InputError, Problem, nearest
from simalign.experiments.experiment import Experiment

DECLARATION, SWEEP, RESULTS, FIGURE, FINDING, README = (
    "run.py",
    "sweep.yaml",
    "results.csv",
    "figure.png",
    "finding.txt",
    "README.md",
)


def experiments_folder() -> Path:
    """Return the folder of all experiments: inside an installed package, beside the package in a checkout."""
    installed = Path(__file__).parent / "shipped"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "experiments"


def names() -> tuple[str, ...]:
    """List the names of the experiments, sorted.

    >>> names() == tuple(sorted(names()))
    True
    """
    return tuple(sorted(file.parent.name for file in experiments_folder().glob(f"*/{SWEEP}") if _declared(file.parent)))


def _declared(folder: Path) -> bool:
    """Whether ``run.py`` in a folder declares an experiment; in other folders it is a benchmark program."""
    file = folder / DECLARATION
    return file.is_file() and "\nEXPERIMENT = " in file.read_text(encoding="utf-8")


@dataclass(frozen=True)
class Shipped:
    """The folder of an experiment; ``run.py`` is executed on first access to ``experiment``."""

    name: str
    folder: Path

    @cached_property
    def experiment(self) -> Experiment:
        """The declaration that ``run.py`` calls EXPERIMENT."""
        declared: Experiment = runpy.run_path(str(self.folder / DECLARATION))["EXPERIMENT"]
        return declared

    @property
    def sweeps(self) -> list[Path]:
        """Paths of its sweep files, the main one first."""
        others = sorted(file for file in self.folder.glob("*.yaml") if file.name != SWEEP)
        return [self.folder / SWEEP, *others]

    @property
    def line(self) -> str:
        """First line of ``run.py``, the question in one sentence."""
        return (self.folder / DECLARATION).read_text(encoding="utf-8").splitlines()[0].strip('"')


def load(name: str) -> Shipped:
    """Find an experiment by name. Raises InputError for an unknown name.

    >>> load("push_or_pull").name
    'push_or_pull'
    """
    known = names()
    if name not in known:
        message = f"is not an experiment{nearest(name, known)}"
        raise InputError([Problem(message, value=name, allowed=", ".join(known))])
    return Shipped(name, experiments_folder() / name)
