"""Read organisations from arguments: files, shipped names, tables, or records of arrays.

Tables and records become files in memory, so that every organisation is read and checked in the same way and saved with
the results.
"""

from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from simalign.api.progress import tell
from simalign.errors import InputError, Problem, expect, printable
from simalign.files.memory import MemoryFile
from simalign.files.read import unusable
from simalign.files.spreadsheet import neutral_table
from simalign.organisation.members import read_organisation, source_of_ties, undescribed
from simalign.organisation.record import Organisation
from simalign.organisation.write import members_text, ties_text
from simalign.scenario import OrganisationSpec, Scenario
from simalign.scenario.kinds import kinds_of
from simalign.scenario.organisation import KEPT
from simalign.scenario.read import load_organisation_spec, scenario_of
from simalign.scenario.trees import holds_members

type OrganisationLike = str | PathLike[str] | pd.DataFrame | Organisation | OrganisationSpec
type TiesLike = str | PathLike[str] | pd.DataFrame
ALLOWED = "a members CSV, an organisation YAML, a shipped name, a table of members, or an Organisation"
type SurveyLike = str | PathLike[str] | pd.DataFrame
MEMBERS, TIES, SURVEY = "members.csv", "ties.csv", "survey.csv"


def load_organisation(
    organisation: OrganisationLike,
    ties: TiesLike | None = None,
    scenario: Scenario | str | Path = "default",
    survey: SurveyLike | None = None,
) -> Organisation:
    """Read an organisation from files or tables into arrays.

    Args:
        organisation: a members CSV, an organisation YAML that names one, a shipped name, or a pandas DataFrame with one
            row per member. The columns ``id`` and ``manager`` (empty for the head) are required.
        ties: working ties between the members, for a table of members: a CSV edge list, GraphML, or a DataFrame with
            the columns ``source``, ``target`` and optionally ``weight``.
        scenario: defines the goals to which columns with weights on goals, such as ``agenda_growth``, refer.
        survey: answers by person, department or team, a CSV or a DataFrame, which hold when the policy starts.

    Returns:
        The organisation: reporting lines, departments, roles and ties.

    Raises:
        InputError: with every problem in the files, each with line, column and the allowed values.

    >>> import simalign
    >>> simalign.load_organisation("workshop").size
    60

    """
    if ties is None and survey is None and isinstance(organisation, Organisation):
        return organisation
    goals = [goal.name for goal in scenario_of(scenario).goals]
    spec = organisation_spec(organisation, ties, goals, survey)
    return read_organisation(with_members(spec, organisation), goals)[0]


def with_members(spec: OrganisationSpec, source: Any) -> OrganisationSpec:
    """Return the spec if it is of an imported organisation. Raises InputError for a generated organisation."""
    if spec.members is None:
        message = "has no members file; a generated organisation is drawn in each replication"
        allowed = "a members CSV, or a YAML that names one"
        raise InputError([Problem(message, key="organisation", value=source, allowed=allowed)])
    return spec


def organisation_spec(organisation: Any, ties: Any, goals: list[str], survey: Any = None) -> OrganisationSpec:
    """Return the spec of an organisation.

    organisation, ties, survey: as in ``load_organisation``; goals: names of the scenario's goals.
    Raises InputError for values that are not an organisation, and for ties beside an organisation that has ties.
    """
    spec = _spec_with_ties(organisation, ties, goals)
    if survey is None:
        return spec
    expect(survey, (str, PathLike, pd.DataFrame), "survey", "a CSV of answers, or a table of answers")
    file = _held(SURVEY, survey) if isinstance(survey, pd.DataFrame) else Path(survey).absolute()
    if not isinstance(survey, pd.DataFrame) and (reason := unusable(file)):
        raise InputError([Problem(reason, key="survey", value=str(survey), allowed="the path of a file of answers")])
    changed = {name: getattr(spec, name) for name in spec.model_fields_set} | {"survey": file}
    return OrganisationSpec(**changed)


def _spec_with_ties(organisation: Any, ties: Any, goals: list[str]) -> OrganisationSpec:
    """Return the spec of an organisation without a survey argument.

    Raises InputError for values that are not an organisation, and for ties beside an organisation that has ties.
    """
    if isinstance(organisation, pd.DataFrame):
        return OrganisationSpec(members=_held(MEMBERS, organisation), **_ties(ties))
    if isinstance(organisation, Organisation | OrganisationSpec):
        if ties is not None:
            raise InputError([Problem("requires a table of members; this organisation has its own", key="ties")])
        return organisation if isinstance(organisation, OrganisationSpec) else _spec_of(organisation, goals)
    expect(organisation, (str, PathLike), "organisation", ALLOWED)
    if ties is not None and not holds_members(Path(organisation)):
        message = "requires a table of members; an organisation YAML names its own"
        raise InputError([Problem(message, key="ties", value=ties)])
    source = organisation if isinstance(organisation, str) else Path(organisation)
    if isinstance(ties, pd.DataFrame):
        members = load_organisation_spec(source).members
        return OrganisationSpec(members=members, **_ties(ties))
    return load_organisation_spec(source, None if ties is None else _path(ties))


def _ties(ties: Any) -> dict[str, Any]:
    if ties is None:
        return {}
    return {"ties": _held(TIES, ties) if isinstance(ties, pd.DataFrame) else _path(ties).absolute()}


def _path(ties: Any) -> Path:
    expect(ties, (str, PathLike), "ties", "a CSV edge list, GraphML, or a table with source and target")
    return Path(ties)


def _held(name: str, table: pd.DataFrame) -> MemoryFile:
    """Return a table as a file in memory; whole numbers have no decimals, even in columns with empty cells."""
    return MemoryFile(name, neutral_table(table.convert_dtypes()).to_csv(index=False).encode())


def _spec_of(organisation: Organisation, goals: list[str]) -> OrganisationSpec:
    if organisation.committed is not None:
        message = "has committed members, who follow from the scenario's organisation.committed"
        raise InputError([Problem(message, key="organisation", allowed="an organisation without them")])
    files: dict[str, Any] = {"members": MemoryFile(MEMBERS, members_text(organisation, goals).encode())}
    ties = ties_text(organisation)
    if ties is not None:
        files |= {"ties": MemoryFile(TIES, ties.encode()), "mutual": False}
    return OrganisationSpec(**files)


def with_organisation(scenario: Scenario, organisation: Any, ties: Any, survey: Any = None) -> Scenario:
    """Return the scenario with another organisation.

    Settings that every organisation has, whatever its source, stay unless the other organisation sets them.
    Raises InputError as ``organisation_spec`` does, and for ties without an organisation.
    """
    if organisation is None:
        key, value = ("survey", survey) if ties is None else ("ties", ties)
        raise InputError([Problem("requires organisation, a table of members", key=key, value=value)])
    spec = organisation_spec(organisation, ties, [goal.name for goal in scenario.goals], survey)
    old = scenario.organisation
    kept = {name: getattr(old, name) for name in KEPT if name in old.model_fields_set}
    fresh = {name: getattr(spec, name) for name in spec.model_fields_set}
    return scenario.model_copy(update={"organisation": OrganisationSpec(**(kept | fresh))})


def size_of(scenario: Scenario) -> int:
    """Return the number of members of a scenario's organisation. Raises InputError if its files cannot be read."""
    spec = scenario.organisation
    return (
        spec.size if spec.members is None else read_organisation(spec, [goal.name for goal in scenario.goals])[0].size
    )


def remarks(scenario: Scenario, with_ties: bool = True) -> list[str]:
    """Return possible mistakes in the files of a scenario's organisation, one sentence each; none for a generated one.

    with_ties: whether to include the remark that ties are drawn.
    Raises InputError with every problem in the files.
    """
    if scenario.organisation.members is None:
        return []
    organisation, readings = read_organisation(scenario.organisation, [goal.name for goal in scenario.goals])
    notes = [
        f"{reading.file}: {note}"
        for reading in readings
        for note in (*reading.account, *reading.notes, *reading.survey)
    ]
    notes += [
        f"{scenario.organisation.members}: {remark}" for remark in undescribed(organisation, list(scenario.departments))
    ]
    if with_ties and source_of_ties(scenario.organisation)[0] is None:
        notes.append(f"{scenario.organisation.members}: {drawn_ties(scenario.organisation)}")
    kinds = kinds_of(organisation.departments, scenario.departments, scenario.organisation.kinds)
    if kinds:
        listed = ", ".join(f"{name}: {kind}" for name, kind in kinds.items())
        notes.append(f"{scenario.organisation.members}: kinds of work of departments: {listed}")
    return [printable(note) for note in notes]


def drawn_ties(spec: OrganisationSpec) -> str:
    """Return the sentence on the working ties of an imported organisation without a ties file.

    >>> drawn_ties(OrganisationSpec())
    'working ties are drawn, because no ties file is given: 6 per member on average, 20% across departments'
    """
    return (
        f"working ties are drawn, because no ties file is given: {spec.degree:g} per member on average, "
        f"{spec.cross:.0%} across departments"
    )


def tell_remarks(scenario: Scenario) -> None:
    """Print possible mistakes in the files of the organisation. Raises InputError as ``remarks`` does."""
    for remark in remarks(scenario):
        tell(remark)
