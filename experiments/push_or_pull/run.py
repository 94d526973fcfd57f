"""Push or pull: over three years, when does which lead?"""

from simalign.experiments import Claim, Crossing, Experiment, Gap, Lines, Panel, Sentence, Share

BASE, LEAD, MISSION = {"policy": "status_quo"}, {"policy": "lead"}, {"policy": "mission_command"}
PUSH, PULL = {"policy": "push"}, {"policy": "pull"}
PUSH_LEAD, PULL_LEAD = {"policy": "push_lead"}, {"policy": "pull_lead"}
PUSH_TIME, PUSH_EQUAL, PULL_EQUAL = (
    {"policy": name} for name in ("push at equal time", "push at equal cost", "pull at equal cost")
)
PAIRS = {
    "": ("pull - push", PULL, PUSH),
    "lead_": ("pull - push, both with leadership", PULL_LEAD, PUSH_LEAD),
    "time_": ("pull - push at equal time", PULL_EQUAL, PUSH_TIME),
    "equal_": ("pull - push at equal cost", PULL_EQUAL, PUSH_EQUAL),
}
BUNDLES = {
    "pay": "pay_for_performance",
    "scorecard": "balanced_scorecard",
    "mbo": "mbo",
    "okr": "okr",
    "participation": "participative_management",
    "self": "self_management",
}
PAY, SCORECARD, PARTICIPATION = ({"policy": BUNDLES[key]} for key in ("pay", "scorecard", "participation"))
PERIODS = {"start": "weeks 1-13", "end": "year 3", "mean": "all three years"}
ARMS = {"push": PUSH, "pull": PULL, "push_lead": PUSH_LEAD, "pull_lead": PULL_LEAD, "lead": LEAD, "mission": MISSION}

EXPERIMENT = Experiment(
    question="Over three years, when does push lead and when pull, on doing, wanting and value?",
    claim=Claim(
        "Pulling aligns an organisation better than pushing.",
        "participative management (Likert 1967); objectives agreed rather than set (Drucker 1954; Doerr 2018)",
        {"value_start": "above", "do_end": "above", "want_end": "above", "equal_value_end": "above"},
    ),
    predictions=[
        Claim(
            "Push leads in value at first: stakes act at once, wanting and trust are slow.",
            "compliance and internalisation (Kelman 1958)",
            {"value_start": "below", "lead_value_start": "below"},
        ),
        Claim(
            "Pull leads in value in the third year: stakes wear off, and lasting control frustrates needs.",
            "self-determination (Deci & Ryan 2000)",
            {"value_end": "above", "lead_value_end": "above", "want_end": "above"},
        ),
        Claim(
            "Leaders who set an example, help and open up add to either.",
            "consideration beside initiating structure (Judge, Piccolo & Ilies 2004)",
            {"lead_on_push": "above", "lead_on_pull": "above"},
        ),
        Claim(
            "As bundles of practice, participative management is worth more net of pay than pay for performance "
            "and than a scorecard.",
            "bundles of high-involvement practices (Huselid 1995; Combs, Liu, Hall & Ketchen 2006)",
            {"participation_pay": "above", "participation_scorecard": "above"},
        ),
    ],
    results=[
        *(
            Gap(f"{key}value_{period}", f"value, {when}: {name}", f"value_{period}", one, other, percent_of=BASE)
            for key, (name, one, other) in PAIRS.items()
            for period, when in PERIODS.items()
        ),
        *(
            Gap(
                f"{key}net_end",
                f"value net of pay, year 3: {name}",
                "net_end",
                one,
                other,
                percent_of=BASE,
                divisor="value_end",
            )
            for key, (name, one, other) in PAIRS.items()
        ),
        *(
            Gap(f"{m}_{period}", f"{word}, {PERIODS[period]}: pull - push", f"{m}_{period}", PULL, PUSH)
            for m, word in (("do", "doing"), ("want", "wanting"))
            for period in ("start", "end")
        ),
        *(
            Gap(
                f"{key}_{period}",
                f"value, {PERIODS[period]}: {arm['policy'].replace('_', ' ')} - status quo",
                f"value_{period}",
                arm,
                BASE,
                percent_of=BASE,
            )
            for key, arm in ARMS.items()
            for period in ("start", "end")
        ),
        Gap(
            "lead_on_push", "value, year 3: push with leadership - push", "value_end", PUSH_LEAD, PUSH, percent_of=BASE
        ),
        Gap(
            "lead_on_pull", "value, year 3: pull with leadership - pull", "value_end", PULL_LEAD, PULL, percent_of=BASE
        ),
        Gap("trust_end", "trust, week 156: pull - push", "trust", PULL, PUSH),
        *(
            Gap(
                f"bundle_{key}_{period}",
                f"value, {PERIODS[period]}: {name.replace('_', ' ')} - status quo",
                f"value_{period}",
                {"policy": name},
                BASE,
                percent_of=BASE,
                sweep="bundles",
            )
            for key, name in BUNDLES.items()
            for period in ("start", "end")
        ),
        *(
            Gap(
                f"participation_{key}",
                f"value net of pay, year 3: participative management - {words}",
                "net_end",
                PARTICIPATION,
                other,
                percent_of=BASE,
                divisor="value_end",
                sweep="bundles",
            )
            for key, words, other in (
                ("pay", "pay for performance", PAY),
                ("scorecard", "balanced scorecard", SCORECARD),
            )
        ),
        Crossing("value_week", "pull ahead of push in value for good from week", "value", PULL, PUSH),
        Crossing("lead_value_week", "the same with leadership, from week", "value", PULL_LEAD, PUSH_LEAD),
        *(
            Share(
                f"{key}people_{period}",
                f"of draws of people in which pull is worth more, {when}: {name}",
                f"value_{period}",
                one,
                other,
            )
            for key, (name, one, other) in PAIRS.items()
            for period, when in PERIODS.items()
        ),
        *(
            Share(
                f"{key}contexts_{period}",
                f"of contexts in which pull is worth more, {when}: {PAIRS[key][0]}",
                f"value_{period}",
                *PAIRS[key][1:],
                sweep="population",
            )
            for key in ("", "lead_")
            for period, when in PERIODS.items()
        ),
    ],
    finding=[
        Sentence(
            "value_start",
            above="in the first quarter pull is ahead of push by {value_start.by} of the status quo's value",
            below="in the first quarter push is ahead of pull by {value_start.by} of the status quo's value",
            open="in the first quarter neither push nor pull is measurably ahead",
        ),
        Sentence(
            "value_end",
            above="in the third year pull is ahead by {value_end.by}",
            below="in the third year push is ahead by {value_end.by}",
            open="in the third year neither is measurably ahead",
        ),
        Sentence(
            "lead_value_end",
            above="with equal leadership levers pull is then ahead by {lead_value_end.by}",
            below="with equal leadership levers push is then ahead by {lead_value_end.by}",
            open="with equal leadership levers neither is measurably ahead then",
        ),
        Sentence(
            "lead_end",
            above="the leadership levers alone add {lead_end.by}",
            below="the leadership levers alone cost {lead_end.by}",
            open="the leadership levers alone add nothing measurable",
        ),
    ],
    figure=Lines(
        [
            Panel("Do, beyond private preferences", "do_gain", "above status quo, share of working time"),
            Panel("Want, beyond private preferences", "want_gain", "above status quo, share of working time"),
            Panel("Value", "value", "above status quo, %", percent_of=BASE),
        ],
        {arm["policy"]: arm for arm in ARMS.values()},
        base=BASE,
    ),
)
