"""Psychological parameters, and the working time and pay that levers cost.

The source of a parameter is "prior" if published effects speak to its value (its range is in
configs/calibration/priors.yaml), "guess" if nothing measured does, "design" if it is fixed as a matter of form, and a
reference if it is fixed at a published value.
"""

from typing import TYPE_CHECKING

from pydantic import create_model

from simalign.files.record import Record, number, share
from simalign.policies.levers import COSTS, cost_key, load_key


class Psychology(Record):
    """The psychological parameters, in the order of the week."""

    home = "under psychology"

    # carrying out (ODD 5.0)
    style: float = share(0.69, "spread between managers in how they carry out a lever", "prior")
    cost: float = number(0.85, 0, 10, "factor", "factor for all working time that levers cost", "guess")

    # strategy (ODD 5.2)
    lag: float = number(14.0, 0, 104, "weeks", "delay with which leaders see demand", "guess")
    bias: float = share(
        0.25, "weight of the leaders' own goals in their view of demand", "guess (Dearborn & Simon 1958)"
    )
    error: float = share(0.27, "weight of a random error in a member's view of demand", "guess")
    confirm: float = share(
        0.4, "how far members who know the strategy take it to be confirmed by the market", "guess (March 1991)"
    )
    lobbying: float = share(
        0.38, "weight of own wants in the advice of a member without trust", "guess (Dessein & Santos 2006)"
    )
    carry: float = share(
        0.15, "weekly step of a team's standing orders towards its customers' orders at a voice of 1", "guess"
    )

    # know (ODD 5.3)
    contact_launch: float = share(
        0.38, "weekly probability of hearing the manager on the strategy at its launch", "prior"
    )
    launch: float = number(
        11.0, 0.01, 520, "weeks", "time after which the effect of the launch has halved", "guess (Friebel et al. 2022)"
    )
    contact_mandate: float = share(0.28, "weekly probability of hearing the manager that a mandate of 1 adds", "prior")
    contact_rationale: float = share(
        0.21, "weekly probability of hearing the manager that a rationale of 1 adds", "prior"
    )
    fidelity: float = share(
        0.61, "share of a message that is the strategy as understood, if goals are not specific", "prior"
    )
    kappa: float = share(0.24, "how far one message moves what a member knows", "prior")
    attention: float = number(4, 0.1, 64, "goals", "number of goals that one message can communicate", "Cowan 2001")
    glut: float = number(2.1, 0, 64, "goals", "number of goals whose attention a transparency of 1 takes", "guess")
    open: float = share(0.15, "weekly probability of seeing the own part itself at a transparency of 1", "prior")
    open_talk: float = share(0.5, "probability that a feedback talk shows the own part itself", "design")
    fading: float = share(
        0.19, "share forgotten in a week without hearing or seeing the strategy", "prior (Murre & Dros 2015)"
    )
    hold: float = share(0.5, "how far time-bound goals reduce forgetting", "design")

    # want (ODD 5.4)
    manager_weight: float = share(
        0.25, "weight of the manager's deeds in observed deeds at a role modelling of 0", "guess"
    )
    follow: float = share(
        0.37, "share of the remaining weight that a role modelling of 1 adds", "guess (Eisenkopf & Koelpin 2024)"
    )
    silo: float = share(0.39, "how much weaker ties across departments are without shared goals", "guess")
    peer_latitude: float = share(1.0, "distance beyond which a member ignores colleagues' deeds", "switch")
    w_voice: float = share(0.48, "part of missing reasons that a voice of 1 gives", "prior")
    w_rationale: float = share(
        0.47, "part of missing reasons that a rationale of 1 gives if deeds match words and members trust", "prior"
    )
    accept: float = number(1.3, 0, 4, "factor", "acceptance at reasons of 1 and trust of 1", "guess")
    acceptance: float | None = number(
        None, 0, 1, "share", "constant acceptance that replaces the rule (for limits and tests)", "switch"
    )
    latitude: float = number(
        0.72, 0.001, 1, "share", "distance from which on a strategy is not acceptable", "guess (Sherif & Hovland 1961)"
    )
    relevance: float = share(0.5, "how far relevant goals increase the latitude", "design")
    anchor: float = share(0.79, "weight of the private agenda in wants", "prior (Friedkin & Johnsen 2011)")
    pace: float = share(0.19, "weekly step of wants towards their influences", "guess")

    # feel (ODD 5.5)
    authority: float = share(0.41, "part of a mandate's stakes that remains without monitoring", "prior (Simon 1951)")
    give: float = share(0.79, "part of control that an autonomy of 1 removes", "guess")
    say: float = share(0.55, "part of control that a voice of 1 removes", "guess")
    react: float = number(0.42, 0, 2, "per week", "weekly increase of reactance at a threat of 1", "prior (Brehm 1966)")
    proneness_spread: float = share(0.6, "spread of proneness to reactance around its mean of 1", "Hong & Faedda 1996")
    soothe: float = share(0.45, "part of the threat that reasons of 1 remove", "guess")
    calm: float = share(0.048, "weekly decay of reactance", "prior")
    habituate: float = share(
        0.032, "weekly step by which members get used to control, stakes and conditions", "prior (Helson 1964)"
    )
    relief: float = share(
        0.44,
        "how much faster members get used to control if their competence has grown by 1",
        "guess (Adler & Borys 1996)",
    )
    numb: float = share(0.45, "share of stakes and conditions that wears off", "prior (Frederick & Loewenstein 1999)")
    frustrate: float = share(
        0.57, "share of autonomy and of acceptance lost at a control of 1", "guess (Deci & Ryan 2000)"
    )
    crowd: float = share(
        0.5, "share of autonomy crowded out by stakes of pay of 1 in work of complexity 1", "prior (Frey 1997)"
    )
    need_base: float = share(0.2, "part of the need for autonomy that is met without freedom and reasons", "design")
    need_autonomy: float = share(0.41, "part of the remaining need for autonomy that an autonomy of 1 meets", "prior")
    meaning: float = share(0.19, "part of the remaining need for autonomy that reasons of 1 meet", "prior")
    inspire: float = share(
        0.47,
        "part of the missing will to work that a rationale of 1 brings if deeds match words and it is trusted",
        "prior",
    )
    notice: float = share(0.35, "part of the missing will to work that work in full view of others brings", "prior")
    strain: float = share(
        0.66, "share of need satisfaction that a mandate of 1 takes from members without means", "guess (Karasek 1979)"
    )
    ready: float = share(0.58, "share of freedom and of response lost by members without means", "guess")
    skill_share: float = share(0.6, "weight of skill in competence", "design")
    progress_share: float = share(
        0.2, "weight of visible progress in competence; achievable goals have the rest", "design"
    )
    pulse: float = number(8, 0.01, 520, "weeks", "feedback interval at which feedback has half its effect", "design")
    trust_share: float = share(
        0.6, "weight of trust in relatedness; likeness to colleagues' deeds has the rest", "design"
    )
    rivalry: float = share(0.58, "share of help between colleagues lost to open results under individual pay", "guess")
    temper: float = share(0.55, "how far temperament changes each need", "prior")
    adapt: float = share(0.2, "weekly step of needs towards the conditions of work", "design")
    trust_deeds: float = share(0.4, "weight of deeds that match words in the evidence for trust", "prior (Simons 2002)")
    trust_open: float = share(0.15, "weight of transparency in the evidence for trust; reasons have the rest", "design")
    watch: float = share(0.44, "evidence for trust lost to full monitoring under a mandate of 1", "prior")
    spurn: float = share(
        0.29, "evidence for trust lost if members advise (voice 1) and the strategy follows none of it", "guess"
    )
    legacy: float = share(0.3, "weight of the context's trust, which lasts, against new evidence", "guess")
    trust_up: float = share(0.02, "weekly step of trust towards better evidence", "guess")
    trust_down: float = number(2.5, 0, 20, "factor", "factor by which trust falls faster than it grows", "Slovic 1993")
    skill_floor: float = share(0.24, "skill without support, feedback and colleagues' results", "guess")
    learning: float = share(0.03, "weekly step of skill towards the level that conditions allow", "design")
    coaching: float = share(0.4, "part of the effect of full support that constant feedback has", "design")
    peer: float = share(
        0.25, "part of the effect of full support that colleagues' open results have", "prior (Song et al. 2018)"
    )
    stiff: float = share(0.44, "learning lost to specific and measurable goals in work of complexity 1", "guess")
    talk: float = share(0.062, "largest change of skill and competence by one feedback talk", "prior")
    sour: float = number(
        0.7,
        0,
        4,
        "factor",
        "how far stakes without autonomy make feedback talks harmful",
        "guess (Kluger & DeNisi 1996)",
    )
    intern: float = share(0.011, "weekly step of the private agenda towards an accepted strategy", "prior")

    # do (ODD 5.6)
    opacity: float = share(0.5, "part of monitoring lost at a complexity of 1", "design")
    blur: float = share(0.5, "part of measurability lost at a complexity of 1", "design")
    remote: float = share(
        0.24, "part of the stakes of pay lost if outcomes are measured and not activity", "guess (Baker 2002)"
    )
    free_ride: float = share(0.44, "part of the stakes of pay lost at shared goals of 1", "guess (Holmstrom 1982)")
    responsiveness: float = share(0.68, "how far own work follows the orders of the team's customers", "guess")
    tilt: float = share(0.56, "how far stakes of 1 shift work to what is measured", "guess (Holmstrom & Milgrom 1991)")
    bite: float = share(0.42, "compliance under stakes of 1 without defiance", "prior")
    defiance: float = share(0.57, "part of stakes lost at a reactance of 1", "guess")
    oblige: float = share(
        0.26, "compliance with a mandate of 1 without stakes, at a trust of 1", "prior (Tyler & Blader 2005)"
    )
    heed: float = share(
        0.32, "compliance with constant feedback on deeds, at a trust of 1", "prior (Jamtvedt et al. 2006)"
    )
    discretion: float = share(0.51, "part of compliance lost at an autonomy of 1", "prior")
    adjust: float = share(0.44, "weekly step of deeds towards their aim", "guess")
    duty: float = share(0.2, "effort that employment brings without any motivation", "prior (Simon 1951)")
    eta: float = number(1.2, 0, 5, "elasticity", "how strongly need satisfaction changes effort", "prior")
    chi: float = number(1.5, 0, 5, "factor", "effort that stakes of 1 bring from members without motivation", "prior")
    deterrence: float = share(0.43, "part of a mandate's stakes that raises effort as rewards do", "prior")
    goal: float = share(
        0.32, "effort that clear and hard goals bring from committed members", "prior (Locke & Latham 2002)"
    )
    ease: float = share(0.68, "challenge lost at an achievability of 1", "guess (Locke & Latham 2002)")
    pledge: float = share(
        0.24, "effort that a pledge of 1 brings: taking part in a decision that followed the own advice", "prior"
    )
    switch: float = number(1.5, 0, 20, "weeks", "weeks of work lost if a member changes all that they do", "guess")
    skill_weight: float = share(0.57, "share of output lost at a skill of 0", "prior")
    shade: float = share(
        0.47, "share of work lost if all of it is forced against own wants", "guess (Hart & Moore 2008)"
    )
    exposure: float = share(
        0.48, "four times the share of work lost at a transparency of 1 and a trust of 0", "guess (Bernstein 2012)"
    )
    ability_spread: float = number(
        0.1, 0, 0.577, "sd/mean", "spread of ability in routine work", "Schmidt & Hunter 1983"
    )
    ability_complexity: float = number(
        1.8, 0, 5, "factor", "additional spread of ability in work of complexity 1", "Hunter et al. 1990"
    )
    friction: float = share(
        0.081,
        "share of time lost at handovers to other departments at an interdependence of 1 without shared goals",
        "guess (Gittell 2002)",
    )

    # deliver, relate, turnover (ODD 5.7 to 5.9)
    open_part: float = number(
        0.4, 0.01, 1, "share", "part of each goal to which all departments contribute alike", "design"
    )
    image_pace: float = share(0.1, "weekly step of images towards what members and partners perceive", "design")
    own_view: float = share(0.5, "weight of words, relative to colleagues' deeds, in a member's image", "design")
    grow: float = share(0.05, "weekly growth of a relation under full relationship management and trust", "design")
    decay: float = share(0.01, "weekly decay of a relation", "design")
    quit_needs: float = share(0.65, "how far need satisfaction changes the hazard of leaving", "prior")
    quit_reactance: float = number(
        3.3, 0, 50, "factor", "how far a reactance of 1 raises the hazard of leaving", "prior"
    )


# fields for the working time that each lever takes, as ``policies.levers`` declares it
if TYPE_CHECKING:  # the fields are computed, so that the type checker takes any name

    class _LeverCosts(Record):
        def __init__(self, **costs: float) -> None: ...
        def __getattr__(self, name: str) -> float: ...
else:
    _LeverCosts = create_model(
        "_LeverCosts",
        __base__=Record,
        **{
            cost_key(name): (float, share(cost.share, cost.meaning, cost.source))
            for name, cost in COSTS.items()
            if cost.share is not None
        },
        **{
            load_key(name): (float, share(cost.load, f"for each report: {cost.meaning}", cost.source))
            for name, cost in COSTS.items()
            if cost.load
        },
    )


class Costs(_LeverCosts):
    """Working time and pay that levers cost: at a lever of 1, for each talk, or for each review.

    Times are shares of a member's working week. Those that begin with ``managing`` are shares of the manager's week for
    each direct report.
    """

    home = "under costs"

    pay: float = share(0.025, "pay at an incentive of 1, in weeks of value per member-week", "guess")
