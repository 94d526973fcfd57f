"""Tell and sell: is participation needed, or are reasons enough?"""

from simalign.experiments import Change, Claim, Dots, Experiment, Gap, Sentence

VOICE, WHY = "policy.levers.voice", "policy.levers.rationale"
FREE, TOLD = {"policy": "as usual"}, {"policy": "under a mandate"}
BASE = FREE | {VOICE: 0.2, WHY: 0.3}
NEITHER, ASKED, SOLD, BOTH = {VOICE: 0, WHY: 0}, {VOICE: 0.8, WHY: 0}, {VOICE: 0, WHY: 0.8}, {VOICE: 0.8, WHY: 0.8}
PAIRS = {
    "asked": ("participation", ASKED, NEITHER),
    "sold": ("reasons", SOLD, NEITHER),
    "asked_too": ("participation on top of reasons", BOTH, SOLD),
    "both": ("both", BOTH, NEITHER),
}
MEASURES = {"want": "wanting", "do": "doing", "fit": "fit with demand", "resistance": "resistance, first half year"}
WHERE = {"free": ("as usual", FREE), "told": ("under a mandate", TOLD)}
PANELS = {
    measure: {
        place: {name: f"{measure}_{pair}_{where}" for pair, (name, *_) in PAIRS.items()}
        for where, (place, _) in WHERE.items()
    }
    for measure in ("value", *MEASURES)
}

EXPERIMENT = Experiment(
    question="Is participation needed, or are reasons enough, under a mandate and without one?",
    claim=Claim(
        "Reasons do what participation does: telling and selling is enough.",
        "tell and sell (Latham, Erez & Locke 1988: assigned goals that are sold work as agreed ones do)",
        {"sold_asked_free": "not below", "sold_asked_told": "not below", "value_asked_too_told": "not above"},
    ),
    predictions=[
        Claim(
            "Participation and reasons are substitutes: each adds less where the other is present.",
            "both lend legitimacy and meaning (Tyler & Blader 2005; Deci & Ryan 2000)",
            {"together_free": "below", "together_told": "below"},
        ),
        Claim(
            "Under a mandate participation lowers resistance, and by more than reasons do.",
            "threats to freedom are resisted (Brehm 1966)",
            {"resistance_asked_told": "below", "resistance_asked_sold": "below"},
        ),
        Claim(
            "Participation brings the strategy closer to customers' wishes.",
            "knowledge of those who deliver (Hayek 1945)",
            {"fit_asked_free": "above", "fit_asked_told": "above"},
        ),
    ],
    results=[
        *(
            Gap(
                f"value_{pair}_{where}",
                f"value, {name}, {place}",
                "value_end",
                {**arm, **one},
                {**arm, **other},
                percent_of=BASE,
            )
            for where, (place, arm) in WHERE.items()
            for pair, (name, one, other) in PAIRS.items()
        ),
        *(
            Gap(f"{m}_{pair}_{where}", f"{words}, {name}, {place}", f"{m}_end", {**arm, **one}, {**arm, **other})
            for m, words in MEASURES.items()
            for where, (place, arm) in WHERE.items()
            for pair, (name, one, other) in PAIRS.items()
        ),
        *(
            Gap(
                f"sold_asked_{where}",
                f"value: reasons - participation, {place}",
                "value_end",
                arm | SOLD,
                arm | ASKED,
                percent_of=BASE,
            )
            for where, (place, arm) in WHERE.items()
        ),
        *(
            Change(
                f"together_{where}",
                f"value: how much more participation adds on top of reasons, {place}",
                "value_end",
                (arm | BOTH, arm | SOLD),
                (arm | ASKED, arm | NEITHER),
                percent_of=BASE,
            )
            for where, (place, arm) in WHERE.items()
        ),
        Gap(
            "resistance_asked_sold",
            "resistance, first half year, under a mandate: participation - reasons",
            "resistance_end",
            TOLD | ASKED,
            TOLD | SOLD,
        ),
    ],
    finding=[
        Sentence(
            "sold_asked_told",
            above="under a mandate, reasons add {sold_asked_told.by} of the status quo's value more than participation",
            below="under a mandate, participation adds {sold_asked_told.by} of the status quo's value more than "
            "reasons",
            open="under a mandate, reasons and participation do not differ measurably in value",
        ),
        Sentence(
            "value_asked_too_told",
            above="participation on top of reasons adds {value_asked_too_told.by}",
            below="participation on top of reasons costs {value_asked_too_told.by}",
            open="participation on top of reasons does not change value measurably",
        ),
        Sentence(
            "resistance_asked_sold",
            above="reasons lower resistance more than participation",
            below="participation lowers resistance more than reasons",
            open="they do not differ measurably in resistance",
        ),
    ],
    figure=Dots(
        {
            "Value, % of status quo": PANELS["value"],
            "Want, share of working time": PANELS["want"],
            "Do, share of working time": PANELS["do"],
            "Resistance, first half year, 0-1": PANELS["resistance"],
        },
        x="difference",
    ),
)
