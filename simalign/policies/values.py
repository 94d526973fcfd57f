"""The values of levers under a policy, as numbers."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from simalign.policies.levers import COUNTS, LETTERS, STATUS_QUO, Levers
from simalign.policies.policy import Policy, PolicyPart


def set_values(levers: Levers) -> dict[str, float]:
    """The values of the columns that levers set: clarity sets the letters not set beside it, and never is 0.

    >>> values = set_values(Levers(clarity=0.5, specific=0.9, review_interval="never"))
    >>> values["specific"], values["relevant"], values["review_interval"]
    (0.9, 0.5, 0.0)
    """
    values = {name: number(value) for name, value in levers.model_dump(exclude_none=True).items()}
    clarity = values.pop("clarity", None)
    return values if clarity is None else dict.fromkeys(LETTERS, clarity) | values


def number(value: float | str) -> float:
    """The value of a lever as the compiled week reads it: 0 stands for never."""
    return 0.0 if value == "never" else float(value)


def levers_of(values: Mapping[str, float]) -> Levers:
    """Levers with these values of columns, the inverse of ``set_values``.

    >>> levers_of({"mandate": 0.3, "review_interval": 0.0}).review_interval
    'never'
    """
    counted: dict[str, Any] = {name: int(value) or "never" for name, value in values.items() if name in COUNTS}
    return Levers(**(dict(values) | counted))


def status_quo() -> dict[str, float]:
    """The value of every column at status quo."""
    return dict(_status_quo())


@cache
def _status_quo() -> tuple[tuple[str, float], ...]:
    return tuple(set_values(Levers(**STATUS_QUO)).items())


def lever_values(policy: Policy) -> dict[str, float]:
    """The value of every column for the whole organisation, outside the phases and rules of a policy.

    >>> lever_values(Policy())["mandate"], lever_values(Policy(preset="push"))["mandate"]
    (0.3, 0.8)
    """
    return status_quo() | set_values(policy.levers)


def each_part(policy: Policy, change: Callable[[PolicyPart], Mapping[str, Any]]) -> Policy:
    """The policy with some fields changed: of itself, of each phase and of each rule."""
    lists = {
        kind: [part.unchecked_copy(**change(part)) for part in getattr(policy, kind)] for kind in ("phases", "rules")
    }
    return policy.unchecked_copy(**{**change(policy), **lists})


def resolve(policy: Policy) -> Policy:
    """The policy with clarity written out as five letters, so that policies of the same meaning are equal.

    Levers of departments stay as they are.

    >>> resolve(Policy(levers={"clarity": 0.8})) == resolve(Policy(levers=dict.fromkeys(LETTERS, 0.8)))
    True
    """
    return each_part(policy, lambda part: {"levers": levers_of(set_values(part.levers))})
