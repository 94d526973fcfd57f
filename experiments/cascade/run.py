"""Cascade: what arrives at the bottom, and what repairs it?"""

from simalign.experiments import Change, Claim, Curves, Experiment, Gap, Mean, Panel, Sentence

LEVELS = "organisation"
TALL, MIDDLE, FLAT = {LEVELS: 7}, {LEVELS: 4}, {LEVELS: 3}
BASE = {"policy": "as usual"}
USUAL, HIDDEN = {"policy": "as usual"}, {"policy": "managers who do not show it"}
SPAN, CAPACITY, TIME = "organisation.span", "context.capacity", "time"
MUCH = {"policy": "much managing"}
NARROW, WIDE, SHORT, HALF, LONG = {SPAN: 4}, {SPAN: 24}, {CAPACITY: 0.25}, {CAPACITY: 0.5}, {CAPACITY: 0.9}
SPANS = {"narrow": ("4 reports", NARROW), "wide": ("24 reports", WIDE)}
REPAIRS = {
    "clear": "clear goals",
    "why": "reasons",
    "open": "open results",
    "talks": "monthly talks",
    "told": "a mandate",
}

EXPERIMENT = Experiment(
    question="How much of a strategy is lost on its way down the hierarchy, and what repairs the loss?",
    claim=Claim(
        "Every level loses part of a strategy: flat organisations know it better.",
        "control loss in hierarchies (Williamson 1967; Downs 1967); strategy maps (Kaplan & Norton 2001)",
        {"bottom_flat": "above", "know_flat": "above", "value_flat": "above"},
    ),
    predictions=[
        Claim(
            "The more levels, the less of the strategy is known at the bottom: each manager passes on a mixture of the "
            "strategy as understood and of private wants.",
            "loss of control (Williamson 1967)",
            {"bottom_flat": "above"},
        ),
        Claim(
            "Channels that bypass managers (open results and talks) repair more in tall than in flat organisations.",
            "a strategy that everybody sees (Kaplan & Norton 2001)",
            {"open_change": "above", "talks_change": "above"},
        ),
        Claim(
            "Managers with wide spans get less of their managing done.",
            "span of control (Urwick 1956)",
            {"done_flat": "below"},
        ),
        Claim(
            "Help, reasons, example and talks add less value where a manager has 24 reports than where a manager "
            "has 4.",
            "supervisory span (Gittell 2001)",
            {"much_span": "below"},
        ),
        Claim(
            "Wide spans lose less where managers have more time for managing.",
            "managers' time is short (Mintzberg 1973)",
            {"much_time": "above"},
        ),
    ],
    results=[
        *(
            Mean(f"level_{level}", f"knowing at level {level} of seven", f"know_{level}", USUAL, sweep="levels")
            for level in range(2, 8)
        ),
        Gap("bottom_flat", "knowing at the bottom: three levels - seven", "bottom_end", USUAL | FLAT, USUAL | TALL),
        Gap("know_flat", "knowing: three levels - seven", "know_end", USUAL | FLAT, USUAL | TALL),
        Gap(
            "clarity_flat",
            "role clarity at the bottom: three levels - seven",
            "clarity_end",
            USUAL | FLAT,
            USUAL | TALL,
        ),
        Gap(
            "value_flat", "value: three levels - seven", "value_end", USUAL | FLAT, USUAL | TALL, percent_of=BASE | TALL
        ),
        Gap(
            "hidden_flat",
            "value, managers who do not show it: three levels - seven",
            "value_end",
            HIDDEN | FLAT,
            HIDDEN | TALL,
            percent_of=BASE | TALL,
        ),
        Gap("done_flat", "managing that gets done: three levels - seven", "done_end", USUAL | FLAT, USUAL | TALL),
        *(
            Gap(
                f"much_{key}",
                f"value, {words}: much managing - as usual",
                "value_end",
                MUCH | level | HALF,
                USUAL | level | HALF,
                percent_of=BASE,
                sweep=TIME,
            )
            for key, (words, level) in SPANS.items()
        ),
        *(
            Gap(
                f"much_done_{key}",
                f"managing that gets done, {words}: much managing - as usual",
                "done_end",
                MUCH | level | HALF,
                USUAL | level | HALF,
                sweep=TIME,
            )
            for key, (words, level) in SPANS.items()
        ),
        Change(
            "much_span",
            "value: how much more much managing adds with 24 reports to a manager than with 4",
            "value_end",
            (MUCH | WIDE | HALF, USUAL | WIDE | HALF),
            (MUCH | NARROW | HALF, USUAL | NARROW | HALF),
            percent_of=BASE,
            sweep=TIME,
        ),
        Change(
            "much_time",
            "value, 24 reports: how much more much managing adds where managers have nine tenths of their week for it "
            "than a quarter",
            "value_end",
            (MUCH | WIDE | LONG, USUAL | WIDE | LONG),
            (MUCH | WIDE | SHORT, USUAL | WIDE | SHORT),
            percent_of=BASE | WIDE | SHORT,
            sweep=TIME,
        ),
        *(
            Change(
                f"{key}_change",
                f"knowing at the bottom: how much more {REPAIRS[key]} add with seven levels than with three",
                "bottom_end",
                ({"policy": REPAIRS[key]} | TALL, USUAL | TALL),
                ({"policy": REPAIRS[key]} | FLAT, USUAL | FLAT),
            )
            for key in ("open", "talks")
        ),
        *(
            Gap(
                f"bottom_{key}_tall",
                f"knowing at the bottom of seven levels: {name}",
                "bottom_end",
                {"policy": name} | TALL,
                USUAL | TALL,
            )
            for key, name in REPAIRS.items()
        ),
        *(
            Gap(
                f"bottom_{key}",
                f"knowing at the bottom of four levels: {name}",
                "bottom_end",
                {"policy": name} | MIDDLE,
                USUAL | MIDDLE,
            )
            for key, name in REPAIRS.items()
        ),
        *(
            Gap(
                f"value_{key}",
                f"value, four levels: {name}",
                "value_end",
                {"policy": name} | MIDDLE,
                USUAL | MIDDLE,
                percent_of=BASE,
            )
            for key, name in REPAIRS.items()
        ),
    ],
    finding=[
        Sentence(
            "bottom_flat",
            above="at the bottom of three levels the strategy is known better than at the bottom of seven, by "
            "{bottom_flat.size:.2f} of working time",
            below="at the bottom of seven levels the strategy is known better than at the bottom of three, by "
            "{bottom_flat.size:.2f} of working time",
            open="knowing the strategy does not differ measurably between the bottom of three levels and of seven",
        ),
        Sentence(
            "bottom_talks_tall",
            above="with seven levels monthly talks add {bottom_talks_tall.size:.2f} there",
            below="with seven levels monthly talks take away {bottom_talks_tall.size:.2f} there",
            open="with seven levels monthly talks add nothing measurable there",
        ),
        Sentence(
            "bottom_open_tall",
            above="open results add {bottom_open_tall.size:.2f}",
            below="open results take {bottom_open_tall.size:.2f}",
            open="open results add nothing measurable",
        ),
        Sentence(
            "value_flat",
            above="the flat organisation is worth {value_flat.by} more",
            below="the flat organisation is worth {value_flat.by} less",
            open="flat and tall organisations do not differ measurably in value",
        ),
    ],
    figure=Curves(
        [
            Panel(
                "Know, level by level",
                "know_1",
                "overlap with their part, 0 to 1",
                sweep="levels",
                over={level: f"know_{level}" for level in range(1, 8)},
            ),
            Panel("Know at the bottom, by levels", "bottom_end", "from seven levels, share of working time", 7.0),
            Panel(
                "Value, by levels",
                "value_end",
                "from seven levels, % of its value as usual",
                7.0,
                percent_of=BASE | TALL,
            ),
        ],
        {
            name: {"policy": name}
            for name in ("as usual", "open results", "monthly talks", "managers who do not show it")
        },
        along=LEVELS,
        x="level, or number of levels",
    ),
)
