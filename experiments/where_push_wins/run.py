"""Where push wins: under which conditions push beats pull, and mission command both."""

from simalign.experiments import BoxMap, Claim, Condition, Experiment, Search, Sentence, Tilt, discovered

BASE, MISSION = {"policy": "status_quo"}, {"policy": "mission_command"}
PUSH, PULL = {"policy": "push"}, {"policy": "pull"}
PUSH_LEAD, PULL_LEAD = {"policy": "push_lead"}, {"policy": "pull_lead"}
PUSH_EQUAL, PULL_EQUAL = {"policy": "push at equal cost"}, {"policy": "pull at equal cost"}
CONDITIONS = [
    Condition("organisation.size", "size", "members", 0),
    Condition("organisation.span", "span of control", "reports", 0),
    Condition("organisation.cross", "share of ties across departments"),
    Condition("role_share", "private share of agendas"),
    Condition("context.complexity", "complexity of the work"),
    Condition("context.heterogeneity", "heterogeneity of agendas"),
    Condition("context.variety", "variety of customers' orders"),
    Condition("context.interdependence", "interdependence of departments"),
    Condition("context.turbulence", "turbulence of the market", "a week", 3),
    Condition("context.churn", "churn of teams' orders", "a week", 3),
    Condition("context.legitimacy", "legitimacy of management"),
    Condition("context.trust", "trust on arrival"),
    Condition("context.skill", "skill on arrival"),
    Condition("context.turnover", "base rate of leaving", "a week", 4),
    Condition("strength.push", "strength of the push levers"),
    Condition("strength.pull", "strength of the pull levers"),
]
HORIZONS = {13: "value_13", 26: "value_26", 52: "value_52", 104: "value_104", 156: "value_156"}
ANY = Search("any", "push beats pull over the horizon", PUSH, [PULL], CONDITIONS, horizons=HORIZONS, percent_of=BASE)
QUARTER = Search(
    "quarter", "push beats pull in the first quarter", PUSH, [PULL], CONDITIONS, "value_13", percent_of=BASE
)
YEARS = Search("years", "push beats pull over three years", PUSH, [PULL], CONDITIONS, "value_156", percent_of=BASE)
EQUAL = Search(
    "equal",
    "push beats pull over three years at equal cost",
    PUSH_EQUAL,
    [PULL_EQUAL],
    CONDITIONS,
    "value_156",
    percent_of=BASE,
)
LED = Search(
    "lead",
    "push beats pull over three years, both with leadership",
    PUSH_LEAD,
    [PULL_LEAD],
    CONDITIONS,
    "value_156",
    percent_of=BASE,
)
BOTH = Search(
    "mission",
    "mission command beats push and pull over three years",
    MISSION,
    [PUSH, PULL],
    CONDITIONS,
    "value_156",
    percent_of=BASE,
)
TILTS = ("complexity", "variety", "turbulence", "churn", "interdependence", "legitimacy", "trust", "heterogeneity")

EXPERIMENT = Experiment(
    question="Under which conditions does push beat pull, and does mission command beat both?",
    claim=Claim(
        "Whether to push depends on the situation: there are conditions in which push wins.",
        "contingency theories of leadership (Fiedler 1967; Vroom & Yetton 1973; Hersey & Blanchard 1969)",
        {"any_inside": "above", "years_inside": "above", "equal_inside": "above"},  # ahead where it is said to win
    ),
    predictions=[
        Claim(
            "Push does worse against pull in complex work, which is hard to check.",
            "monitoring of complex work (Ouchi 1979; Holmstrom & Milgrom 1991)",
            {"years_complexity": "below"},
        ),
        Claim(
            "Push does worse against pull where customers differ and change their minds.",
            "organic and mechanistic management (Burns & Stalker 1961)",
            {"years_variety": "below", "years_turbulence": "below", "years_churn": "below"},
        ),
        Claim(
            "Push does better against pull where departments depend on each other and agendas are private.",
            "adaptation against coordination (Alonso, Dessein & Matouschek 2008); real authority (Aghion & "
            "Tirole 1997)",
            {"years_interdependence": "above", "years_role_share": "above"},
        ),
        Claim(
            "Push is ahead of pull in the first quarter, and behind over three years, on the mean of all contexts.",
            "compliance is fast, internalising slow (Kelman 1958)",
            {"quarter_lead": "above", "years_lead": "below"},
        ),
    ],
    equal_cost=("push", "pull"),
    discovers=True,
    results=[
        *discovered(ANY),
        *discovered(QUARTER),
        *discovered(YEARS),
        *discovered(EQUAL),
        *discovered(LED),
        *discovered(BOTH),
        *(Tilt(YEARS, f"context.{name}") for name in TILTS),
        Tilt(YEARS, "role_share"),
    ],
    finding=[
        Sentence(
            "any_lift",
            above="push beats pull in {any_rate}% of contexts, but in {any_density}% of those where "
            "{any_density.note} (found again in {any_same}% of resamples)",
            below="push beats pull in {any_rate}% of contexts, and no box of conditions tells them apart measurably",
            open="push beats pull in {any_rate}% of contexts, and no box of conditions tells them apart measurably",
        ),
        Sentence(
            "years_rate",
            above="over three years in {years_rate}% of contexts",
            below="over three years in {years_rate}% of contexts",
            open="over three years in {years_rate}% of contexts, about half",
            level=50.0,
        ),
        Sentence(
            "lead_rate",
            above="with equal leadership levers in {lead_rate}%",
            below="with equal leadership levers in {lead_rate}%",
            open="with equal leadership levers in {lead_rate}%",
        ),
        Sentence(
            "mission_rate",
            above="mission command beats both in {mission_rate}%",
            below="mission command beats both in {mission_rate}%",
            open="mission command beats both in {mission_rate}%",
        ),
    ],
    figure=BoxMap(
        [ANY, YEARS, LED, BOTH],
        [
            Sentence(
                f"{key}_lift",
                above=f"{name}: in {{{key}_rate}}% of contexts, in {{{key}_density}}% of those in this box, which "
                f"holds {{{key}_coverage}}% of such contexts",
                below=f"{name}: in {{{key}_rate}}% of contexts, and the best box does not tell them apart measurably",
                open=f"{name}: in {{{key}_rate}}% of contexts, and the best box does not tell them apart measurably",
            )
            for key, name in (
                ("any", "Push beats pull over 13 to 156 weeks"),
                ("years", "Push beats pull over three years"),
                ("lead", "The same, both with leadership"),
                ("mission", "Mission command beats both over three years"),
            )
        ],
        ["push", "push", "push_lead", "mission_command"],
        ANY,
        "Who wins over its horizon, one dot per context",
        (("push ahead", "push"), ("pull ahead", "pull")),
    ),
)
