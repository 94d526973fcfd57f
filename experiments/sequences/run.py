"""Sequences: mandate then motivate, motivate then mandate, or both at once?"""

from simalign.experiments import ArgMax, Change, Claim, Curves, Experiment, Gap, Panel, Sentence

WEEK = "policy.phases.0.from"
BASE, BOTH = {"policy": "status quo"}, {"policy": "both at once"}
PUSH_PULL, PULL_PUSH = {"policy": "push then pull"}, {"policy": "pull then push"}
PUSH, PULL = {"policy": "push"}, {"policy": "pull"}
EARLY, YEAR, HALF, LATE = {WEEK: 13}, {WEEK: 52}, {WEEK: 78}, {WEEK: 104}
VALUES = {
    "first_push": (
        "all weeks: push then pull - pull then push, half of the time each",
        "value_mean",
        PUSH_PULL | HALF,
        PULL_PUSH | HALF,
    ),
    "against_pull": (
        "all weeks: push then pull at week 13 - pull throughout",
        "value_mean",
        PUSH_PULL | EARLY,
        PULL | EARLY,
    ),
    "against_push": (
        "all weeks: push then pull at week 13 - push throughout",
        "value_mean",
        PUSH_PULL | EARLY,
        PUSH | EARLY,
    ),
    "both_push": ("all weeks: both at once - push throughout", "value_mean", BOTH | YEAR, PUSH | YEAR),
    "both_pull": ("all weeks: both at once - pull throughout", "value_mean", BOTH | YEAR, PULL | YEAR),
    "pull_push": ("all weeks: pull throughout - push throughout", "value_mean", PULL | YEAR, PUSH | YEAR),
    "lock_year": (
        "weeks 144-156: pull throughout - push for a year, then pull",
        "value_end",
        PULL | YEAR,
        PUSH_PULL | YEAR,
    ),
    "lock_late": (
        "weeks 144-156: pull throughout - push for two years, then pull",
        "value_end",
        PULL | LATE,
        PUSH_PULL | LATE,
    ),
    "credit": (
        "weeks 144-156: pull for a year, then push - push throughout",
        "value_end",
        PULL_PUSH | YEAR,
        PUSH | YEAR,
    ),
}
TRUST, BROKEN_SWEEP = "events.0.trust", "broken"
BROKEN, WHOLE = {TRUST: 0.1}, {TRUST: 0.5}
LEAD_FIRST, LEAD_PULL = {"policy": "lead then pull and lead"}, {"policy": "pull and lead"}
AFTER_BREACH = {
    "push_first": ("push then pull - pull then push, half a year of the first", PUSH_PULL, PULL_PUSH),
    "pull_push": ("pull throughout - push throughout", PULL, PUSH),
    "lead_first": ("lead for half a year, then pull as well - both at once", LEAD_FIRST, LEAD_PULL),
}
STATES = {"broken": ("broken trust", BROKEN), "whole": ("trust not broken", WHOLE)}
REGAINED = {"usual": BASE, "push": PUSH, "pull": PULL, "led": LEAD_PULL}
ABOVE = "above push, % of status quo"

EXPERIMENT = Experiment(
    question="Mandate then motivate, motivate then mandate, or both at once: which order is best, and when "
    "should it change?",
    claim=Claim(
        "First create urgency from the top, then let people take part.",
        "change management (Kotter 1996; unfreeze, move, refreeze: Lewin 1947)",
        {"first_push": "above", "against_pull": "above"},
    ),
    predictions=[
        Claim(
            "A quarter of push bridges the time that pull needs: it is worth more than pull throughout.",
            "compliance is fast, internalising slow (Kelman 1958)",
            {"against_pull": "above"},
        ),
        Claim(
            "A year of push is hard to mend: two years later trust and value are lower than under pull throughout.",
            "trust falls faster than it rises (Slovic 1993)",
            {"lock_trust": "above", "lock_year": "above"},
        ),
        Claim(
            "A year of pull is a credit: push after it is worth more than push throughout.",
            "legitimacy makes control acceptable (Tyler & Blader 2005)",
            {"credit": "above"},
        ),
        Claim(
            "Broken trust costs pull more than push in the first year: reasons are believed as far as one trusts.",
            "trust as the willingness to be vulnerable (Mayer, Davis & Schoorman 1995)",
            {"breach_change": "below"},
        ),
        Claim(
            "After broken trust it pays to lead first and to pull later, more than to do both at once.",
            "trust repair (Gillespie & Dietz 2009)",
            {"lead_first_broken": "above"},
        ),
    ],
    results=[
        *(
            Gap(key, f"value, {words}", measure, one, other, percent_of=BASE)
            for key, (words, measure, one, other) in VALUES.items()
        ),
        Gap(
            "lock_trust",
            "trust, weeks 144-156: pull throughout - push for a year, then pull",
            "trust_end",
            PULL | YEAR,
            PUSH_PULL | YEAR,
        ),
        Gap(
            "lock_do",
            "doing, weeks 144-156: pull throughout - push for a year, then pull",
            "do_end",
            PULL | YEAR,
            PUSH_PULL | YEAR,
        ),
        *(
            Gap(
                f"{key}_{state}",
                f"value, all weeks, {when}: {words}",
                "value_mean",
                one | level,
                other | level,
                percent_of=BASE,
                sweep=BROKEN_SWEEP,
            )
            for key, (words, one, other) in AFTER_BREACH.items()
            for state, (when, level) in STATES.items()
        ),
        Change(
            "breach_change",
            "value, first year: how much more pull leads push after broken trust",
            "value_year",
            (PULL | BROKEN, PUSH | BROKEN),
            (PULL | WHOLE, PUSH | WHOLE),
            percent_of=BASE | WHOLE,
            sweep=BROKEN_SWEEP,
        ),
        *(
            Gap(
                f"breach_{key}_{when}",
                f"trust, {words}, {arm['policy']}: broken - not broken",
                f"trust_{when}",
                arm | BROKEN,
                arm | WHOLE,
                sweep=BROKEN_SWEEP,
            )
            for key, arm in REGAINED.items()
            for when, words in (("year", "a year after"), ("end", "three years after"))
        ),
        Gap(
            "breach_value",
            "value, first year, status quo: broken trust - not broken",
            "value_year",
            BASE | BROKEN,
            BASE | WHOLE,
            percent_of=BASE | WHOLE,
            sweep=BROKEN_SWEEP,
        ),
        ArgMax("best_week", "best week from push to pull, value of all weeks", "value_mean", PUSH_PULL, WEEK, "weeks"),
        ArgMax("best_back", "best week from pull to push, value of all weeks", "value_mean", PULL_PUSH, WEEK, "weeks"),
    ],
    finding=[
        Sentence(
            "first_push",
            above="over three years, push then pull is worth {first_push.by} of the status quo more than pull "
            "then push",
            below="over three years, pull then push is worth {first_push.by} of the status quo more than push "
            "then pull",
            open="over three years, the order of push and pull makes no measurable difference",
        ),
        Sentence(
            "against_pull",
            above="a quarter of push before pull adds {against_pull.by} to pull throughout",
            below="a quarter of push before pull costs {against_pull.by} against pull throughout",
            open="a quarter of push before pull does not change value measurably against pull throughout",
        ),
        Sentence(
            "lock_year",
            above="two years after a year of push, value is {lock_year.by} below pull throughout",
            below="two years after a year of push, value is {lock_year.by} above pull throughout",
            open="two years after a year of push, value does not differ measurably from pull throughout",
        ),
        Sentence(
            "breach_change",
            above="after broken trust pull gains {breach_change.by} on push in the first year",
            below="after broken trust pull loses {breach_change.by} to push in the first year",
            open="broken trust does not change pull against push measurably in the first year",
        ),
    ],
    figure=Curves(
        [
            Panel("Value, all weeks", "value_mean", ABOVE, percent_of=BASE),
            Panel("Value, weeks 144-156", "value_end", ABOVE, percent_of=BASE),
            Panel("Trust, weeks 144-156", "trust_end", "above push throughout, 0 to 1"),
        ],
        {"push then pull": PUSH_PULL, "pull then push": PULL_PUSH, "pull": PULL, "both at once": BOTH},
        along=WEEK,
        x="week of the change-over",
        base=PUSH,
    ),
)
