"""Feedback rhythm: annual review or weekly talk, and which letters of SMART?"""

from simalign.experiments import ArgMax, Claim, Curves, Experiment, Gap, Panel, Sentence, Share

EVERY, COST = "policy.levers.feedback_interval", "costs.feedback"
USUAL, PUSH, PULL = {"policy": "status_quo"}, {"policy": "push"}, {"policy": "pull"}
DEAR, FREE = {COST: 0.0375}, {COST: 0.0}
WEEKLY, FORTNIGHT, MONTH, QUARTER, ANNUAL = {EVERY: 1}, {EVERY: 2}, {EVERY: 4}, {EVERY: 13}, {EVERY: 52}
LETTERS = ("specific", "measurable", "achievable", "relevant", "time bound", "all")
NONE = {"policy": "none"}

EXPERIMENT = Experiment(
    question="How often should people talk about their goals, against what talk costs, and which letters of SMART pay?",
    claim=Claim(
        "Continuous feedback beats the annual review.",
        "objectives and key results (Doerr 2018); against it: a third of feedback harms (Kluger & DeNisi 1996)",
        {"month_usual": "above", "month_push": "above", "month_pull": "above"},
    ),
    results=[
        Gap(
            "month_usual",
            "value: a talk a month - a year, status quo",
            "value_end",
            USUAL | DEAR | MONTH,
            USUAL | DEAR | ANNUAL,
        ),
        Gap(
            "month_push", "value: a talk a month - a year, push", "value_end", PUSH | DEAR | MONTH, PUSH | DEAR | ANNUAL
        ),
        Gap(
            "month_pull", "value: a talk a month - a year, pull", "value_end", PULL | DEAR | MONTH, PULL | DEAR | ANNUAL
        ),
        Gap(
            "week_usual",
            "value: a talk a week - a year, status quo",
            "value_end",
            USUAL | DEAR | WEEKLY,
            USUAL | DEAR | ANNUAL,
        ),
        Gap(
            "week_push", "value: a talk a week - a year, push", "value_end", PUSH | DEAR | WEEKLY, PUSH | DEAR | ANNUAL
        ),
        Gap(
            "week_pull", "value: a talk a week - a year, pull", "value_end", PULL | DEAR | WEEKLY, PULL | DEAR | ANNUAL
        ),
        Gap(
            "free_usual",
            "value: a talk a week - a year, status quo, if talk cost nothing",
            "value_end",
            USUAL | FREE | WEEKLY,
            USUAL | FREE | ANNUAL,
        ),
        Gap(
            "free_push",
            "value: a talk a week - a year, push, if talk cost nothing",
            "value_end",
            PUSH | FREE | WEEKLY,
            PUSH | FREE | ANNUAL,
        ),
        Gap(
            "free_pull",
            "value: a talk a week - a year, pull, if talk cost nothing",
            "value_end",
            PULL | FREE | WEEKLY,
            PULL | FREE | ANNUAL,
        ),
        ArgMax("best_usual", "best interval, status quo", "value_end", USUAL | DEAR, EVERY, "weeks"),
        ArgMax("best_push", "best interval, push", "value_end", PUSH | DEAR, EVERY, "weeks"),
        ArgMax("best_pull", "best interval, pull", "value_end", PULL | DEAR, EVERY, "weeks"),
        Gap(
            "know_usual",
            "knowing: a talk a month - a year, status quo",
            "know_end",
            USUAL | DEAR | MONTH,
            USUAL | DEAR | ANNUAL,
        ),
        *(
            Gap(
                f"value_{letter.replace(' ', '_')}",
                f"value: {letter}",
                "value_end",
                {"policy": letter},
                NONE,
                sweep="letters",
            )
            for letter in LETTERS
        ),
        *(
            Gap(
                f"know_{letter.replace(' ', '_')}",
                f"knowing: {letter}",
                "know_end",
                {"policy": letter},
                NONE,
                sweep="letters",
            )
            for letter in LETTERS
        ),
        *(
            Share(
                f"harmed_{name}",
                f"of contexts, in which talks every two weeks lower value, {policy['policy'].replace('_', ' ')}",
                "value_half_year",
                policy | ANNUAL,
                policy | FORTNIGHT,
                sweep="contexts",
            )
            for name, policy in (("usual", USUAL), ("push", PUSH), ("pull", PULL))
        ),
    ],
    finding=[
        Sentence(
            "month_usual",
            above="as usual, a talk a month beats the annual one by {month_usual.size:.3f} of value; the best "
            "interval, in "
            "weeks, is {best_usual:.0f} as usual, {best_push:.0f} under push, {best_pull:.0f} under pull",
            below="the annual talk beats one a month by {month_usual.size:.3f} of value; the best interval, in "
            "weeks, is {best_usual:.0f} as usual, {best_push:.0f} under push, {best_pull:.0f} under pull",
            open="a talk a month is worth what the annual one is; the best interval, in "
            "weeks, is {best_usual:.0f} as usual, {best_push:.0f} under push, {best_pull:.0f} under pull",
        )
    ],
    figure=Curves(
        [
            Panel("Value, second year", "value_end", "above an annual talk, weeks per member-week", 52),
            Panel("Know, second year", "know_end", "above an annual talk, share of working time", 52),
            Panel("Effort, second year", "effort_end", "above an annual talk, of 1", 52),
        ],
        {"status quo": USUAL | DEAR, "push": PUSH | DEAR, "pull": PULL | DEAR},
        along=EVERY,
        x="weeks between talks",
        log=True,
    ),
)
