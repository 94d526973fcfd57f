"""Performance network: do self, self-perception and the view from outside come to match, and what by?"""

from simalign.experiments import Change, Claim, Curves, Experiment, Gap, Panel, Sentence

CARED, OPEN = "policy.levers.relationship_management", "policy.levers.transparency"
NOBODY, FULLY = {CARED: 0.0}, {CARED: 1.0}
CLOSED, HALF, GLASS = {OPEN: 0.0}, {OPEN: 0.5}, {OPEN: 1.0}
MEASURES = {"self": "self-perception", "outside": "outside view", "match": "outside view against self-perception"}
MORE = {"identity": "match of all three", "value": "value"}

EXPERIMENT = Experiment(
    question="What brings self, self-perception and outside view together: relationship managers or open results?",
    claim=Claim(
        "Relations with stakeholders, in an open organisation, make identity and image one; performance follows.",
        "organisational identity and image (Hatch & Schultz 2002); relationship management (Freeman 1984)",
        {"identity_cared": "above", "identity_open": "above", "value_cared": "above"},
    ),
    results=[
        *(
            Gap(f"{m}_cared", f"{words}: relationship managers - none", f"{m}_end", FULLY | HALF, NOBODY | HALF)
            for m, words in (MEASURES | MORE).items()
        ),
        *(
            Gap(f"{m}_open", f"{words}: all open - closed", f"{m}_end", {CARED: 0.5} | GLASS, {CARED: 0.5} | CLOSED)
            for m, words in (MEASURES | MORE).items()
        ),
        Gap(
            "depth_cared", "depth of relations: relationship managers - none", "depth_end", FULLY | HALF, NOBODY | HALF
        ),
        Change(
            "together",
            "match of all three: how much more relationship managers give where all is open",
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
            open="relationship managers leave the view from outside as it was",
        ),
        Sentence(
            "self_open",
            above="open results bring self-perception {self_open.size:.2f} closer",
            below="open results bring self-perception {self_open.size:.2f} further away",
            open="open results leave self-perception as it was",
        ),
        Sentence(
            "value_cared",
            above="value rises by {value_cared.size:.3f} with relationship managers, {value_open.size:.3f} with open "
            "results",
            below="value falls by {value_cared.size:.3f} with relationship managers",
            open="relationship managers add no value that shows",
        ),
    ],
    figure=Curves(
        [
            Panel("Self-perception", "self_end", "weeks 144-156, overlap with what is done"),
            Panel("View from outside", "outside_end", "weeks 144-156, overlap with what is done"),
            Panel("Value", "value_end", "from no relationship managers, weeks per member-week", 0.0),
        ],
        {"closed": CLOSED, "half open": HALF, "all open": GLASS},
        along=CARED,
        x="relationship managers, share of full",
    ),
)
