"""Focus: how many goals can a strategy keep before nobody can name them?"""

from simalign.experiments import ArgMax, Claim, Curves, Experiment, Gap, Panel, Sentence

GOALS = "policy.levers.focus"
USUAL, PUSH, PULL = {"policy": "status_quo"}, {"policy": "push"}, {"policy": "pull"}
ONE, THREE, SIX, EIGHT = {GOALS: 1}, {GOALS: 3}, {GOALS: 6}, {GOALS: 8}

EXPERIMENT = Experiment(
    question="How many goals should a strategy keep: what focus gives to knowing, and what it takes from fit?",
    claim=Claim(
        "Three goals are better than six.",
        "a few wildly important goals (McChesney, Covey & Huling 2012); three to five objectives (Doerr 2018)",
        {"clarity_three": "above", "recall_three": "above", "value_three": "above"},
    ),
    results=[
        Gap("clarity_three", "role clarity: three goals - six, status quo", "clarity_end", USUAL | THREE, USUAL | SIX),
        Gap(
            "recall_three",
            "naming the top three: three goals - six, status quo",
            "recall_end",
            USUAL | THREE,
            USUAL | SIX,
        ),
        Gap("fit_three", "fit with demand: three goals - six, status quo", "fit_end", USUAL | THREE, USUAL | SIX),
        Gap("value_three", "value: three goals - six, status quo", "value_end", USUAL | THREE, USUAL | SIX),
        Gap("value_three_push", "value: three goals - six, push", "value_end", PUSH | THREE, PUSH | SIX),
        Gap("value_three_pull", "value: three goals - six, pull", "value_end", PULL | THREE, PULL | SIX),
        Gap("value_one", "value: one goal - three, status quo", "value_end", USUAL | ONE, USUAL | THREE),
        Gap("value_one_push", "value: one goal - three, push", "value_end", PUSH | ONE, PUSH | THREE),
        Gap("value_one_pull", "value: one goal - three, pull", "value_end", PULL | ONE, PULL | THREE),
        ArgMax("best_usual", "most value, status quo, at", "value_end", USUAL, GOALS, "goals"),
        ArgMax("best_push", "most value, push, at", "value_end", PUSH, GOALS, "goals"),
        ArgMax("best_pull", "most value, pull, at", "value_end", PULL, GOALS, "goals"),
        ArgMax("best_clarity", "most role clarity, status quo, at", "clarity_end", USUAL, GOALS, "goals"),
        ArgMax("best_fit", "best fit, status quo, at", "fit_end", USUAL, GOALS, "goals"),
    ],
    finding=[
        Sentence(
            "value_three",
            above="three goals are worth {value_three.size:.3f} more than six as usual",
            below="six goals are worth {value_three.size:.3f} more than three as usual",
            open="three goals are worth what six are as usual",
        ),
        Sentence(
            "clarity_three",
            above="{clarity_three.percent:.0f} in 100 more know their role, and most value is at {best_usual} goals as "
            "usual, {best_push} under push, {best_pull} under pull",
            below="fewer know their role, and most value is at {best_usual} goals as usual, {best_push} under push, "
            "{best_pull} under pull",
            open="as many know their role, and most value is at {best_usual} goals as usual, {best_push} under push, "
            "{best_pull} under pull",
        ),
    ],
    figure=Curves(
        [
            Panel("Role clarity, second year", "clarity_end", "share of members"),
            Panel("Fit with demand, second year", "fit_end", "share of working time"),
            Panel("Value, second year", "value_end", "from four goals, weeks per member-week", 4),
        ],
        {"status quo": USUAL, "push": PUSH, "pull": PULL},
        along=GOALS,
        x="goals that the strategy keeps",
    ),
)
