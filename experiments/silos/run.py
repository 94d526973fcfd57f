"""Silos: do shared goals or ties across departments keep them together, and what does pay for a department do?"""

from simalign.experiments import Change, Claim, Curves, Experiment, Gap, Panel, Sentence

TIES, SHARED = "organisation.cross", "policy.levers.shared_goals"
USUAL, PAID, ALONE = {"policy": "as usual"}, {"policy": "departments paid"}, {"policy": "operations paid"}
FEW, SOME, MANY = {TIES: 0.05}, {TIES: 0.2}, {TIES: 0.5}
NONE, LITTLE, MOST = {SHARED: 0.0}, {SHARED: 0.2}, {SHARED: 0.8}

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
        Gap("alone_value", "value: operations paid alone", "value_end", ALONE | SOME | NONE, USUAL | SOME | NONE),
        Gap(
            "paid_share", "productive share: all departments paid", "share_end", PAID | SOME | NONE, USUAL | SOME | NONE
        ),
        Gap("paid_value", "value: all departments paid", "value_end", PAID | SOME | NONE, USUAL | SOME | NONE),
    ],
    finding=[
        Sentence(
            "shared_paid",
            above="where departments are paid by their KPIs, sharing goals adds {shared_paid.size:.3f} of value",
            below="where departments are paid by their KPIs, sharing goals costs {shared_paid.size:.3f} of value",
            open="where departments are paid by their KPIs, sharing goals adds nothing that shows",
        ),
        Sentence(
            "shared_usual",
            above="as usual it adds {shared_usual.size:.3f}",
            below="as usual it costs {shared_usual.size:.3f}",
            open="as usual it adds nothing that shows",
        ),
        Sentence(
            "alone_value",
            above="paying one department is no loss to the whole",
            below="paying one department costs the whole {alone_value.size:.3f}",
            open="paying one department leaves the whole where it was",
        ),
    ],
    figure=Curves(
        [
            Panel("Value, second year", "value_end", "from no shared goals, weeks per member-week", 0.0),
            Panel("Productive share, second year", "share_end", "from no shared goals, of 1", 0.0),
            Panel("Known in common, second year", "together_end", "from no shared goals, share of time", 0.0),
        ],
        {"as usual": USUAL | SOME, "departments paid": PAID | SOME, "operations paid": ALONE | SOME},
        along=SHARED,
        x="goals shared across departments, share",
    ),
)
