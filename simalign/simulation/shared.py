"""What many runs share, worked out once: organisations, and the plans and terms of the same arms."""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from functools import cached_property
from threading import Lock
from typing import Any

import numpy as np

from simalign.measures.catalogue import NAMES
from simalign.organisation.record import Organisation
from simalign.policies.plan import Plan, plan
from simalign.policies.values import resolve
from simalign.scenario import Scenario
from simalign.simulation.initial import Terms, organise, terms

CACHED = 64  # generated organisations
CACHED_PLANS = 256  # of the same arms
UNNAMED: Any = {"name": True, "description": True, "policy": {"name", "description"}}


class Organisations:
    """The organisations of a seed by scenario and replication; the newest are cached, an imported one is read once."""

    def __init__(self, seed: int, only: Organisation | None = None, most: int | None = CACHED) -> None:
        """Cache up to ``most`` of them (None: all); ``only`` takes the place of every one."""
        self._seed, self._only, self._most = seed, only, most
        self._cached: OrderedDict[tuple[str, int], Organisation] = OrderedDict()
        self._digests: dict[str, str] = {}
        self._lock, self._reading = Lock(), Lock()

    def of(self, scenario: Scenario, replication: int) -> Organisation:
        """Return the organisation of a scenario in a replication. Raises InputError where its files cannot be read."""
        if self._only is not None:
            return self._only
        if scenario.organisation.members is None:
            return self._get(scenario, replication)
        with self._reading:
            return self._get(scenario, 0)

    def size(self, scenario: Scenario) -> int:
        """Number of members of a scenario's organisations."""
        generated = self._only is None and scenario.organisation.members is None
        return scenario.organisation.size if generated else self.of(scenario, 0).size

    def digest(self, scenario: Scenario) -> str:
        """Digest of the organisation of a scenario where it does not follow from the scenario and the seed."""
        if self._only is None and scenario.organisation.members is None:
            return ""
        key = "" if self._only is not None else _decisive(scenario)
        if key not in self._digests:
            self._digests[key] = _digest_of(self.of(scenario, 0))
        return self._digests[key]

    def _get(self, scenario: Scenario, replication: int) -> Organisation:
        key = (_decisive(scenario), replication)
        with self._lock:
            if key in self._cached:
                self._cached.move_to_end(key)
                return self._cached[key]
        made = organise(scenario, self._seed, replication)
        with self._lock:
            made = self._cached.setdefault(key, made)
            if self._most is not None and len(self._cached) > self._most:
                self._cached.popitem(last=False)
        return made


class Arms:
    """Scenarios that are run side by side in many replications, and what their runs share: plans, terms, a digest."""

    def __init__(self, scenarios: Sequence[Scenario]) -> None:
        self.scenarios = scenarios
        self._plans: dict[tuple[int, int, tuple[str, ...]], tuple[Scenario, Plan]] = {}
        self._terms: dict[tuple[int, tuple[str, ...]], tuple[Scenario, Terms]] = {}

    def plan(self, scenario: Scenario, departments: tuple[str, ...]) -> Plan:
        """Return the plan of a scenario's policy. Raises InputError for a policy that does not fit the departments."""
        key = (id(scenario.policy), scenario.warmup, departments)
        return _known(self._plans, key, scenario, lambda: plan(scenario.policy, departments, scenario.warmup, NAMES))

    def terms(self, scenario: Scenario, departments: tuple[str, ...]) -> Terms:
        """Return the terms of a scenario in an organisation of these departments."""
        return _known(self._terms, (id(scenario), departments), scenario, lambda: terms(scenario, departments))

    @cached_property
    def digest(self) -> str:
        """Digest of all that the scenarios set, presets of policies written out, but names and descriptions."""
        texts = []
        for scenario in self.scenarios:
            whole = scenario.unchecked_copy(policy=resolve(scenario.policy))
            free = sorted(scenario.psychology.model_fields_set)  # which a posterior leaves as they are
            texts.append([whole.model_dump_json(exclude=UNNAMED), free])
        return hashlib.sha256(json.dumps(texts).encode()).hexdigest()


def _known[K, V](known: dict[K, tuple[Scenario, V]], key: K, scenario: Scenario, make: Callable[[], V]) -> V:
    """The value of a key, made if it is not known; its entry keeps the scenario, whose id is in the key, alive."""
    entry = known.get(key)
    if entry is None:
        if len(known) >= CACHED_PLANS:
            known.clear()
        entry = known[key] = scenario, make()
    return entry[1]


def _decisive(scenario: Scenario) -> str:
    """All that decides which organisation a scenario has, as text."""
    spec = scenario.organisation
    committed = None if spec.committed is None else scenario.strategy
    return json.dumps(
        [spec.model_dump_json(), list(scenario.departments), [goal.name for goal in scenario.goals], committed]
    )


def _digest_of(record: Any) -> str:
    """Digest of a dataclass of arrays, without what members are called."""
    digest = hashlib.sha256()
    for one in fields(record):
        value = getattr(record, one.name)
        if one.name not in ("ids", "names"):
            digest.update(f"{one.name} ".encode() + _bytes(value))
    return digest.hexdigest()


def _bytes(value: Any) -> bytes:
    if is_dataclass(value):
        return _digest_of(value).encode()
    if isinstance(value, np.ndarray):
        return f"{value.dtype.str} {value.shape} ".encode() + np.ascontiguousarray(value).tobytes()
    if isinstance(value, dict):
        return b"".join(name.encode() + _bytes(value[name]) for name in sorted(value))
    return repr(value).encode()
