"""Lazy loading of commands: a module is imported when its command is called, not for help or shell completion."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from simalign.cli.signature import flattened

HELP = {"help_option_names": ["-h", "--help"]}
PLAIN: dict[str, Any] = {"rich_markup_mode": None, "pretty_exceptions_enable": False, "context_settings": HELP}


class Entry(NamedTuple):
    """The module of a command and its line in the list of commands.

    The module defines a function with the command's name, with _ for -, or, for a group, a Typer application called
    ``group``.
    """

    module: str
    line: str

    def load(self, name: str) -> Any:
        """Import the module and build the Click command."""
        module = import_module(f"simalign.cli.commands.{self.module}")
        if group := getattr(module, "group", None):
            return get_command(group)
        function = getattr(module, name.replace("-", "_"))
        application = typer.Typer(add_completion=False, **PLAIN)
        application.command(name, epilog=function.epilog)(function)
        return get_command(application)


def lazy_group(table: Mapping[str, Entry]) -> type[TyperGroup]:
    """Make a class of Click groups with the commands of a table.

    Its commands are placeholders with a name and a help line. They suffice for the group's help, for shell completion
    and for suggesting the nearest name to a misspelt one. The real command replaces the placeholder when it is called.
    """

    class LazyGroup(TyperGroup):
        def __init__(self, **settings: Any) -> None:
            super().__init__(**settings)
            for name, entry in table.items():
                self.add_command(TyperCommand(name, help=entry.line))

        def resolve_command(self, ctx: Any, args: list[str]) -> Any:
            name, command, rest = super().resolve_command(ctx, args)
            return name, command and table[str(name)].load(str(name)), rest

    return LazyGroup


def command(epilog: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a function a command: its option groups become options, and its help ends with ``epilog``, an example."""

    def mark(function: Callable[..., None]) -> Callable[..., None]:
        marked = flattened(function)
        marked.epilog = epilog  # type: ignore[attr-defined]
        return marked

    return mark
