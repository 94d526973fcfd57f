"""Mission command: when does a clear intent with free means beat push and pull?"""

from simalign.experiments import Change, Claim, Condition, Dots, Experiment, Gap, Search, Sentence, Share, Tilt

CLARITY = "policy.levers.clarity"
USUAL, CLEAR = {CLARITY: 0.5}, {CLARITY: 0.8}
HOW = {"usual": ("goals as clear as usual", USUAL), "clear": ("clear goals", CLEAR)}
MISSION = {"policy": "mission_command"}
OTHERS = {
    "push": ("push", {"policy": "push"}),
    "pull": ("pull", {"policy": "pull"}),
    "quo": ("status quo", {"policy": "status_quo"}),
}
QUO = OTHERS["quo"][1]
BASE = QUO | USUAL
PERIODS = {"start": "weeks 1-13", "end": "year 3"}
MEASURES = {
    "know_end": "knowing, year 3",
    "do_end": "doing, year 3",
    "resistance_start": "resistance, first half year",
}
CONTEXTS = "contexts"
CONDITIONS = [
    Condition("context.turbulence", "turbulence", "a week"),
    Condition("context.churn", "change of team orders", "a week"),
    Condition("context.variety", "variety of orders"),
    Condition("context.interdependence", "interdependence"),
    Condition("context.complexity", "complexity of work"),
    Condition("context.trust", "trust on arrival"),
    Condition("context.skill", "skill on arrival"),
    Condition("policy.levers.support", "support"),
    Condition("policy.levers.clarity", "clarity of goals"),
]
AHEAD = {
    key: Search(key, f"mission command - {name}, year 3", MISSION, [arm], CONDITIONS, "value_end", {}, QUO, CONTEXTS)
    for key, (name, arm) in OTHERS.items()
}

EXPERIMENT = Experiment(
    question="When does mission command (an intent that is ordered and explained, with free choice of means) "
    "beat push, pull and the status quo?",
    claim=Claim(
        "Order the aim, explain it, and leave the means to people: mission command beats both command and "
        "participation.",
        "mission command in business (Bungay 2011, The Art of Action)",
        {"push_usual_end": "above", "pull_usual_end": "above", "quo_usual_end": "above"},
    ),
    predictions=[
        Claim(
            "Its lead over push is larger where the market and the demand for single teams move: nobody can "
            "give orders for events that nobody foresees.",
            "uncertainty in command (van Creveld 1985); organic management (Burns & Stalker 1961)",
            {"push_turbulence": "above", "push_churn": "above"},
        ),
        Claim(
            "Its lead over push is larger where people have the means: skill on arrival and support.",
            "readiness of followers (Hersey & Blanchard 1969); demands without means (Karasek 1979)",
            {"push_skill": "above", "push_support": "above"},
        ),
        Claim(
            "Its lead over push is larger where trust is high: without control, trust has to carry the order.",
            "trust as the condition of mission command (Shamir 2011)",
            {"push_trust": "above"},
        ),
        Claim(
            "Its lead over pull is larger where departments depend on each other: an order coordinates.",
            "coordination by headquarters (Alonso, Dessein & Matouschek 2008)",
            {"pull_interdependence": "above"},
        ),
        Claim(
            "Clear goals add more to it than to pull: an intent that is an order has to be clear.",
            "clear and hard goals (Locke & Latham 2002)",
            {"clear_pull": "above"},
        ),
        Claim(
            "People resist it less than push.",
            "freedom under an order (Brehm 1966)",
            {"resistance_start_push": "below"},
        ),
    ],
    results=[
        *(
            Gap(
                f"{key}_{how}_{period}",
                f"value, {when}, {words}: mission command - {name}",
                f"value_{period}",
                MISSION | level,
                arm | level,
                percent_of=BASE,
            )
            for key, (name, arm) in OTHERS.items()
            for how, (words, level) in HOW.items()
            for period, when in PERIODS.items()
        ),
        *(
            Gap(
                f"{key}_net",
                f"value net of pay, year 3, goals as clear as usual: mission command - {name}",
                "net_end",
                MISSION | USUAL,
                arm | USUAL,
                percent_of=BASE,
                divisor="value_end",
            )
            for key, (name, arm) in OTHERS.items()
        ),
        *(
            Gap(f"{m}_{key}", f"{words}: mission command - {name}", m, MISSION | USUAL, arm | USUAL)
            for m, words in MEASURES.items()
            for key, (name, arm) in OTHERS.items()
        ),
        *(
            Change(
                f"clear_{key}",
                f"value, year 3: how much more clear goals add to mission command than to {name}",
                "value_end",
                (MISSION | CLEAR, MISSION | USUAL),
                (arm | CLEAR, arm | USUAL),
                percent_of=BASE,
            )
            for key, (name, arm) in OTHERS.items()
        ),
        *(
            Share(
                f"{key}_contexts",
                f"of contexts in which mission command is worth more than {name}, year 3",
                "value_end",
                MISSION,
                arm,
                sweep=CONTEXTS,
            )
            for key, (name, arm) in OTHERS.items()
        ),
        *(Tilt(search, condition.key) for search in AHEAD.values() for condition in CONDITIONS),
    ],
    finding=[
        Sentence(
            "push_usual_end",
            above="in the third year mission command is worth {push_usual_end.by} of the status quo more than push",
            below="in the third year mission command is worth {push_usual_end.by} of the status quo less than push",
            open="in the third year mission command and push do not differ measurably in value",
        ),
        Sentence(
            "pull_usual_end",
            above="mission command is worth {pull_usual_end.by} more than pull",
            below="mission command is worth {pull_usual_end.by} less than pull",
            open="mission command and pull do not differ measurably",
        ),
        Sentence(
            "push_support",
            above="against push it gains {push_support.by} where people get much support",
            below="against push it loses {push_support.by} where people get much support",
            open="support does not change its difference from push measurably",
        ),
        Sentence(
            "push_turbulence",
            above="against push it gains {push_turbulence.by} where the market moves often",
            below="against push it loses {push_turbulence.by} where the market moves often",
            open="nor does how often the market moves",
        ),
    ],
    figure=Dots(
        {
            f"Against {name}": {
                "": {
                    **{f"lead, {words}": f"{key}_{how}_end" for how, (words, _) in HOW.items()},
                    **{
                        f"with more {condition.words}": f"{key}_{condition.key.rpartition('.')[2]}"
                        for condition in CONDITIONS
                    },
                }
            }
            for key, (name, _) in OTHERS.items()
        },
        x="value, year 3, % of status quo",
    ),
)
