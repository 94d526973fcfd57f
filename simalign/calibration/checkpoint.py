"""A calibration's folder: runs in blocks, each a file that is there whole or not at all, so that it can go on.

Invariant: a block's file is named by a digest of its points and of all else that decides its effects; what is there
under that name is right, and what belongs to another calibration is not found.
"""

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simalign.calibration.evaluate import Evaluator
from simalign.calibration.priors import load_priors
from simalign.errors import InputError, Problem
from simalign.evidence.read import load_studies
from simalign.scenario import Scenario
from simalign.sweeps.store.identity import canonical, digest_of, point_name
from simalign.version import MODEL_VERSION

Values = NDArray[np.float64]
BLOCK = 16  # points of a file
IDENTITY = "calibration.json"


@dataclass(frozen=True)
class Setting:
    """What decides the effects of a point: studies, priors, seed, organisations of each study."""

    studies: tuple[Path, ...]
    priors: Path
    seed: int
    organisations: int
    varied: int  # organisations of a study in which they differ

    def identity(self) -> dict[str, Any]:
        """All of it by content, with the model's version."""
        names = [file.name for file in self.studies]
        called = [file.name if names.count(file.name) == 1 else str(file) for file in self.studies]
        digests = [hashlib.sha256(file.read_bytes()).hexdigest() for file in self.studies]
        return {
            "model_version": MODEL_VERSION,
            "studies": dict(zip(called, digests, strict=True)),
            "arms": dict(zip(called, self._arms, strict=True)),
            "priors": hashlib.sha256(self.priors.read_bytes()).hexdigest(),
            "seed": self.seed,
            "organisations": self.organisations,
            "varied": self.varied,
        }

    @cached_property
    def _arms(self) -> list[dict[str, str]]:
        """What study files do not hold themselves, base scenarios and policies that they name: a digest an arm."""
        drawn = load_priors(self.priors).names
        return [
            {arm: _digest_of_arm(loaded.scenario(arm, loaded.middle()), drawn) for arm in loaded.study.arms}
            for loaded in load_studies(self.studies)
        ]

    def evaluator(self) -> Evaluator:
        """Where points are tried."""
        return Evaluator(load_studies(self.studies), self.seed, self.organisations, self.varied)


class Folder:
    """Effects of points, worked out once."""

    def __init__(self, path: Path, setting: Setting) -> None:
        """Open a folder, or make it. Raises InputError where it holds something else, or cannot be written."""
        self.path, self.setting = path, setting
        self._blocks = path / "blocks"
        self._name = _digest(setting)
        try:
            known = path / IDENTITY
            if known.is_file():
                if _setting_in(known) != setting.identity():
                    raise self._refused("is of another calibration: studies, priors, seed, sizes or model differ")
            elif path.is_dir() and any(path.iterdir()):
                raise self._refused("holds something already; nothing was overwritten")
            self._blocks.mkdir(parents=True, exist_ok=True)
            if not known.is_file():
                write_whole(known, json.dumps({"setting": setting.identity()}, indent=2, sort_keys=True).encode())
        except OSError as error:
            raise self._refused(f"cannot be written ({error.strerror})") from None

    def of_fewer(self, share: int) -> "Folder":
        """The same folder for trials on a ``share``-th of the organisations, one at least."""
        other = copy(self)
        few = max(1, self.setting.organisations // share), max(4, self.setting.varied // share)
        other.setting = replace(self.setting, organisations=few[0], varied=few[1])
        other._name = _digest(other.setting)
        return other

    def _refused(self, message: str) -> InputError:
        allowed = "a folder that is new or empty, or of this very calibration"
        return InputError([Problem(message, key="folder", value=str(self.path), allowed=allowed)])

    def effects(self, u: Values, workers: int, tick: Callable[[int], None] = lambda done: None) -> Values:
        """Effects (points, facts) at points u (points, parameters) of the unit cube; what is there is not run again.

        ``tick`` is called with the number of points that are done.
        """
        blocks = [u[first : first + BLOCK] for first in range(0, len(u), BLOCK)]
        missing = [block for block in blocks if not self._file(block).is_file()]
        tick(sum(len(block) for block in blocks if self._file(block).is_file()))
        if missing:
            context = get_context("spawn")
            with ProcessPoolExecutor(workers, context, initializer=_open, initargs=(self.setting,)) as pool:
                for block, found in zip(missing, pool.map(_try, missing), strict=True):
                    self._keep(block, found)
                    tick(len(block))
        return np.concatenate([np.load(self._file(block), allow_pickle=False) for block in blocks])

    def _file(self, block: Values) -> Path:
        digest = hashlib.sha256(self._name.encode() + np.ascontiguousarray(block).tobytes()).hexdigest()
        return self._blocks / f"{digest[:24]}.npy"

    def _keep(self, block: Values, effects: Values) -> None:
        text = BytesIO()
        np.save(text, effects, allow_pickle=False)
        try:
            write_whole(self._file(block), text.getvalue())
        except OSError as error:
            raise self._refused(f"cannot be written ({error.strerror})") from None


def _digest_of_arm(scenario: Scenario, drawn: Sequence[str]) -> str:
    given = {role: getattr(scenario.organisation, role) for role in ("members", "ties")}
    files = {role: digest_of(file) for role, file in given.items() if file is not None}
    return point_name(canonical(scenario, drawn), files, {}).hex()


def _digest(setting: Setting) -> str:
    return hashlib.sha256(json.dumps(setting.identity(), sort_keys=True).encode()).hexdigest()


def _setting_in(file: Path) -> object:
    """What a folder says of itself; None where it is not said as here."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        return None
    return found.get("setting") if isinstance(found, dict) else None


def write_whole(file: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    with open(beside, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    os.replace(beside, file)


_evaluator: list[tuple[Evaluator, Any]] = []  # of this worker process


def _open(setting: Setting) -> None:
    _evaluator[:] = [(setting.evaluator(), load_priors(setting.priors))]


def _try(block: Values) -> Values:
    evaluator, priors = _evaluator[0]
    return np.array([evaluator.effects(priors.psychology(point)) for point in block])
