"""simalign advise: search for the best policies of one organisation under a budget."""

from dataclasses import dataclass
from typing import Annotated, Any

import typer

from simalign.advice.sentences import TITLES, label
from simalign.api.advise import BUDGET, FEWEST_TRIALS, MATTERS, MOST_TRIALS, RANDOMS, TRIALS
from simalign.api.advise import advise as advised
from simalign.api.checkpoints import until_saved
from simalign.cli.decision_options import ReportOptions
from simalign.cli.lazy import command
from simalign.cli.options import as_options, several, whole_option
from simalign.decision.ranking import BASE
from simalign.errors import printable


@dataclass(frozen=True)
class AdviceOptions(ReportOptions):
    """The options of a search."""

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


DEFAULTS = AdviceOptions(uncertainty="posterior")


@command(epilog="Example: simalign advise -g workshop --budget 2% --seed 1 --out advice --report board.html")
def advise(options: AdviceOptions = DEFAULTS) -> None:
    """Search for the best policy under a budget.

    The budget is one of time and pay. Worth, gain and regret are those of simalign decide. Constant policies, policies
    in two phases and policies by department are sought in one set of simulated cases, chosen in another and reported
    in a third. Also reports which levers matter, what more budget would bring, and how flat the top is.
    Requires simalign-abm[advise].
    --out also saves the policies found. Writes no file without --report or --out.
    """
    options.check_report()
    design, answers = options.load(), options.answers()
    more = {name: name for name in ("budget", "matters", "trials", "randoms", *answers)}
    with options.folder() as folder, until_saved():
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
        options.deliver(result, answers, folder, result.record, _print)


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
