"""CITATION.cff, codemeta.json and .zenodo.json describe the version in pyproject.toml; the changelog has dates."""

import json
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CITATION: dict[str, Any] = YAML(typ="safe").load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
CODEMETA: dict[str, Any] = json.loads((ROOT / "codemeta.json").read_text(encoding="utf-8"))
ZENODO: dict[str, Any] = json.loads((ROOT / ".zenodo.json").read_text(encoding="utf-8"))
RECORDS = {"CITATION.cff": CITATION, "codemeta.json": CODEMETA, ".zenodo.json": ZENODO}
HEADING = re.compile(r"^## (\d+\.\d+\.\d+), (unreleased|\d{4}-\d{2}-\d{2})$", re.MULTILINE)


@pytest.mark.parametrize("name", RECORDS)
def test_version_keywords_and_licence_are_those_of_the_project(name: str) -> None:
    record = RECORDS[name]
    assert record["version"] == PROJECT["version"]
    assert set(record["keywords"]) <= set(PROJECT["keywords"])
    assert record["license"].rpartition("/")[2] == PROJECT["license"]


def test_titles_and_authors_agree() -> None:
    assert CITATION["title"] == CODEMETA["name"] == ZENODO["title"]
    assert CODEMETA["description"] == PROJECT["description"] and CODEMETA["identifier"] == PROJECT["name"]
    names = [author["name"] for author in PROJECT["authors"]]
    assert [[author["name"] for author in record] for record in (CITATION["authors"], CODEMETA["author"])] == [
        names
    ] * 2
    assert [creator["name"] for creator in ZENODO["creators"]] == names


def test_records_have_what_their_formats_require() -> None:
    assert {"cff-version", "message", "title", "authors"} <= set(CITATION) and CITATION["cff-version"] == "1.2.0"
    assert CODEMETA["@context"] == "https://w3id.org/codemeta/3.0" and CODEMETA["@type"] == "SoftwareSourceCode"
    assert {"title", "upload_type", "description", "creators"} <= set(ZENODO) and ZENODO["upload_type"] == "software"


def test_headings_of_the_changelog_are_versions_with_dates() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    releases = HEADING.findall(text)
    others = [line for line in re.findall(r"^## .*$", text, re.MULTILINE) if not HEADING.match(line)]
    assert others == ["## How a release is made"] and releases[0][0] == PROJECT["version"]
    dates = [date.fromisoformat(day) for _, day in releases if day != "unreleased"]
    assert dates == sorted(dates, reverse=True)
    if releases[0][1] != "unreleased":
        assert str(CITATION["date-released"]) == releases[0][1]
    assert [day for _, day in releases[1:] if day == "unreleased"] == []
