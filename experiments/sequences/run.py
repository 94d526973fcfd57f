"""Sequences: mandate then motivate, motivate then mandate, or both at once?"""

from simalign.experiments import ArgMax, Claim, Curves, Experiment, Gap, Panel, Sentence

WEEK = "policy.phases.0.from"
PUSH_PULL, PULL_PUSH = {"policy": "push then pull"}, {"policy": "pull then push"}
PUSH, PULL, BOTH = {"policy": "push"}, {"policy": "pull"}, {"policy": "half of both"}
EARLY, YEAR, HALF, LATE = {WEEK: 13}, {WEEK: 52}, {WEEK: 78}, {WEEK: 104}

EXPERIMENT = Experiment(
    question="Mandate then motivate, motivate then mandate, or both at once: what order, and when to change over?",
    claim=Claim(
        "First create urgency from the top, then let people take part.",
        "change management (Kotter 1996; unfreeze, move, refreeze: Lewin 1947)",
        {"first_push": "above", "against_pull": "above"},
    ),
    results=[
        Gap(
            "first_push",
            "value, all weeks: push then pull - pull then push, half of the time each",
            "value_mean",
            PUSH_PULL | HALF,
            PULL_PUSH | HALF,
        ),
        Gap(
            "against_pull",
            "value, all weeks: push then pull at week 13 - pull throughout",
            "value_mean",
            PUSH_PULL | EARLY,
            PULL | EARLY,
        ),
        Gap(
            "against_both",
            "value, all weeks: push then pull at week 13 - half of both",
            "value_mean",
            PUSH_PULL | EARLY,
            BOTH | EARLY,
        ),
        Gap("both_push", "value, all weeks: half of both - push throughout", "value_mean", BOTH | YEAR, PUSH | YEAR),
        Gap("pull_push", "value, all weeks: pull throughout - push throughout", "value_mean", PULL | YEAR, PUSH | YEAR),
        ArgMax(
            "best_week",
            "best week to change from push to pull, value of all weeks",
            "value_mean",
            PUSH_PULL,
            WEEK,
            "weeks",
        ),
        ArgMax(
            "best_back",
            "best week to change from pull to push, value of all weeks",
            "value_mean",
            PULL_PUSH,
            WEEK,
            "weeks",
        ),
        Gap(
            "lock_year",
            "value, weeks 144-156: pull throughout - push for a year, then pull",
            "value_end",
            PULL | YEAR,
            PUSH_PULL | YEAR,
        ),
        Gap(
            "lock_late",
            "value, weeks 144-156: pull throughout - push for two years, then pull",
            "value_end",
            PULL | LATE,
            PUSH_PULL | LATE,
        ),
        Gap(
            "lock_trust",
            "trust, weeks 144-156: pull throughout - push for a year, then pull",
            "trust_end",
            PULL | YEAR,
            PUSH_PULL | YEAR,
        ),
        Gap(
            "lock_do",
            "doing, weeks 144-156: pull throughout - push for a year, then pull",
            "do_end",
            PULL | YEAR,
            PUSH_PULL | YEAR,
        ),
        Gap(
            "credit",
            "value, weeks 144-156: pull for a year, then push - push throughout",
            "value_end",
            PULL_PUSH | YEAR,
            PUSH | YEAR,
        ),
    ],
    finding=[
        Sentence(
            "first_push",
            above="over three years, push then pull is worth more than pull then push",
            below="over three years, pull then push is worth {first_push.size:.3f} more than push then pull",
            open="over three years, the order of push and pull makes no difference that shows",
        ),
        Sentence(
            "against_pull",
            above="a quarter of push ahead of pull adds {against_pull.size:.3f} to pull throughout",
            below="a quarter of push ahead of pull costs {against_pull.size:.3f} against pull throughout",
            open="a quarter of push ahead of pull is worth what pull throughout is",
        ),
        Sentence(
            "lock_year",
            above="two years after a year of push, value is {lock_year.size:.3f} below pull throughout",
            below="two years after a year of push, value is {lock_year.size:.3f} above pull throughout",
            open="two years after a year of push nothing of it shows",
        ),
    ],
    figure=Curves(
        [
            Panel("Value, all weeks", "value_mean", "above push throughout, weeks per member-week"),
            Panel("Value, weeks 144-156", "value_end", "above push throughout, weeks per member-week"),
            Panel("Trust, weeks 144-156", "trust_end", "above push throughout, 0 to 1"),
        ],
        {"push then pull": PUSH_PULL, "pull then push": PULL_PUSH, "pull": PULL, "half of both": BOTH},
        along=WEEK,
        x="week of the change-over",
        base=PUSH,
    ),
)
