"""Phase diagram: mixes of push and pull, from the status quo to nearly full."""

from simalign.experiments import ArgMax, Change, Claim, Experiment, Gap, Maps, Panel, Sentence

PUSH, PULL = "strength.push", "strength.pull"
NEITHER, ONLY_PUSH, ONLY_PULL, BOTH = {PUSH: 0, PULL: 0}, {PUSH: 1, PULL: 0}, {PUSH: 0, PULL: 1}, {PUSH: 1, PULL: 1}
SHARE = "above status quo, share of working time"
PERIODS = {"13": "weeks 1-13", "52": "weeks 40-52", "156": "weeks 144-156"}
GAPS = {
    "pull_push": ("nearly full pull alone - nearly full push alone", ONLY_PULL, ONLY_PUSH),
    "push_on_pull": ("nearly full push on top of nearly full pull", BOTH, ONLY_PULL),
    "push_alone": ("nearly full push on top of the status quo", ONLY_PUSH, NEITHER),
    "pull_alone": ("nearly full pull on top of the status quo", ONLY_PULL, NEITHER),
}

EXPERIMENT = Experiment(
    question="Of all mixes of push and pull, which gives most after a quarter, a year, three years?",
    claim=Claim(
        "Push and pull spoil each other: managers who pull should not push.",
        "crowding out (Frey 1997; Pfeffer & Sutton 2000, on fear and incentives)",
        {"push_on_pull_13": "below", "push_on_pull_156": "below"},
    ),
    predictions=[
        Claim(
            "In the long run push adds less on top of pull than on top of the status quo: pay crowds out autonomy, "
            "autonomy loosens compliance.",
            "crowding out (Frey 1997); discretion (Simon 1951)",
            {"mix_156": "below"},
        ),
        Claim(
            "In the first quarter push on top of pull pays: people try harder at once for stakes.",
            "hard goals that are checked bring effort (Locke & Latham 2002)",
            {"push_on_pull_13": "above"},
        ),
        Claim(
            "Push opens a gap between doing and wanting.",
            "compliance without internalising (Kelman 1958)",
            {"gap_push_156": "above", "gap_mix_156": "above"},
        ),
    ],
    results=[
        *(
            Gap(f"{key}_{week}", f"value, {when}: {name}", f"value_{week}", one, other, percent_of=NEITHER)
            for week, when in PERIODS.items()
            for key, (name, one, other) in GAPS.items()
        ),
        *(
            Change(
                f"mix_{week}",
                f"value, {when}: how much more push adds on top of pull than on top of the status quo",
                f"value_{week}",
                (BOTH, ONLY_PULL),
                (ONLY_PUSH, NEITHER),
                percent_of=NEITHER,
            )
            for week, when in PERIODS.items()
        ),
        *(
            ArgMax(
                f"{key}_best_{week}",
                f"{key} of the best mix, {when}",
                f"value_{week}",
                {},
                one,
                "share of the way",
                other,
            )
            for week, when in PERIODS.items()
            for key, one, other in (("push", PUSH, PULL), ("pull", PULL, PUSH))
        ),
        Gap(
            "gap_push_156",
            "compliance gap, weeks 144-156: push on top of the status quo",
            "gap_156",
            ONLY_PUSH,
            NEITHER,
        ),
        Gap("gap_mix_156", "compliance gap, weeks 144-156: push on top of pull", "gap_156", BOTH, ONLY_PULL),
    ],
    finding=[
        Sentence(
            "push_on_pull_13",
            above="in the first quarter, push on top of nearly full pull adds {push_on_pull_13.by} of the "
            "status quo's value",
            below="in the first quarter, push on top of nearly full pull costs {push_on_pull_13.by} of the "
            "status quo's value",
            open="in the first quarter, push on top of nearly full pull does not change value measurably",
        ),
        Sentence(
            "push_on_pull_156",
            above="after three years it adds {push_on_pull_156.by}",
            below="after three years it costs {push_on_pull_156.by}",
            open="after three years it does not change it measurably",
        ),
        Sentence(
            "pull_push_156",
            above="nearly full pull alone is then worth {pull_push_156.by} more than nearly full push alone",
            below="nearly full push alone is then worth {pull_push_156.by} more than nearly full pull alone",
            open="nearly full push and nearly full pull alone do not differ measurably then",
        ),
    ],
    figure=Maps(
        [
            Panel("Want", "want", SHARE),
            Panel("Do minus want", "gap", SHARE),
            Panel("Value", "value", "above status quo, %", percent_of=NEITHER),
        ],
        {"Weeks 1-13": "_13", "Weeks 40-52": "_52", "Weeks 144-156": "_156"},
        across=PUSH,
        up=PULL,
        x="push, share of the way",
        y="pull, share of the way",
        base=NEITHER,
    ),
)
