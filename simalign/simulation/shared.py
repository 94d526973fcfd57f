"""Caches of the objects that many runs share: organisations, and the plans and terms of arms."""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from functools import cached_property
from threading import Lock
from typing import Any

import numpy as np

from simalign.organisation.record import Organisation
from simalign.policies.plan import Plan
from simalign.policies.values import resolve
from simalign.scenario import Scenario
from simalign.simulation.events import plan_of
from simalign.simulation.initial import organise, terms
from simalign.simulation.start import Terms

CACHED = 64  # generated organisations
CACHED_PLANS = 256  # plans or terms of one set of arms
UNNAMED: Any = {"name": True, "description": True, "policy": {"name", "description"}}


class Organisations:
    """An LRU cache of the organisations under one seed, by scenario and replication; imported files are read once."""

    def __init__(self, seed: int, only: Organisation | None = None, most: int | None = CACHED) -> None:
        """Cache up to ``most`` organisations (None: all); ``only``, if given, replaces every organisation."""
        self._seed, self._only, self._most = seed, only, most
        self._cached: OrderedDict[tuple[str, int], Organisation] = OrderedDict()
        self._digests: dict[str, str] = {}
        self._lock, self._reading = Lock(), Lock()

    def of(self, scenario: Scenario, replication: int) -> Organisation:
        """Return the organisation of a scenario in a replication. Raises InputError if its files cannot be read."""
        if self._only is not None:
            return self._only
        if scenario.organisation.members is None:
            return self._get(scenario, replication)
        with self._reading:
            return self._get(scenario, 0)

    def size(self, scenario: Scenario) -> int:
        """Return the number of members of a scenario's organisation."""
        generated = self._only is None and scenario.organisation.members is None
        return scenario.organisation.size if generated else self.of(scenario, 0).size

    def digest(self, scenario: Scenario) -> str:
        """Return a digest of a scenario's organisation; empty if scenario and seed determine the organisation."""
        if self._only is None and scenario.organisation.members is None:
            return ""
        key = "" if self._only is not None else _organisation_text(scenario)
        if key not in self._digests:
            self._digests[key] = _digest_of(self.of(scenario, 0))
        return self._digests[key]

    def _get(self, scenario: Scenario, replication: int) -> Organisation:
        key = (_organisation_text(scenario), replication)
        with self._lock:
            if key in self._cached:
                self._cached.move_to_end(key)
                return self._cached[key]
        organisation = organise(scenario, self._seed, replication)
        with self._lock:
            organisation = self._cached.setdefault(key, organisation)
            if self._most is not None and len(self._cached) > self._most:
                self._cached.popitem(last=False)
        return organisation


class Arms:
    """Scenarios that run in the same replications, with a cache of their plans and terms, and their digest."""

    def __init__(self, scenarios: Sequence[Scenario]) -> None:
        self.scenarios = scenarios
        self._plans: dict[tuple[int, int, tuple[str, ...]], tuple[Scenario, Plan]] = {}
        self._terms: dict[tuple[int, tuple[str, ...]], tuple[Scenario, Terms]] = {}

    def plan(self, scenario: Scenario, departments: tuple[str, ...]) -> Plan:
        """Return the plan of a scenario's policy. Raises InputError for a policy with unknown departments."""
        key = (id(scenario.policy), scenario.warmup, departments)
        return _cached(self._plans, key, scenario, lambda: plan_of(scenario, departments))

    def terms(self, scenario: Scenario, departments: tuple[str, ...]) -> Terms:
        """Return the terms of a scenario in an organisation with these departments."""
        return _cached(self._terms, (id(scenario), departments), scenario, lambda: terms(scenario, departments))

    @cached_property
    def digest(self) -> str:
        """Digest of all that the scenarios set except names and descriptions; presets are written out as levers."""
        texts = []
        for scenario in self.scenarios:
            whole = scenario.unchecked_copy(policy=resolve(scenario.policy))
            fixed = sorted(scenario.psychology.model_fields_set)  # which a posterior draw does not change
            texts.append([whole.model_dump_json(exclude=UNNAMED), fixed])
        return hashlib.sha256(json.dumps(texts).encode()).hexdigest()


def _cached[K, V](cache: dict[K, tuple[Scenario, V]], key: K, scenario: Scenario, make: Callable[[], V]) -> V:
    """Return the cached value of a key; make and cache it if it is missing.

    The entry also keeps the scenario alive, because the scenario's id is part of the key.
    """
    entry = cache.get(key)
    if entry is None:
        if len(cache) >= CACHED_PLANS:
            cache.clear()
        entry = cache[key] = scenario, make()
    return entry[1]


def _organisation_text(scenario: Scenario) -> str:
    """Return everything that determines a scenario's organisation, as text."""
    spec = scenario.organisation
    committed = None if spec.committed is None else scenario.strategy
    return json.dumps(
        [spec.model_dump_json(), list(scenario.departments), [goal.name for goal in scenario.goals], committed]
    )


def _digest_of(record: Any) -> str:
    """Return a digest of a dataclass of arrays, without the ids and names of members."""
    digest = hashlib.sha256()
    for field in fields(record):
        value = getattr(record, field.name)
        if field.name not in ("ids", "names"):
            digest.update(f"{field.name} ".encode() + _bytes(value))
    return digest.hexdigest()


def _bytes(value: Any) -> bytes:
    if is_dataclass(value):
        return _digest_of(value).encode()
    if isinstance(value, np.ndarray):
        return f"{value.dtype.str} {value.shape} ".encode() + np.ascontiguousarray(value).tobytes()
    if isinstance(value, dict):
        return b"".join(name.encode() + _bytes(value[name]) for name in sorted(value))
    return repr(value).encode()
