"""What people take along: scenario and policies as YAML, every run's series as CSV, the command that repeats it.

All of it is made in memory. A cell of text that a spreadsheet would take for a formula gets an apostrophe in front.
"""

import io
import re
import shlex
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ruamel.yaml import YAML

from simalign.app.views.request import ComparisonRequest
from simalign.app.views.upload import Upload
from simalign.files.shipped import policy_names
from simalign.files.spreadsheet import neutral
from simalign.measures.catalogue import NAMES
from simalign.scenario import Policy

EPOCH = (1980, 1, 1, 0, 0, 0)  # of all files in an archive, so that the same run gives the same bytes


def shipped(policy: Policy) -> bool:
    """Whether this is a shipped policy as it is, so that its name will do on the command line."""
    return policy.name in policy_names() and policy == Policy(preset=policy.name)


def file_name(policy: Policy, n: int) -> str:
    """A file name for a policy that is on place n.

    >>> file_name(Policy(name="Mine, from May!"), 0)
    'policy-1-mine-from-may.yaml'
    """
    plain = re.sub(r"[^a-z0-9]+", "-", policy.name.lower()).strip("-")
    return f"policy-{n + 1}{'-' if plain else ''}{plain}.yaml"


def command_of(request: ComparisonRequest) -> str:
    """The command line that computes the same runs; policies of one's own are files, as ``archive`` has them."""
    scenario = request.scenario
    given = [policy.name if shipped(policy) else file_name(policy, n) for n, policy in enumerate(request.policies)]
    words = ["simalign", "compare", request.base]
    if request.upload is not None:
        words += ["--organisation", organisation_file(request.upload)]
        if "ties" in request.upload.files and not request.upload.columns:
            words += ["--ties", request.upload.files["ties"]]
    elif request.organisation is not None:
        words += ["--organisation", request.organisation]
    elif "size" in scenario.organisation.model_fields_set:
        words += ["--set", f"organisation.size={scenario.organisation.size}"]
    words += ["--weeks", str(scenario.weeks), "--policies", ",".join(str(part) for part in given)]
    return shlex.join([*words, "--replications", str(request.replications), "--seed", str(request.seed)])


def organisation_file(own: Upload) -> str:
    """The file that the command line reads: the members themselves, or where columns are mapped one that says so."""
    return "organisation.yaml" if own.columns else own.files["members"]


def organisation_text(own: Upload) -> str:
    """An organisation file that names the files that were brought, and how their columns are called."""
    return yaml_text({**own.files, "columns": dict(own.columns)})


def yaml_text(content: dict[str, Any]) -> str:
    """A mapping as YAML.

    >>> print(yaml_text({"name": "mine", "levers": {"voice": 0.8}}), end="")
    name: mine
    levers:
      voice: 0.8
    """
    text = io.StringIO()
    YAML().dump(content, text)
    return text.getvalue()


def policy_text(policy: Policy) -> str:
    """A policy as the text of a file that reads back as the same policy."""
    return yaml_text(policy.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude_none=True))


def scenario_text_of(request: ComparisonRequest) -> str:
    """The scenario as a file: what it extends, and what the page has set."""
    content: dict[str, Any] = {"extends": request.base, "name": request.scenario.name}
    if (
        request.organisation is None
        and request.upload is None
        and "size" in request.scenario.organisation.model_fields_set
    ):
        content["organisation"] = {"size": request.scenario.organisation.size}
    return yaml_text(content | {"weeks": request.scenario.weeks})


def series_text(names: Sequence[str], series: Iterable[NDArray[np.float64]]) -> str:
    """All runs as CSV: policy, replication, week, and a column a measure, digits enough to read back the same number.

    series: of each policy (replications, weeks + 1, measures), from week 0 on.
    """
    out = io.StringIO()
    out.write(",".join(["policy", "replication", "week", *NAMES]) + "\r\n")
    for name, runs in zip(names, series, strict=True):
        cell = neutral(name)
        cell = '"' + cell.replace('"', '""') + '"' if any(c in cell for c in ',"\r\n') else cell
        for replication, run in enumerate(runs):
            for week, row in enumerate(run.tolist()):
                out.write(f"{cell},{replication},{week}," + ",".join(map(repr, row)) + "\r\n")
    return out.getvalue()


def archive(request: ComparisonRequest, series: Iterable[NDArray[np.float64]]) -> bytes:
    """A ZIP of command, scenario, policies and series; the same run gives the same bytes."""
    names = [policy.name for policy in request.policies]
    files = {
        "command.txt": f"{command_of(request)}\n",
        "scenario.yaml": scenario_text_of(request),
        "series.csv": series_text(names, series),
    }
    files |= {file_name(policy, n): policy_text(policy) for n, policy in enumerate(request.policies)}
    if request.upload is not None and request.upload.columns:
        files["organisation.yaml"] = organisation_text(request.upload)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in files.items():
            packed.writestr(zipfile.ZipInfo(name, EPOCH), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()
