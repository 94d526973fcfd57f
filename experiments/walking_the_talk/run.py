"""Walking the talk: leaders who do what they say, and leaders who do not, under push and under pull."""

from simalign.experiments import Change, Claim, Curves, Experiment, Gap, Panel, Sentence

WALK = "policy.levers.role_modelling"
POLICIES = {"usual": "status quo", "push": "push", "pull": "pull", "preach": "preaching"}
NOT, FULLY = {WALK: 0.0}, {WALK: 1.0}
PUSH, PULL = {"policy": "push"}, {"policy": "pull"}
MEASURES = {"trust": "trust", "want": "wanting", "do": "doing", "value": "value"}

EXPERIMENT = Experiment(
    question="What is it worth that leaders do what they say, under push and under pull?",
    claim=Claim(
        "Leaders who do not walk the talk lose their people.",
        "behavioural integrity (Simons 2002); transformational leadership (Bass 1985)",
        {"trust_usual": "above", "trust_push": "above", "trust_pull": "above"},
    ),
    results=[
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
        Change(
            "pull_push",
            "value: how much more it is worth under pull than push",
            "value_end",
            (PULL | FULLY, PULL | NOT),
            (PUSH | FULLY, PUSH | NOT),
        ),
    ],
    finding=[
        Sentence(
            "value_pull",
            above="leaders who walk the talk add {value_pull.size:.3f} of value under pull",
            below="leaders who walk the talk cost {value_pull.size:.3f} of value under pull",
            open="leaders who walk the talk add no value that shows under pull",
        ),
        Sentence(
            "value_push",
            above="{value_push.size:.3f} under push",
            below="they cost {value_push.size:.3f} under push",
            open="nothing that shows under push",
        ),
        Sentence(
            "trust_usual",
            above="as usual they add {trust_usual.size:.2f} of trust",
            below="as usual they cost {trust_usual.size:.2f} of trust",
            open="trust is as it was",
        ),
    ],
    figure=Curves(
        [
            Panel("Trust, after two years", "trust_end", "from leaders who do not, of 1", 0.0),
            Panel("Do, after two years", "do_end", "from leaders who do not, share of working time", 0.0),
            Panel("Value, after two years", "value_end", "from leaders who do not, weeks per member-week", 0.0),
        ],
        {name: {"policy": name} for name in POLICIES.values()},
        along=WALK,
        x="how far leaders do what they say, share",
    ),
)
