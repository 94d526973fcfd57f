"""The parameters of people and of how word travels, and the working time and pay that levers take.

The source of a parameter is "prior" where the published effects decide its value (configs/calibration/priors.yaml has
its range), "guess" where nothing measured speaks to it, and a reference where it is fixed.
"""

from typing import TYPE_CHECKING

from pydantic import create_model

from simalign.files.record import Record, number, share
from simalign.policies.levers import COSTS, cost_key, load_key


class Psychology(Record):
    """One field for each parameter, in the order of the week."""

    home = "under psychology"

    # carrying out (ODD 5.0)
    style: float = share(0.4, "spread between managers in carrying out a lever", "prior")
    cost: float = number(1.0, 0, 10, "factor", "scale of all time that levers take", "guess")

    # strategy (ODD 5.2)
    lag: float = number(13, 0, 104, "weeks", "delay with which leaders see demand", "guess")
    bias: float = share(
        0.25, "weight of the leaders' own goals in their view of demand", "guess (Dearborn & Simon 1958)"
    )
    error: float = share(0.25, "weight of random error in one member's view of demand", "guess")
    confirm: float = share(0.4, "how far those who know the strategy see it confirmed", "guess (March 1991)")
    lobbying: float = share(
        0.4, "weight of a distrustful member's own wants in their advice", "guess (Dessein & Santos 2006)"
    )
    carry: float = share(0.15, "weekly step of a team's standing orders towards its customers at full voice", "guess")

    # know (ODD 5.3)
    contact_launch: float = share(0.4, "chance of hearing the manager on the strategy at its launch", "prior")
    launch: float = number(
        8, 0.01, 520, "weeks", "time after which the launch has half faded", "guess (Friebel et al. 2022)"
    )
    contact_mandate: float = share(0.25, "chance of hearing added by a full mandate", "prior")
    contact_rationale: float = share(0.25, "chance of hearing added by full rationale", "prior")
    fidelity: float = share(0.6, "share of a message that is the strategy as understood, for vague goals", "prior")
    kappa: float = share(0.2, "step of what is known towards one message", "prior")
    attention: float = number(4, 0.1, 64, "goals", "goals that one message can carry", "Cowan 2001")
    glut: float = number(2, 0, 64, "goals", "goals' worth of attention that full transparency takes", "guess")
    open: float = share(0.1, "chance a week of seeing one's part itself at full transparency", "prior")
    open_talk: float = share(0.5, "chance that a feedback talk shows one's part itself", "design")
    fading: float = share(0.08, "forgetting in a week in which nothing was heard", "prior (Murre & Dros 2015)")
    hold: float = share(0.5, "how far time-bound goals slow forgetting", "design")

    # want (ODD 5.4)
    manager_weight: float = share(
        0.25, "weight of the manager's deeds among those seen, without role modelling", "guess"
    )
    follow: float = share(0.4, "share of the rest that full role modelling adds", "guess (Eisenkopf & Koelpin 2024)")
    silo: float = share(0.4, "how much weaker ties across departments are, without shared goals", "guess")
    peer_latitude: float = share(1.0, "colleagues whose deeds are farther from own wants are not followed", "switch")
    w_voice: float = share(0.4, "reasons that full voice gives", "prior")
    w_rationale: float = share(0.4, "reasons that full rationale gives", "prior")
    accept: float = number(0.9, 0, 4, "factor", "acceptance at full reasons and trust", "guess")
    acceptance: float | None = number(
        None, 0, 1, "share", "constant acceptance that replaces the rule (for limits and tests)", "switch"
    )
    latitude: float = number(
        0.7, 0.001, 1, "share", "distance at which nothing is accepted", "guess (Sherif & Hovland 1961)"
    )
    relevance: float = share(0.5, "how far relevant goals widen the latitude", "design")
    anchor: float = share(0.6, "weight of the private agenda in wants", "prior (Friedkin & Johnsen 2011)")
    pace: float = share(0.1, "weekly step of wants", "guess")

    # feel (ODD 5.5)
    authority: float = share(0.4, "part of a mandate's stakes that holds unwatched", "prior (Simon 1951)")
    give: float = share(0.8, "control that full autonomy takes away", "guess")
    say: float = share(0.6, "control that full voice takes away", "guess")
    react: float = number(0.4, 0, 2, "per week", "weekly gain of reactance under full threat", "prior (Brehm 1966)")
    proneness_spread: float = share(0.6, "spread of proneness to reactance around its mean of 1", "Hong & Faedda 1996")
    soothe: float = share(0.4, "part of the threat that full reasons take away", "guess")
    calm: float = share(0.03, "weekly decay of reactance", "prior")
    habituate: float = share(0.02, "weekly step of what one is used to", "prior (Helson 1964)")
    relief: float = share(0.3, "faster habituation where the system enables", "guess (Adler & Borys 1996)")
    numb: float = share(0.3, "share of stakes and conditions that wears off", "prior (Frederick & Loewenstein 1999)")
    frustrate: float = share(0.4, "autonomy and acceptance lost to full control", "guess (Deci & Ryan 2000)")
    crowd: float = share(0.5, "autonomy crowded out by pay in fully complex work", "prior (Frey 1997)")
    need_base: float = share(0.2, "need for autonomy met without freedom or reasons", "design")
    need_autonomy: float = share(0.5, "need for autonomy met by full autonomy", "prior")
    meaning: float = share(0.5, "need for autonomy met by full reasons", "prior")
    strain: float = share(0.5, "needs lost to a full mandate on those without means", "guess (Karasek 1979)")
    ready: float = share(0.5, "freedom lost on those without means", "guess")
    skill_share: float = share(0.6, "weight of skill in competence", "design")
    progress_share: float = share(0.2, "weight of visible progress in competence", "design")
    pulse: float = number(8, 0.01, 520, "weeks", "feedback interval at which the rhythm counts half", "design")
    trust_share: float = share(0.6, "weight of trust in relatedness; the rest is likeness of deeds", "design")
    rivalry: float = share(0.5, "help among colleagues lost to open results under individual pay", "guess")
    temper: float = share(0.5, "spread of needs between people", "prior")
    adapt: float = share(0.2, "weekly step of needs towards the conditions", "design")
    trust_deeds: float = share(0.4, "weight of deeds that match words in the evidence for trust", "prior (Simons 2002)")
    trust_open: float = share(0.15, "weight of transparency in it; the rest is reasons", "design")
    watch: float = share(0.4, "evidence for trust lost to full control by watching", "prior")
    spurn: float = share(0.3, "evidence for trust lost where advice was sought and not followed", "guess")
    legacy: float = share(0.4, "weight of the context's trust, which lasts, against new evidence", "guess")
    trust_up: float = share(0.015, "weekly step of trust towards better evidence", "guess")
    trust_down: float = number(2.5, 0, 20, "factor", "how much faster trust goes than it comes", "Slovic 1993")
    skill_floor: float = share(0.45, "skill without support or feedback", "guess")
    learning: float = share(0.03, "weekly step of skill towards what support allows", "design")
    coaching: float = share(0.4, "part of full support's work that constant feedback does", "design")
    peer: float = share(0.2, "part of it that colleagues' open results do", "prior (Song et al. 2018)")
    stiff: float = share(0.5, "learning lost to exact measurable goals in fully complex work", "guess")
    talk: float = share(0.03, "largest change of skill and competence by one talk", "prior")
    sour: float = number(
        0.7, 0, 4, "factor", "how far stakes without freedom turn talks sour", "guess (Kluger & DeNisi 1996)"
    )
    intern: float = share(0.006, "weekly step of the private agenda towards an accepted strategy", "prior")

    # do (ODD 5.6)
    opacity: float = share(0.5, "part of monitoring blinded by full complexity", "design")
    blur: float = share(0.5, "part of measurability lost in full complexity", "design")
    remote: float = share(0.2, "pay weakened where outcomes are measured and not activity", "guess (Baker 2002)")
    free_ride: float = share(0.4, "pay weakened by fully shared goals", "guess (Holmstrom 1982)")
    responsiveness: float = share(0.5, "how far own work follows the team's customers", "guess")
    tilt: float = share(0.5, "how far full stakes tilt work to what is measured", "guess (Holmstrom & Milgrom 1991)")
    bite: float = share(0.5, "compliance under full stakes", "prior")
    defiance: float = share(0.5, "part of stakes lost on full reactance", "guess")
    oblige: float = share(0.25, "obedience under a full mandate and full trust", "prior (Tyler & Blader 2005)")
    heed: float = share(0.2, "how far trusted feedback moves deeds", "prior (Jamtvedt et al. 2006)")
    discretion: float = share(0.5, "compliance loosened by full autonomy", "prior")
    adjust: float = share(0.25, "weekly step of deeds", "guess")
    duty: float = share(0.35, "effort that is given without any will, as employed", "prior (Simon 1951)")
    eta: float = number(1.0, 0, 5, "elasticity", "effort by satisfied needs", "prior")
    chi: float = number(0.6, 0, 5, "factor", "effort by stakes", "prior")
    deterrence: float = share(0.4, "part of a mandate's stakes that brings effort as rewards do", "prior")
    goal: float = share(0.35, "effort that clear, hard, shared goals bring", "prior (Locke & Latham 2002)")
    ease: float = share(0.65, "challenge lost by fully achievable goals", "guess (Locke & Latham 2002)")
    pledge: float = share(0.2, "effort by having taken part in a decision that followed one's advice", "prior")
    switch: float = number(1.0, 0, 20, "weeks", "work lost by changing all of it", "guess")
    skill_weight: float = share(0.4, "output lost without any skill", "prior")
    shade: float = share(0.5, "how perfunctory forced work is", "guess (Hart & Moore 2008)")
    exposure: float = share(0.4, "price of being seen by those whom one does not trust", "guess (Bernstein 2012)")
    ability_spread: float = number(
        0.1, 0, 0.577, "sd/mean", "spread of ability in routine work", "Schmidt & Hunter 1983"
    )
    ability_complexity: float = number(
        1.8, 0, 5, "factor", "extra spread of ability in fully complex work", "Hunter et al. 1990"
    )
    friction: float = share(
        0.08, "time lost at handovers between fully interdependent departments", "guess (Gittell 2002)"
    )

    # deliver, relate, turnover (ODD 5.7 to 5.9)
    open_part: float = number(
        0.4, 0.01, 1, "share", "part of every goal that all departments contribute to alike", "design"
    )
    image_pace: float = share(0.1, "weekly step of images", "design")
    own_view: float = share(0.5, "weight of the words, against colleagues' deeds, in a member's image", "design")
    grow: float = share(0.05, "weekly growth of a relation that is fully cared for", "design")
    decay: float = share(0.01, "weekly decay of a relation", "design")
    quit_needs: float = share(0.6, "how far needs decide on leaving", "prior")
    quit_reactance: float = number(2.0, 0, 50, "factor", "how far full reactance raises the hazard of leaving", "prior")


# fields for the working time that each lever takes, as ``policies.levers`` declares it
if TYPE_CHECKING:  # the fields are computed, so that the type checker takes any name

    class _LeverCosts(Record):
        def __init__(self, **costs: float) -> None: ...
        def __getattr__(self, name: str) -> float: ...
else:
    _LeverCosts = create_model(
        "_LeverCosts",
        __base__=Record,
        **{cost_key(name): (float, share(cost.share, cost.meaning, cost.source)) for name, cost in COSTS.items()},
        **{
            load_key(name): (float, share(cost.load, f"for each report: {cost.meaning}", cost.source))
            for name, cost in COSTS.items()
            if cost.load
        },
    )


class Costs(_LeverCosts):
    """Time and pay that levers take, at full lever, for each talk, or for each review.

    Shares of a member's working week; those that begin with ``managing`` are shares of the manager's week for each
    direct report.
    """

    home = "under costs"

    pay: float = share(0.025, "pay behind full incentives, in weeks of value per member-week", "guess")
