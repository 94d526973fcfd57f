"""Letters and numbers in place of names of the user's own policies and departments, under a code name."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from simalign.decision.report import Question
from simalign.decision.translated import record_in
from simalign.files.shipped import names as shipped_names
from simalign.policies.policy import load_policy
from simalign.scenario import Policy
from simalign.texts.catalogue import ENGLISH, Texts

NAMING = {"policy", "first", "ahead", "leads", "local", "leaders", "horizon"}  # keys of a record with names of policies


def aliases(policies: Mapping[str, Policy], texts: Texts = ENGLISH) -> dict[str, str]:
    """Return a letter for each policy that is not a shipped one, by its name.

    >>> aliases({"push": Policy(), "Project Eagle": Policy(), "pull": Policy(description="What Acme does.")})
    {'Project Eagle': 'policy A', 'pull': 'policy B'}
    """
    own = [name for name, policy in policies.items() if not _is_shipped(name, policy)]
    letters = [chr(ord("A") + n) if n < 26 else n + 1 for n in range(len(own))]
    return {name: texts.say("report.alias", letter=letter) for name, letter in zip(own, letters, strict=True)}


def _is_shipped(name: str, policy: Policy) -> bool:
    """Return whether a policy reveals no more than a shipped one: it has the same name, and no text of its own."""
    return name in shipped_names("policies") and policy.description in ("", load_policy(name).description)


def with_aliases(
    record: Mapping[str, Any], question: Question, texts: Texts = ENGLISH
) -> tuple[dict[str, Any], Question]:
    """Return the results and the question of a decision with letters in place of the names of the user's policies.

    record: as ``DecisionAnalysis.record`` has it. Sentences are written again from the numbers, since a name may be any
    word. Answers to further questions, which name departments, are left out.
    """
    names = aliases(question.policies, texts)
    policies = {names.get(name, name): policy for name, policy in question.policies.items()}
    kept = ("weeks", "draws", "sure", "seed", "standings", "horizon", "margins", "distance", "budget", "flips")
    numbers = {key: renamed(record[key], names, key) for key in kept if key in record}
    other = replace(question, policies=policies)
    return record_in(texts, numbers, other), other


def without_departments(sentence: str, departments: Sequence[str], texts: Texts = ENGLISH) -> str:
    """Return a sentence with numbers in place of the names of departments.

    >>> without_departments("The head of Field_sales leads field sales.", ["field_sales", "sales"])
    'The head of department 1 leads department 1.'
    """
    for name in sorted(departments, key=len, reverse=True):
        pattern = rf"(?<!\w)(?:{re.escape(name)}|{re.escape(name.replace('_', ' '))})(?!\w)"
        number = texts.say("report.hidden.inside", n=departments.index(name) + 1)
        sentence = re.sub(pattern, number, sentence, flags=re.IGNORECASE)
    return sentence


def renamed(value: Any, names: Mapping[str, str], key: str = "") -> Any:
    """Return a part of a record with other names of policies; key: that of the part.

    >>> renamed([{"policy": "Project Eagle", "gain": 0.1}], {"Project Eagle": "policy A"})
    [{'policy': 'policy A', 'gain': 0.1}]
    """
    if isinstance(value, Mapping):
        return {inner: renamed(each, names, inner) for inner, each in value.items()}
    if isinstance(value, list | tuple):
        return [renamed(each, names, key) for each in value]
    return names.get(value, value) if key in NAMING and isinstance(value, str) else value
