"""``simalign org``: what is special, its figure, and hidden names."""

import json
from pathlib import Path

from tests.features.test_portrait import MEMBERS, TIES

from .conftest import Command


def test_hidden_names_are_hidden_everywhere(command: Command, tmp_path: Path) -> None:
    (tmp_path / "members.csv").write_text(MEMBERS)
    (tmp_path / "ties.csv").write_text(TIES)
    arguments = ("org", "members.csv", "--ties", "ties.csv", "--names", "hidden")
    text = command(*arguments, "--figure", "figure.svg").stdout
    assert "What is special\n  Chart: 3 layers for 12 members." in text and "the head of A" in text
    assert "Zofia" not in text and "Quux" not in text and "Zofia" not in (tmp_path / "figure.svg").read_text()
    record = command(*arguments, "--json").stdout
    assert "Zofia" not in record and len(json.loads(record)["special"]["lines"]) == 5


def test_without_the_model(command: Command, tmp_path: Path) -> None:
    (tmp_path / "members.csv").write_text(MEMBERS)
    assert command("org", "members.csv", "--no-model").stdout.count("the model was not run") == 2


def test_refusals(command: Command, tmp_path: Path) -> None:
    (tmp_path / "members.csv").write_text(MEMBERS)
    (tmp_path / "figure.png").write_text("mine")
    for name, message in {
        "figure.png": "--figure: exists already (given: 'figure.png')",
        "figure.doc": "--figure: cannot be the file of a figure (given: 'figure.doc')",
        "none/figure.png": "--figure: cannot be the file of a figure (given: 'none/figure.png')",
    }.items():
        refused = command("org", "members.csv", "--figure", name)
        assert refused.returncode == 2 and message in refused.stderr
    assert (tmp_path / "figure.png").read_text() == "mine"
    refused = command("org", "members.csv", "--names", "secret")
    assert refused.returncode == 2 and "names: is not a way to show names" in refused.stderr
