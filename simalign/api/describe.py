"""``simalign.describe``: how simalign reads an organisation."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simalign.analysis.figures.structure import draw_organisation, draw_structure
from simalign.api.inputs import ScenarioLike, scenario_from
from simalign.api.names import Names, checked_names
from simalign.api.organisations import OrganisationLike, SurveyLike, TiesLike, organisation_spec, with_members
from simalign.api.result import Result
from simalign.features.names import hide_names
from simalign.files.table import Reading
from simalign.organisation import describe as description
from simalign.organisation.members import read_organisation
from simalign.organisation.overview import overview
from simalign.organisation.record import ROLES, Organisation
from simalign.scenario import Scenario
from simalign.scenario.kinds import kinds_of
from simalign.scenario.organisation import Kind

DESCRIBED = "described by the scenario"


def describe(
    organisation: OrganisationLike,
    ties: TiesLike | None = None,
    *,
    names: Names = "shown",
    scenario: ScenarioLike = "default",
    survey: SurveyLike | None = None,
) -> "OrganisationDescription":
    """Describe an organisation: size, levels, span of control, departments, roles, ties, and possible mistakes.

    Args:
        organisation: a members CSV, an organisation YAML that names one, a shipped name, a pandas DataFrame with one
            row per member, or an Organisation.
        ties: working ties between the members, for a table of members: a CSV edge list, GraphML, or a DataFrame.
        names: "shown", or "hidden" for positions in place of the names of people.
        scenario: a department that it describes does not need a kind of work.
        survey: answers by person, department or team, a CSV or a DataFrame.

    Returns:
        The description, with ``finding``, ``text``, ``table`` of members, ``warnings`` and ``figure()``.

    Raises:
        InputError: with every problem in the files, each with line, column and the allowed values.

    >>> import simalign
    >>> simalign.describe("workshop").record["size"]
    60

    """
    hidden, design = checked_names(names) == "hidden", scenario_from(scenario)
    if ties is None and survey is None and isinstance(organisation, Organisation):
        return OrganisationDescription(
            hide_names(organisation) if hidden else organisation, (), _kinds(organisation, design, {})
        )
    spec = with_members(organisation_spec(organisation, ties, [], survey), organisation)
    own, readings = read_organisation(spec)
    if hidden:
        own, readings = hide_names(own), [without_notes(reading) for reading in readings]
    return OrganisationDescription(own, readings, _kinds(own, design, spec.kinds))


def _kinds(organisation: Organisation, scenario: Scenario, given: Mapping[str, Kind]) -> dict[str, str]:
    """Return the kind of work of each department, or that the scenario describes it."""
    kinds = kinds_of(organisation.departments, scenario.departments, given)
    return {name: kinds.get(name, DESCRIBED) for name in organisation.departments}


def without_notes(reading: Reading) -> Reading:
    """Return a report on a file without its account and remarks, which may contain names of people."""
    hidden = "are not shown because names are hidden"
    count, changes = len(reading.notes), len(reading.account)
    notes = (f"{count} remarks {hidden}",) if count else ()
    account = (f"{changes} lines on what was taken and changed {hidden}",) if changes else ()
    return replace(reading, notes=notes, account=account)


class OrganisationDescription(Result):
    """The description of an organisation; ``table`` has one row per member, in the order of the file.

    ``organisation`` is the record of arrays that ``simalign.compare``, ``AlignmentModel`` and other functions take.
    """

    def __init__(
        self, organisation: Organisation, readings: Sequence[Reading] = (), kinds: Mapping[str, str] | None = None
    ) -> None:
        self.organisation = organisation
        self._description = description.describe(organisation, readings, kinds)

    @property
    def finding(self) -> str:
        """Size, head, levels, departments and ties in a sentence."""
        summary = self._description
        count = len(summary.warnings)
        odd = f" {count} remark{'' if count == 1 else 's'} in .warnings." if count else ""
        return (
            f"{summary.size:,} members on {len(summary.seats_by_depth)} levels, headed by {summary.head}; "
            f"{len(summary.departments)} departments; {summary.network.ties:,} working ties.{odd}"
        )

    @property
    def record(self) -> dict[str, Any]:
        """The description as values for JSON; the command line prints them with --json."""
        return self._description.as_dict()

    @property
    def text(self) -> str:
        """The description as the command line prints it."""
        return overview(self._description)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Possible mistakes that are not errors, one sentence each."""
        return self._description.warnings

    @property
    def table(self) -> pd.DataFrame:
        """One row per member: id, name, manager (empty for the head), department, role, level, reports, ties."""
        own = self.organisation
        ids, above = np.array(list(own.ids), object), own.manager
        manager = np.where(above == np.arange(own.size), "", ids[above])
        return pd.DataFrame(
            {
                "id": ids,
                "name": list(own.names),
                "manager": manager,
                "department": [own.departments[code] for code in own.department],
                "role": [ROLES[code] for code in own.role],
                "level": own.level,
                "reports": np.bincount(above[above != np.arange(own.size)], minlength=own.size),
                "ties": np.diff(own.ties.start),
            }
        )

    def write(self, folder: Path, command: Sequence[str] | None = None) -> None:
        """Write the text, the table of members, the figure and the manifest into an existing folder."""
        super().write(folder, command)
        (folder / "description.txt").write_text(self.text + "\n", encoding="utf-8")

    def _departments(self) -> list[str]:
        return [self.organisation.departments[code] for code in self.organisation.department]

    def _draw(self, ax: Any | None) -> Any:
        if ax is None:
            return draw_organisation(self.organisation.manager, self._departments(), self.finding)
        draw_structure(ax, self.organisation.manager, self._departments())
        return None

    def _arrays(self) -> tuple[pd.DataFrame, Sequence[str]]:
        return self.table.rename(columns={"id": "member"}), ("member",)
