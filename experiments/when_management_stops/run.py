"""When management stops: what remains of a year of it?"""

from simalign.experiments import Claim, Experiment, Gap, Lines, Panel, Retention, Sentence

BASE, PUSH, PULL = {"policy": "status quo"}, {"policy": "push"}, {"policy": "pull"}
SELL, HYBRID = {"policy": "tell and sell"}, {"policy": "hybrid"}
PUSH_EQUAL, PULL_EQUAL = {"policy": "push at equal cost"}, {"policy": "pull at equal cost"}

EXPERIMENT = Experiment(
    question="When all levers go to nothing after a year, what remains of what each policy had added?",
    claim=Claim(
        "What people were pushed to do ends with the pushing; what they came to want stays.",
        "compliance, identification, internalisation (Kelman 1958); self-determination (Deci & Ryan 2000)",
        {"do_year": "above", "want_year": "above", "value_year": "above", "value_year_equal": "above"},
    ),
    equal_cost=("push", "pull"),
    results=[
        Gap("do_stop", "doing, as management stops: pull - push", "do_stop", PULL, PUSH),
        Gap("do_quarter", "doing, a quarter later: pull - push", "do_quarter", PULL, PUSH),
        Gap("do_year", "doing, a year later: pull - push", "do_year", PULL, PUSH),
        Gap("want_year", "wanting, a year later: pull - push", "want_year", PULL, PUSH),
        Gap("value_stop", "value, as management stops: pull - push", "value_stop", PULL, PUSH),
        Gap("value_quarter", "value, a quarter later: pull - push", "value_quarter", PULL, PUSH),
        Gap("value_year", "value, a year later: pull - push", "value_year", PULL, PUSH),
        Gap(
            "do_stop_equal", "doing, as management stops: pull - push at equal cost", "do_stop", PULL_EQUAL, PUSH_EQUAL
        ),
        Gap("do_year_equal", "doing, a year later: pull - push at equal cost", "do_year", PULL_EQUAL, PUSH_EQUAL),
        Gap("want_year_equal", "wanting, a year later: pull - push at equal cost", "want_year", PULL_EQUAL, PUSH_EQUAL),
        Gap("value_year_equal", "value, a year later: pull - push at equal cost", "value_year", PULL_EQUAL, PUSH_EQUAL),
        Retention(
            "pull_kept_year_equal",
            "of pull's gain in doing at equal cost, left a year later",
            "do_year",
            "do_stop",
            PULL_EQUAL,
            BASE,
        ),
        Gap("push_stop", "doing, as management stops: push - status quo", "do_stop", PUSH, BASE),
        Gap("push_year", "doing, a year later: push - status quo", "do_year", PUSH, BASE),
        Gap("push_value_year", "value, a year later: push - status quo", "value_year", PUSH, BASE),
        Gap("pull_stop", "doing, as management stops: pull - status quo", "do_stop", PULL, BASE),
        Gap("pull_year", "doing, a year later: pull - status quo", "do_year", PULL, BASE),
        Gap("pull_value_year", "value, a year later: pull - status quo", "value_year", PULL, BASE),
        Gap("hybrid_year", "doing, a year later: hybrid - status quo", "do_year", HYBRID, BASE),
        Gap("sell_year", "doing, a year later: tell and sell - status quo", "do_year", SELL, BASE),
        Retention(
            "push_kept_quarter", "of push's gain in doing, left a quarter later", "do_quarter", "do_stop", PUSH, BASE
        ),
        Retention("push_kept_year", "of push's gain in doing, left a year later", "do_year", "do_stop", PUSH, BASE),
        Retention(
            "sell_kept_year", "of tell and sell's gain in doing, left a year later", "do_year", "do_stop", SELL, BASE
        ),
        Retention(
            "hybrid_kept_year", "of hybrid's gain in doing, left a year later", "do_year", "do_stop", HYBRID, BASE
        ),
        Retention(
            "pull_kept_quarter", "of pull's gain in doing, left a quarter later", "do_quarter", "do_stop", PULL, BASE
        ),
        Retention("pull_kept_year", "of pull's gain in doing, left a year later", "do_year", "do_stop", PULL, BASE),
        Retention(
            "push_want_kept_year", "of push's gain in wanting, left a year later", "want_year", "want_stop", PUSH, BASE
        ),
        Retention(
            "pull_want_kept_year", "of pull's gain in wanting, left a year later", "want_year", "want_stop", PULL, BASE
        ),
    ],
    finding=[
        Sentence(
            "pull_kept_year",
            above="a year after management stops, {pull_kept_year:.0f}% of what pull had added to doing is left",
            below="a year after management stops, less than nothing of what pull had added to doing is left",
            open="a year after management stops, nothing that shows is left of what pull had added to doing",
        ),
        Sentence(
            "push_kept_year",
            above="of what push had added, {push_kept_year:.0f}%",
            below="of what push had added, less than nothing",
            open="of what push had added, nothing that shows",
        ),
    ],
    figure=Lines(
        [
            Panel("Do (gain), above one that stops, too", "do_gain", "share of working time"),
            Panel("Want (gain), above one that stops, too", "want_gain", "share of working time"),
            Panel("Value, above one that stops, too", "value", "weeks per member-week"),
        ],
        {"push": PUSH, "tell and sell": SELL, "hybrid": HYBRID, "pull": PULL},
        base=BASE,
        marks={52: "management stops"},
    ),
)
