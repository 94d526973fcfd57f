"""Turbulence: where customers change their minds, can top-down alignment keep up?"""

from simalign.experiments import Change, Claim, Curves, Experiment, Gap, Panel, Sentence

MOVES, ORDERS, LAG, DELAY = "context.turbulence", "context.churn", "psychology.lag", "delay"
BASE, PUSH, PULL = {"policy": "status quo"}, {"policy": "push"}, {"policy": "pull"}
SAY = {"policy": "push with a say"}
OFTEN = {"push": {"policy": "push, reviewed monthly"}, "pull": {"policy": "pull, reviewed monthly"}}
PUSH_EQUAL, PULL_EQUAL = {"policy": "push at equal cost"}, {"policy": "pull at equal cost"}
SOON, LATE = {LAG: 4}, {LAG: 52}
CALM, WILD = {MOVES: 0.0}, {MOVES: 0.2}
STEADY, RESTLESS = {ORDERS: 0.005}, {ORDERS: 0.2}
WHERE = {"calm": ("market that never moves", CALM), "wild": ("market that moves every 5 weeks", WILD)}
PAIRS = {"": ("pull - push", PULL, PUSH), "_equal": ("pull - push at equal cost", PULL_EQUAL, PUSH_EQUAL)}

EXPERIMENT = Experiment(
    question="Where customers change their minds, can top-down alignment keep up, or does it take reviews?",
    claim=Claim(
        "The more the market moves, the more participation is worth.",
        "organic and mechanistic management (Burns & Stalker 1961; Lawrence & Lorsch 1967)",
        {"lead_change": "above", "lead_change_equal": "above", "orders_change": "above"},
    ),
    predictions=[
        Claim(
            "Monthly reviews are worth more where the market moves than where it never does.",
            "organisations adapt as fast as they review (Burns & Stalker 1961)",
            {"often_push_change": "above", "often_pull_change": "above"},
        ),
        Claim(
            "In a market that never moves monthly reviews cost: they take time, and people relearn without need.",
            "exploration against exploitation (March 1991)",
            {"often_push_calm": "below", "often_pull_calm": "below"},
        ),
        Claim(
            "The later leaders see demand, the more a say for the members who see it now is worth.",
            "local knowledge (Hayek 1945)",
            {"say_value_change": "above"},
        ),
        Claim(
            "Turbulence costs value under either.",
            "a strategy that is behind the market (Burns & Stalker 1961)",
            {"push_loss": "below", "pull_loss": "below"},
        ),
    ],
    equal_cost=("push", "pull"),
    results=[
        *(
            Gap(
                f"lead_{key}{suffix}",
                f"value, year 3, {where}: {name}",
                "value_end",
                one | at,
                other | at,
                percent_of=BASE,
            )
            for suffix, (name, one, other) in PAIRS.items()
            for key, (where, at) in WHERE.items()
        ),
        *(
            Change(
                f"lead_change{suffix}",
                f"value, year 3, how much more where the market moves: {name}",
                "value_end",
                (one | WILD, other | WILD),
                (one | CALM, other | CALM),
                percent_of=BASE,
            )
            for suffix, (name, one, other) in PAIRS.items()
        ),
        Change(
            "fit_change",
            "fit, year 3, how much more where the market moves: pull - push",
            "fit_end",
            (PULL | WILD, PUSH | WILD),
            (PULL | CALM, PUSH | CALM),
        ),
        *(
            Gap(
                f"often_{name}_{key}",
                f"value, year 3, {where}: {name} reviewed monthly - twice a year",
                "value_end",
                OFTEN[name] | at,
                arm | at,
                percent_of=BASE,
            )
            for name, arm in (("push", PUSH), ("pull", PULL))
            for key, (where, at) in WHERE.items()
        ),
        *(
            Change(
                f"often_{name}_change",
                f"value, year 3, {name}: how much more monthly reviews give where the market moves",
                "value_end",
                (OFTEN[name] | WILD, arm | WILD),
                (OFTEN[name] | CALM, arm | CALM),
                percent_of=BASE,
            )
            for name, arm in (("push", PUSH), ("pull", PULL))
        ),
        *(
            Gap(
                f"{name}_loss",
                f"value, year 3, {name}: market that moves every 5 weeks - never",
                "value_end",
                arm | WILD,
                arm | CALM,
                percent_of=BASE | CALM,
            )
            for name, arm in (("push", PUSH), ("pull", PULL))
        ),
        Change(
            "orders_change",
            "value, year 3: how much more pull leads where orders of teams change every 5 weeks than every 4 years",
            "value_end",
            (PULL | RESTLESS, PUSH | RESTLESS),
            (PULL | STEADY, PUSH | STEADY),
            percent_of={"policy": "status_quo"},
            sweep="orders",
        ),
        *(
            Gap(
                f"say_value_{key}",
                f"value, year 3, market that moves, leaders {when} late: push with a say - push",
                "value_end",
                SAY | lag,
                PUSH | lag,
                percent_of=BASE,
                sweep=DELAY,
            )
            for key, when, lag in (("soon", "four weeks", SOON), ("late", "a year", LATE))
        ),
        Change(
            "say_value_change",
            "value, year 3, market that moves: how much more a say gives where leaders are a year late",
            "value_end",
            (SAY | LATE, PUSH | LATE),
            (SAY | SOON, PUSH | SOON),
            percent_of=BASE,
            sweep=DELAY,
        ),
        Gap(
            "late_value",
            "value, year 3, market that moves, push: leaders a year late - four weeks",
            "value_end",
            PUSH | LATE,
            PUSH | SOON,
            percent_of=BASE | SOON,
            sweep=DELAY,
        ),
    ],
    finding=[
        Sentence(
            "lead_change",
            above="in the third year pull gains {lead_change.by} of the status quo on push where the market "
            "moves every "
            "five weeks, compared with a market that never moves",
            below="in the third year pull loses {lead_change.by} of the status quo on push where the market "
            "moves every "
            "five weeks, compared with a market that never moves",
            open="in the third year pull and push differ by as much where the market moves every five weeks as "
            "where it "
            "never moves, within measurement",
        ),
        Sentence(
            "orders_change",
            above="pull gains {orders_change.by} where demand for single teams changes often",
            below="pull loses {orders_change.by} where demand for single teams changes often",
            open="changes in demand for single teams do not move the difference measurably",
        ),
        Sentence(
            "often_push_wild",
            above="where the market moves, monthly reviews add {often_push_wild.by} to push",
            below="where the market moves, monthly reviews cost push {often_push_wild.by}",
            open="where the market moves, monthly reviews add nothing measurable to push",
        ),
        Sentence(
            "often_pull_wild",
            above="they add {often_pull_wild.by} to pull",
            below="they cost pull {often_pull_wild.by}",
            open="they add nothing measurable to pull",
        ),
    ],
    figure=Curves(
        [
            Panel("Fit with demand, year 3", "fit_end", "overlap with what customers want, 0 to 1"),
            Panel(
                "Value, year 3, above push",
                "value_end",
                "% of status quo in the same market",
                base=PUSH,
                percent_of=BASE,
            ),
            Panel(
                "Value, year 3, above a calm market",
                "value_end",
                "% of status quo in a calm market",
                0.0,
                percent_of=BASE | CALM,
            ),
        ],
        {name: {"policy": name} for name in ("push", "push, reviewed monthly", "pull", "pull, reviewed monthly")},
        along=MOVES,
        x="chance per week that demand moves",
    ),
)
