"""simalign advise: search for the best policies of one organisation under a budget."""

from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from shlex import join
from typing import Annotated, Any

import typer

from simalign.advice.sentences import TITLES, label
from simalign.api.advise import BUDGET, FEWEST_TRIALS, MATTERS, MOST_TRIALS, RANDOMS, TRIALS
from simalign.api.advise import advise as advised
from simalign.board.write import check_report
from simalign.cli import output
from simalign.cli.decision_options import QuestionOptions
from simalign.cli.lazy import command
from simalign.cli.options import above_zero, as_options, several, whole_option
from simalign.decision.ranking import BASE
from simalign.errors import InputError, Problem, printable


@dataclass(frozen=True)
class AdviceOptions(QuestionOptions):
    """The options of a search, and the report for a board."""

    budget: Annotated[
        str,
        typer.Option(
            metavar="PERCENT",
            help="What a policy may take besides what management takes as now, as a share of working time and pay.",
        ),
    ] = BUDGET
    managers_time: Annotated[
        str | None,
        typer.Option(
            metavar="PERCENT", help="Share of their week that managers may need for managing on average, like 20%."
        ),
    ] = None
    matters: Annotated[
        str,
        typer.Option(metavar="PERCENT", help="Smallest gain that matters, as a share of the present worth of work."),
    ] = f"{MATTERS:.0%}"
    trials: Annotated[
        int,
        whole_option(FEWEST_TRIALS, MOST_TRIALS, "Policies that the search for constant policies tries."),
    ] = TRIALS
    randoms: Annotated[int, whole_option(1, MOST_TRIALS, "Random policies with which to compare.")] = RANDOMS
    workers: Annotated[
        int | None,
        whole_option(1, 4096, "Threads; default: one per usable core.", "--workers", "--jobs", "-j"),
    ] = None
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Also save tables, figure, manifest and the policies in a new folder."),
    ] = None
    report: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Also write a two-page report for a board: a new .html, .docx, .pptx or .pdf file."
        ),
    ] = None
    name: Annotated[str | None, typer.Option(metavar="TEXT", help="Name of the organisation in the report.")] = None
    payroll: Annotated[
        float | None,
        typer.Option(
            parser=above_zero, metavar="AMOUNT", help="Yearly pay of all members, to state the gain in money."
        ),
    ] = None


DEFAULTS = AdviceOptions(uncertainty="posterior")


@command(epilog="Example: simalign advise -g workshop --budget 2% --seed 1 --out advice --report board.html")
def advise(options: AdviceOptions = DEFAULTS) -> None:
    """Search for the best policy under a budget.

    The budget is one of time and pay. Worth, gain and regret are those of simalign decide. Constant policies, policies
    in two phases and policies by department are sought in one set of simulated cases, chosen in another and reported
    in a third. Also reports which levers matter, what more budget would bring, and how flat the top is.
    Requires simalign-abm[advise].
    Writes no file without --report or --out.
    """
    _check(options)
    design, answers = options.load(), options.answers()
    more = {name: name for name in ("budget", "matters", "trials", "randoms", *answers)}
    with nullcontext() if options.out is None else output.reserve(options.out, "") as folder:
        with as_options(**more, managers_time="managers-time"):
            result = advised(
                design,
                several(options.policies),
                budget=options.budget,
                managers_time=options.managers_time,
                seed=options.seed,
                uncertainty=options.uncertainty,
                routine=answers["routine"],
                trust=answers["trust"],
                customers=answers["customers"],
                matters=options.matters,
                trials=options.trials,
                randoms=options.randoms,
                workers=options.workers,
            )
        repeat = options.repeated(output.command(), result.seed, answers)
        if options.report is not None:
            with as_options(path="report"):
                result.report(options.report, options.name, options.payroll, repeat)
        if folder is not None:
            with folder.filling() as unfinished:
                result.write(unfinished, output.command())
        if options.as_json:
            print(output.json_text(result.record))
            return
        _print(result.record, [] if options.payroll is None else [result.money(options.payroll)])
        if folder is not None:
            print(f"\nTables, figure, policies and manifest: {folder.path}/")
        print(f"\nRepeat: {join(repeat)}")


def _check(options: AdviceOptions) -> None:
    """Raise InputError before the runs if the report cannot be written."""
    if options.report is not None:
        check_report(options.report, "--report")
    elif options.name is not None:
        raise InputError([Problem("requires --report", key="--name", value=options.name, allowed="--report FILE")])


def _print(record: dict[str, Any], money: list[str]) -> None:
    said = record["said"]
    print("\n".join([*map(printable, said["answer"]), *money, "", *_lines(record)]))
    for key, title in TITLES.items():
        if key != "answer":
            print("\n".join(["", title, *(f"- {printable(sentence)}" for sentence in said[key])]))


def _lines(record: dict[str, Any]) -> list[str]:
    """Return one row per policy: gain with its interval, nine of ten cases, cost, trust, and changed levers."""
    names = {row["policy"]: printable(label(row["policy"])) for row in record["policies"]}
    width = max(len(name) for name in names.values())
    lines = [f"  {'':<{width}}     gain  (95% interval)     nine of ten cases   cost   trust  regret*  levers"]
    for row in record["policies"]:
        mean = f"({row['mean_low']:+.1%} to {row['mean_high']:+.1%})" if row["policy"] != BASE else ""
        spread = f"{row['low']:+.1%} to {row['high']:+.1%}" if row["policy"] != BASE else ""
        part = "" if row["share"] == 1.0 else f" at {row['share']:.0%} of its strength"
        lines.append(
            f"  {names[row['policy']]:<{width}}  {row['gain']:+7.1%}  {mean:<18}  {spread:>17}  {row['extra']:+6.1%}"
            f"  {row['trust']:.2f}  {row['regret_high']:6.1%}  {row['changes']:5d}{part}"
        )
    return [*lines, "  * in the worst one in twenty cases"]
