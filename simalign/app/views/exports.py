"""Export of a comparison: scenario and policies as YAML, the series of all runs as CSV, the command that repeats them.

Everything is made in memory. A text cell that a spreadsheet would take for a formula gets a leading apostrophe.
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

EPOCH = (1980, 1, 1, 0, 0, 0)  # date of all files in an archive, so that the same runs give the same bytes


def is_shipped(policy: Policy) -> bool:
    """Return whether a policy is an unchanged shipped one, so that the command line can use its name."""
    return policy.name in policy_names() and policy == Policy(preset=policy.name)


def file_name(policy: Policy, n: int) -> str:
    """Return a file name for policy number n, counted from 0.

    >>> file_name(Policy(name="Mine, from May!"), 0)
    'policy-1-mine-from-may.yaml'
    """
    plain = re.sub(r"[^a-z0-9]+", "-", policy.name.lower()).strip("-")
    return f"policy-{n + 1}{'-' if plain else ''}{plain}.yaml"


def command_of(request: ComparisonRequest) -> str:
    """Return the command line that computes the same runs; custom policies are files of the ``archive``."""
    scenario = request.scenario
    policies = [
        policy.name if is_shipped(policy) else file_name(policy, n) for n, policy in enumerate(request.policies)
    ]
    words = ["simalign", "compare", request.base]
    if request.upload is not None:
        words += ["--organisation", organisation_file(request.upload)]
        if "ties" in request.upload.files and not request.upload.columns:
            words += ["--ties", request.upload.files["ties"]]
        if "survey" in request.upload.files and not request.upload.columns:
            words += ["--survey", request.upload.files["survey"]]
    elif request.organisation is not None:
        words += ["--organisation", request.organisation]
    elif "size" in scenario.organisation.model_fields_set:
        words += ["--set", f"organisation.size={scenario.organisation.size}"]
    words += ["--weeks", str(scenario.weeks), "--policies", ",".join(str(part) for part in policies)]
    return shlex.join([*words, "--replications", str(request.replications), "--seed", str(request.seed)])


def organisation_file(upload: Upload) -> str:
    """Return the file that the command line reads: the members file, or an organisation file if columns are mapped."""
    return "organisation.yaml" if upload.columns else upload.files["members"]


def organisation_text(upload: Upload) -> str:
    """Return an organisation file that names the uploaded files and maps their columns."""
    return yaml_text({**upload.files, "columns": dict(upload.columns)})


def yaml_text(content: dict[str, Any]) -> str:
    """Return a mapping as YAML text.

    >>> print(yaml_text({"name": "mine", "levers": {"voice": 0.8}}), end="")
    name: mine
    levers:
      voice: 0.8
    """
    text = io.StringIO()
    YAML().dump(content, text)
    return text.getvalue()


def policy_text(policy: Policy) -> str:
    """Return a policy as the text of a policy file that reads back as the same policy."""
    return yaml_text(policy.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude_none=True))


def scenario_text_of(request: ComparisonRequest) -> str:
    """Return the scenario as the text of a file: the scenario that it extends and the values that the page has set."""
    content: dict[str, Any] = {"extends": request.base, "name": request.scenario.name}
    if (
        request.organisation is None
        and request.upload is None
        and "size" in request.scenario.organisation.model_fields_set
    ):
        content["organisation"] = {"size": request.scenario.organisation.size}
    return yaml_text(content | {"weeks": request.scenario.weeks})


def series_text(names: Sequence[str], series: Iterable[NDArray[np.float64]]) -> str:
    """Return all runs as CSV: policy, replication, week and one column per measure, at full precision.

    series: one array per policy, (replications, weeks + 1, measures) from week 0 on.
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
    """Return a ZIP archive of command, scenario, policies and series; the same runs give the same bytes."""
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
