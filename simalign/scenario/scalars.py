"""What a bare word in a file means: the core schema of YAML 1.2, where `no` is a word and not false.

A number with a leading zero, like 010, is refused: it is ten in YAML 1.2 and eight in YAML 1.1.
1_000 and 12:30, numbers in YAML 1.1, are text as in YAML 1.2, and so refused wherever a number is due.
"""

import re

Scalar = str | int | float | bool | None

WORDS: dict[str, Scalar] = {"": None, "~": None}
for _word, _value in (("null", None), ("true", True), ("false", False)):
    WORDS |= {_word: _value, _word.capitalize(): _value, _word.upper(): _value}
for _sign, _factor in (("", 1.0), ("+", 1.0), ("-", -1.0)):
    WORDS |= {f"{_sign}.{inf}": _factor * float("inf") for inf in ("inf", "Inf", "INF")}
WORDS |= {nan: float("nan") for nan in (".nan", ".NaN", ".NAN")}

WHOLE = re.compile(r"[-+]?[0-9]+")
OTHER_BASE = re.compile(r"0o[0-7]{1,20}|0x[0-9a-fA-F]{1,16}")
DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
LEADING_ZERO = re.compile(r"[-+]?0[0-9]+")
MOST_DIGITS = 40


def scalar(text: str) -> Scalar:
    """The value of a bare word.

    >>> scalar("no"), scalar("1e-3"), scalar("1_000"), scalar("12:30"), scalar("0x1F"), scalar("~")
    ('no', 0.001, '1_000', '12:30', 31, None)
    """
    if text in WORDS:
        return WORDS[text]
    if WHOLE.fullmatch(text) and len(text) <= MOST_DIGITS:
        return int(text)
    if OTHER_BASE.fullmatch(text):
        return int(text, 0)
    if DECIMAL.fullmatch(text):
        return float(text)
    return text


def ambiguous(text: str) -> bool:
    """Whether a bare number has a leading zero, so that programs differ on its value.

    >>> ambiguous("010"), ambiguous("0.10"), ambiguous("0")
    (True, False, False)
    """
    return LEADING_ZERO.fullmatch(text) is not None
