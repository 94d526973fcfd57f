"""The organisation that a scenario names: its members file, and its ties file if there is one."""

from collections.abc import Sequence
from dataclasses import replace

from simalign.errors import InputError, Problem, nearest
from simalign.organisation.members import read_members
from simalign.organisation.record import Organisation
from simalign.organisation.table import Reading
from simalign.organisation.ties import read_ties
from simalign.scenario.setting import OrganisationSpec


def imported(spec: OrganisationSpec, goals: Sequence[str] = ()) -> tuple[Organisation, list[Reading]]:
    """Read the files of a spec with members; the readings tell how they were understood.

    Raises InputError with everything that is wrong with the files; whose ties they are is only known with members.
    """
    if spec.members is None:
        raise ValueError("no members file")
    try:
        organisation, reading = read_members(spec.members, spec.columns, goals)
    except InputError as error:
        raise InputError([*error.problems, *_of_ties(spec)]) from None
    if spec.ties is None:
        return organisation, [reading]
    ties, second = read_ties(spec.ties, organisation.ids, spec.mutual, spec.tie_columns)
    return replace(organisation, ties=ties), [reading, second]


def _of_ties(spec: OrganisationSpec) -> list[Problem]:
    """What is wrong with the ties, be they whose they will."""
    if spec.ties is not None:
        try:
            read_ties(spec.ties, None, spec.mutual, spec.tie_columns)
        except InputError as error:
            return error.problems
    return []


def undescribed(organisation: Organisation, described: Sequence[str]) -> list[str]:
    """Remarks on departments of members that look like one that a scenario describes and are none.

    >>> from simalign.organisation.generate import generate
    >>> from numpy.random import SeedSequence
    >>> undescribed(generate(3, 2, ["Sales"], 1.0, 0.0, SeedSequence(1)), ["management", "sales"])
    ["department 'Sales' is not one that the scenario describes; did you mean 'sales'?"]
    """
    hints = {name: nearest(name, described) for name in organisation.departments if name not in described}
    return [f"department {name!r} is not one that the scenario describes{hint}" for name, hint in hints.items() if hint]
