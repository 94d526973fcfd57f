"""Focus: how many goals can a strategy keep before nobody can name them?"""

from simalign.experiments import ArgMax, Claim, Curves, Experiment, Gap, Panel, Sentence

GOALS = "policy.levers.focus"
USUAL, PUSH, PULL = {"policy": "status_quo"}, {"policy": "push"}, {"policy": "pull"}
POLICIES = {"usual": ("status quo", USUAL), "push": ("push", PUSH), "pull": ("pull", PULL)}
BASE = USUAL | {GOALS: 4}
ONE, THREE, FIVE = {GOALS: 1}, {GOALS: 3}, {GOALS: 5}
MEASURES = {
    "clarity": "role clarity",
    "recall": "naming the top three",
    "commitment": "commitment",
    "fit": "fit with demand",
}

EXPERIMENT = Experiment(
    question="How many goals should a strategy have, if fewer goals are easier to know but fit customers less?",
    claim=Claim(
        "Three goals are better than five.",
        "a few wildly important goals (McChesney, Covey & Huling 2012)",
        {"clarity_three": "above", "recall_three": "above", "value_three_usual": "above"},
    ),
    predictions=[
        Claim(
            "A strategy with fewer goals than customers have fits them less.",
            "organisations act only on the issues that they attend to (Ocasio 1997)",
            {"fit_three": "below"},
        ),
        Claim(
            "More of the members can name three goals than five, as a message carries about four.",
            "span of attention (Cowan 2001)",
            {"recall_three": "above"},
        ),
        Claim(
            "One goal is too few: it is worth less than three.",
            "adaptation to demand (Burns & Stalker 1961)",
            {"value_one_usual": "below", "value_one_push": "below", "value_one_pull": "below"},
        ),
    ],
    results=[
        *(
            Gap(f"{m}_three", f"{words}: three goals - five, status quo", f"{m}_end", USUAL | THREE, USUAL | FIVE)
            for m, words in MEASURES.items()
        ),
        *(
            Gap(
                f"value_three_{key}",
                f"value: three goals - five, {name}",
                "value_end",
                arm | THREE,
                arm | FIVE,
                percent_of=BASE,
            )
            for key, (name, arm) in POLICIES.items()
        ),
        *(
            Gap(
                f"value_one_{key}",
                f"value: one goal - three, {name}",
                "value_end",
                arm | ONE,
                arm | THREE,
                percent_of=BASE,
            )
            for key, (name, arm) in POLICIES.items()
        ),
        *(
            ArgMax(f"best_{key}", f"most value, {name}, at", "value_end", arm, GOALS, "goals")
            for key, (name, arm) in POLICIES.items()
        ),
        ArgMax("best_clarity", "most role clarity, status quo, at", "clarity_end", USUAL, GOALS, "goals"),
        ArgMax("best_fit", "best fit, status quo, at", "fit_end", USUAL, GOALS, "goals"),
    ],
    finding=[
        Sentence(
            "value_three_usual",
            above="under the status quo, three goals are worth {value_three_usual.by} of the status quo more than five",
            below="under the status quo, five goals are worth {value_three_usual.by} of the status quo more than three",
            open="under the status quo, three goals and five do not differ measurably in value",
        ),
        Sentence(
            "value_one_usual",
            above="one goal is worth {value_one_usual.by} more than three",
            below="one goal is worth {value_one_usual.by} less than three",
            open="one goal and three do not differ measurably in value",
        ),
        Sentence(
            "fit_three",
            above="value is highest with {best_usual} goals under the status quo, "
            "{best_push} under push, {best_pull} under pull",
            below="value is highest with {best_usual} goals under the status quo, "
            "{best_push} under push, {best_pull} under pull",
            open="value is highest with {best_usual} goals under the status quo, "
            "{best_push} under push, {best_pull} under pull",
        ),
    ],
    figure=Curves(
        [
            Panel("Role clarity, second year", "clarity_end", "share of members"),
            Panel("Fit with demand, second year", "fit_end", "overlap with what customers want, 0 to 1"),
            Panel("Value, second year", "value_end", "from four goals, % of status quo", 4, percent_of=BASE),
        ],
        {"status quo": USUAL, "push": PUSH, "pull": PULL},
        along=GOALS,
        x="goals that the strategy keeps",
    ),
)
