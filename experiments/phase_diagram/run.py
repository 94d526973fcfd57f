"""Phase diagram: the dials of push and pull against each other."""

from simalign.experiments import ArgMax, Change, Claim, Experiment, Gap, Maps, Panel, Sentence

PUSH, PULL = "policy.dials.push", "policy.dials.pull"
NEAR = {PUSH: 0.25, PULL: 0.25}
NEITHER, ONLY_PUSH, ONLY_PULL, BOTH = {PUSH: 0, PULL: 0}, {PUSH: 1, PULL: 0}, {PUSH: 0, PULL: 1}, {PUSH: 1, PULL: 1}
SHARE = "from both dials at .25, share of time"

EXPERIMENT = Experiment(
    question="Of all mixes of push and pull, which gives most after a quarter, a year, three years?",
    claim=Claim(
        "Push and pull spoil each other: whoever pulls should not push.",
        "crowding out (Frey 1997; Pfeffer & Sutton 2000, on fear and incentives)",
        {"push_on_pull_13": "below", "push_on_pull_156": "below"},
    ),
    results=[
        Gap("pull_push_13", "value, weeks 1-13: full pull alone - full push alone", "value_13", ONLY_PULL, ONLY_PUSH),
        Gap("pull_push_52", "value, weeks 40-52: full pull alone - full push alone", "value_52", ONLY_PULL, ONLY_PUSH),
        Gap(
            "pull_push_156",
            "value, weeks 144-156: full pull alone - full push alone",
            "value_156",
            ONLY_PULL,
            ONLY_PUSH,
        ),
        ArgMax("push_best_13", "push dial of the best mix, weeks 1-13", "value_13", {}, PUSH, "share", PULL),
        ArgMax("pull_best_13", "pull dial of the best mix, weeks 1-13", "value_13", {}, PULL, "share", PUSH),
        ArgMax("push_best_52", "push dial of the best mix, weeks 40-52", "value_52", {}, PUSH, "share", PULL),
        ArgMax("pull_best_52", "pull dial of the best mix, weeks 40-52", "value_52", {}, PULL, "share", PUSH),
        ArgMax("push_best_156", "push dial of the best mix, weeks 144-156", "value_156", {}, PUSH, "share", PULL),
        ArgMax("pull_best_156", "pull dial of the best mix, weeks 144-156", "value_156", {}, PULL, "share", PUSH),
        Gap("push_on_pull_13", "value, weeks 1-13: full push on top of full pull", "value_13", BOTH, ONLY_PULL),
        Gap("push_on_pull_156", "value, weeks 144-156: full push on top of full pull", "value_156", BOTH, ONLY_PULL),
        Gap("push_alone_156", "value, weeks 144-156: full push on top of nothing", "value_156", ONLY_PUSH, NEITHER),
        *(
            Change(
                f"mix_{week}",
                f"value, weeks {weeks}: what pull adds to what push gives",
                f"value_{week}",
                (BOTH, ONLY_PULL),
                (ONLY_PUSH, NEITHER),
            )
            for week, weeks in ((13, "1-13"), (52, "40-52"), (156, "144-156"))
        ),
        Gap(
            "gap_push_156", "compliance gap, weeks 144-156: full push on top of nothing", "gap_156", ONLY_PUSH, NEITHER
        ),
        Gap("gap_mix_156", "compliance gap, weeks 144-156: full push on top of full pull", "gap_156", BOTH, ONLY_PULL),
    ],
    finding=[
        Sentence(
            "push_on_pull_13",
            above="in the first quarter full push adds {push_on_pull_13.size:.2f} of value to full pull",
            below="in the first quarter full push takes {push_on_pull_13.size:.2f} of value from full pull",
            open="in the first quarter full push neither adds value to full pull nor takes it",
        ),
        Sentence(
            "push_on_pull_156",
            above="after three years it still adds {push_on_pull_156.size:.2f}",
            below="after three years it takes {push_on_pull_156.size:.2f} away",
            open="after three years it makes no difference that shows",
        ),
    ],
    figure=Maps(
        [
            Panel("Do", "do", SHARE),
            Panel("Want", "want", SHARE),
            Panel("Do minus want", "gap", SHARE),
            Panel("Value", "value", "from both dials at .25, weeks per member-week"),
        ],
        {"Weeks 1-13": "_13", "Weeks 40-52": "_52", "Weeks 144-156": "_156"},
        across=PUSH,
        up=PULL,
        x="push dial, share",
        y="pull dial, share",
        base=NEAR,
    ),
)
