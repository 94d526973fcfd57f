"""The numeric values of levers under a policy."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from simalign.policies.levers import COUNTS, LETTERS, STATUS_QUO, Levers
from simalign.policies.policy import Policy, PolicyPart


def set_values(levers: Levers) -> dict[str, float]:
    """Return the values of the columns that ``levers`` sets.

    Clarity sets the letters that are not set themselves; an interval of ``never`` becomes 0.

    >>> values = set_values(Levers(clarity=0.5, specific=0.9, review_interval="never"))
    >>> values["specific"], values["relevant"], values["review_interval"]
    (0.9, 0.5, 0.0)
    """
    values = {name: number(value) for name, value in levers.model_dump(exclude_none=True).items()}
    clarity = values.pop("clarity", None)
    return values if clarity is None else dict.fromkeys(LETTERS, clarity) | values


def number(value: float | str) -> float:
    """Return the value of a lever for compiled code, in which 0 means never."""
    return 0.0 if value == "never" else float(value)


def levers_of(values: Mapping[str, float]) -> Levers:
    """Return levers with these values of columns: the inverse of ``set_values``.

    >>> levers_of({"mandate": 0.3, "review_interval": 0.0}).review_interval
    'never'
    """
    counted: dict[str, Any] = {name: int(value) or "never" for name, value in values.items() if name in COUNTS}
    return Levers(**(dict(values) | counted))


def status_quo() -> dict[str, float]:
    """Return the status quo of every column."""
    return dict(_status_quo())


@cache
def _status_quo() -> tuple[tuple[str, float], ...]:
    return tuple(set_values(Levers(**STATUS_QUO)).items())


def lever_values(policy: Policy) -> dict[str, float]:
    """Return the value of every column for the whole organisation, without the phases and rules of the policy.

    >>> lever_values(Policy())["mandate"], lever_values(Policy(preset="push"))["mandate"]
    (0.3, 0.6)
    """
    return status_quo() | set_values(policy.levers)


def each_part(policy: Policy, change: Callable[[PolicyPart], Mapping[str, Any]]) -> Policy:
    """Return the policy with the fields that ``change`` returns, in the policy itself and in all phases and rules."""
    lists = {
        kind: [part.unchecked_copy(**change(part)) for part in getattr(policy, kind)] for kind in ("phases", "rules")
    }
    return policy.unchecked_copy(**{**change(policy), **lists})


def resolve(policy: Policy) -> Policy:
    """Return the policy with clarity written out as five letters, so that equivalent policies are equal.

    Levers of departments do not change.

    >>> resolve(Policy(levers={"clarity": 0.8})) == resolve(Policy(levers=dict.fromkeys(LETTERS, 0.8)))
    True
    """
    return each_part(policy, lambda part: {"levers": levers_of(set_values(part.levers))})
