"""Busy or productive: what do metrics move, and what brings people from the one to the other?"""

from simalign.experiments import Change, Claim, Dots, Experiment, Gap, Sentence

COUNTED = {"demand": str({"acquisition": 1, "delivery": 1, "efficiency": 1})}
UNCOUNTED = {"demand": str({"service": 1, "innovation": 1})}
WHERE = {"counted": ("KPIs catch what customers want", COUNTED), "missed": ("KPIs miss it", UNCOUNTED)}
USUAL = {"policy": "as usual"}
POLICIES = {
    "pay": "metrics and pay",
    "what": "metrics without goals",
    "how": "goals without initiatives",
    "road": "goals and initiatives",
}
MEASURES = {"busy": "work done", "share": "productive share", "value": "value", "net": "value net of pay"}
PAY, ROAD, HOW = ({"policy": POLICIES[key]} for key in ("pay", "road", "how"))
PANELS = {
    measure: {
        place: {name: f"{measure}_{key}_{where}" for key, name in POLICIES.items()}
        for where, (place, _) in WHERE.items()
    }
    for measure in MEASURES
}

EXPERIMENT = Experiment(
    question="Stakes on what can be measured while customers want what cannot: are people busy, or productive?",
    claim=Claim(
        "What gets measured gets done, and what customers want is not it.",
        "rewarding A while hoping for B (Kerr 1975); multitasking (Holmstrom & Milgrom 1991)",
        {
            "share_pay_missed": "below",
            "value_pay_missed": "below",
            "value_what_missed": "below",
            "value_pay_change": "below",
            "net_pay_missed": "below",
        },
    ),
    results=[
        *(
            Gap(
                f"{m}_{key}_{where}", f"{words}, {place}: {name}", f"{m}_end", {"policy": name} | demand, USUAL | demand
            )
            for m, words in MEASURES.items()
            for where, (place, demand) in WHERE.items()
            for key, name in POLICIES.items()
        ),
        Change(
            "value_pay_change",
            "value: how much less metrics and pay give where KPIs miss what customers want",
            "value_end",
            (PAY | UNCOUNTED, USUAL | UNCOUNTED),
            (PAY | COUNTED, USUAL | COUNTED),
        ),
        Gap(
            "value_initiatives",
            "value, KPIs miss it: what initiatives add to goals",
            "value_end",
            ROAD | UNCOUNTED,
            HOW | UNCOUNTED,
        ),
        Gap(
            "value_road_pay",
            "value, KPIs miss it: goals and initiatives - metrics and pay",
            "value_end",
            ROAD | UNCOUNTED,
            PAY | UNCOUNTED,
        ),
        Gap(
            "net_road_pay",
            "value net of pay, KPIs miss it: goals and initiatives - metrics and pay",
            "net_end",
            ROAD | UNCOUNTED,
            PAY | UNCOUNTED,
        ),
    ],
    finding=[
        Sentence(
            "share_pay_missed",
            above="where KPIs miss what customers want, metrics and pay still raise the productive share",
            below="where KPIs miss what customers want, metrics and pay lower the productive share by "
            "{share_pay_missed.size:.3f}",
            open="where KPIs miss what customers want, metrics and pay leave the productive share as it is",
        ),
        Sentence(
            "value_pay_missed",
            above="value rises with it, by {value_pay_missed.size:.3f}",
            below="value falls by {value_pay_missed.size:.3f}",
            open="value stays",
        ),
        Sentence(
            "net_pay_missed",
            above="net of the pay it still rises, by {net_pay_missed.size:.3f}",
            below="net of the pay it falls, by {net_pay_missed.size:.3f}",
            open="net of the pay nothing is left that shows",
        ),
        Sentence(
            "net_road_pay",
            above="so counted, goals and initiatives give {net_road_pay.size:.3f} more",
            below="so counted, goals and initiatives give {net_road_pay.size:.3f} less",
            open="so counted, goals and initiatives give as much",
        ),
    ],
    figure=Dots(
        {
            "Work, weeks a member-week": PANELS["busy"],
            "Productive share, of 1": PANELS["share"],
            "Value, weeks a member-week": PANELS["value"],
            "Value net of pay": PANELS["net"],
        },
        x="above status quo, year 2",
    ),
)
