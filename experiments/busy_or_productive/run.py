"""Busy or productive: what do metrics move, and what brings people from the one to the other?"""

from simalign.experiments import Change, Claim, Dots, Experiment, Gap, Sentence

COUNTED = {"demand": str({"acquisition": 1, "delivery": 1, "efficiency": 1})}
UNCOUNTED = {"demand": str({"service": 1, "innovation": 1})}
WHERE = {"counted": ("KPIs catch what customers want", COUNTED), "missed": ("KPIs miss it", UNCOUNTED)}
USUAL = {"policy": "as usual"}
POLICIES = {
    "pay": "metrics and pay",
    "outcomes": "metrics of outcomes and pay",
    "what": "metrics without goals",
    "how": "goals without initiatives",
    "road": "goals and initiatives",
}
PAY, OUTCOMES, ROAD, HOW = ({"policy": POLICIES[key]} for key in ("pay", "outcomes", "road", "how"))
VALUES = {"value": ("value", "value_end"), "net": ("value net of pay", "net_end")}
MEASURES = {"busy": ("work done", "busy_end"), "share": ("productive share", "share_end")}
PANELS = {
    measure: {
        place: {name: f"{measure}_{key}_{where}" for key, name in POLICIES.items()}
        for where, (place, _) in WHERE.items()
    }
    for measure in ("busy", "share", "value", "net")
}
ADDED = {
    "value_initiatives": ("value, KPIs miss it: what initiatives add to goals", "value_end", ROAD, HOW),
    "net_road_pay": (
        "value net of pay, KPIs miss it: goals and initiatives - metrics and pay",
        "net_end",
        ROAD,
        PAY,
    ),
    "net_outcomes_pay": (
        "value net of pay, KPIs miss it: metrics of outcomes and pay - metrics and pay",
        "net_end",
        OUTCOMES,
        PAY,
    ),
}

EXPERIMENT = Experiment(
    question="When stakes depend on measures that miss part of customers' wishes, are people busy or productive?",
    claim=Claim(
        "What gets measured gets done, even where customers want something else.",
        "rewarding A while hoping for B (Kerr 1975)",
        {"share_pay_missed": "below", "value_pay_missed": "below", "net_pay_missed": "below"},
    ),
    predictions=[
        Claim(
            "Stakes tilt work to what is measured: metrics and pay give less where KPIs miss what customers want.",
            "multitasking (Holmstrom & Milgrom 1991)",
            {"value_pay_change": "below"},
        ),
        Claim(
            "Measuring outcomes repairs this: it is worth more than measuring activity where KPIs miss what "
            "customers want.",
            "distortion of performance measures (Baker 2002)",
            {"net_outcomes_pay": "above"},
        ),
        Claim(
            "Goals become productive when people get help in reaching them: initiatives add to goals.",
            "strategic initiatives behind the targets (Kaplan & Norton 1996)",
            {"value_initiatives": "above"},
        ),
    ],
    results=[
        *(
            Gap(
                f"{m}_{key}_{where}",
                f"{words}, {place}: {name}",
                measure,
                {"policy": name} | demand,
                USUAL | demand,
                percent_of=USUAL,
                divisor="value_end",
            )
            for m, (words, measure) in VALUES.items()
            for where, (place, demand) in WHERE.items()
            for key, name in POLICIES.items()
        ),
        *(
            Gap(f"{m}_{key}_{where}", f"{words}, {place}: {name}", measure, {"policy": name} | demand, USUAL | demand)
            for m, (words, measure) in MEASURES.items()
            for where, (place, demand) in WHERE.items()
            for key, name in POLICIES.items()
        ),
        Change(
            "value_pay_change",
            "value: how much more metrics and pay give where KPIs miss what customers want",
            "value_end",
            (PAY | UNCOUNTED, USUAL | UNCOUNTED),
            (PAY | COUNTED, USUAL | COUNTED),
            percent_of=USUAL,
        ),
        *(
            Gap(key, words, measure, one | UNCOUNTED, other | UNCOUNTED, percent_of=USUAL, divisor="value_end")
            for key, (words, measure, one, other) in ADDED.items()
        ),
    ],
    finding=[
        Sentence(
            "value_pay_missed",
            above="where KPIs miss customers' wishes, metrics and pay add {value_pay_missed.by} of the status "
            "quo's value",
            below="where KPIs miss customers' wishes, metrics and pay cost {value_pay_missed.by} of the "
            "status quo's value",
            open="where KPIs miss customers' wishes, metrics and pay do not change value measurably",
        ),
        Sentence(
            "net_pay_missed",
            above="net of the pay they add {net_pay_missed.by}",
            below="net of the pay they cost {net_pay_missed.by}",
            open="net of the pay nothing measurable is left",
        ),
        Sentence(
            "net_outcomes_pay",
            above="measuring outcomes in place of activity adds {net_outcomes_pay.by} to that",
            below="measuring outcomes in place of activity costs {net_outcomes_pay.by} more",
            open="measuring outcomes in place of activity does not change that measurably",
        ),
        Sentence(
            "net_road_pay",
            above="clear goals with help give {net_road_pay.by} more than metrics and pay",
            below="clear goals with help give {net_road_pay.by} less than metrics and pay",
            open="clear goals with help do not differ measurably from metrics and pay",
        ),
    ],
    figure=Dots(
        {
            "Work, weeks per week": PANELS["busy"],
            "Productive share": PANELS["share"],
            "Value, % of status quo": PANELS["value"],
            "Net of pay, % of status quo": PANELS["net"],
        },
        x="above status quo, year 2",
    ),
)
