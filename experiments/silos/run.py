"""Silos: when do shared goals or ties across departments pay, and what does pay for one department do?"""

from simalign.experiments import Change, Claim, Curves, Experiment, Gap, Panel, Sentence

TIES, SHARED, JOINT = "organisation.cross", "policy.levers.shared_goals", "context.interdependence"
USUAL, PAID = {"policy": "as usual"}, {"policy": "departments paid"}
BASE = USUAL | {TIES: 0.2, SHARED: 0.2}
FEW, SOME, MANY = {TIES: 0.05}, {TIES: 0.2}, {TIES: 0.5}
NONE, LITTLE, MOST = {SHARED: 0.0}, {SHARED: 0.2}, {SHARED: 0.8}
APART, USUALLY, TOGETHER = {JOINT: 0.0}, {JOINT: 0.4}, {JOINT: 0.8}
HOW = {
    "apart": ("independent", APART),
    "usual": ("default interdependence", USUALLY),
    "joint": ("interdependent", TOGETHER),
}
DEPARTMENTS = ("operations", "development", "sales")
WHOSE = {**{name: f"value_{name}_end" for name in DEPARTMENTS}, "the whole": "value_end"}
ABOVE = "from none shared, % of status quo"

EXPERIMENT = Experiment(
    question="Do shared goals or cross ties undo silos, and when is one department's gain the organisation's loss?",
    claim=Claim(
        "Departments that answer for outcomes together do better than departments that each have their own.",
        "shared responsibility and matrixed goals (Lawrence & Lorsch 1967; Kaplan & Norton 2001)",
        {"shared_apart": "above", "shared_usual": "above", "shared_joint": "above"},
    ),
    predictions=[
        Claim(
            "Shared goals are worth more, the more departments depend on each other.",
            "relational coordination (Gittell 2002)",
            {"shared_change": "above"},
        ),
        Claim(
            "Where departments do not depend on each other, shared goals cost: they turn attention away from a "
            "team's customers.",
            "adaptation against coordination (Alonso, Dessein & Matouschek 2008)",
            {"shared_apart": "below"},
        ),
        Claim(
            "Shared goals are worth less where people are paid: in a large group each member can free-ride.",
            "moral hazard in teams (Holmstrom 1982)",
            {"paid_change": "below"},
        ),
        Claim(
            "Pay for one department's measures lowers the value that the others produce.",
            "multitasking (Holmstrom & Milgrom 1991)",
            {"operations_development": "below", "operations_sales": "below"},
        ),
    ],
    results=[
        *(
            Gap(
                f"{who}_{key}",
                f"value, {name}{words}: goals shared (.8) - not",
                "value_end",
                arm | SOME | MOST | joint,
                arm | SOME | NONE | joint,
                percent_of=BASE,
            )
            for who, words, arm in (("shared", "", USUAL), ("paid", ", departments paid", PAID))
            for key, (name, joint) in HOW.items()
        ),
        Change(
            "shared_change",
            "value: how much more shared goals give where departments are interdependent than where independent",
            "value_end",
            (USUAL | SOME | MOST | TOGETHER, USUAL | SOME | NONE | TOGETHER),
            (USUAL | SOME | MOST | APART, USUAL | SOME | NONE | APART),
            percent_of=BASE,
        ),
        Change(
            "paid_change",
            "value, default interdependence: how much more shared goals give where departments are paid",
            "value_end",
            (PAID | SOME | MOST | USUALLY, PAID | SOME | NONE | USUALLY),
            (USUAL | SOME | MOST | USUALLY, USUAL | SOME | NONE | USUALLY),
            percent_of=BASE,
        ),
        *(
            Gap(
                f"ties_{key}",
                f"value, {name}: half of ties across - one in twenty",
                "value_end",
                USUAL | MANY | LITTLE | joint,
                USUAL | FEW | LITTLE | joint,
                percent_of=BASE,
            )
            for key, (name, joint) in HOW.items()
        ),
        *(
            Gap(
                f"{worth}_shared",
                f"{words}, default interdependence: goals shared (.8) - not",
                f"{worth}_end",
                USUAL | SOME | MOST | USUALLY,
                USUAL | SOME | NONE | USUALLY,
            )
            for worth, words in (("joint", "worth of joint work"), ("local", "worth to teams' own customers"))
        ),
        *(
            Gap(
                f"{paid}_{whose.split()[-1]}{key}",
                f"value of {whose}: {paid} paid alone{words}",
                measure,
                {"policy": f"{paid} paid"} | goals,
                USUAL | goals,
                percent_of=USUAL | LITTLE,
                sweep="departments",
            )
            for key, words, goals in (("", ", no goals shared", NONE), ("_shared", ", goals shared (.8)", MOST))
            for paid in DEPARTMENTS
            for whose, measure in WHOSE.items()
        ),
    ],
    finding=[
        Sentence(
            "shared_joint",
            above="where departments depend much on each other, shared goals add {shared_joint.by} of the status quo's "
            "value",
            below="where departments depend much on each other, shared goals cost {shared_joint.by} of the "
            "status quo's "
            "value",
            open="where departments depend much on each other, shared goals do not change value measurably",
        ),
        Sentence(
            "shared_apart",
            above="where they are independent, they add {shared_apart.by}",
            below="where they are independent, they cost {shared_apart.by}",
            open="where they are independent, they do not change it measurably",
        ),
        Sentence(
            "operations_whole",
            above="paying operations alone adds {operations_whole.by} to the whole",
            below="paying operations alone costs the whole {operations_whole.by}",
            open="paying operations alone does not change the whole measurably",
        ),
    ],
    figure=Curves(
        [
            Panel("Value, as usual", "value_end", ABOVE, 0.0, percent_of=BASE),
            Panel("Value, departments paid", "value_end", ABOVE, 0.0, percent_of=BASE, arm=PAID),
            Panel("Value, half of ties across", "value_end", ABOVE, 0.0, percent_of=BASE, arm=MANY),
        ],
        {name: USUAL | SOME | joint for name, joint in HOW.values()},
        along=SHARED,
        x="shared goals, share",
    ),
)
