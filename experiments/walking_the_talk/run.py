"""Walking the talk: leaders who do what they say, and leaders who do not, under push and under pull."""

from simalign.experiments import ArgMax, Change, Claim, Curves, Experiment, Gap, Panel, Sentence

WALK = "policy.levers.role_modelling"
POLICIES = {"usual": "status quo", "push": "push", "pull": "pull", "preach": "preaching"}
NOT, FULLY = {WALK: 0.0}, {WALK: 1.0}
USUAL, PREACH, PUSH, PULL = {"policy": "status quo"}, {"policy": "preaching"}, {"policy": "push"}, {"policy": "pull"}
BASE = USUAL | {WALK: 0.4}
MEASURES = {"trust": "trust", "want": "wanting", "do": "doing"}

EXPERIMENT = Experiment(
    question="What is it worth, under push and under pull, if leaders do what they say?",
    claim=Claim(
        "Leaders who do not walk the talk lose their people.",
        "behavioural integrity (Simons 2002); transformational leadership (Bass 1985)",
        {"trust_usual": "above", "trust_push": "above", "trust_pull": "above"},
    ),
    predictions=[
        Claim(
            "Deeds are followed: doing rises with what leaders do.",
            "leading by example (Eisenkopf & Koelpin 2024)",
            {"do_usual": "above", "do_push": "above", "do_pull": "above"},
        ),
        Claim(
            "Preaching is worth more from leaders who walk the talk: reasons are believed as far as deeds bear "
            "them out.",
            "word-deed alignment (Simons 2002)",
            {"preach_change": "above"},
        ),
        Claim(
            "Setting an example has a price: a lever of 1 is worth less than one of .6.",
            "managers' time is short (Mintzberg 1973)",
            {"last_usual": "below"},
        ),
    ],
    results=[
        *(
            Gap(
                f"value_{key}",
                f"value, {name}: fully - not",
                "value_end",
                {"policy": name} | FULLY,
                {"policy": name} | NOT,
                percent_of=BASE,
            )
            for key, name in POLICIES.items()
        ),
        *(
            Gap(
                f"{m}_{key}",
                f"{words}, {name}: fully - not",
                f"{m}_end",
                {"policy": name} | FULLY,
                {"policy": name} | NOT,
            )
            for m, words in MEASURES.items()
            for key, name in POLICIES.items()
        ),
        Gap(
            "last_usual",
            "value, status quo: fully - three fifths",
            "value_end",
            USUAL | FULLY,
            USUAL | {WALK: 0.6},
            percent_of=BASE,
        ),
        Change(
            "preach_change",
            "value: how much more preaching adds where leaders walk the talk fully than not",
            "value_end",
            (PREACH | FULLY, USUAL | FULLY),
            (PREACH | NOT, USUAL | NOT),
            percent_of=BASE,
        ),
        Change(
            "pull_push",
            "value: how much more it is worth under pull than push",
            "value_end",
            (PULL | FULLY, PULL | NOT),
            (PUSH | FULLY, PUSH | NOT),
            percent_of=BASE,
        ),
        *(
            ArgMax(
                f"best_{key}", f"role modelling with most value, {name}", "value_end", {"policy": name}, WALK, "share"
            )
            for key, name in POLICIES.items()
        ),
    ],
    finding=[
        Sentence(
            "value_pull",
            above="leaders who walk the talk add {value_pull.by} of the status quo's value under pull",
            below="leaders who walk the talk cost {value_pull.by} of the status quo's value under pull",
            open="leaders who walk the talk do not change value under pull measurably",
        ),
        Sentence(
            "value_push",
            above="they add {value_push.by} under push",
            below="they cost {value_push.by} under push",
            open="under push they do not change it measurably",
        ),
        Sentence(
            "trust_usual",
            above="under the status quo they raise trust by {trust_usual.size:.2f}",
            below="under the status quo they lower trust by {trust_usual.size:.2f}",
            open="trust does not change measurably",
        ),
    ],
    figure=Curves(
        [
            Panel("Trust, after two years", "trust_end", "from leaders who do not, 0 to 1", 0.0),
            Panel("Do, after two years", "do_end", "from leaders who do not, share of working time", 0.0),
            Panel(
                "Value, after two years", "value_end", "from leaders who do not, % of status quo", 0.0, percent_of=BASE
            ),
        ],
        {name: {"policy": name} for name in POLICIES.values()},
        along=WALK,
        x="role modelling, share",
    ),
)
