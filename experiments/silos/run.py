"""Silos: do shared goals or ties across departments keep them together, and what does pay for a department do?"""

from simalign.experiments import Change, Claim, Dots, Experiment, Gap, Sentence

TIES, SHARED = "organisation.cross", "policy.levers.shared_goals"
USUAL, PAID, ALONE = {"policy": "as usual"}, {"policy": "departments paid"}, {"policy": "operations paid"}
FEW, SOME, MANY = {TIES: 0.05}, {TIES: 0.2}, {TIES: 0.5}
NONE, LITTLE, MOST = {SHARED: 0.0}, {SHARED: 0.2}, {SHARED: 0.8}
APART = {"none": ("no goals shared", NONE), "most": ("goals shared (.8)", MOST)}
DEPARTMENTS = ("operations", "development", "sales")
WHOSE = {**{name: f"value_{name}_end" for name in DEPARTMENTS}, "the whole": "value_end", "net of pay": "net_end"}

EXPERIMENT = Experiment(
    question="Do shared goals or cross ties undo silos, and when is one department's gain the whole's loss?",
    claim=Claim(
        "Departments that answer for outcomes together do better than departments that each have their own.",
        "shared responsibility and matrixed goals (Lawrence & Lorsch 1967; Kaplan & Norton 2001)",
        {"shared_usual": "above", "shared_paid": "above"},
    ),
    results=[
        Gap(
            "shared_usual",
            "value, as usual: goals shared (.8) - not",
            "value_end",
            USUAL | SOME | MOST,
            USUAL | SOME | NONE,
        ),
        Gap(
            "shared_paid",
            "value, departments paid: goals shared (.8) - not",
            "value_end",
            PAID | SOME | MOST,
            PAID | SOME | NONE,
        ),
        Change(
            "shared_change",
            "value: how much more shared goals give where departments are paid",
            "value_end",
            (PAID | SOME | MOST, PAID | SOME | NONE),
            (USUAL | SOME | MOST, USUAL | SOME | NONE),
        ),
        Gap(
            "ties_usual",
            "value, as usual: half of ties across - one in twenty",
            "value_end",
            USUAL | MANY | LITTLE,
            USUAL | FEW | LITTLE,
        ),
        Gap(
            "ties_paid",
            "value, departments paid: half of ties across - one in twenty",
            "value_end",
            PAID | MANY | LITTLE,
            PAID | FEW | LITTLE,
        ),
        Gap(
            "together_shared",
            "what departments know in common: goals shared (.8) - not",
            "together_end",
            USUAL | SOME | MOST,
            USUAL | SOME | NONE,
        ),
        Gap(
            "together_ties",
            "what departments know in common: half of ties across - one in twenty",
            "together_end",
            USUAL | MANY | LITTLE,
            USUAL | FEW | LITTLE,
        ),
        Gap("alone_busy", "work done: operations paid alone", "busy_end", ALONE | SOME | NONE, USUAL | SOME | NONE),
        Gap(
            "alone_share",
            "productive share: operations paid alone",
            "share_end",
            ALONE | SOME | NONE,
            USUAL | SOME | NONE,
        ),
        Gap("paid_value", "value: all departments paid", "value_end", PAID | SOME | NONE, USUAL | SOME | NONE),
        *(
            Gap(
                f"{paid}_{whose.split()[-1]}_{key}",
                f"value, {name}, {paid} paid alone: {whose}",
                measure,
                {"policy": f"{paid} paid"} | SOME | goals,
                USUAL | SOME | goals,
            )
            for key, (name, goals) in APART.items()
            for paid in DEPARTMENTS
            for whose, measure in WHOSE.items()
        ),
    ],
    finding=[
        Sentence(
            "operations_operations_none",
            above="paid by their KPIs alone, operations gain {operations_operations_none.size:.3f}",
            below="paid by their KPIs alone, operations lose {operations_operations_none.size:.3f}",
            open="paid by their KPIs alone, operations gain nothing that shows",
        ),
        Sentence(
            "operations_development_none",
            above="development gains {operations_development_none.size:.3f} with them",
            below="development loses {operations_development_none.size:.3f} by it",
            open="development neither gains nor loses by it",
        ),
        Sentence(
            "operations_whole_none",
            above="the whole gains {operations_whole_none.size:.3f}",
            below="the whole loses {operations_whole_none.size:.3f}",
            open="the whole stays where it was",
        ),
        Sentence(
            "shared_usual",
            above="sharing goals adds {shared_usual.size:.3f} where nobody is",
            below="sharing goals costs {shared_usual.size:.3f} where nobody is",
            open="sharing goals adds nothing that shows where nobody is",
        ),
    ],
    figure=Dots(
        {
            f"{paid.capitalize()} paid alone": {
                name: {f"value, {whose}": f"{paid}_{whose.split()[-1]}_{key}" for whose in WHOSE}
                for key, (name, _) in APART.items()
            }
            for paid in DEPARTMENTS
        }
        | {
            "Nobody paid": {
                APART["most"][0]: {"value, the whole": "shared_usual"},
                "half of ties across departments": {"value, the whole": "ties_usual"},
            }
        },
        x="gain, weeks per member-week",
    ),
)
