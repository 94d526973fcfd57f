"""Kinds of work of departments that a scenario does not describe, by the words in their names (ODD 7.5)."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path

from simalign.files.load import Problems
from simalign.files.read import read_tree
from simalign.scenario.organisation import KINDS, MIXED, Department, Goal

TABLE = Path(__file__).with_name("kinds.yaml")
GENERAL = "management_if_no_other_word"  # the section of words that decide only where no other word does
SHORT = 4  # letters of a word that must be a whole word of the name
SPELLINGS = (("ae", "a"), ("oe", "o"), ("ue", "u"))  # of letters with two dots, in names without them


def simplified(name: str) -> str:
    """Return the words of a name without case, accents, digits and signs, each between blanks.

    >>> simplified("60 Qualität & Prüfung")
    ' qualitat prufung '
    """
    letters = unicodedata.normalize("NFKD", name.casefold())
    text = "".join(letter for letter in letters if not unicodedata.combining(letter))
    for two, one in SPELLINGS:
        text = text.replace(two, one)
    return f" {' '.join(re.findall(r'[^\W\d_]+', text))} "


@cache
def _words() -> tuple[tuple[str, str], ...]:
    """Return simplified words with their kinds, in the order in which they decide."""
    problems = Problems()
    table = read_tree(TABLE, problems).plain()
    problems.stop()
    kinds: dict[str, str] = {}
    for section, languages in table.items():
        for word in (word for words in languages.values() for word in words):
            kinds.setdefault(simplified(word), section)
    longest = sorted(kinds.items(), key=lambda item: (item[1] == GENERAL, -len(item[0])))
    return tuple((word, "management" if kind == GENERAL else kind) for word, kind in longest)


@cache
def kind_by_words(name: str) -> str:
    """Return the kind of work of a department by the words in its name; ``mixed`` without a known word.

    >>> kind_by_words("Vertriebsinnendienst"), kind_by_words("Direction financière"), kind_by_words("Zeppelin")
    ('sales', 'support', 'mixed')
    """
    text = simplified(name)
    for word, kind in _words():
        letters = word.strip()
        if (word if len(letters) <= SHORT else letters) in text:
            return kind
    return MIXED


def kinds_of(names: Sequence[str], described: Collection[str], given: Mapping[str, str]) -> dict[str, str]:
    """Return the kind of work of each department whose kind the organisation gives or the scenario does not describe.

    described: departments of the scenario; given: kinds by department, which come first.
    """
    return {name: given.get(name) or kind_by_words(name) for name in names if name in given or name not in described}


def department_of(kind: str, goals: Sequence[Goal]) -> Department:
    """Return the department of a kind of work; ``mixed`` leans to all external goals alike, and has no customers.

    So does a kind that leans to a goal which is not an external goal of the scenario.

    >>> from simalign.scenario.organisation import GOALS
    >>> department_of("production", GOALS).lean, department_of("production", GOALS[:2]).lean
    ({'delivery': 0.6, 'efficiency': 0.4}, {'acquisition': 1.0, 'service': 1.0})
    """
    external = [goal.name for goal in goals if goal.external]
    even = Department(lean=dict.fromkeys(external, 1.0))
    if kind == MIXED:
        return even
    known = KINDS[kind]
    return known if set(known.lean) <= set(external) else even.unchecked_copy(customer_facing=known.customer_facing)
