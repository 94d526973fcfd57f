"""Newcomer head: what does a new head do to trust and alignment, and which policy survives it?"""

from simalign.experiments import Change, Claim, Dots, Experiment, Gap, Sentence

POLICIES = {
    "usual": "status quo",
    "push": "push",
    "pull": "pull",
    "lead": "lead",
    "push_lead": "push lead",
    "pull_lead": "pull lead",
}
SAME = {key: {"policy": name} for key, name in POLICIES.items()}
NEW = {key: {"policy": f"{name}, new head"} for key, name in POLICIES.items()}
BASE = SAME["usual"]
MEASURES = {"do": "doing", "want": "wanting", "trust": "trust of those who report to the head"}
WHEN = {"quarter": "the quarter after", "year": "a year after"}

EXPERIMENT = Experiment(
    question="What does a new head do to trust, alignment and value, and does commitment that reasons and "
    "participation built help?",
    claim=Claim(
        "A new head sets an organisation back: alignment has to be rebuilt.",
        "succession disrupts (Grusky 1963)",
        {"value_usual_quarter": "below", "value_usual_year": "below", "do_usual_year": "below"},
    ),
    predictions=[
        Claim(
            "In the quarter after the change, value is lower: the position is vacant, and the newcomer is new to "
            "everybody.",
            "succession disrupts (Grusky 1963)",
            {"value_usual_quarter": "below"},
        ),
        Claim(
            "A year after the change, no effect on value is left: heads matter less than their organisations.",
            "managers as scapegoats (Gamson & Scotch 1964)",
            {"value_usual_year": "not below", "value_pull_year": "not below", "value_push_year": "not below"},
        ),
        Claim(
            "A year after the change, wanting has lost less where reasons and participation built it than where "
            "it was pushed.",
            "internalised goals need no particular person (Kelman 1958; Deci & Ryan 2000)",
            {"want_pull_push": "above"},
        ),
        Claim(
            "Doing loses more where it was led by example: a person's example leaves with the person.",
            "charisma and its routinisation (Weber 1922)",
            {"do_lead_usual": "below"},
        ),
        Claim(
            "Direct reports of the head trust less in the quarter after the change.",
            "trust is built by knowing a person (Lewicki & Bunker 1996)",
            {"trust_usual_quarter": "below"},
        ),
    ],
    results=[
        *(
            Gap(
                f"value_{key}_{when}",
                f"value, {words}, {name}: new head - same head",
                f"value_{when}",
                NEW[key],
                SAME[key],
                percent_of=BASE,
            )
            for key, name in POLICIES.items()
            for when, words in (WHEN | {"end": "two years after"}).items()
        ),
        *(
            Gap(
                f"{m}_{key}_{when}",
                f"{word}, {words}, {name}: new head - same head",
                f"{m}_{when}",
                NEW[key],
                SAME[key],
            )
            for m, word in MEASURES.items()
            for key, name in POLICIES.items()
            for when, words in WHEN.items()
        ),
        *(
            Change(
                f"{m}_{one}_{other}",
                f"{words}, a year after a new head: how much more is left under {POLICIES[one]} than under "
                f"{POLICIES[other]}",
                f"{m}_year",
                (NEW[one], SAME[one]),
                (NEW[other], SAME[other]),
            )
            for m, words in (("do", "doing"), ("want", "wanting"))
            for one, other in (("pull", "push"), ("lead", "usual"))
        ),
    ],
    finding=[
        Sentence(
            "value_usual_quarter",
            above="in the quarter after a new head takes over, value is {value_usual_quarter.by} of the status "
            "quo higher",
            below="in the quarter after a new head takes over, value is {value_usual_quarter.by} of the status "
            "quo lower",
            open="in the quarter after a new head takes over, value does not differ measurably",
        ),
        Sentence(
            "value_usual_year",
            above="a year after it is {value_usual_year.by} higher",
            below="a year after it is {value_usual_year.by} lower",
            open="a year after it does not differ measurably",
        ),
        Sentence(
            "want_pull_push",
            above="wanting loses {want_pull_push.by} of the week less under pull than under push",
            below="wanting loses {want_pull_push.by} of the week more under pull than under push",
            open="wanting does not lose measurably more under push than under pull",
        ),
    ],
    figure=Dots(
        {
            panel: {
                words: {name: f"{m}_{key}_{when}" for key, name in POLICIES.items()} for when, words in WHEN.items()
            }
            for panel, m in (
                ("Value, % of status quo", "value"),
                ("Do, share of working time", "do"),
                ("Want, share of working time", "want"),
                ("Trust of the second level, 0-1", "trust"),
            )
        },
        x="new head - same head",
    ),
)
