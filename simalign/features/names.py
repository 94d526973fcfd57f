"""Replacement of people's names by their positions, for reports that must not name anybody."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from simalign.organisation.record import Organisation
from simalign.texts.catalogue import ENGLISH, Texts


def department_leads(organisation: Organisation) -> dict[int, int]:
    """Return the lead of each department that has members: of those nearest the head, the one with the lowest key.

    >>> from simalign.organisation.generate import generate
    >>> department_leads(generate(7, 2, ["sales", "craft"], 2.0, 0.5, np.random.SeedSequence(1)))
    {0: 2, 1: 0, 2: 1}
    """
    order = np.lexsort((organisation.key, organisation.depth, organisation.department))
    codes, first = np.unique(organisation.department[order], return_index=True)
    return {int(code): int(order[row]) for code, row in zip(codes, first, strict=True)}


def positions(organisation: Organisation, words: Texts = ENGLISH) -> tuple[str, ...]:
    """Return a description of each member's position that does not contain a name; each is different.

    Managers and members without reports are numbered in the order of their keys.

    >>> from simalign.organisation.generate import generate
    >>> positions(generate(7, 2, ["sales", "craft"], 2.0, 0.5, np.random.SeedSequence(1)))[:4]
    ('the head', 'the head of sales', 'the head of craft', 'member 1 (sales)')
    """
    departments, reports = organisation.departments, report_counts(organisation)
    lead_of = {member: code for code, member in department_leads(organisation).items()}
    texts = [""] * organisation.size
    managers = members = 0
    for member in np.argsort(organisation.key, kind="stable").tolist():
        name = departments[organisation.department[member]]
        if member == organisation.head:
            texts[member] = words.say("report.hidden.head")
        elif member in lead_of:
            texts[member] = words.say("report.hidden.lead", department=name)
        elif reports[member]:
            managers += 1
            texts[member] = words.say("report.hidden.manager", n=managers, department=name)
        else:
            members += 1
            texts[member] = words.say("report.hidden.member", n=members, department=name)
    return tuple(texts)


def hide_names(organisation: Organisation, words: Texts = ENGLISH) -> Organisation:
    """Return the organisation with positions in place of the ids and names of its members."""
    texts = positions(organisation, words)
    return replace(organisation, ids=texts, names=texts)


def report_counts(organisation: Organisation) -> NDArray[np.int64]:
    """Return the number of direct reports of each member, (N,)."""
    below = organisation.manager[organisation.manager != np.arange(organisation.size)]
    return np.bincount(below, minlength=organisation.size)
