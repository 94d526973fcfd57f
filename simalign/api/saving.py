"""Saving of an organisation that was read, as files that can be edited and read again."""

import io
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from ruamel.yaml import YAML

from simalign.errors import InputError, Problem
from simalign.files.atomic import put
from simalign.organisation.record import Organisation
from simalign.organisation.survey.questionnaire import STATES
from simalign.organisation.write import members_text, ties_text
from simalign.scenario import OrganisationSpec
from simalign.scenario.kinds import kinds_of
from simalign.scenario.organisation import DEPARTMENTS, GOALS, KEPT

HEADING = """\
# An organisation as simalign read it. Edit the tables named here; then use this file as --organisation.
"""


def save_organisation(organisation: Organisation, spec: OrganisationSpec, file: Path) -> list[Path]:
    """Write an organisation file, with a table of members and one of ties beside it; return the files written.

    Raises InputError for a file that is not YAML, for a missing folder, and for files that exist.
    """
    if file.suffix.lower() not in (".yaml", ".yml"):
        raise InputError([Problem("is not a YAML file", key="--save", value=file, allowed="a name like people.yaml")])
    members, edges = f"{file.stem}-members.csv", f"{file.stem}-ties.csv"
    if spec.survey is not None:  # its answers stay in their file
        kept = {name: values for name, values in organisation.given.items() if name not in STATES}
        organisation = replace(organisation, given=kept)
    texts = {members: members_text(organisation, [goal.name for goal in GOALS])}
    content: dict[str, object] = {"members": members}
    ties = ties_text(organisation)
    if ties is not None:
        texts[edges] = ties
        content |= {"ties": edges, "mutual": False}
    content |= spec.model_dump(mode="json", include={*KEPT, "survey", "scales"} & spec.model_fields_set)
    content["kinds"] = kinds_of(organisation.departments, DEPARTMENTS, spec.kinds)
    out = io.StringIO(HEADING)
    out.seek(0, io.SEEK_END)
    YAML().dump(content, out)
    texts[file.name] = out.getvalue()
    _check_new(file, texts)
    for name, text in texts.items():
        put(file.parent, name, text.encode())
    return [file.with_name(name) for name in texts]


def _check_new(file: Path, names: Iterable[str]) -> None:
    """Raise InputError if the folder of a file is missing, or one of these names exists in it."""
    if not file.parent.is_dir():
        raise InputError([Problem("is in a folder that does not exist", key="--save", value=file)])
    for path in map(file.with_name, names):
        if path.exists():
            raise InputError([Problem("exists already", key="--save", value=path, allowed="a new file")])
