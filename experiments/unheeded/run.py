"""Unheeded: is it better to ask people and not to follow their advice, or not to ask?"""

from simalign.experiments import Change, Claim, Curves, Experiment, Gap, Panel, Sentence

VOICE, GOALS = "policy.levers.voice", "strategy"
HEEDED = {GOALS: {"service": 1, "delivery": 1}}
HALF = {GOALS: {"service": 1, "delivery": 1, "acquisition": 1, "efficiency": 1}}
UNHEEDED = {GOALS: {"acquisition": 1, "efficiency": 1}}
STRATEGIES = {
    "heeded": ("advice followed", HEEDED),
    "half": ("advice half followed", HALF),
    "unheeded": ("advice not followed", UNHEEDED),
}
NOT, LITTLE, ASKED = {VOICE: 0.0}, {VOICE: 0.2}, {VOICE: 0.8}
MEASURES = {
    "trust_end": "trust",
    "needs_end": "need satisfaction",
    "effort_end": "effort",
    "want_end": "wanting",
    "resistance_end": "resistance, first half year",
}

EXPERIMENT = Experiment(
    question="Is it better to ask people without following their advice than not to ask them at all?",
    claim=Claim(
        "Ask people even where you cannot follow them: being heard is what counts.",
        "fair process (Kim & Mauborgne 1997)",
        {"trust_end_unheeded": "above", "value_unheeded": "above"},
    ),
    predictions=[
        Claim(
            "Voice raises trust even if it cannot change anything: it shows respect.",
            "non-instrumental effects of voice (Lind, Kanfer & Earley 1990)",
            {"trust_end_unheeded": "above"},
        ),
        Claim(
            "Voice that is not heeded lowers trust below that of people who were never asked: the frustration effect.",
            "voice without improvement (Folger 1977; Folger, Rosenfield, Grove & Corkran 1979)",
            {"trust_end_unheeded": "below"},
        ),
        Claim(
            "Asking raises effort more where the advice is followed than where it is not.",
            "commitment to what one has decided (Coch & French 1948)",
            {"effort_end_change": "above"},
        ),
        Claim(
            "Where advice is not followed, asking costs value: it takes time and commits nobody.",
            "pseudo-participation (Pateman 1970)",
            {"value_unheeded": "below"},
        ),
        Claim(
            "Where advice is followed, asking adds value though the strategy is the same.",
            "participation in decisions (Miller & Monge 1986)",
            {"value_heeded": "above"},
        ),
    ],
    results=[
        *(
            Gap(
                f"value_{key}",
                f"value, {words}: asked (.8) - not asked",
                "value_end",
                goals | ASKED,
                goals | NOT,
                percent_of=LITTLE,
            )
            for key, (words, goals) in STRATEGIES.items()
        ),
        *(
            Gap(f"{m}_{key}", f"{word}, {words}: asked (.8) - not asked", m, goals | ASKED, goals | NOT)
            for m, word in MEASURES.items()
            for key, (words, goals) in STRATEGIES.items()
        ),
        Change(
            "value_change",
            "value: how much more asking adds where the advice is followed than where it is not",
            "value_end",
            (HEEDED | ASKED, HEEDED | NOT),
            (UNHEEDED | ASKED, UNHEEDED | NOT),
            percent_of=HEEDED | LITTLE,
        ),
        *(
            Change(
                f"{m}_change",
                f"{word}: how much more asking adds where the advice is followed than where it is not",
                m,
                (HEEDED | ASKED, HEEDED | NOT),
                (UNHEEDED | ASKED, UNHEEDED | NOT),
            )
            for m, word in MEASURES.items()
        ),
    ],
    finding=[
        Sentence(
            "trust_end_unheeded",
            above="asking people and not following their advice raises trust by {trust_end_unheeded.size:.3f}",
            below="asking people and not following their advice lowers trust by {trust_end_unheeded.size:.3f}",
            open="asking people and not following their advice does not change trust measurably",
        ),
        Sentence(
            "trust_end_heeded",
            above="following it raises trust by {trust_end_heeded.size:.3f}",
            below="even following it lowers trust by {trust_end_heeded.size:.3f}",
            open="following it does not change trust measurably either",
        ),
        Sentence(
            "value_unheeded",
            above="not followed, asking adds {value_unheeded.by} of value",
            below="not followed, asking costs {value_unheeded.by} of value",
            open="not followed, asking does not change value measurably",
        ),
        Sentence(
            "value_heeded",
            above="followed, it adds {value_heeded.by}",
            below="followed, it costs {value_heeded.by}",
            open="followed, it does not change value measurably",
        ),
    ],
    figure=Curves(
        [
            Panel("Trust, second year", "trust_end", "from nobody asked, 0 to 1", 0.0),
            Panel("Effort, second year", "effort_end", "from nobody asked, 0 to 1", 0.0),
            Panel("Value, second year", "value_end", "from nobody asked, % of usual voice", 0.0, percent_of=LITTLE),
        ],
        {words: goals for words, goals in STRATEGIES.values()},
        along=VOICE,
        x="voice, share",
    ),
)
