"""Measuring system: what does a mandated one do over two years, does resistance fade, and what if the checks stop?"""

from simalign.experiments import Change, Claim, Experiment, Gap, Growth, Lines, Panel, Sentence

QUO = {"policy": "status quo"}
IMPOSED, HELPED, HELP = {"policy": "imposed"}, {"policy": "with help"}, {"policy": "help alone"}
STOPPED, ABOLISHED = {"policy": "checks stop"}, {"policy": "abolished"}
WAYS = {"imposed": "imposed", "offered": "offered", "helped": "with help", "asked": "with a say"}
ENDS = {"stop": ("checks stop", STOPPED), "abolished": ("abolished", ABOLISHED)}
PERIODS = {"half": "first half year", "end": "end of the second year"}
AFTER = {"stopped": "the quarter after", "end": "a year after"}
MEASURES = {"resistance": "resistance", "do": "doing", "trust": "trust", "effort": "effort"}

EXPERIMENT = Experiment(
    question="What does a mandated measuring system achieve over two years, does resistance to it fade, and what "
    "remains "
    "if the checks stop?",
    claim=Claim(
        "What gets measured gets done, and resistance to measuring passes.",
        "what you measure is what you get (Kaplan & Norton 1992)",
        {"do_imposed_end": "above", "fade_imposed": "below", "value_imposed_end": "above"},
    ),
    predictions=[
        Claim(
            "An imposed system meets resistance in its first half year, and more than one that is offered.",
            "reactance to a loss of freedom (Brehm 1966)",
            {"resistance_imposed_half": "above", "resistance_imposed_offered": "above"},
        ),
        Claim(
            "The resistance fades within two years, as people get used to it.",
            "adaptation level (Helson 1964)",
            {"fade_imposed": "below"},
        ),
        Claim(
            "Where people get help with it, less resistance is left after two years than where it is only imposed.",
            "enabling and coercive systems (Adler & Borys 1996; Wouters & Wilderom 2008)",
            {"resistance_helped_imposed": "below"},
        ),
        Claim(
            "Its effect on doing declines while the checks go on.",
            "electronic monitoring of hand hygiene (Staats, Dai, Hofmann & Milkman 2017)",
            {"decline_do": "below"},
        ),
        Claim(
            "A year after it is abolished, less is done than if it had never been there.",
            "electronic monitoring that was removed (Staats, Dai, Hofmann & Milkman 2017)",
            {"do_abolished_end": "below"},
        ),
        Claim(
            "Checks that stop while the mandate stays cost doing at once.",
            "compliance lasts as long as surveillance (Kelman 1958)",
            {"do_stop_loss": "below"},
        ),
    ],
    results=[
        *(
            Gap(
                f"value_{key}_{period}",
                f"value, {when}: measuring system {name} - status quo",
                f"value_{period}",
                {"policy": name},
                QUO,
                percent_of=QUO,
            )
            for key, name in WAYS.items()
            for period, when in PERIODS.items()
        ),
        *(
            Gap(
                f"{m}_{key}_{period}",
                f"{words}, {when}: measuring system {name} - status quo",
                f"{m}_{period}",
                {"policy": name},
                QUO,
            )
            for m, words in MEASURES.items()
            for key, name in WAYS.items()
            for period, when in PERIODS.items()
        ),
        *(
            Growth(
                f"fade_{key}",
                f"resistance to a measuring system {name}: end of the second year - first half year",
                "resistance_end",
                "resistance_half",
                {"policy": name},
                QUO,
            )
            for key, name in WAYS.items()
        ),
        Growth(
            "decline_do",
            "doing under a measuring system imposed: end of the second year - first half year",
            "do_end",
            "do_half",
            IMPOSED,
            QUO,
        ),
        Gap(
            "resistance_imposed_offered",
            "resistance, first half year: measuring system imposed - offered",
            "resistance_half",
            IMPOSED,
            {"policy": "offered"},
        ),
        Gap(
            "resistance_helped_imposed",
            "resistance, end of the second year: measuring system with help - imposed",
            "resistance_end",
            HELPED,
            IMPOSED,
        ),
        Change(
            "help_measured",
            "value, end of the second year: how much more help adds to an imposed measuring system than to the "
            "status quo",
            "value_end",
            (HELPED, IMPOSED),
            (HELP, QUO),
            percent_of=QUO,
        ),
        *(
            Gap(
                f"value_{key}_{period}",
                f"value, {when}: {name} after a year - status quo",
                f"value_{period}",
                arm,
                QUO,
                percent_of=QUO,
            )
            for key, (name, arm) in ENDS.items()
            for period, when in AFTER.items()
        ),
        *(
            Gap(
                f"do_{key}_{period}",
                f"doing, {when}: {name} after a year - status quo",
                f"do_{period}",
                arm,
                QUO,
            )
            for key, (name, arm) in ENDS.items()
            for period, when in AFTER.items()
        ),
        Gap(
            "do_stop_loss",
            "doing, the quarter after: checks stop after a year - they go on",
            "do_stopped",
            STOPPED,
            IMPOSED,
        ),
        Gap(
            "value_stop_loss",
            "value, the quarter after: checks stop after a year - they go on",
            "value_stopped",
            STOPPED,
            IMPOSED,
            percent_of=QUO,
        ),
    ],
    finding=[
        Sentence(
            "value_imposed_end",
            above="after two years an imposed measuring system adds {value_imposed_end.by} of the status quo's value",
            below="after two years an imposed measuring system costs {value_imposed_end.by} of the status quo's value",
            open="after two years an imposed measuring system does not change value measurably",
        ),
        Sentence(
            "fade_imposed",
            above="resistance to it has grown by {fade_imposed.size:.2f} since the first half year",
            below="resistance to it has faded by {fade_imposed.size:.2f} since the first half year",
            open="resistance to it has not faded measurably",
        ),
        Sentence(
            "value_helped_end",
            above="with help it adds {value_helped_end.by}",
            below="with help it costs {value_helped_end.by}",
            open="with help it does not change value measurably",
        ),
        Sentence(
            "help_measured",
            above="help adds {help_measured.by} more to it than to the status quo",
            below="help adds {help_measured.by} less to it than to the status quo",
            open="help does not add measurably more to it than to the status quo",
        ),
        Sentence(
            "do_abolished_end",
            above="a year after it is abolished {do_abolished_end.by} of the week more is done of what was asked "
            "than if it had never been there",
            below="a year after it is abolished {do_abolished_end.by} of the week less is done of what was asked "
            "than if it had never been there",
            open="a year after it is abolished nothing measurable of it is left in doing",
        ),
    ],
    figure=Lines(
        [
            Panel("Resistance", "resistance", "above status quo, 0 to 1"),
            Panel("Do, beyond private preferences", "do_gain", "above status quo, share of the week"),
            Panel("Value", "value", "above status quo, %", percent_of=QUO),
        ],
        {name: {"policy": name} for name in ("imposed", "offered", "with help", "with a say", "abolished")},
        base=QUO,
        marks={52: "abolished"},
    ),
)
