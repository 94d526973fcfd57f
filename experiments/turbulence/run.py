"""Turbulence: where customers change their minds, can top-down alignment keep up?"""

from simalign.experiments import BreakEven, Change, Claim, Curves, Experiment, Gap, Panel, Sentence

MOVES = "context.turbulence"
PUSH, PULL = {"policy": "push"}, {"policy": "pull"}
PUSH_OFTEN, PULL_OFTEN = {"policy": "push, reviewed monthly"}, {"policy": "pull, reviewed monthly"}
PUSH_EQUAL, PULL_EQUAL = {"policy": "push at equal cost"}, {"policy": "pull at equal cost"}
SAY, LAG, DELAY = {"policy": "push with a say"}, "psychology.lag", "delay"
SOON, LATE = {LAG: 4}, {LAG: 52}
CALM, USUAL, WILD = {MOVES: 0.0}, {MOVES: 0.02}, {MOVES: 0.2}

EXPERIMENT = Experiment(
    question="Where customers change their minds, can top-down alignment keep up, or does it take reviews?",
    claim=Claim(
        "The more the market moves, the more participation is worth.",
        "organic and mechanistic management (Burns & Stalker 1961; Lawrence & Lorsch 1967)",
        {"lead_change": "above", "lead_change_equal": "above"},
    ),
    equal_cost=("push", "pull"),
    results=[
        Gap("lead_calm", "value, year 3, market that never moves: pull - push", "value_end", PULL | CALM, PUSH | CALM),
        Gap(
            "lead_wild",
            "value, year 3, market that moves every 5 weeks: pull - push",
            "value_end",
            PULL | WILD,
            PUSH | WILD,
        ),
        Change(
            "lead_change",
            "value, year 3: how much more pull leads where the market moves",
            "value_end",
            (PULL | WILD, PUSH | WILD),
            (PULL | CALM, PUSH | CALM),
        ),
        Gap(
            "lead_calm_equal",
            "value, year 3, market that never moves: pull - push at equal cost",
            "value_end",
            PULL_EQUAL | CALM,
            PUSH_EQUAL | CALM,
        ),
        Gap(
            "lead_wild_equal",
            "value, year 3, market that moves every 5 weeks: pull - push at equal cost",
            "value_end",
            PULL_EQUAL | WILD,
            PUSH_EQUAL | WILD,
        ),
        Change(
            "lead_change_equal",
            "value, year 3: how much more pull leads at equal cost where the market moves",
            "value_end",
            (PULL_EQUAL | WILD, PUSH_EQUAL | WILD),
            (PULL_EQUAL | CALM, PUSH_EQUAL | CALM),
        ),
        Gap("fit_calm", "fit, year 3, market that never moves: pull - push", "fit_end", PULL | CALM, PUSH | CALM),
        Gap(
            "fit_wild", "fit, year 3, market that moves every 5 weeks: pull - push", "fit_end", PULL | WILD, PUSH | WILD
        ),
        Change(
            "fit_change",
            "fit, year 3: how much better pull's is where the market moves",
            "fit_end",
            (PULL | WILD, PUSH | WILD),
            (PULL | CALM, PUSH | CALM),
        ),
        BreakEven(
            "lead_from",
            "value, first year: pull leads push from a chance a week of",
            "value_start",
            PULL,
            PUSH,
            MOVES,
            "chance a week",
        ),
        Gap(
            "often_push_wild",
            "value, year 3, market that moves: push reviewed monthly - twice a year",
            "value_end",
            PUSH_OFTEN | WILD,
            PUSH | WILD,
        ),
        Gap(
            "often_pull_wild",
            "value, year 3, market that moves: pull reviewed monthly - twice a year",
            "value_end",
            PULL_OFTEN | WILD,
            PULL | WILD,
        ),
        Gap(
            "often_push_calm",
            "value, year 3, market that never moves: push reviewed monthly - twice a year",
            "value_end",
            PUSH_OFTEN | CALM,
            PUSH | CALM,
        ),
        Gap(
            "often_pull_calm",
            "value, year 3, market that never moves: pull reviewed monthly - twice a year",
            "value_end",
            PULL_OFTEN | CALM,
            PULL | CALM,
        ),
        Gap(
            "push_loss",
            "value, year 3, push: market that moves every 5 weeks - never",
            "value_end",
            PUSH | WILD,
            PUSH | CALM,
        ),
        Gap(
            "pull_loss",
            "value, year 3, pull: market that moves every 5 weeks - never",
            "value_end",
            PULL | WILD,
            PULL | CALM,
        ),
        *(
            row
            for key, name, measure in (("fit", "fit", "fit_end"), ("value", "value", "value_end"))
            for row in (
                Gap(
                    f"late_{key}",
                    f"{name}, year 3, market that moves, push: leaders a year late - four weeks",
                    measure,
                    PUSH | LATE,
                    PUSH | SOON,
                    sweep=DELAY,
                ),
                Gap(
                    f"say_{key}_soon",
                    f"{name}, year 3, market that moves, leaders four weeks late: push with a say - push",
                    measure,
                    SAY | SOON,
                    PUSH | SOON,
                    sweep=DELAY,
                ),
                Gap(
                    f"say_{key}_late",
                    f"{name}, year 3, market that moves, leaders a year late: push with a say - push",
                    measure,
                    SAY | LATE,
                    PUSH | LATE,
                    sweep=DELAY,
                ),
                Change(
                    f"say_{key}_change",
                    f"{name}, year 3, market that moves: how much more a say gives where leaders are a year late",
                    measure,
                    (SAY | LATE, PUSH | LATE),
                    (SAY | SOON, PUSH | SOON),
                    sweep=DELAY,
                ),
            )
        ),
    ],
    finding=[
        Sentence(
            "lead_change",
            above="pull's lead over push, {lead_calm.size:.3f} of value, grows by {lead_change.size:.3f} where the "
            "market moves",
            below="pull's lead over push, {lead_calm.size:.3f} of value, shrinks by {lead_change.size:.3f} where the "
            "market moves",
            open="pull's lead over push is the same in a market that moves every five weeks as in one that never does",
        ),
        Sentence(
            "often_push_wild",
            above="there, monthly reviews add {often_push_wild.size:.3f} to push",
            below="there, monthly reviews cost push {often_push_wild.size:.3f}",
            open="there, monthly reviews add nothing to push that shows",
        ),
        Sentence(
            "often_pull_wild",
            above="they add {often_pull_wild.size:.3f} to pull",
            below="they cost pull {often_pull_wild.size:.3f}",
            open="they add nothing to pull that shows",
        ),
    ],
    figure=Curves(
        [
            Panel("Fit with demand, year 3", "fit_end", "share of working time"),
            Panel("Value, year 3, above push", "value_end", "weeks per member-week", base=PUSH),
            Panel("Value, year 3, above a calm market", "value_end", "weeks per member-week", 0.0),
        ],
        {name: {"policy": name} for name in ("push", "push, reviewed monthly", "pull", "pull, reviewed monthly")},
        along=MOVES,
        x="chance a week that demand moves",
    ),
)
