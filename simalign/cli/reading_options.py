"""The options that choose an organisation and how its files are read, and the scenario with this organisation."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from simalign.api.organisations import tell_remarks
from simalign.cli.options import clash, keys_of
from simalign.errors import InputError, Problem
from simalign.files.load import Problems, located
from simalign.files.read import unusable
from simalign.files.tree import Node
from simalign.organisation.columns import COLUMNS, TIE_COLUMNS
from simalign.organisation.reading.account import OFF
from simalign.organisation.reading.repairs import ON
from simalign.scenario import OrganisationSpec, Scenario
from simalign.scenario.organisation import FILES, KEPT
from simalign.scenario.read import load_organisation_spec, load_scenario
from simalign.scenario.trees import holds_members, scenario_tree
from simalign.simulation.survey import replaced_settings

OrganisationOption = Annotated[
    str | None,
    typer.Option(
        "--organisation",
        "-g",
        metavar="FILE",
        help="Your organisation: a table of members, an organisation YAML, or a shipped name.",
    ),
]
TiesOption = Annotated[
    Path | None,
    typer.Option(
        "--ties",
        metavar="FILE",
        help="Who works with whom: an edge list, a matrix or a network, for a table of members.",
    ),
]
SurveyOption = Annotated[
    Path | None,
    typer.Option(
        "--survey",
        metavar="FILE",
        help="Answers by person, department or team, which hold when the policy starts; see simalign survey-template.",
    ),
]
ColumnsOption = Annotated[
    str | None,
    typer.Option(
        metavar="OURS=THEIRS,...", help="Columns by name or number, like id=EmpID,manager=4; trust=- ignores a column."
    ),
]
TieColumnsOption = Annotated[
    str | None, typer.Option(metavar="OURS=THEIRS,...", help="Columns of the ties, like source=From,target=To.")
]
SheetOption = Annotated[str | None, typer.Option(metavar="NAME", help="Sheet of a workbook, by name or number.")]
TieSheetOption = Annotated[str | None, typer.Option(metavar="NAME", help="Sheet of a workbook of ties.")]
EncodingOption = Annotated[str | None, typer.Option(metavar="NAME", help="Encoding of a text, like shift_jis.")]
TieEncodingOption = Annotated[str | None, typer.Option(metavar="NAME", help="Encoding of the ties.")]
AsOfOption = Annotated[
    str | None, typer.Option(metavar="DATE", help="People whose end date is later have not left, like 2026-06-30.")
]
NoRepairOption = Annotated[
    list[str] | None, typer.Option(metavar="NAME", help=f"Switch off a repair: {', '.join(ON)}; may be repeated.")
]
RepairOption = Annotated[
    list[str] | None, typer.Option(metavar="NAME", help=f"Switch on a repair: {', '.join(OFF)}; may be repeated.")
]
HierarchyOption = Annotated[
    bool, typer.Option("--hierarchy/--no-hierarchy", help="--no-hierarchy treats everybody as equals at the top.")
]
MAPPINGS = (COLUMNS, TIE_COLUMNS)


@dataclass(frozen=True, kw_only=True)
class ReadingOptions:
    """The files beside a table of members, and how all of them are read; the same for every command."""

    ties: TiesOption = None
    survey: SurveyOption = None
    columns: ColumnsOption = None
    tie_columns: TieColumnsOption = None
    sheet: SheetOption = None
    tie_sheet: TieSheetOption = None
    encoding: EncodingOption = None
    tie_encoding: TieEncodingOption = None
    as_of: AsOfOption = None
    no_repair: NoRepairOption = None
    repair: RepairOption = None
    hierarchy: HierarchyOption = True

    @property
    def used(self) -> dict[str, Any]:
        """The values of the options that are used, by the names of the fields."""
        values = {field.name: getattr(self, field.name) for field in fields(ReadingOptions)}
        return {name: value for name, value in values.items() if value not in (None, [], True)}

    def read_organisation(self, name: str) -> OrganisationSpec:
        """Read a table of members, an organisation YAML, or a shipped organisation. Raises InputError."""
        _check_ties(name, self.ties)
        with _naming_survey(self.survey):
            return self.applied_to(load_organisation_spec(name, self.ties, self.survey))

    def applied_to(self, spec: OrganisationSpec) -> OrganisationSpec:
        """Return the spec with the user's choices about the reading. Raises InputError for choices without effect."""
        choices = {name: value for name, value in self.used.items() if name not in FILES}
        if not choices:
            return spec
        choices |= {name: pairs(option(name), choices[name]) for name in MAPPINGS if name in choices}
        try:
            return OrganisationSpec(**{name: getattr(spec, name) for name in spec.model_fields_set} | choices)
        except InputError as error:
            raise InputError(
                [replace(p, key=option(p.key)) if p.key in choices else p for p in error.problems]
            ) from None

    def read_scenario(
        self, name: str, organisation: str | None, settings: Sequence[str], weeks: int | None
    ) -> Scenario:
        """Read a scenario and apply the options of the command line.

        Prints remarks about the files of its organisation. Raises InputError, also if two options contradict each
        other.
        """
        _check_ties(organisation, self.ties)
        if organisation is None:
            for field, value in self.used.items():
                raise clash(option(field), value, "requires --organisation with a table of members")
        for setting in settings:
            if weeks is not None and keys_of(setting) == ["weeks"]:
                raise clash("--set", setting, "is also given by --weeks")
            if organisation is not None:
                _check_effective(setting)
        settings = [*settings, *([] if weeks is None else [f"weeks={weeks}"])]
        with _naming_survey(self.survey):
            scenario = load_scenario(name, settings, organisation, self.ties, self.survey)
        scenario = scenario.unchecked_copy(organisation=self.applied_to(scenario.organisation))
        if scenario.organisation.members is not None:
            files = (organisation, self.ties, self.survey)
            with locating_mappings(lambda: scenario_tree(name, settings, Problems(), *files)):
                tell_remarks(scenario)
            for setting in settings:
                for problem in replaced_settings(scenario, {".".join(keys_of(setting)): setting}):
                    raise clash("--set", setting, problem.message, problem.allowed)
        return scenario


def option(name: str) -> str:
    """Return the option of a field of ``ReadingOptions``.

    >>> option("tie_columns"), option("hierarchy")
    ('--tie-columns', '--no-hierarchy')
    """
    return "--no-hierarchy" if name == "hierarchy" else f"--{name.replace('_', '-')}"


def pairs(option: str, text: str | None) -> dict[str, str] | None:
    """Return a mapping that an option gives as ``ours=theirs,...``; None without the option.

    >>> pairs("--columns", "id=EmpID,manager=Boss")
    {'id': 'EmpID', 'manager': 'Boss'}
    """
    if text is None:
        return None
    mapping: dict[str, str] = {}
    for part in text.split(","):
        ours, equals, theirs = (piece.strip() for piece in part.partition("="))
        if not ours or not equals or not theirs or ours in mapping:
            message, allowed = "is not a list of pairs", "pairs like id=EmpID,manager=Boss, each name of ours once"
            raise InputError([Problem(message, key=option, value=text, allowed=allowed)])
        mapping[ours] = theirs
    return mapping


@contextmanager
def _naming_survey(survey: Path | None) -> Iterator[None]:
    """Name the option of a survey in problems with its file, or with an organisation that cannot have one."""
    if survey is not None and (reason := unusable(survey)):
        raise clash("--survey", survey, reason, "the path of a file of answers")
    try:
        yield
    except InputError as error:
        keys = ("survey", "organisation.survey")
        problems = [replace(p, key="--survey") if survey and p.key in keys else p for p in error.problems]
        raise InputError(problems) from None


def _check_ties(organisation: str | None, ties: Path | None) -> None:
    if ties is None:
        return
    if organisation is None:
        raise clash("--ties", ties, "requires --organisation with a table of members")
    if not holds_members(Path(organisation)):
        raise clash("--ties", ties, "requires a table of members; an organisation YAML names its ties itself")


def _check_effective(setting: str) -> None:
    """Raise InputError for a setting of the organisation that --organisation replaces."""
    keys = keys_of(setting)
    if keys[0] == "organisation" and (len(keys) != 2 or keys[1] not in KEPT):
        allowed = ", ".join(f"organisation.{key}" for key in KEPT)
        raise clash("--set", setting, "has no effect with --organisation, which replaces it", allowed)


@contextmanager
def locating_mappings(load_tree: Callable[[], Node]) -> Iterator[None]:
    """Add the file and line of a column mapping to problems with it.

    load_tree: returns the YAML nodes of the file that has the mapping; called only if there is a problem.
    """
    try:
        yield
    except InputError as error:
        tree = load_tree()
        start = "organisation." if "organisation" in tree.items else ""
        mapped = (f"{COLUMNS}.", f"{TIE_COLUMNS}.")
        raise InputError(
            [
                located(replace(p, key=f"{start}{p.key}"), tree) if (p.key or "").startswith(mapped) else p
                for p in error.problems
            ]
        ) from None
