"""When management stops: what remains of a year of it?"""

from simalign.experiments import Claim, Experiment, Gap, Lines, Panel, Sentence

BASE, PUSH, PULL = {"policy": "status quo"}, {"policy": "push"}, {"policy": "pull"}
PUSH_LEAD, PULL_LEAD = {"policy": "push lead"}, {"policy": "pull lead"}
PUSH_EQUAL, PULL_EQUAL = {"policy": "push at equal cost"}, {"policy": "pull at equal cost"}
PAIRS = {
    "": ("pull - push", PULL, PUSH),
    "lead_": ("pull - push, both with leadership", PULL_LEAD, PUSH_LEAD),
    "equal_": ("pull - push at equal cost", PULL_EQUAL, PUSH_EQUAL),
}
TIMES = {"stop": "as management stops", "quarter": "a quarter later", "year": "a year later"}
WORDS = {"do": "doing", "want": "wanting"}
ARMS = {"push": PUSH, "pull": PULL, "push_lead": PUSH_LEAD, "pull_lead": PULL_LEAD}

EXPERIMENT = Experiment(
    question="When all levers return to zero after a year, how much of each policy's effect remains?",
    claim=Claim(
        "Behaviour that was pushed ends with the pushing; wanting that was built stays.",
        "compliance, identification, internalisation (Kelman 1958); self-determination (Deci & Ryan 2000)",
        {"do_year": "above", "want_year": "above", "value_year": "above", "equal_value_year": "above"},
    ),
    predictions=[
        Claim(
            "Nothing of push's effect on doing is left a year later.",
            "compliance lasts as long as surveillance (Kelman 1958)",
            {"push_do_year": "not above"},
        ),
        Claim(
            "People who were pushed end below people who never were: they miss the stakes that they are used to.",
            "hidden costs of reward (Lepper & Greene 1978); adaptation level (Helson 1964)",
            {"push_value_year": "below"},
        ),
        Claim(
            "Part of pull's effect on wanting and doing is left a year later.",
            "internalised goals need no supervision (Deci & Ryan 2000)",
            {"pull_want_year": "above", "pull_do_year": "above"},
        ),
    ],
    equal_cost=("push", "pull"),
    results=[
        *(
            Gap(f"{key}value_{at}", f"value, {when}: {name}", f"value_{at}", one, other, percent_of=BASE)
            for key, (name, one, other) in PAIRS.items()
            for at, when in TIMES.items()
        ),
        *(
            Gap(f"{key}{m}_{at}", f"{word}, {when}: {name}", f"{m}_{at}", one, other)
            for key, (name, one, other) in PAIRS.items()
            for m, word in WORDS.items()
            for at, when in TIMES.items()
        ),
        *(
            Gap(
                f"{key}_value_{at}",
                f"value, {TIMES[at]}: {arm['policy']} - status quo",
                f"value_{at}",
                arm,
                BASE,
                percent_of=BASE,
            )
            for key, arm in ARMS.items()
            for at in ("stop", "year")
        ),
        *(
            Gap(f"{key}_{m}_{at}", f"{WORDS[m]}, {TIMES[at]}: {arm['policy']} - status quo", f"{m}_{at}", arm, BASE)
            for key, arm in ARMS.items()
            for m in WORDS
            for at in ("stop", "year")
        ),
    ],
    finding=[
        Sentence(
            "pull_value_year",
            above="a year after management stops, an organisation that was pulled is worth {pull_value_year.by} more "
            "than one that was managed as usual",
            below="a year after management stops, an organisation that was pulled is worth {pull_value_year.by} less "
            "than one that was managed as usual",
            open="a year after management stops, an organisation that was pulled does not differ measurably in value "
            "from one that was managed as usual",
        ),
        Sentence(
            "push_value_year",
            above="one that was pushed {push_value_year.by} more",
            below="one that was pushed {push_value_year.by} less",
            open="one that was pushed does not differ measurably from it",
        ),
        Sentence(
            "lead_value_year",
            above="where leaders had led well, pull leaves {lead_value_year.by} more than push",
            below="where leaders had led well, push leaves {lead_value_year.by} more than pull",
            open="where leaders had led well, the two do not differ measurably",
        ),
    ],
    figure=Lines(
        [
            Panel("Do, beyond private preferences", "do_gain", "above stopped status quo, share of working time"),
            Panel("Want, beyond private preferences", "want_gain", "above stopped status quo, share of working time"),
            Panel("Value", "value", "above stopped status quo, % of its value", percent_of=BASE),
        ],
        {arm["policy"]: arm for arm in (*ARMS.values(), {"policy": "mission command"})},
        base=BASE,
        marks={52: "management stops"},
    ),
)
