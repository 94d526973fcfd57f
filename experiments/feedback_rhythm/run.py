"""Feedback rhythm: annual review or weekly talk, and which letters of SMART?"""

from simalign.experiments import ArgMax, Change, Claim, Curves, Experiment, Gap, Panel, Sentence, Share

EVERY, SPAN = "policy.levers.feedback_interval", "organisation.span"
USUAL, PUSH, PULL = {"policy": "status_quo"}, {"policy": "push"}, {"policy": "pull"}
POLICIES = {"usual": ("status quo", USUAL), "push": ("push", PUSH), "pull": ("pull", PULL)}
BASE = USUAL | {EVERY: 26}
WEEKLY, FORTNIGHT, MONTH, ANNUAL = {EVERY: 1}, {EVERY: 2}, {EVERY: 4}, {EVERY: 52}
LETTERS = ("specific", "measurable", "achievable", "relevant", "time bound", "all")
NONE = {"policy": "none"}
SOUR, TRUST = "sour", "context.trust"
TRUSTED = {"low": ("little trust", {TRUST: 0.1}), "high": ("much trust", {TRUST: 0.9})}
STAKES = {
    "stakes": ("stakes without freedom", {"policy": "stakes without freedom"}),
    "free": ("freedom without stakes", {"policy": "freedom without stakes"}),
}
LEARNT = {"skill": "skill", "competence": "need for competence"}

EXPERIMENT = Experiment(
    question="How often should people talk about their goals, given the time that talks cost, and which letters "
    "of SMART pay?",
    claim=Claim(
        "Continuous feedback beats the annual review.",
        "objectives and key results (Doerr 2018); but a third of feedback interventions harm (Kluger & DeNisi 1996)",
        {"month_usual": "above", "month_push": "above", "month_pull": "above"},
    ),
    predictions=[
        Claim(
            "Monthly talks are worth more under pull than under push: stakes without freedom turn talks into threats.",
            "feedback that threatens the self (Kluger & DeNisi 1996)",
            {"pull_push": "above"},
        ),
        Claim(
            "Monthly talks are worth less where a manager has 24 reports than where a manager has 3: the manager "
            "lacks the time.",
            "span of control (Urwick 1956)",
            {"span_change": "below"},
        ),
        Claim(
            "A talk every week is worth less than one a month.",
            "the lessons of talks have diminishing returns, their costs do not",
            {"week_usual": "below", "week_push": "below", "week_pull": "below"},
        ),
        Claim(
            "Specific and measurable goals raise value.",
            "goal setting (Locke & Latham 2002)",
            {"value_specific": "above", "value_measurable": "above"},
        ),
        Claim(
            "Where much is at stake without freedom and trust is low, monthly talks harm: less skill, competence and "
            "value than with one a year.",
            "feedback that threatens the self (Kluger & DeNisi 1996)",
            {"skill_stakes_low": "below", "competence_stakes_low": "below", "value_stakes_low": "below"},
        ),
        Claim(
            "With freedom, without stakes and with trust they help.",
            "informing feedback (Deci & Ryan 2000)",
            {"skill_free_high": "above", "competence_free_high": "above", "value_free_high": "above"},
        ),
    ],
    results=[
        *(
            Gap(
                f"{key}_{name}",
                f"value: a talk a {words}, {policy}",
                "value_end",
                arm | one,
                arm | other,
                percent_of=BASE,
            )
            for key, words, one, other in (
                ("month", "month - a year", MONTH, ANNUAL),
                ("week", "week - a month", WEEKLY, MONTH),
            )
            for name, (policy, arm) in POLICIES.items()
        ),
        Change(
            "pull_push",
            "value: how much more a talk a month gives against one a year under pull than push",
            "value_end",
            (PULL | MONTH, PULL | ANNUAL),
            (PUSH | MONTH, PUSH | ANNUAL),
            percent_of=BASE,
        ),
        *(
            ArgMax(f"best_{name}", f"best interval, {policy}", "value_end", arm, EVERY, "weeks")
            for name, (policy, arm) in POLICIES.items()
        ),
        *(
            Gap(
                f"span_{span}",
                f"value, {span} reports: a talk a month - a year",
                "value_end",
                {SPAN: span} | MONTH,
                {SPAN: span} | ANNUAL,
                percent_of={EVERY: 26},
                sweep="spans",
            )
            for span in (3, 6, 12, 24)
        ),
        *(
            ArgMax(
                f"best_span_{span}",
                f"best interval, {span} reports",
                "value_end",
                {SPAN: span},
                EVERY,
                "weeks",
                sweep="spans",
            )
            for span in (3, 6, 12, 24)
        ),
        Change(
            "span_change",
            "value: how much more a talk a month gives against one a year with 24 reports than with 3",
            "value_end",
            ({SPAN: 24} | MONTH, {SPAN: 24} | ANNUAL),
            ({SPAN: 3} | MONTH, {SPAN: 3} | ANNUAL),
            percent_of={EVERY: 26},
            sweep="spans",
        ),
        *(
            Gap(
                f"value_{letter.replace(' ', '_')}",
                f"value: {letter} letters in full" if letter == "all" else f"value: {letter} in full",
                "value_end",
                {"policy": letter},
                NONE,
                percent_of=NONE,
                sweep="letters",
            )
            for letter in LETTERS
        ),
        *(
            Gap(
                f"value_{key}_{trust}",
                f"value, {words}, {trusted}: a talk a month - a year",
                "value_end",
                arm | level | MONTH,
                arm | level | ANNUAL,
                percent_of=BASE,
                sweep=SOUR,
            )
            for key, (words, arm) in STAKES.items()
            for trust, (trusted, level) in TRUSTED.items()
        ),
        *(
            Gap(
                f"{m}_{key}_{trust}",
                f"{word}, {words}, {trusted}: a talk a month - a year",
                f"{m}_end",
                arm | level | MONTH,
                arm | level | ANNUAL,
                sweep=SOUR,
            )
            for m, word in LEARNT.items()
            for key, (words, arm) in STAKES.items()
            for trust, (trusted, level) in TRUSTED.items()
        ),
        *(
            Share(
                f"harmed_{name}",
                f"of contexts in which talks every two weeks lower value against one a year, {policy}",
                "value_half_year",
                arm | ANNUAL,
                arm | FORTNIGHT,
                sweep="contexts",
            )
            for name, (policy, arm) in POLICIES.items()
        ),
    ],
    finding=[
        Sentence(
            "month_usual",
            above="under the status quo, monthly talks are worth {month_usual.by} more than yearly ones",
            below="under the status quo, yearly talks are worth {month_usual.by} more than monthly ones",
            open="under the status quo, monthly and yearly talks do not differ measurably in value",
        ),
        Sentence(
            "month_push",
            above="under push {month_push.by} more",
            below="under push {month_push.by} less",
            open="under push there is no measurable difference",
        ),
        Sentence(
            "span_change",
            above="with 24 reports to a manager monthly talks give {span_change.by} more than with 3",
            below="with 24 reports to a manager monthly talks give {span_change.by} less than with 3",
            open="the number of reports to a manager makes no measurable difference to that",
        ),
        Sentence(
            "value_all",
            above="fully SMART goals add {value_all.by}",
            below="fully SMART goals cost {value_all.by}",
            open="fully SMART goals add nothing measurable",
        ),
    ],
    figure=Curves(
        [
            Panel(
                "Value by policy, second year",
                "value_end",
                "above an annual talk, % of status quo",
                52,
                percent_of=BASE,
            ),
            Panel("Skill by policy, second year", "skill_end", "above an annual talk, 0 to 1", 52),
        ],
        {name: arm for name, arm in POLICIES.values()},
        along=EVERY,
        x="weeks between talks",
        log=True,
    ),
)
