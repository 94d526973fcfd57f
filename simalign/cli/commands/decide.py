"""simalign decide: choose between policies in one organisation, with the evidence for the choice."""

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from shlex import join
from typing import Annotated, Any

import typer

from simalign.api.checkpoints import until_saved
from simalign.api.decide import decide as decided
from simalign.api.names import checked_names
from simalign.board.write import check_report
from simalign.cli import output
from simalign.cli.decision_options import DecisionOptions, hidden
from simalign.cli.lazy import command
from simalign.cli.options import NamesOption, as_options, several
from simalign.errors import InputError, Problem, printable
from simalign.texts.catalogue import Texts, texts_in

DEFAULTS = DecisionOptions(uncertainty="posterior")
FURTHER = ("budget", "distance", "department_first", "reorganisation")  # what not every record has


@command(epilog="Example: simalign decide -g workshop -p push,pull --seed 1 --report board.html")
def decide(
    options: DecisionOptions = DEFAULTS,
    names: NamesOption = "shown",
    which_department_first: Annotated[
        bool,
        typer.Option(
            "--which-department-first", help="Also compare departments in which the leading policy could start."
        ),
    ] = False,
    reorganise: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Also decide in a second chart of the same people: members or organisation."),
    ] = None,
) -> None:
    """Report which policy is likely to do best.

    Also reports how sure that is, and which changes in the organisation would make another policy best. A policy's
    worth is the value of the work to customers, less the time and pay that the policy takes. Status quo is always
    included. `simalign app` shows the same report under "Your organisation". Writes no file without --report or --out.
    """
    _check(options)
    texts = texts_in(options.language, "--language")
    shown, design, answers = checked_names(names), options.load(), options.answers()
    more = {"which_department_first": "which-department-first", "reorganise": "reorganise"}
    with _folder(options.out) as folder, until_saved():
        with as_options(budget="budget", **more, **{name: name for name in answers}):
            result = decided(
                design,
                several(options.policies),
                seed=options.seed,
                uncertainty=options.uncertainty,
                names=shown,
                which_department_first=which_department_first,
                reorganise=reorganise,
                routine=answers["routine"],
                trust=answers["trust"],
                customers=answers["customers"],
                budget=options.budget,
            )
        repeat = options.repeated(output.command(), result.seed, answers)
        if options.report is not None:
            with as_options(path="report"):
                result.report(
                    options.report,
                    options.name,
                    code_name=options.code_name,
                    payroll=options.payroll,
                    command=repeat if options.code_name is None else hidden(repeat),
                    language=options.language,
                )
        if folder is not None:
            with folder.filling() as unfinished:
                result.write(unfinished, output.command())
        if options.as_json:
            print(output.json_text(result.record_in(options.language)))
        else:
            money = [] if options.payroll is None else [result.money(options.payroll, options.language)]
            _print(result.record_in(options.language), money, texts)
            if folder is not None:
                print(f"\n{texts.say('report.repeat.folder', folder=str(folder.path))}")
            print(f"\n{texts.say('report.repeat.again', command=join(repeat))}")


def _folder(out: Path | None) -> AbstractContextManager[output.Results | None]:
    """Reserve the folder of --out, if it is given. Raises InputError if it cannot be used."""
    return nullcontext() if out is None else output.reserve(out, "")


def _check(options: DecisionOptions) -> None:
    """Raise InputError before the runs if the report cannot be written."""
    if options.report is not None:
        check_report(options.report, "--report")
    for option, value in {"--name": options.name, "--code-name": options.code_name}.items():
        if value is not None and options.report is None:
            raise InputError([Problem("requires --report", key=option, value=value, allowed="--report FILE")])
    if options.name is not None and options.code_name is not None:
        raise InputError([Problem("cannot be used with --name", key="--code-name", value=options.code_name)])


def _print(record: dict[str, Any], money: list[str], texts: Texts) -> None:
    def title(key: str) -> str:
        return texts.say(f"report.board.{key}")

    if record["special"]:
        print("\n".join([title("special"), *(f"  {printable(line)}" for line in record["special"]), ""]))
    print("\n".join([*_lines(record, texts), *money]))
    flips = (flip["said"] for flip in record["flips"])
    for key, sentences in {
        **{key: record[key]["said"] for key in FURTHER if key in record},
        "margins": [record["said"][2], *record["margins"]["said"], *flips],
        "risks": record["risks"],
        "evidence": record["rests"],
        "rests": [f"{what} ({source}): {details}." for what, source, details in record["sources"]],
    }.items():
        print("\n".join(["", title(key), *(f"- {printable(sentence)}" for sentence in sentences)]))


def _lines(record: dict[str, Any], texts: Texts) -> list[str]:
    """Return the finding, and one row per policy: gain over status quo, its middle 90% of draws, share of draws won."""
    width = max(len(standing["policy"]) for standing in record["standings"])
    rows = []
    for standing in record["standings"]:
        gain, low, high = (texts.figure(f"{standing[key]:+7.1%}") for key in ("gain", "low", "high"))
        spread = texts.say("report.range", low=low, high=high)
        best = f"{texts.say('report.column.best').lower()} {texts.figure(f'{standing["best"]:4.0%}')}"
        rows.append(f"  {standing['policy']:<{width}}  {gain}  {spread}  {best}")
    return [*record["said"][:2], "", *rows]
