"""Formatting of names, lists and intervals for people."""

from collections.abc import Sequence
from math import isnan

from simalign.errors import printable
from simalign.texts.catalogue import ENGLISH, Texts

LONGEST = 28  # characters of a name
UNDEFINED = "undefined"


def words(name: str) -> str:
    """Return a name with blanks for underscores, shortened to ``LONGEST`` characters.

    >>> words("tell_and_sell")
    'tell and sell'
    """
    text = printable(name.replace("_", " "))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def policy_title(name: str, texts: Texts = ENGLISH) -> str:
    """Return the name of a policy in a language: the title of a shipped one if the catalogue has it, or its words.

    >>> from simalign.texts.catalogue import texts_in
    >>> policy_title("tell_and_sell"), policy_title("tell_and_sell", texts_in("de"))
    ('tell and sell', 'Anordnen und erklären')
    """
    return texts.messages.get(f"policy.{name}.title") or words(name)


def listed(names: Sequence[str], last: str = "and") -> str:
    """Join names for a sentence.

    >>> listed(["trust", "needs", "skill"])
    'trust, needs and skill'
    """
    return f" {last} ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def interval_text(mean: float, low: float, high: float) -> str:
    """Return a share with its interval as signed percentages.

    >>> interval_text(0.012, -0.004, 0.028)
    '+1.2% (−0.4% to +2.8%)'
    """
    return f"{mean:+.1%} ({low:+.1%} to {high:+.1%})".replace("-", "−")


def bracketed(middle: float | str | None, low: float | str | None, high: float | str | None, form: str = ".2f") -> str:
    """Format an estimate with its interval in brackets, or without if the interval is not known.

    >>> bracketed(0.5, 0.25, 0.75), bracketed(0.5, float("nan"), float("nan")), bracketed("positive", None, None)
    ('0.50 [0.25, 0.75]', '0.50', 'positive')
    """
    ends = [_number(end, form) for end in (low, high)]
    return _number(middle, form) if ends[0] in ("", UNDEFINED) else f"{_number(middle, form)} [{ends[0]}, {ends[1]}]"


def _number(value: float | str | None, form: str) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return UNDEFINED if isnan(value) else f"{value:{form}}"
