"""Critical mass: how many committed members, and where, tip the rest?"""

from simalign.experiments import Change, Claim, Convexity, Curves, Experiment, Gap, Panel, Rise, Sentence

SHARE, WHERE = "organisation.committed.share", "organisation.committed.where"
SPREAD = {WHERE: "spread"}
PLACES = ("top", "middle", "hubs", "operations")
NONE, TENTH, FIFTH, QUARTER, HALF = ({SHARE: share} for share in (0.0, 0.1, 0.2, 0.25, 0.5))
BARE = "bare"
SETTINGS = {
    "": ("sweep", "in the model"),
    "bare_": (BARE, "nobody anchored or managed"),
    "half_": ("threshold", "nobody anchored or managed, half of colleagues followed"),
}
PLACED = {key: SETTINGS[key] for key in ("", "bare_")}  # with committed members in five places, and not only spread

EXPERIMENT = Experiment(
    question="How many committed members tip the rest, does it matter where they sit, and is there a threshold at all?",
    claim=Claim(
        "A committed minority changes little until it is a tenth, or a quarter, of all; then the rest tip.",
        "committed minorities (10 %: Xie et al. 2011; 25 %: Centola et al. 2018)",
        {"bend_10": "above", "bend_25": "above", "bare_bend_10": "above", "bare_bend_25": "above"},
    ),
    predictions=[
        Claim(
            "No threshold: those who mix what they see with what they hold follow a minority in proportion to it.",
            "mixing of opinions (Friedkin & Johnsen 1990)",
            {"bend_10": "not above", "bend_25": "not above", "bare_bend_10": "not above", "bare_bend_25": "not above"},
        ),
        Claim(
            "Where people follow what at least half of their colleagues do, the rest tip: the second quarter adds more "
            "than the first.",
            "threshold models (Granovetter 1978; Centola et al. 2018)",
            {"half_bend_25": "above"},
        ),
        Claim(
            "The same minority moves the others more at the top and at the hubs than spread evenly.",
            "authority and centrality (DeGroot 1974)",
            {"want_top": "above", "want_hubs": "above"},
        ),
    ],
    results=[
        *(
            row
            for key, (sweep, name) in SETTINGS.items()
            for row in (
                Gap(f"{key}want_10", f"others' wants, {name}: a tenth committed - nobody", "want_end",
                    SPREAD | TENTH, SPREAD | NONE, sweep=sweep),
                Gap(f"{key}want_25", f"others' wants, {name}: a quarter committed - nobody", "want_end",
                    SPREAD | QUARTER, SPREAD | NONE, sweep=sweep),
                Gap(f"{key}want_50", f"others' wants, {name}: half committed - nobody", "want_end",
                    SPREAD | HALF, SPREAD | NONE, sweep=sweep),
                Rise(f"{key}way_10", f"of the others' way to wanting it all, {name}: a tenth committed", "wants_end",
                    SPREAD | TENTH, SPREAD | NONE, 1.0, sweep=sweep),
                Rise(f"{key}way_25", f"of the others' way to wanting it all, {name}: a quarter committed", "wants_end",
                    SPREAD | QUARTER, SPREAD | NONE, 1.0, sweep=sweep),
                Change(f"{key}bend_10", f"others' wants, {name}: how much more the second tenth adds than the first",
                       "want_end", (SPREAD | FIFTH, SPREAD | TENTH), (SPREAD | TENTH, SPREAD | NONE), sweep=sweep),
                Change(f"{key}bend_25", f"others' wants, {name}: how much more the second quarter adds than the first",
                       "want_end", (SPREAD | HALF, SPREAD | QUARTER), (SPREAD | QUARTER, SPREAD | NONE), sweep=sweep),
                Convexity(f"{key}sag", f"of the others' rise, {name}: most it lags behind a straight one", "want_end",
                    SPREAD, SHARE, sweep=sweep),
            )
        ),
        *(
            Gap(f"{key}want_{place}", f"others' wants, {name}, a tenth committed: {place} - spread", "want_end",
                {WHERE: place} | TENTH, SPREAD | TENTH, sweep=sweep)
            for key, (sweep, name) in PLACED.items()
            for place in PLACES
        ),
        Gap("value_10", "value: a tenth committed - nobody", "value_end",
            SPREAD | TENTH, SPREAD | NONE, percent_of=NONE),
        Gap("rest_10", "value of the others: a tenth committed - nobody", "value_rest_end",
            SPREAD | TENTH, SPREAD | NONE, percent_of=NONE, divisor="value_end"),
        *(
            Gap(f"value_{place}", f"value, a tenth committed: {place} - spread", "value_end",
                {WHERE: place} | TENTH, SPREAD | TENTH, percent_of=NONE)
            for place in PLACES
        ),
        Gap("moving_want", "others' wants, strategy that moves: a quarter committed - nobody", "want_end",
            QUARTER, NONE, sweep="moving"),
        Gap("moving_value", "value, strategy that moves: a quarter committed - nobody", "value_end",
            QUARTER, NONE, sweep="moving", percent_of=NONE),
    ],
    finding=[
        Sentence(
            "bend_10",
            above="the second tenth of committed members moves the others more than the first",
            below="nothing tips: the second tenth of committed members moves the others less than the first",
            open="nothing tips measurably: the second tenth of committed members does not move the others more than "
            "the first",
        ),
        Sentence(
            "half_bend_10",
            above="where nobody is anchored or managed and people follow half of their colleagues, it moves them more",
            below="where nobody is anchored or managed and people follow half of their colleagues, it moves them less",
            open="whether it does where nobody is anchored or managed and people follow half of their colleagues "
            "is undecided",
        ),
        Sentence(
            "way_25",
            above="a quarter takes the others {way_25.by} of the way to wanting nothing else, and "
            "{bare_way_25.by} where "
            "nothing else holds or manages them",
            below="a quarter moves the others away from the strategy",
            open="a quarter does not move the others measurably",
        ),
        Sentence(
            "want_top",
            above="at the top a tenth moves them more than spread evenly",
            below="at the top a tenth moves them less than spread evenly",
            open="at the top a tenth does not move them measurably more than spread evenly",
        ),
        Sentence(
            "value_10",
            above="a tenth committed adds {value_10.by} of value",
            below="a tenth committed costs {value_10.by} of value",
            open="a tenth committed does not change value measurably",
        ),
    ],
    figure=Curves(
        [
            Panel("Others' wants, in the model", "want_end", "rise, share of working time", 0.0),
            Panel("The same, not anchored, not managed", "want_end", "rise, share of working time", 0.0, BARE),
            Panel("Value, in the model", "value_end", "rise, % of nobody committed", 0.0, percent_of=NONE),
        ],
        {name: {WHERE: name} for name in ("spread", *PLACES)},
        along=SHARE,
        x="members who are committed, share of all",
        marks={0.1: "10 %", 0.25: "25 %"},
    ),
)  # fmt: skip
