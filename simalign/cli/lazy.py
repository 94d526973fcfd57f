"""Commands that are imported on first use, so that ``simalign --help`` imports none of them."""

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any, NamedTuple

import typer
from typer.core import TyperGroup
from typer.main import get_command

HELP = {"help_option_names": ["-h", "--help"]}
PLAIN: dict[str, Any] = {"rich_markup_mode": None, "pretty_exceptions_enable": False, "context_settings": HELP}


class Entry(NamedTuple):
    """A row of a table of commands: the module that has the command, and its line in the list of commands.

    The module has a function of the command's name (or ``function``) or, for a group, a Typer application ``group``.
    """

    module: str
    line: str
    function: str = ""

    def load(self, name: str) -> Any:
        """Import the module and build the Click command."""
        module = import_module(f"simalign.cli.commands.{self.module}")
        if group := getattr(module, "group", None):
            return get_command(group)
        function = getattr(module, self.function or name)
        application = typer.Typer(add_completion=False, **PLAIN)
        application.command(name, epilog=function.epilog)(function)
        return get_command(application)


class Commands(Mapping[str, Any]):
    """The commands of a table by name; a command is built when it is looked up."""

    def __init__(self, table: Mapping[str, Entry]) -> None:
        self.table = table

    def __getitem__(self, name: str) -> Any:
        return self.table[name].load(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self.table)

    def __len__(self) -> int:
        return len(self.table)


def lazy_group(table: Mapping[str, Entry]) -> type[TyperGroup]:
    """A class of Click groups with the commands of a table."""

    class LazyGroup(TyperGroup):
        def __init__(self, **settings: Any) -> None:
            super().__init__(**settings)
            self.commands: Any = Commands(table)

        def list_commands(self, ctx: Any) -> list[str]:
            return list(table)

        def format_commands(self, ctx: Any, formatter: Any) -> None:
            with formatter.section("Commands"):
                formatter.write_dl([(name, entry.line) for name, entry in table.items()])

    return LazyGroup


def command[F: Callable[..., Any]](epilog: str) -> Callable[[F], F]:
    """Mark a function as a command whose help ends with ``epilog``, an example."""

    def mark(function: F) -> F:
        function.epilog = epilog  # type: ignore[attr-defined]
        return function

    return mark
