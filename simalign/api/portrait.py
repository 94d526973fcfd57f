"""``simalign.portrait``: what is special about an organisation, from its chart, its ties and the model."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from simalign.analysis.figures.portrait import Bars, draw_portrait
from simalign.analysis.figures.structure import draw_structure
from simalign.analysis.text import policy_title
from simalign.api.inputs import ScenarioLike, scenario_from, seed_from
from simalign.api.names import Names, checked_names
from simalign.api.organisations import OrganisationLike, SurveyLike, TiesLike, with_members
from simalign.api.progress import announce_compilation, tell
from simalign.api.result import Result, frame
from simalign.features.examples import total_effects
from simalign.features.forecast import WEEKS, forecast, replication_count
from simalign.features.names import hide_names
from simalign.features.portrait import Portrait, paint
from simalign.features.sentences import NAMED, five_lines, headline
from simalign.organisation.describe import label
from simalign.organisation.members import read_organisation, source_of_ties
from simalign.organisation.record import Organisation
from simalign.policies.policy import load_policy
from simalign.policies.values import status_quo
from simalign.scenario import Scenario
from simalign.simplex import effect
from simalign.texts.catalogue import ENGLISH, Texts, texts_in

LEAST_ANCHOR = 0.01  # total effects are not defined for members without an anchor
PRINTED = 3.4  # inches, width of the picture of an organisation in a report
POLICY = "push"  # under which resistance is computed


def portrait(
    organisation: OrganisationLike,
    ties: TiesLike | None = None,
    scenario: ScenarioLike = "default",
    *,
    survey: SurveyLike | None = None,
    names: Names = "shown",
    model: bool = True,
    seed: int | None = 1,
    progress: bool = True,
) -> "OrganisationPortrait":
    """Examine an organisation as a consultant would, and state in five lines what is special about it.

    The five lines are on layers and spans of control, on the members who hold departments together, on departments
    that keep to themselves or never meet, on the place where word of the strategy is lost, and on the department that
    would resist first and the members who can set examples. The last two come from the model.

    Args:
        organisation: as in ``simalign.describe``.
        ties: working ties between the members, for a table of members.
        scenario: the context and the people of the model.
        survey: answers by person, department or team, a CSV or a DataFrame, which hold when the policy starts.
        names: "shown", or "hidden" for positions in place of the names of people.
        model: whether to run the model; without it, the last two lines are not computed.
        seed: the random seed of the model.
        progress: whether to write that the model is compiled to standard error.

    Returns:
        The portrait, with ``lines``, ``finding``, ``table``, ``record`` and ``figure()``.

    Raises:
        InputError: with every problem in the files, and for arguments that cannot be used.

    >>> import simalign
    >>> print(simalign.portrait("workshop", names="hidden", model=False).lines[0])
    Chart: 4 layers for 60 members. Of 14 managers, spans outside 4 to 10 reports: 5 with fewer than 4.

    """
    shown = checked_names(names)
    design = scenario_from(scenario, None, organisation, ties, survey=survey)
    with_members(design.organisation, organisation)
    say = tell if progress else (lambda text: None)
    number = seed_from(seed, None, say) if model else None
    if model and progress:
        announce_compilation(len(design.goals))
    return portrait_of(design, shown, number)


def portrait_of(scenario: Scenario, names: Names, seed: int | None) -> "OrganisationPortrait":
    """Return the portrait of a scenario's imported organisation; the model is not run without a seed.

    Raises InputError with every problem in the files.
    """
    own = read_organisation(scenario.organisation, [goal.name for goal in scenario.goals])[0]
    effects = total_effects(own, **weights_of(scenario))
    measured = source_of_ties(scenario.organisation)[0] is not None
    painter = partial(paint, measured=measured, effects=effects)
    if seed is not None:
        count = replication_count(own.size, scenario.warmup)
        painter = partial(painter, forecast=forecast(scenario, None, load_policy(POLICY), seed, count), policy=POLICY)
    return OrganisationPortrait(own, painter, hidden=names == "hidden")


def weights_of(scenario: Scenario) -> dict[str, float]:
    """Return the weights of deeds under the status quo, arguments of ``total_effects`` (ODD 5.4-1, 5.4-13).

    >>> weights_of(Scenario(psychology={"follow": 0.0, "silo": 0.0, "manager_weight": 0.25, "anchor": 0.5}))
    {'anchor': 0.5, 'manager_weight': 0.25, 'across': 1.0}
    """
    people, levers = scenario.psychology, status_quo()
    visible = people.follow * effect(levers["role_modelling"])
    return {
        "anchor": max(float(people.anchor), LEAST_ANCHOR),
        "manager_weight": people.manager_weight + (1.0 - people.manager_weight) * visible,
        "across": 1.0 - people.silo * (1.0 - effect(levers["shared_goals"])),
    }


class OrganisationPortrait(Result):
    """The portrait of an organisation; ``table`` has one row per layer and department.

    hidden: whether positions replace the names of people. numbered: whether numbers replace the names of departments.
    """

    def __init__(
        self,
        organisation: Organisation,
        painter: Callable[[Organisation], Portrait],
        texts: Texts = ENGLISH,
        hidden: bool = False,
        numbered: bool = False,
    ) -> None:
        if numbered:
            numbers = range(1, len(organisation.departments) + 1)
            departments = tuple(texts.say("report.hidden.department", n=number) for number in numbers)
            organisation = replace(organisation, departments=departments)
        self.organisation = hide_names(organisation, texts) if hidden else organisation
        self._painter, self._texts, self._hidden, self._numbered = painter, texts, hidden, numbered
        self._portrait = painter(self.organisation)

    def in_language(self, language: str) -> "OrganisationPortrait":
        """Return the same portrait with lines and figure in a language: "en" or "de".

        Raises InputError for another language.
        """
        return OrganisationPortrait(self.organisation, self._painter, texts_in(language), self._hidden, self._numbered)

    def without_names(self) -> "OrganisationPortrait":
        """Return the same portrait with numbers in place of the names of departments, and positions of people."""
        return OrganisationPortrait(self.organisation, self._painter, self._texts, hidden=True, numbered=True)

    @property
    def lines(self) -> list[str]:
        """What is special, one line each for five subjects."""
        return five_lines(self._portrait, self._texts)

    @property
    def finding(self) -> str:
        """The five lines, as one paragraph."""
        return " ".join(self.lines)

    @property
    def record(self) -> dict[str, Any]:
        """The portrait as values for JSON; the command line prints them with --json."""
        return {"lines": self.lines, **self._portrait.as_dict()}

    @property
    def table(self) -> pd.DataFrame:
        """One row per number of a layer or department: kind, name, measure, value."""
        seen = self._portrait
        rows: list[tuple[str, str, str, float]] = []
        rows += [("layer", str(each.layer), "know", each.know) for each in seen.layers_in_model]
        for unit in seen.units:
            rows += [("department", unit.department, "inside", unit.inside)]
            rows += [("department", unit.department, "inside_by_size", unit.by_size)]
        for each in seen.departments_in_model:
            rows += [("department", each.department, "know", each.know)]
            rows += [("department", each.department, f"resistance_{seen.policy}", each.resistance)]
        columns = ("kind", "name", "measure", "value")
        return frame([dict(zip(columns, row, strict=True)) for row in rows], columns)

    def _draw(self, ax: Any | None) -> Any:
        if ax is not None:
            draw_structure(ax, self.organisation.manager, self._departments)
            return None
        return self.figure_for_print(None)

    def figure_for_print(self, across: float | None = PRINTED) -> Any:
        """Return the figure with a small picture of the organisation, whose letters remain readable on A4.

        across: width of the picture in inches; if None, it depends on the number of members.
        """
        organisation, marked, panels = self.organisation, self._marked(), self._panels()
        title, texts = headline(self._portrait, self._texts), self._texts
        return draw_portrait(organisation.manager, self._departments, marked, panels, title, across=across, texts=texts)

    @property
    def _departments(self) -> list[str]:
        """The department of each member."""
        return [self.organisation.departments[code] for code in self.organisation.department]

    def draw(self, file: Path) -> None:
        """Draw the figure and save it in a file, whose suffix determines the format."""
        self.figure().savefig(file)

    def _marked(self) -> dict[int, str]:
        """Return a description of the members who are named in the lines, by index."""
        index = {label(self.organisation, member): member for member in range(self.organisation.size)}
        texts: dict[int, list[str]] = {}
        for person in self._portrait.holders[:NAMED]:
            share = self._say("mark.paths", share=f"{person.value:.0%}")
            texts.setdefault(index[person.name], [person.name]).append(share)
        for person in self._portrait.examples[:NAMED]:
            times = self._say("mark.deeds", times=f"{person.value:.1f}")
            texts.setdefault(index[person.name], [person.name]).append(times)
        return {member: f"{parts[0]}: {'; '.join(parts[1:])}" for member, parts in texts.items()}

    def _say(self, key: str, **figures: str) -> str:
        """Return a text of the figure; figures: in English notation, or names."""
        return self._texts.say(
            f"report.special.{key}",
            **{name: text if name == "policy" else self._texts.figure(text) for name, text in figures.items()},
        )

    def _panels(self) -> list[Bars]:
        seen = self._portrait
        panels = []
        if seen.layers_in_model:
            known = {self._say("panel.layer", n=str(each.layer)): each.know for each in seen.layers_in_model}
            panels.append(Bars(self._say("panel.word"), known, {}, self._say("panel.word.axis")))
        if seen.units:
            inside = {unit.department: unit.inside for unit in seen.units}
            by_size = {unit.department: unit.by_size for unit in seen.units}
            panels.append(Bars(self._say("panel.ties"), inside, by_size, self._say("panel.ties.axis")))
        if seen.departments_in_model:
            ranked = sorted(seen.departments_in_model, key=lambda each: -each.resistance)
            resistance = {each.department: each.resistance for each in ranked}
            title = self._say("panel.resistance", policy=policy_title(seen.policy, self._texts))
            panels.append(Bars(title, resistance, {}, self._say("panel.resistance.axis", weeks=str(WEEKS))))
        return panels

    def _arrays(self) -> tuple[pd.DataFrame, Sequence[str]]:
        return self.table, ("kind", "name", "measure")
