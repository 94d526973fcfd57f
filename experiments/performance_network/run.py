"""Performance network: do self, self-perception and the view from outside come to match, and what by?"""

from simalign.experiments import ArgMax, Change, Claim, Curves, Experiment, Gap, Panel, Sentence

CARED, OPEN = "policy.levers.relationship_management", "policy.levers.transparency"
NOBODY, HALFWAY, FULLY = {CARED: 0.0}, {CARED: 0.4}, {CARED: 1.0}
CLOSED, USUALLY, GLASS = {OPEN: 0.0}, {OPEN: 0.3}, {OPEN: 1.0}
BASE = {CARED: 0.2, OPEN: 0.3}
MEASURES = {
    "self": "self-perception",
    "outside": "outside view",
    "match": "outside view against self-perception",
    "identity": "match of all three",
}

EXPERIMENT = Experiment(
    question="Do relationship managers or open results bring an organisation, its self-perception and the "
    "outside view together?",
    claim=Claim(
        "Relations with stakeholders, in an open organisation, make identity and image one; performance follows.",
        "organisational identity and image (Hatch & Schultz 2002); relationship management (Freeman 1984)",
        {"identity_cared": "above", "identity_open": "above", "value_cared": "above"},
    ),
    predictions=[
        Claim(
            "Relationship managers act on the outside view, open results on self-perception.",
            "those who can see deeds need not rely on words (Hatch & Schultz 2002)",
            {"outside_cared": "above", "self_open": "above"},
        ),
        Claim(
            "Some relationship management pays, the maximum does not: it takes the time of those who deliver.",
            "diminishing returns to attention (Simon 1971)",
            {"value_some": "above", "value_rest": "below"},
        ),
        Claim(
            "Full openness is worth less than a little openness: people are distracted, and rivals do not help "
            "each other.",
            "the transparency paradox (Bernstein 2012)",
            {"value_open": "below"},
        ),
    ],
    results=[
        *(
            Gap(
                f"{m}_cared",
                f"{words}: full relationship management - none",
                f"{m}_end",
                FULLY | USUALLY,
                NOBODY | USUALLY,
            )
            for m, words in MEASURES.items()
        ),
        *(
            Gap(f"{m}_open", f"{words}: all open - closed", f"{m}_end", {CARED: 0.2} | GLASS, {CARED: 0.2} | CLOSED)
            for m, words in MEASURES.items()
        ),
        Gap(
            "value_cared",
            "value: full relationship management - none",
            "value_end",
            FULLY | USUALLY,
            NOBODY | USUALLY,
            percent_of=BASE,
        ),
        Gap(
            "value_some",
            "value: relationship management at .4 - none",
            "value_end",
            HALFWAY | USUALLY,
            NOBODY | USUALLY,
            percent_of=BASE,
        ),
        Gap(
            "value_rest",
            "value: full relationship management - at .4",
            "value_end",
            FULLY | USUALLY,
            HALFWAY | USUALLY,
            percent_of=BASE,
        ),
        Gap(
            "value_open",
            "value: all open - closed",
            "value_end",
            {CARED: 0.2} | GLASS,
            {CARED: 0.2} | CLOSED,
            percent_of=BASE,
        ),
        ArgMax("best_cared", "relationship management with most value", "value_end", USUALLY, CARED, "share"),
        ArgMax("best_open", "transparency with most value", "value_end", {CARED: 0.2}, OPEN, "share"),
        Gap(
            "depth_cared",
            "depth of relations: full relationship management - none",
            "depth_end",
            FULLY | USUALLY,
            NOBODY | USUALLY,
        ),
        Change(
            "together",
            "match of all three: how much more relationship management gives where all is open",
            "identity_end",
            (FULLY | GLASS, NOBODY | GLASS),
            (FULLY | CLOSED, NOBODY | CLOSED),
        ),
    ],
    finding=[
        Sentence(
            "outside_cared",
            above="relationship managers bring the outside view {outside_cared.size:.2f} closer to what is done",
            below="relationship managers bring the outside view {outside_cared.size:.2f} further from what is done",
            open="relationship managers do not change the outside view measurably",
        ),
        Sentence(
            "self_open",
            above="open results bring self-perception {self_open.size:.2f} closer",
            below="open results bring self-perception {self_open.size:.2f} further away",
            open="open results do not change self-perception measurably",
        ),
        Sentence(
            "value_cared",
            above="value rises by {value_cared.by} of the status quo with full relationship management",
            below="value falls by {value_cared.by} of the status quo with full relationship management",
            open="full relationship management does not change value measurably",
        ),
        Sentence(
            "value_open",
            above="it rises by {value_open.by} with open results",
            below="it falls by {value_open.by} with open results",
            open="open results do not change it measurably",
        ),
    ],
    figure=Curves(
        [
            Panel("Self-perception, weeks 144-156", "self_end", "overlap with what is done, 0 to 1"),
            Panel("View from outside, weeks 144-156", "outside_end", "overlap with what is done, 0 to 1"),
            Panel(
                "Value, weeks 144-156",
                "value_end",
                "from no relationship management, % of status quo",
                0.0,
                percent_of=BASE,
            ),
        ],
        {"closed": CLOSED, "as usual (.3)": USUALLY, "all open": GLASS},
        along=CARED,
        x="relationship management, share",
    ),
)
