"""Options that ``simalign decide`` and ``advise`` share: the three questions, the report, and the files."""

import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from shlex import join
from typing import Annotated, Any

import typer

from simalign.api.advice import Advice
from simalign.api.decision import DecisionAnalysis
from simalign.board.write import check_report
from simalign.cli import output
from simalign.cli.option_groups import ComparisonOptions
from simalign.cli.options import above_zero, as_options
from simalign.decision.settings import SETTINGS, UNKNOWN, Setting
from simalign.errors import InputError, Problem
from simalign.files.shipped import Catalogue, names
from simalign.texts.catalogue import ENGLISH, Texts

HIDDEN = "HIDDEN"
HARMLESS = {"--code-name", "--language", "--weeks", "--seed", "--budget", "--payroll"}
HARMLESS |= {"--managers-time", "--matters", "--trials", "--randoms", "--workers", *(f"--{name}" for name in SETTINGS)}
HARMLESS_KEYS = (
    "context.",
    "psychology.",
    "costs.",
    "mechanisms.",
    "rules.",
    "warmup=",
    "weeks=",
    "organisation.size=",
)
LEVEL = f"low, medium, high, {UNKNOWN},"


@dataclass(frozen=True)
class QuestionOptions(ComparisonOptions):
    """The options of a comparison, and the three questions."""

    routine: Annotated[
        str | None,
        typer.Option(metavar="LEVEL", help=f"How routine the work is: {LEVEL} or a share like 70%."),
    ] = None
    trust: Annotated[
        str | None,
        typer.Option(metavar="LEVEL", help=f"How far people trust management: {LEVEL} or a share like 70%."),
    ] = None
    customers: Annotated[
        str | None,
        typer.Option(
            metavar="LEVEL", help=f"How often all customers change their minds: {LEVEL} or a number of times a year."
        ),
    ] = None
    ask: Annotated[bool, typer.Option("--ask", help="Ask these three questions, except those answered.")] = False

    def answers(self) -> dict[str, str | None]:
        """Return the answers to the three questions; with --ask, ask those that neither an option nor --set answers.

        Raises InputError if both do.
        """
        answers: dict[str, str | None] = {name: getattr(self, name) for name in SETTINGS}
        keys = {setting.partition("=")[0].strip() for setting in self.settings or ()}
        for name, setting in SETTINGS.items():
            given = f"context.{setting.key}" in keys
            if given and answers[name] is not None:
                message = f"is also given by --set context.{setting.key}"
                raise InputError([Problem(message, key=f"--{name}", value=answers[name])])
            if self.ask and not given and answers[name] is None:
                answers[name] = _ask(name, setting)
        return answers

    def repeated(self, command: Sequence[str], seed: int, answers: Mapping[str, str | None]) -> list[str]:
        """Return the command line that repeats the decision: with the seed, and with options in place of --ask."""
        parts = [part for part in command if part != "--ask"]
        for name, answer in answers.items():
            if answer is not None and getattr(self, name) is None:
                parts += [f"--{name}", answer]
        return parts if self.seed is not None else [*parts, "--seed", str(seed)]


@dataclass(frozen=True)
class ReportOptions(QuestionOptions):
    """The three questions, the files of the results, and the report for a board."""

    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Also save tables, figure and manifest in a new folder."),
    ] = None
    report: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Also write a two-page report for a board: a new .html, .docx, .pptx or .pdf file."
        ),
    ] = None
    name: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="Name of the organisation in the report."),
    ] = None
    code_name: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT",
            help="Code name of the organisation; the report then contains neither names of files, of departments nor "
            "of your own policies.",
        ),
    ] = None
    payroll: Annotated[
        float | None,
        typer.Option(
            parser=above_zero, metavar="AMOUNT", help="Yearly pay of all members, to state the gain in money."
        ),
    ] = None

    def check_report(self) -> None:
        """Raise InputError before the runs if the report cannot be written."""
        if self.report is not None:
            check_report(self.report, "--report")
        for option, value in {"--name": self.name, "--code-name": self.code_name}.items():
            if value is not None and self.report is None:
                raise InputError([Problem("requires --report", key=option, value=value, allowed="--report FILE")])
        if self.name is not None and self.code_name is not None:
            raise InputError([Problem("cannot be used with --name", key="--code-name", value=self.code_name)])

    def folder(self) -> AbstractContextManager[output.Results | None]:
        """Reserve the folder of --out, if it is given. Raises InputError if it cannot be used."""
        return nullcontext() if self.out is None else output.reserve(self.out, "")

    def deliver(
        self,
        result: DecisionAnalysis | Advice,
        answers: Mapping[str, str | None],
        folder: output.Results | None,
        record: dict[str, Any],
        show: Callable[[dict[str, Any], list[str]], None],
        texts: Texts = ENGLISH,
        **language: str,
    ) -> None:
        """Write the report and the files, and print the result as text or JSON, with the command that repeats it.

        answers: to the three questions. folder: the folder of --out. show: prints the record, with sentences on money.
        texts: of the last lines. language: that of the report and of sentences on money, if the result has several.
        """
        repeat = self.repeated(output.command(), result.seed, answers)
        if self.report is not None:
            with as_options(path="report"):
                result.report(
                    self.report,
                    self.name,
                    code_name=self.code_name,
                    payroll=self.payroll,
                    command=repeat if self.code_name is None else hidden(repeat),
                    **language,
                )
        if folder is not None:
            with folder.filling() as unfinished:
                result.write(unfinished, output.command())
        if self.as_json:
            print(output.json_text(record))
            return
        show(record, [] if self.payroll is None else [result.money(self.payroll, **language)])
        if folder is not None:
            print(f"\n{texts.say('report.repeat.folder', folder=str(folder.path))}")
        print(f"\n{texts.say('report.repeat.again', command=join(repeat))}")


def hidden(command: Sequence[str]) -> list[str]:
    """Return a command line without anything that may identify an organisation, such as the names of files.

    Values of options are hidden unless they are known to be harmless.

    >>> " ".join(hidden("simalign decide acme.yaml -g=acme.csv -p push,plan.yaml --set context.trust=0.3".split()))
    'simalign decide HIDDEN -g=HIDDEN -p push,HIDDEN --set context.trust=0.3'
    """
    result, option = list(command[:2]), ""
    for part in command[2:]:
        name, equals, value = part.partition("=") if part.startswith("-") else ("", "", part)
        if value:
            result.append(f"{name}{equals}{_hidden_value(name or option, value)}")
        else:
            result.append(part)
        option = "" if equals else name
    return result


def _hidden_value(option: str, value: str) -> str:
    """Return the value of an option, or of the argument if there is no option, or HIDDEN in its place."""
    if option in HARMLESS or (option == "--set" and value.startswith(HARMLESS_KEYS)):
        return value
    if option in ("", "-p", "--policies", "-g", "--organisation", "--uncertainty"):
        return ",".join(part if _is_shipped(part.strip()) else HIDDEN for part in value.split(","))
    return HIDDEN


def _is_shipped(name: str) -> bool:
    catalogues: tuple[Catalogue, ...] = ("scenarios", "policies", "organisations")
    return name in ("none", "posterior") or any(name in names(catalogue) for catalogue in catalogues)


def _ask(name: str, setting: Setting) -> str:
    """Ask a question until the answer is allowed; an empty answer means that it is unknown.

    Raises InputError if standard input ends before the answer.
    """

    def checked(answer: str) -> str:
        try:
            setting.value(answer)
        except InputError as error:
            raise typer.BadParameter(f"allowed: {error.problems[0].allowed}") from None
        return answer.strip()

    text = f"{setting.question()} ({setting.allowed})"
    try:
        return str(typer.prompt(text, default=UNKNOWN, value_proc=checked, err=True))
    except typer.Abort:
        if sys.stdin.isatty():  # Ctrl-C
            raise
        raise InputError([Problem("was asked but not answered", key=f"--{name}", allowed=setting.allowed)]) from None
