"""The table of commands: complete, true to the commands, and cheap to list."""

import subprocess
import sys
from inspect import getdoc

import pytest
from typer.testing import CliRunner

from simalign.cli import COMMANDS, app
from simalign.cli.commands import sensitivity
from simalign.cli.lazy import Entry

HEAVY = ("numba", "numpy", "pandas", "scipy", "mesa", "matplotlib", "pydantic", "pyarrow", "ruamel", "starlette")
ROWS = {**COMMANDS, **{f"sensitivity {name}": entry for name, entry in sensitivity.COMMANDS.items()}}


@pytest.mark.parametrize("name", ROWS)
def test_a_row_has_the_first_line_of_its_command(name: str) -> None:
    command = ROWS[name].load(name.split()[-1])
    assert command.name == name.split()[-1]
    assert (command.help or "").split("\n")[0] == ROWS[name].line


def test_commands_without_a_row_do_not_exist() -> None:
    """Every function that is marked as a command, in every command module, is in a table."""
    rows = {(entry.module, entry.function or name.split()[-1]) for name, entry in ROWS.items()}
    for module in {entry.module for entry in ROWS.values()} - {"sensitivity"}:
        loaded = __import__(f"simalign.cli.commands.{module}", fromlist=["_"])
        marked = {name for name, value in vars(loaded).items() if hasattr(value, "epilog") and getdoc(value)}
        assert {(module, name) for name in marked if vars(loaded)[name].__module__ == loaded.__name__} <= rows


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['simalign', '--help']\n"
        "try:\n    from simalign.cli import main; main()\nexcept SystemExit: pass\n"
        f"heavy = {HEAVY!r}\nprint([name for name in heavy if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    for name, entry in COMMANDS.items():
        assert name in done.stdout and entry.line.split()[0] in done.stdout


def test_an_unknown_command_names_the_nearest() -> None:
    done = CliRunner().invoke(app, ["compar"])
    assert done.exit_code == 2 and "compare" in done.output


def test_a_row_of_a_missing_function_is_an_error() -> None:
    with pytest.raises(AttributeError):
        Entry("run", "Nothing.").load("nothing")
