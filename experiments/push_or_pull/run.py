"""Push or pull: over three years, when does which lead?"""

from simalign.experiments import BreakEven, Claim, Crossing, Experiment, Gap, Lines, Panel, Sentence, Share

BASE, PUSH, PULL = {"policy": "status_quo"}, {"policy": "push"}, {"policy": "pull"}
DETERRENCE = "psychology.deterrence"
PUSH_EQUAL, PULL_EQUAL = {"policy": "push at equal cost"}, {"policy": "pull at equal cost"}

EXPERIMENT = Experiment(
    question="Over three years, when does push lead and when pull, on doing, wanting and value?",
    claim=Claim(
        "Pulling aligns an organisation better than pushing.",
        "participative management (Likert 1967); objectives agreed rather than set (Drucker 1954; Doerr 2018)",
        {"value_start": "above", "do_end": "above", "want_end": "above", "value_end_equal": "above"},
    ),
    equal_cost=("push", "pull"),
    results=[
        Gap("do_start", "doing, weeks 1-13: pull - push", "do_start", PULL, PUSH),
        Gap("want_start", "wanting, weeks 1-13: pull - push", "want_start", PULL, PUSH),
        Gap("value_start", "value, weeks 1-13: pull - push", "value_start", PULL, PUSH),
        Gap("do_end", "doing, weeks 144-156: pull - push", "do_end", PULL, PUSH),
        Gap("want_end", "wanting, weeks 144-156: pull - push", "want_end", PULL, PUSH),
        Gap("value_end", "value, weeks 144-156: pull - push", "value_end", PULL, PUSH),
        Gap("value_mean", "value, all weeks: pull - push", "value_mean", PULL, PUSH),
        Gap("value_start_equal", "value, weeks 1-13: pull - push at equal cost", "value_start", PULL_EQUAL, PUSH_EQUAL),
        Gap("do_end_equal", "doing, weeks 144-156: pull - push at equal cost", "do_end", PULL_EQUAL, PUSH_EQUAL),
        Gap("value_end_equal", "value, weeks 144-156: pull - push at equal cost", "value_end", PULL_EQUAL, PUSH_EQUAL),
        Gap("push_start", "value, weeks 1-13: push - status quo", "value_start", PUSH, BASE),
        Gap("push_end", "value, weeks 144-156: push - status quo", "value_end", PUSH, BASE),
        Gap("pull_end", "value, weeks 144-156: pull - status quo", "value_end", PULL, BASE),
        Gap("trust_end", "trust, week 156: pull - push", "trust", PULL, PUSH),
        Crossing("do_week", "pull ahead of push in doing for good from week", "do_gain", PULL, PUSH),
        Crossing("value_week", "pull ahead of push in value for good from week", "value", PULL, PUSH),
        Crossing(
            "value_week_equal", "pull ahead in value for good at equal cost from week", "value", PULL_EQUAL, PUSH_EQUAL
        ),
        Share("people_end", "of draws of people, in which pull is worth more at the end", "value_end", PULL, PUSH),
        Share(
            "contexts_start",
            "of contexts, in which pull is worth more at first",
            "value_start",
            PULL,
            PUSH,
            sweep="population",
        ),
        Share(
            "contexts_end",
            "of contexts, in which pull is worth more at the end",
            "value_end",
            PULL,
            PUSH,
            sweep="population",
        ),
        Share(
            "contexts_mean",
            "of contexts, in which pull is worth more over all",
            "value_mean",
            PULL,
            PUSH,
            sweep="population",
        ),
        *(
            Gap(
                f"start_{key}",
                f"value, weeks 1-13, deterrence {level:g}: pull - push",
                "value_start",
                PULL | {DETERRENCE: level},
                PUSH | {DETERRENCE: level},
                sweep="deterrence",
            )
            for key, level in (("none", 0.0), ("half", 0.5), ("full", 1.0))
        ),
        BreakEven(
            "deterrence_turn",
            "deterrence from which push leads in weeks 1-13",
            "value_start",
            PUSH,
            PULL,
            DETERRENCE,
            "share",
            sweep="deterrence",
        ),
    ],
    finding=[
        Sentence(
            "value_start",
            above="in value, pull leads push from the first quarter",
            below="in value, push leads pull until week {value_week:.0f}",
            open="in value, push and pull start level",
        ),
        Sentence(
            "value_end",
            above="after three years pull is {value_end.size:.2f} ahead",
            below="after three years push is {value_end.size:.2f} ahead",
            open="after three years they draw",
        ),
    ],
    figure=Lines(
        [
            Panel("Do (gain), above status quo", "do_gain", "share of working time"),
            Panel("Want (gain), above status quo", "want_gain", "share of working time"),
            Panel("Value, above status quo", "value", "weeks per member-week"),
        ],
        {"push": PUSH, "pull": PULL},
        base=BASE,
    ),
)
