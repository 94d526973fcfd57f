"""Tell and sell: is participation needed, or are reasons enough?"""

from simalign.experiments import Change, Claim, Dots, Experiment, Gap, Sentence

VOICE, WHY = "policy.levers.voice", "policy.levers.rationale"
FREE, TOLD = {"policy": "as usual"}, {"policy": "under a mandate"}
NEITHER, ASKED, SOLD, BOTH = {VOICE: 0, WHY: 0}, {VOICE: 0.8, WHY: 0}, {VOICE: 0, WHY: 0.8}, {VOICE: 0.8, WHY: 0.8}
PAIRS = {
    "asked": ("participation", ASKED, NEITHER),
    "sold": ("reasons", SOLD, NEITHER),
    "asked_too": ("participation on top of reasons", BOTH, SOLD),
    "both": ("both", BOTH, NEITHER),
}
MEASURES = {"want": "wanting", "do": "doing", "value": "value", "resistance": "resistance"}
WHERE = {"free": ("as usual", FREE), "told": ("under a mandate", TOLD)}


PANELS = {
    measure: {
        place: {name: f"{measure}_{pair}_{where}" for pair, (name, *_) in PAIRS.items()}
        for where, (place, _) in WHERE.items()
    }
    for measure in MEASURES
}

EXPERIMENT = Experiment(
    question="Is participation needed, or are reasons enough, under a mandate and without one?",
    claim=Claim(
        "Reasons do what participation does: telling and selling is enough.",
        "tell and sell (Latham, Erez & Locke 1988: assigned goals that are sold work as agreed ones do)",
        {"sold_asked_free": "above", "sold_asked_told": "above", "resistance_asked_too_told": "above"},
    ),
    results=[
        *(
            Gap(f"{m}_{pair}_{where}", f"{words}, {name}, {place}", f"{m}_end", {**arm, **one}, {**arm, **other})
            for m, words in MEASURES.items()
            for where, (place, arm) in WHERE.items()
            for pair, (name, one, other) in PAIRS.items()
        ),
        Gap("sold_asked_free", "value: reasons - participation, as usual", "value_end", FREE | SOLD, FREE | ASKED),
        Gap(
            "sold_asked_told", "value: reasons - participation, under a mandate", "value_end", TOLD | SOLD, TOLD | ASKED
        ),
        Change(
            "mandate_asked",
            "value: how much more participation gives under a mandate",
            "value_end",
            (TOLD | ASKED, TOLD | NEITHER),
            (FREE | ASKED, FREE | NEITHER),
        ),
        Change(
            "mandate_sold",
            "value: how much more reasons give under a mandate",
            "value_end",
            (TOLD | SOLD, TOLD | NEITHER),
            (FREE | SOLD, FREE | NEITHER),
        ),
    ],
    finding=[
        Sentence(
            "sold_asked_told",
            above="under a mandate, reasons add {sold_asked_told.size:.2f} more value than participation",
            below="under a mandate, participation adds {sold_asked_told.size:.2f} more value than reasons",
            open="under a mandate, reasons add as much value as participation",
        ),
        Sentence(
            "value_asked_too_told",
            above="participation on top of them adds {value_asked_too_told.size:.3f}",
            below="participation on top of them costs {value_asked_too_told.size:.3f}",
            open="participation on top of them adds nothing that shows",
        ),
    ],
    figure=Dots(
        {
            "Want, share of working time": PANELS["want"],
            "Do, share of working time": PANELS["do"],
            "Value, weeks a member-week": PANELS["value"],
            "Resistance, of 1": PANELS["resistance"],
        },
        x="difference after two years",
    ),
)
