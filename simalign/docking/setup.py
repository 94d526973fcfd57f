"""Scenarios and organisations in which this model is a classic: all mechanisms off but the named ones."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from simalign.docking.record import Floats
from simalign.organisation.record import Organisation, Ties
from simalign.organisation.ties import ties_from_pairs
from simalign.scenario import Department, Goal, Mechanisms, Scenario

GOALS = 8  # as in the shipped scenario, for which the week is compiled already


def bare_scenario(
    mechanisms: Sequence[str], psychology: Mapping[str, float], levers: Mapping[str, Any], **more: Any
) -> Scenario:
    """Return a scenario of one department with equal goals and no warm-up, in which only some mechanisms are on.

    mechanisms: names of those that are on. psychology, levers: values that differ from the defaults. more: other keys.
    """
    names = [f"goal{k}" for k in range(GOALS)]
    even = dict.fromkeys(names, 1.0)
    parts: dict[str, Any] = {
        "goals": [Goal(name=name) for name in names],
        "roles": dict.fromkeys(("senior_manager", "middle_manager", "specialist"), even),
        "departments": {"all": Department(lean=even), "management": Department(lean=even)},
        "mechanisms": Mechanisms(**{name: name in mechanisms for name in Mechanisms.model_fields}),
        "psychology": {"adjust": 1.0, "numb": 0.0, **psychology},
        "policy": {"levers": dict(levers)},
        "warmup": 0,
    }
    return Scenario(**parts | more)


def bare_organisation(manager: Sequence[int], ties: Ties | None = None, **given: ArrayLike) -> Organisation:
    """Return one department of members.

    manager: the index of each member's manager, who is listed earlier; the head is their own. ties: who sees whom.
    given: initial values by name, members in rows.
    """
    size = len(manager)
    depth = np.ones(size, np.int32)
    for member in range(1, size):
        depth[member] = depth[manager[member]] + 1
    ids = [f"m{member}" for member in range(size)]
    return Organisation(
        ids=ids,
        names=ids,
        key=np.arange(size),
        manager=np.array(manager, np.int32),
        depth=depth,
        level=depth,
        department=np.zeros(size, np.int32),
        departments=("all",),
        role=np.full(size, 2, np.int8),
        ties=ties_from_pairs(size, [], []) if ties is None else ties,
        given={name: np.array(values, float) for name, values in given.items()},
    )


def weighted_ties(weights: Floats) -> Ties:
    """Return ties with the influence weights of a matrix (N, N), in which row i has the weights that i gives."""
    source, target = np.nonzero(weights)
    return ties_from_pairs(len(weights), source, target, weights[source, target])


def as_agendas(opinions: Floats) -> Floats:
    """Return agendas (N, K) whose first goal has the share of each opinion (N,), and the second goal the rest.

    >>> as_agendas(np.array([0.25]))[0, :3].tolist()
    [0.25, 0.75, 0.0]
    """
    agendas = np.zeros((len(opinions), GOALS))
    agendas[:, 0], agendas[:, 1] = opinions, 1 - opinions
    return agendas
