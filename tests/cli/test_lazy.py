"""The table of commands: complete, true to the commands, and cheap to list."""

import os
import subprocess
import sys
from importlib.metadata import version
from inspect import getdoc

import pytest
from typer.testing import CliRunner

from simalign.cli import COMMANDS, app
from simalign.cli.commands import sensitivity
from simalign.cli.lazy import Entry
from simalign.installation import DISTRIBUTION

from .conftest import Command

HEAVY = ("numba", "numpy", "pandas", "scipy", "mesa", "matplotlib", "pyarrow", "ruamel", "starlette")
ROWS = {**COMMANDS, **{f"sensitivity {name}": entry for name, entry in sensitivity.COMMANDS.items()}}


@pytest.mark.parametrize("name", ROWS)
def test_a_row_has_the_first_line_of_its_command(name: str) -> None:
    command = ROWS[name].load(name.split()[-1])
    assert command.name == name.split()[-1]
    assert (command.help or "").split("\n")[0] == ROWS[name].line


def test_commands_without_a_row_do_not_exist() -> None:
    """Every function that is marked as a command, in every command module, is in a table."""
    rows = {(entry.module, name.split()[-1].replace("-", "_")) for name, entry in ROWS.items()}
    for module in {entry.module for entry in ROWS.values()} - {"sensitivity"}:
        loaded = __import__(f"simalign.cli.commands.{module}", fromlist=["_"])
        marked = {name for name, value in vars(loaded).items() if hasattr(value, "epilog") and getdoc(value)}
        assert {(module, name) for name in marked if vars(loaded)[name].__module__ == loaded.__name__} <= rows


CASES = {
    "help": (["--help"], {}),
    "help of a group": (["sensitivity", "--help"], {}),
    "version": (["--version"], {}),
    "misspelt": (["compar"], {}),
    "completion": ([], {"_SIMALIGN_COMPLETE": "complete_bash", "COMP_WORDS": "simalign s", "COMP_CWORD": "1"}),
}


@pytest.mark.parametrize("case", CASES)
def test_nothing_heavy_is_imported_before_a_command_is_called(case: str) -> None:
    words, variables = CASES[case]
    code = (
        f"import sys; sys.argv = ['simalign', *{words!r}]\n"
        "try:\n    from simalign.cli import main; main()\nexcept SystemExit: pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    environment = os.environ | variables
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stderr.splitlines()[-1] == "[]"


@pytest.mark.parametrize(("words", "table"), [([], COMMANDS), (["sensitivity"], sensitivity.COMMANDS)])
def test_help_lists_every_command_with_its_whole_line(words: list[str], table: dict[str, Entry]) -> None:
    text = CliRunner().invoke(app, [*words, "--help"], catch_exceptions=False).stdout
    rows = [row.split(maxsplit=1) for row in text[text.index("Commands:") :].splitlines()]
    assert [row for row in rows if row[:1] and row[0] in table] == [[name, e.line] for name, e in table.items()]


def test_version(command: Command) -> None:
    done = command("--version")
    assert (done.returncode, done.stdout) == (0, f"{version(DISTRIBUTION)}\n")


@pytest.mark.parametrize(
    ("words", "nearest"), [(["compar"], "compare"), (["verfy"], "verify"), (["sensitivity", "sobl"], "sobol")]
)
def test_an_unknown_command_names_the_nearest(words: list[str], nearest: str) -> None:
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 2
    assert f"No such command '{words[-1]}'. Did you mean '{nearest}'?" in done.output


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("simalign sens", ["sensitivity"]),
        ("simalign sensitivity mo", ["morris"]),
        ("simalign sensitivity morris --traj", ["--trajectories"]),
        ("simalign compare --org", ["--organisation"]),
    ],
)
def test_shells_complete_commands_and_options(line: str, offered: list[str]) -> None:
    variables = {"COMP_WORDS": line, "COMP_CWORD": str(line.count(" ")), "_SIMALIGN_COMPLETE": "complete_bash"}
    called = [sys.executable, "-m", "simalign"]
    done = subprocess.run(called, capture_output=True, text=True, check=True, env=os.environ | variables)
    assert done.stdout.split() == offered


def test_a_row_of_a_missing_function_is_an_error() -> None:
    with pytest.raises(AttributeError):
        Entry("run", "Nothing.").load("nothing")
