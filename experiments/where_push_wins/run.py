"""Where push wins: under which conditions push beats pull, and a mix both."""

from simalign.experiments import BoxMap, Claim, Condition, Experiment, Search, Sentence, discovered

PUSH, PULL, MIX = {"policy": "push"}, {"policy": "pull"}, {"policy": "hybrid"}
PUSH_EQUAL, PULL_EQUAL = {"policy": "push at equal cost"}, {"policy": "pull at equal cost"}
MIX_EQUAL = {"policy": "hybrid at equal cost"}
CONDITIONS = [
    Condition("organisation.size", "size", "members", 0),
    Condition("organisation.span", "span of control", "reports", 0),
    Condition("organisation.cross", "share of ties across departments"),
    Condition("context.complexity", "complexity of the work"),
    Condition("context.heterogeneity", "heterogeneity of agendas"),
    Condition("context.turbulence", "turbulence of the market", "a week", 3),
    Condition("context.shift", "size of the market's moves"),
    Condition("context.legitimacy", "legitimacy of management"),
    Condition("context.trust", "trust at the start"),
    Condition("context.skill", "skill at the start"),
    Condition("context.turnover", "base rate of leaving", "a week", 4),
    Condition("strength.push", "strength of the push levers"),
    Condition("strength.pull", "strength of the pull levers"),
    Condition("policy.levers.focus", "focus", "goals", 0),
    Condition("policy.levers.clarity", "clarity of goals"),
    Condition("policy.levers.feedback_interval", "feedback interval", "weeks", 0),
    Condition("policy.levers.review_interval", "review interval", "weeks", 0),
]
HORIZONS = {
    13: "value_13",
    26: "value_26",
    39: "value_39",
    52: "value_52",
    78: "value_78",
    104: "value_104",
    130: "value_130",
    156: "value_156",
}
QUARTER = Search("quarter", "push beats pull in the first quarter", PUSH, [PULL], CONDITIONS, "value_13")
YEARS = Search("years", "push beats pull over three years", PUSH, [PULL], CONDITIONS, "value_156")
EQUAL = Search(
    "equal", "push beats pull over three years at equal cost", PUSH_EQUAL, [PULL_EQUAL], CONDITIONS, "value_156"
)
ANY = Search("any", "push beats pull over the horizon", PUSH, [PULL], CONDITIONS, horizons=HORIZONS)
BOTH = Search("mix", "half of both beats push and pull over three years", MIX, [PUSH, PULL], CONDITIONS, "value_156")
NEAR = Search(
    "near",
    "half of both comes within 0.01 of the better one over three years",
    MIX,
    [PUSH, PULL],
    CONDITIONS,
    "value_156",
    by=-0.01,
)
BOTH_EQUAL = Search(
    "mix_equal",
    "half of both beats push and pull over three years at equal cost",
    MIX_EQUAL,
    [PUSH_EQUAL, PULL_EQUAL],
    CONDITIONS,
    "value_156",
)

EXPERIMENT = Experiment(
    question="Under which conditions does push beat pull, and a mix of both either?",
    claim=Claim(
        "Whether to push depends on the situation: it tells where push wins.",
        "contingency theories of leadership (Fiedler 1967; Vroom & Yetton 1973; Hersey & Blanchard 1969)",
        {"any_inside": "above", "years_inside": "above", "equal_inside": "above"},  # ahead where it is said to win
    ),
    equal_cost=("push", "pull", "hybrid"),
    discovers=True,
    results=[
        *discovered(ANY),
        *discovered(QUARTER),
        *discovered(YEARS),
        *discovered(EQUAL),
        *discovered(BOTH),
        *discovered(BOTH_EQUAL, "rate", "lead"),
        *discovered(NEAR),
    ],
    finding=[
        Sentence(
            "any_lift",
            above="push beats pull in {any_rate} % of contexts, but in {any_density} % of those where "
            "{any_density.note}",
            below="push beats pull in {any_rate} % of contexts, and no condition tells them apart",
            open="push beats pull in {any_rate} % of contexts, and no condition tells them apart",
        ),
        Sentence(
            "years_rate",
            above="over three years in {years_rate} %, in most",
            below="over three years only in {years_rate} %",
            open="over three years in {years_rate} %, in half of them",
            level=50.0,
        ),
        Sentence(
            "mix_rate",
            above="half of both beats either in {mix_rate} %",
            below="half of both beats either only in {mix_rate} %",
            open="half of both beats either in {mix_rate} %",
            level=25.0,
        ),
    ],
    figure=BoxMap(
        [ANY, YEARS, EQUAL, NEAR],
        [
            Sentence(
                "any_lift",
                above="Push beats pull over 13 to 156 weeks: in {any_rate} % of contexts, "
                "in {any_density} % of those in this box, which holds {any_coverage} % of its wins",
                below="Push beats pull over 13 to 156 weeks: in {any_rate} % of contexts, "
                "and no condition tells them apart",
                open="Push beats pull over 13 to 156 weeks: in {any_rate} % of contexts, "
                "and no condition tells them apart",
            ),
            Sentence(
                "years_lift",
                above="Push beats pull over three years: in {years_rate} % of contexts, "
                "in {years_density} % of those in this box, which holds {years_coverage} % of its wins",
                below="Push beats pull over three years: in {years_rate} % of contexts, "
                "and no condition tells them apart",
                open="Push beats pull over three years: in {years_rate} % of contexts, "
                "and no condition tells them apart",
            ),
            Sentence(
                "equal_lift",
                above="The same at equal cost: in {equal_rate} % of contexts, "
                "in {equal_density} % of those in this box, which holds {equal_coverage} % of its wins",
                below="The same at equal cost: in {equal_rate} % of contexts, and no condition tells them apart",
                open="The same at equal cost: in {equal_rate} % of contexts, and no condition tells them apart",
            ),
            Sentence(
                "near_lift",
                above="Half of both within 0.01 of the better one: in {near_rate} % of contexts, "
                "in {near_density} % of those in this box, which holds {near_coverage} % of these",
                below="Half of both within 0.01 of the better one: in {near_rate} % of contexts, "
                "and no condition tells them apart",
                open="Half of both within 0.01 of the better one: in {near_rate} % of contexts, "
                "and no condition tells them apart",
            ),
        ],
        ["push", "push", "push", "hybrid"],
        ANY,
        "Who wins over its horizon, a dot a context",
        (("push ahead", "push"), ("pull ahead", "pull")),
    ),
)
