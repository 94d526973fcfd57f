"""Run what a page shows: its files, commands and Python, in order, in one folder.

- A block of YAML or CSV whose first line is a comment with a file name is written to this file.
- A block of Python is run as a file of its own, after it was saved if its first line names a file.
- Each line of a block of sh is a command. ``simalign`` is called in this process with smaller sizes (``SMALLER``).
  Commands that serve, wait for a cluster or take minutes are parsed, so that options and values of options exist
  (``PARSED``). ``OTHERS`` lists the commands that are not of this project.
"""

import os
import re
import runpy
import shlex
from pathlib import Path
from typing import NamedTuple

from matplotlib import pyplot as plt
from typer import Context
from typer.main import get_command
from typer.testing import CliRunner

from simalign.cli import app

BLOCK = re.compile(r"^( *)```(python|sh|yaml|csv)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
NAME = re.compile(r"# (\S+\.(?:yaml|csv|py))$")
OTHERS = (
    "pip install ",
    "uv run pytest",
    "uv run python ",
    "uv build",
    "uv run ruff",
    "uv run mypy",
    "uv run lint-imports",
)
PARSED = {  # parts of command lines that are parsed and not executed, and why
    "app ": "serves until it is stopped",
    "viz ": "serves until it is stopped",
    "advise ": "takes minutes; tests/advice runs small ones",
    "calibrate ": "takes minutes; tests/docs/test_notebooks.py runs one",
    "classics ": "takes a minute; tests/docking runs them",
    "experiment ": "takes a minute; tests/experiments runs them",
    "sensitivity ": "takes minutes; tests/sensitivity runs small ones",
    "discover ": "needs a large sweep; tests/api/test_discover.py has one",
    "validate --": "runs all shipped studies, a minute; tests/evidence runs them",
    "sweep contexts": "is a large sweep",
    "sweep surrogate": "needs the sweep before it",
    "sweep effort": "is a large sweep; tests/sensitivity runs small ones",
    "--dask": "needs a cluster",
    "--uncertainty fit": "needs a calibration",
    "--ask": "asks questions",
    "--survey answers.csv": "is a file that the reader fills in",
    "export.xlsx": "is a file of the reader's",
    "people.yaml": "is made of a file of the reader's",
}
SIZE = "--set organisation.size=12 --set warmup=2"
SMALLER = {  # options that are added; the last of two values counts
    "compare": "-n 2 --weeks 4 --set warmup=2",
    "decide": "--weeks 2 --set warmup=1",
    "power": f"-n 2 --pilot 4 --weeks 4 {SIZE}",
    "run": "--weeks 4 --set warmup=2",
    "validate": "-n 2",
    "verify": "--sample 2",
    "sweep": "--workers 1",
}


class Block(NamedTuple):
    """A block of a page: its language, and its text without the indentation of the block."""

    language: str
    text: str

    @property
    def file(self) -> str:
        """The name of the file that it shows; empty if it names none."""
        found = NAME.match(self.text.splitlines()[0])
        return found[1] if found else ""


def blocks(text: str) -> list[Block]:
    """Return the blocks of a page in order."""
    found = BLOCK.findall(text)
    return [Block(language, re.sub(rf"^{indent}", "", body, flags=re.MULTILINE)) for indent, language, body in found]


def run_page(text: str, folder: Path, execute: bool = True) -> None:
    """Run all blocks of a page in a folder; without ``execute``, its commands are parsed only."""
    for number, block in enumerate(blocks(text)):
        if block.language == "sh":
            for line in block.text.splitlines():
                run_line(line, folder, execute)
        elif block.language == "python":
            file = folder / (block.file or f"example_{number}.py")
            file.write_text(block.text, encoding="utf-8")
            if not block.file:
                run_python(file)
        elif block.file:
            (folder / block.file).parent.mkdir(exist_ok=True)
            (folder / block.file).write_text(small_sweep(block.text), encoding="utf-8")


def small_sweep(text: str) -> str:
    """Return a sweep file with two replications of 12 members; other files as they are."""
    if not re.search(r"^replications:", text, re.MULTILINE):
        return text
    return re.sub(r"^replications: .*$", "replications: 2\nset: {organisation.size: 12}", text, flags=re.MULTILINE)


def run_line(line: str, folder: Path, execute: bool = True) -> None:
    """Run a line of a shell, or parse it. Raises AssertionError if it fails or is none of the known commands."""
    words = shlex.split(os.path.expandvars(line), comments=True)
    if words[:2] == ["uv", "run"] and words[2:3] == ["simalign"]:
        words = words[2:]
    if not words or " ".join(words).startswith(OTHERS):
        return
    if words[0] == "python":
        run_python(folder / words[1])
        return
    assert words[0] == "simalign", f"unknown command: {line}"
    if ">" in words:
        words = words[: words.index(">")]
    if not execute or any(key in f"{' '.join(words[1:])} " for key in PARSED):
        parse(words[1:])
        return
    done = CliRunner().invoke(app, [*words[1:], *shlex.split(SMALLER.get(words[1], ""))])
    assert done.exit_code in allowed(words[1]), f"{line}\n{done.output}\n{done.exception!r}"


def allowed(command: str) -> tuple[int, ...]:
    """Return the exit statuses of success; 1 also means that a published effect was missed."""
    return (0, 1) if command == "validate" else (0,)


def parse(words: list[str]) -> None:
    """Parse a command line without calling the command. Raises UsageError for an unknown command or option."""
    command, context = get_command(app), Context(get_command(app), info_name="simalign")
    while hasattr(command, "resolve_command"):
        name, command, words = command.resolve_command(context, words)
        context = command.make_context(name, list(words), parent=context)
        words = [*getattr(context, "_protected_args", ()), *context.args]


def run_python(file: Path) -> None:
    """Run a file of Python as a program."""
    runpy.run_path(str(file), run_name="__main__")
    plt.close("all")
