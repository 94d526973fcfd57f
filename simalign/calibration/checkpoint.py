"""Checkpoints of a calibration: evaluated points are stored in blocks, so that an interrupted calibration can continue.

Invariant: each block is one file, written atomically and named by a digest of its points and of everything else that
determines its effects. A file with the expected name is therefore valid, and blocks of other calibrations never match.
"""

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
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
from simalign.scenario.organisation import FILES
from simalign.sweeps.design.identity import canonical, digest_of, naming_text, point_name
from simalign.version import MODEL_VERSION

Values = NDArray[np.float64]
BLOCK = 16  # points per file
IDENTITY = "calibration.json"


@dataclass(frozen=True)
class Setting:
    """Everything besides the point itself that determines its effects.

    organisations: number of organisations in which each study is run. varied: the number for studies whose
    organisations differ.
    """

    studies: tuple[Path, ...]
    priors: Path
    seed: int
    organisations: int
    varied: int

    def identity(self) -> dict[str, Any]:
        """Return all settings for a digest: files by their content, and the version of the model."""
        names = [file.name for file in self.studies]
        labels = [file.name if names.count(file.name) == 1 else str(file) for file in self.studies]
        digests = [hashlib.sha256(file.read_bytes()).hexdigest() for file in self.studies]
        return {
            "model_version": MODEL_VERSION,
            "studies": dict(zip(labels, digests, strict=True)),
            "arms": dict(zip(labels, self._arms, strict=True)),
            "priors": hashlib.sha256(self.priors.read_bytes()).hexdigest(),
            "seed": self.seed,
            "organisations": self.organisations,
            "varied": self.varied,
        }

    @cached_property
    def _arms(self) -> list[dict[str, str]]:
        """Digests of the arms of each study, because a study refers to scenarios and policies in other files."""
        drawn = load_priors(self.priors).all.names
        return [
            {arm: _digest_of_arm(loaded.scenario(arm, loaded.middle()), drawn) for arm in loaded.study.arms}
            for loaded in load_studies(self.studies)
        ]

    def evaluator(self) -> Evaluator:
        """Return an evaluator of points with these settings."""
        return Evaluator(load_studies(self.studies), self.seed, self.organisations, self.varied)


class Folder:
    """The output folder of a calibration, which stores the effects of every evaluated point."""

    def __init__(self, path: Path, setting: Setting) -> None:
        """Open the folder or create it. Raises InputError if it holds something else or cannot be written."""
        self.path, self.setting = path, setting
        self._blocks = path / "blocks"
        self._name = _digest(setting)
        try:
            identity = path / IDENTITY
            if identity.is_file():
                if _stored_setting(identity) != setting.identity():
                    raise self._error("belongs to another calibration: studies, priors, seed, sizes or model differ")
            elif path.is_dir() and any(path.iterdir()):
                raise self._error("is not empty; nothing was overwritten")
            self._blocks.mkdir(parents=True, exist_ok=True)
            if not identity.is_file():
                write_whole(identity, json.dumps({"setting": setting.identity()}, indent=2, sort_keys=True).encode())
        except OSError as error:
            raise self._error(f"cannot be written ({error.strerror})") from None

    def _error(self, message: str) -> InputError:
        allowed = "a new or empty folder, or the folder of this same calibration"
        return InputError([Problem(message, key="folder", value=str(self.path), allowed=allowed)])

    def effects(self, u: Values, workers: int, tick: Callable[[int], None] = lambda done: None) -> Values:
        """Return the effects (points, facts) at points u (points, parameters) of the unit cube.

        Stored points are not run again. ``tick`` is called with the number of points that have been added.
        """
        blocks = [u[first : first + BLOCK] for first in range(0, len(u), BLOCK)]
        missing = [block for block in blocks if not self._file(block).is_file()]
        tick(sum(len(block) for block in blocks if self._file(block).is_file()))
        if missing:
            context = get_context("spawn")
            with ProcessPoolExecutor(workers, context, initializer=_open, initargs=(self.setting,)) as pool:
                for block, effects in zip(missing, pool.map(_evaluate, missing), strict=True):
                    self._store(block, effects)
                    tick(len(block))
        return np.concatenate([np.load(self._file(block), allow_pickle=False) for block in blocks])

    def _file(self, block: Values) -> Path:
        digest = hashlib.sha256(self._name.encode() + np.ascontiguousarray(block).tobytes()).hexdigest()
        return self._blocks / f"{digest[:24]}.npy"

    def _store(self, block: Values, effects: Values) -> None:
        buffer = BytesIO()
        np.save(buffer, effects, allow_pickle=False)
        try:
            write_whole(self._file(block), buffer.getvalue())
        except OSError as error:
            raise self._error(f"cannot be written ({error.strerror})") from None


def _digest_of_arm(scenario: Scenario, drawn: Sequence[str]) -> str:
    paths = {role: getattr(scenario.organisation, role) for role in FILES}
    files = {role: digest_of(file) for role, file in paths.items() if file is not None}
    return point_name(naming_text(canonical(scenario, drawn), files, {})).hex()


def _digest(setting: Setting) -> str:
    return hashlib.sha256(json.dumps(setting.identity(), sort_keys=True).encode()).hexdigest()


def _stored_setting(file: Path) -> object:
    """Return the settings in the identity file of a folder; None if the file is not one of this program's."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        return None
    return content.get("setting") if isinstance(content, dict) else None


def write_whole(file: Path, content: bytes) -> None:
    """Write a file atomically: after an interruption it is either complete or absent."""
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    with open(temporary, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    os.replace(temporary, file)


_evaluator: list[tuple[Evaluator, Any]] = []  # of this worker process


def _open(setting: Setting) -> None:
    _evaluator[:] = [(setting.evaluator(), load_priors(setting.priors).all)]


def _evaluate(block: Values) -> Values:
    evaluator, priors = _evaluator[0]
    return np.array([evaluator.effects(priors.psychology(point)) for point in block])
