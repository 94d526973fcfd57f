"""The three questions about an organisation that anyone can answer, and the scenario values that the answers set.

The work is routine if others can judge it (``context.complexity`` is low). Trust is that of people on arrival, to which
trust tends to return (``context.trust``). Customers change their minds if the demand of all of them moves
(``context.turbulence``). An answer is a level, a number, or ``unknown``. An unknown value is drawn for each case from
the whole range between the lowest and the highest level, so that ignorance widens the interval of the answer.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simalign.errors import InputError, Problem
from simalign.sweeps.design.factors import Distribution
from simalign.texts.catalogue import ENGLISH, Texts

Answer = str | float
LEVELS = ("low", "medium", "high")
UNKNOWN = "unknown"
WEEKS = 52.0  # in a year


@dataclass(frozen=True)
class Setting:
    """A question whose answer sets one value of the context.

    name: of the question. key: of the value in ``context``. levels: values of the answers low, medium and high. most:
    the largest number as an answer; a share if 1, otherwise times a year. falls: whether the value is 1 minus the
    answer.
    """

    name: str
    key: str
    levels: tuple[float, float, float]
    most: float = 1.0
    falls: bool = False

    @property
    def allowed(self) -> str:
        """The answers that are allowed, for a message."""
        unit = "a share from 0% to 100%" if self.most == 1.0 else f"a number of times a year, from 0 to {self.most:g}"
        return f"{', '.join(LEVELS)}, {unit}, or {UNKNOWN}"

    @property
    def whole_range(self) -> tuple[float, float]:
        """The values that an unknown answer leaves possible."""
        return min(self.levels), max(self.levels)

    def value(self, answer: Answer) -> float | None:
        """Return the value of the context for an answer, None if it is unknown. Raises InputError for other words.

        >>> SETTINGS["routine"].value("low"), SETTINGS["routine"].value("75%"), SETTINGS["customers"].value(26)
        (0.8, 0.25, 0.5)
        """
        word = str(answer).strip().lower()
        if re.sub(r"[^a-z]", "", word) in (UNKNOWN, "dontknow"):
            return None
        if word in LEVELS:
            return self.levels[LEVELS.index(word)]
        number = -1.0 if isinstance(answer, bool) else number_of(word, self.most == 1.0)
        if not 0.0 <= number <= self.most:
            raise InputError([Problem("is not an answer", key=self.key, value=answer, allowed=self.allowed)])
        share = number if self.most == 1.0 else number / WEEKS
        return round(1.0 - share if self.falls else share, 12)

    def question(self, texts: Texts = ENGLISH) -> str:
        """Return the question in plain words.

        >>> SETTINGS["trust"].question()
        'How far do people trust management?'
        """
        return texts.say(f"context.{self.name}")

    def phrase(self, texts: Texts = ENGLISH) -> str:
        """Return a noun phrase for the value.

        >>> SETTINGS["trust"].phrase()
        'trust in management at the start'
        """
        return texts.say(f"report.{self.key}")

    def title(self, texts: Texts = ENGLISH) -> str:
        """Return the title of the value.

        >>> SETTINGS["trust"].title()
        'Trust at the start'
        """
        title = texts.say(f"context.{self.key}.title")
        return title[:1].upper() + title[1:]

    def text(self, value: float, texts: Texts = ENGLISH) -> str:
        """Return a value of the context as text.

        >>> SETTINGS["trust"].text(0.35), SETTINGS["customers"].text(0.02), SETTINGS["customers"].text(0.1)
        ('35%', 'once a year', '5.2 times a year')
        """
        if self.most == 1.0:
            return texts.figure(f"{100 * value:.0f}%")
        times = float(f"{value * WEEKS:.2g}")
        return texts.say("report.often", times={0.0: "never", 1.0: "once"}.get(times, texts.figure(f"{times:g}")))

    def answer(self, value: float, texts: Texts = ENGLISH) -> str:
        """Return the question with the answer that a value of the context means.

        >>> SETTINGS["routine"].answer(0.8)
        'How routine is the work? 20%'
        """
        return f"{self.question(texts)} {self.text(1.0 - value if self.falls else value, texts)}"


SETTINGS = {
    setting.name: setting
    for setting in (
        Setting(name="routine", key="complexity", levels=(0.8, 0.4, 0.05), falls=True),
        Setting(name="trust", key="trust", levels=(0.2, 0.5, 0.8)),
        Setting(name="customers", key="turbulence", levels=(0.01, 0.04, 0.1), most=WEEKS),
    )
}
BY_KEY = {setting.key: setting for setting in SETTINGS.values()}


@dataclass(frozen=True)
class Answers:
    """Answers to the questions: fixed values and distributions of unknown ones, by key of the scenario."""

    fixed: Mapping[str, float]
    drawn: Mapping[str, Distribution]


def answered(answers: Mapping[str, Answer | None]) -> Answers:
    """Return what answers set. answers: by name of the question; None if the question is not answered.

    Raises InputError with every answer that is not allowed, by name of the question.

    >>> answered({"routine": "high", "trust": "unknown", "customers": None})
    Answers(fixed={'context.complexity': 0.05},
        drawn={'context.trust': Distribution(name='uniform', numbers=(0.2, 0.8))})
    """
    fixed: dict[str, float] = {}
    drawn: dict[str, Distribution] = {}
    problems: list[Problem] = []
    for name, answer in answers.items():
        setting = SETTINGS[name]
        if answer is None:
            continue
        try:
            value = setting.value(answer)
        except InputError:
            problems.append(Problem("is not an answer", key=name, value=answer, allowed=setting.allowed))
            continue
        if value is None:
            drawn[f"context.{setting.key}"] = Distribution("uniform", setting.whole_range)
        else:
            fixed[f"context.{setting.key}"] = value
    if problems:
        raise InputError(problems)
    return Answers(fixed, drawn)


def number_of(value: Any, percent: bool = True) -> float:
    """Return a number, or NaN if the text is not one; percent: whether ``4%`` is allowed and means 0.04.

    >>> number_of("4 %"), number_of("0.04"), number_of("many")
    (0.04, 0.04, nan)
    """
    text = str(value).strip()
    scale = 1.0
    if percent and text.endswith("%"):
        text, scale = text[:-1].strip(), 100.0
    try:
        return float(text) / scale
    except ValueError:
        return float("nan")
