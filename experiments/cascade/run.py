"""Cascade: what arrives at the bottom, and what repairs it?"""

from simalign.experiments import Claim, Curves, Experiment, Gap, Panel, Sentence

SPAN = "organisation.span"
TALL, MIDDLE, FLAT = {SPAN: 2}, {SPAN: 6}, {SPAN: 40}
USUAL = {"policy": "as usual"}
REPAIRS = {
    "clear": "clear goals",
    "why": "reasons",
    "open": "open results",
    "talks": "monthly talks",
    "told": "a mandate",
}

EXPERIMENT = Experiment(
    question="How much of a strategy is lost on its way through the levels, and what repairs it?",
    claim=Claim(
        "Every level takes away from a strategy: flat organisations know it better.",
        "control loss in hierarchies (Williamson 1967; Downs 1967); strategy maps (Kaplan & Norton 2001)",
        {"know_flat": "above", "value_flat": "above"},
    ),
    results=[
        Gap("know_flat", "knowing: spans of 40 - spans of 2", "know_end", USUAL | FLAT, USUAL | TALL),
        Gap("clarity_flat", "role clarity: spans of 40 - spans of 2", "clarity_end", USUAL | FLAT, USUAL | TALL),
        Gap("value_flat", "value: spans of 40 - spans of 2", "value_end", USUAL | FLAT, USUAL | TALL),
        *(
            Gap(f"know_{key}_tall", f"knowing, spans of 2: {name}", "know_end", {"policy": name} | TALL, USUAL | TALL)
            for key, name in REPAIRS.items()
        ),
        *(
            Gap(f"know_{key}", f"knowing, spans of 6: {name}", "know_end", {"policy": name} | MIDDLE, USUAL | MIDDLE)
            for key, name in REPAIRS.items()
        ),
        *(
            Gap(f"value_{key}", f"value, spans of 6: {name}", "value_end", {"policy": name} | MIDDLE, USUAL | MIDDLE)
            for key, name in REPAIRS.items()
        ),
    ],
    finding=[
        Sentence(
            "know_flat",
            above="a flat organisation knows its strategy better than a tall one, by {know_flat.size:.2f} of the time",
            below="a tall organisation knows its strategy better than a flat one, by {know_flat.size:.2f} of the time",
            open="flat and tall organisations know their strategy equally well",
        ),
        Sentence(
            "know_talks_tall",
            above="monthly talks add {know_talks_tall.size:.2f} to the tall one, open results {know_open_tall:.2f}",
            below="monthly talks take {know_talks_tall.size:.2f} from the tall one",
            open="monthly talks add nothing that shows",
        ),
    ],
    figure=Curves(
        [
            Panel("Know, second year", "know_end", "gain, share of working time"),
            Panel("Role clarity, second year", "clarity_end", "share of members"),
            Panel("Value, second year", "value_end", "from spans of 2, weeks per member-week", 2),
        ],
        {name: {"policy": name} for name in ("as usual", "clear goals", "open results", "monthly talks")},
        along=SPAN,
        x="reports per manager",
        log=True,
    ),
)
