"""Best of family: which is best for a manager who optimises, push, pull or a mixture?"""

from simalign.experiments import BestGap, BestLever, Budget, Claim, Dots, Experiment, Sentence

PUSH, PULL = "strength.push", "strength.pull"
QUO, PUSHED, PULLED = {PUSH: 0, PULL: 0}, {PUSH: 1, PULL: 0}, {PUSH: 0, PULL: 1}
MIXED: dict[str, int] = {}  # all candidates: a mixture may also leave a family at the status quo
LIMIT = 0.02  # weeks per member-week beyond the status quo: 48 minutes of everybody's week
TIME, COST = Budget(LIMIT, QUO, "time_mean"), Budget(LIMIT, QUO, "time_mean", "value_mean", "net_mean")
BASES = {
    "": ("net of pay, at equal cost", "net_mean", COST),
    "time_": ("at equal time", "value_mean", TIME),
    "start_": ("weeks 1-13, at equal time", "value_start", TIME),
}
PAIRS = {
    "push": ("best push - status quo", PUSHED, QUO),
    "pull": ("best pull - status quo", PULLED, QUO),
    "mix": ("best mixture - status quo", MIXED, QUO),
    "pull_push": ("best pull - best push", PULLED, PUSHED),
    "mix_push": ("best mixture - best push", MIXED, PUSHED),
    "mix_pull": ("best mixture - best pull", MIXED, PULLED),
}
LEVERS = ("mandate", "monitoring", "incentive", "voice", "rationale", "autonomy")

EXPERIMENT = Experiment(
    question="If a manager searches for the best push, the best pull and the best mixture under the same budget, "
    "which wins?",
    claim=Claim(
        "Push and pull spoil each other: managers who pull well should not push.",
        "crowding out (Frey 1997; Pfeffer & Sutton 2000, on fear and incentives)",
        {"mix_pull": "not above", "pull_push": "above"},
    ),
    predictions=[
        Claim(
            "The best mixture is worth more than the best of either family: control and freedom complement each other.",
            "complementary practices (Milgrom & Roberts 1990); levers of control (Simons 1995)",
            {"mix_push": "above", "mix_pull": "above"},
        ),
        Claim(
            "The best pull is worth more than the best push over three years, net of pay.",
            "self-determination (Deci & Ryan 2000)",
            {"pull_push": "above"},
        ),
        Claim(
            "In the first quarter the best push is worth more than the best pull.",
            "compliance is fast, internalising slow (Kelman 1958)",
            {"start_pull_push": "below"},
        ),
        Claim(
            "What looks best is worth less when it is tried again: the winner's curse.",
            "the optimizer's curse (Smith & Winkler 2006)",
            {"curse_mix": "above"},
        ),
    ],
    results=[
        *(
            BestGap(f"{basis}{key}", f"value {words}: {name}", measure, one, other, budget)
            for basis, (words, measure, budget) in BASES.items()
            for key, (name, one, other) in PAIRS.items()
        ),
        *(
            BestGap(
                f"curse_{key}",
                f"value net of pay, at equal cost: how much better it seems where it was chosen: {PAIRS[key][0]}",
                "net_mean",
                *PAIRS[key][1:],
                COST,
                excess=True,
            )
            for key in ("push", "pull", "mix")
        ),
        *(
            BestLever(f"best_{lever}", f"{lever} of the best mixture, at equal cost", "net_mean", MIXED, COST, lever)
            for lever in LEVERS
        ),
        *(
            BestLever(f"alone_{lever}", f"{lever} of the best {name}, at equal cost", "net_mean", arm, COST, lever)
            for name, arm, levers in (("push", PUSHED, LEVERS[:3]), ("pull", PULLED, LEVERS[3:]))
            for lever in levers
        ),
    ],
    finding=[
        Sentence(
            "pull_push",
            above="with the same budget, the best pull is worth {pull_push.by} of the status quo more than the best "
            "push",
            below="with the same budget, the best push is worth {pull_push.by} of the status quo more than the best "
            "pull",
            open="with the same budget, the best push and the best pull do not differ measurably",
        ),
        Sentence(
            "mix_pull",
            above="the best mixture is worth {mix_pull.by} more than the best pull",
            below="the best mixture is worth {mix_pull.by} less than the best pull",
            open="the best mixture does not differ measurably from the best pull",
        ),
        Sentence(
            "time_mix_pull",
            above="at equal time, where pay is free, it is worth {time_mix_pull.by} more than the best pull",
            below="at equal time, where pay is free, it is worth {time_mix_pull.by} less than the best pull",
            open="nor does it at equal time, where pay is free",
        ),
        Sentence(
            "mix",
            above="at equal cost it adds {mix.by} to the status quo",
            below="at equal cost it costs {mix.by} against the status quo",
            open="at equal cost it does not differ measurably from the status quo",
        ),
    ],
    figure=Dots(
        {
            heading: {"": {name: f"{basis}{key}" for key, (name, *_) in PAIRS.items()}}
            for basis, heading in (
                ("", "Net of pay, equal cost"),
                ("time_", "Equal time"),
                ("start_", "Weeks 1-13, equal time"),
            )
        },
        x="value, % of status quo",
    ),
)
