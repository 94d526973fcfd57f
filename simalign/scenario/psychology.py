"""The psychological parameters and the costs of levers.

Defaults of the psychological parameters are the medians of the posterior from ``simalign calibrate``; parameters that
the calibration does not cover are guesses.
"""

from typing import TYPE_CHECKING

from pydantic import create_model

from simalign.files.record import Record, number, share
from simalign.policies.levers import COSTS, cost_key


class Psychology(Record):
    """The parameters of people and of communication, in the order of the steps of a week."""

    home = "under psychology"

    # strategy
    lag: float = number(15.8, 0, 104, "weeks", "delay with which leaders see demand", "fitted")
    bias: float = share(0.246, "weight of the leaders' private agendas in their view of demand")
    error: float = share(0.234, "weight of a random error in a customer-facing member's view of demand")
    sense: float = share(0.544, "how far deep stakeholder relationships reduce error and lag")
    silo: float = share(
        0.421, "bias of views towards the department's KPI profile; weakness of ties across departments"
    )
    dilution: float = share(0.37, "weight of members' own wants when they participate in the strategy")

    # know
    contact_launch: float = share(0.359, "weekly probability of hearing the manager on the strategy at its launch")
    launch: float = number(6.84, 0.01, 520, "weeks", "time after which the effect of the launch has halved")
    contact_mandate: float = share(0.223, "weekly probability of hearing that a mandate of 1 adds")
    contact_rationale: float = share(0.265, "weekly probability of hearing that a rationale of 1 adds")
    fidelity: float = share(0.606, "share of a manager's message that is the strategy as understood, at a clarity of 0")
    noise: float = share(0.438, "weight of mishearing if specific is 0 and the strategy has all goals")
    kappa: float = share(0.172, "how far one talk moves the knowledge of the strategy")
    attention: float = number(
        3.08,
        0.1,
        64,
        "goals",
        "number of goals that one talk can communicate",
        "fitted, prior 2-5 (Cowan 2001: about 4 chunks)",
    )
    fading: float = share(0.179, "share forgotten in a week without hearing of the strategy")
    hold: float = share(0.399, "how far time-bound goals reduce forgetting")
    open_transparency: float = share(0.104, "weekly probability of seeing the strategy itself at a transparency of 1")
    open_talk: float = share(0.58, "probability that a feedback talk shows the strategy itself")

    # want
    manager_weight: float = share(0.312, "weight of the manager's deeds in observed deeds, at a role modelling of 0")
    follow: float = share(0.458, "share of the remaining weight that a role modelling of 1 adds")
    peer_latitude: float = share(1.0, "distance beyond which a member ignores colleagues' deeds", "switch")
    latitude: float = number(0.645, 0.001, 1, "share", "distance from which on a strategy is not acceptable")
    relevance: float = share(0.526, "how far relevant goals increase the latitude")
    acceptance: float | None = number(
        None, 0, 1, "share", "constant acceptance that replaces the rule (for limits and tests)", "switch"
    )
    anchor: float = share(0.619, "weight of the private agenda in wants")
    boomerang: float = share(0.47, "how far a reactance of 1 moves a member back to the private agenda")
    pace: float = share(0.102, "weekly step of wants towards their influences")

    # feel
    react: float = share(0.177, "weekly increase of reactance at a threat of 1", "fitted (Brehm 1966)")
    surveillance: float = share(0.367, "part of a mandate's threat that comes from monitoring")
    legitimacy_relief: float = share(0.5, "how far legitimacy reduces threat")
    calm: float = share(0.0386, "weekly decay of reactance")
    relief: float = number(1.65, 0, 10, "factor", "additional decay if a member finds the policy enabling")
    proneness_spread: float = share(0.585, "spread of proneness to reactance around its mean of 1")
    voice_meaning: float = share(0.535, "part of a lack of autonomy for which a voice of 1 compensates")
    rationale_meaning: float = share(0.551, "part of a lack of autonomy for which a rationale of 1 compensates")
    crowding: float = share(0.681, "autonomy crowded out by stakes of 1 in work of complexity 1", "fitted (Frey 1997)")
    skill_share: float = share(0.668, "weight of skill in competence")
    progress_share: float = share(0.198, "weight of visible progress in competence")
    pulse: float = number(7.59, 0.01, 520, "weeks", "feedback interval at which feedback has half its effect")
    trust_share: float = share(0.646, "weight of trust in relatedness; the rest is the likeness of deeds")
    temper: float = share(0.856, "how far temperament changes each need")
    adapt: float = share(0.334, "weekly step of needs towards the conditions of work")
    spite: float = share(0.55, "loss of need satisfaction at a reactance of 1")
    stake_threat: float = share(0.633, "how far stakes without autonomy make feedback and experience threatening")
    trust_deeds: float = share(0.404, "weight of the manager's deeds, compared with the strategy, in the evidence")
    trust_openness: float = share(0.216, "weight of transparency in the evidence; the rest is legitimacy")
    watch: float = share(0.638, "evidence lost to a monitoring of 1 under a mandate of 1")
    betrayal: float = share(0.309, "evidence lost if image and words have nothing in common")
    trust_up: float = share(0.0441, "weekly step of trust towards better evidence")
    trust_down: float = share(0.0963, "weekly step of trust towards worse evidence", "fitted (Slovic 1993)")
    skill_floor: float = share(0.721, "skill without support or feedback")
    coaching: float = share(0.402, "part of the effect of full support that constant feedback has")
    learning: float = share(0.0339, "weekly step of skill towards the level that support allows")
    talk: float = share(0.0415, "largest change of skill and competence by one feedback talk")
    intern: float = share(0.016, "weekly step of the private agenda towards an accepted strategy")

    # do
    opacity: float = share(0.577, "part of monitoring lost at a complexity of 1")
    blur: float = share(0.461, "part of measurability lost at a complexity of 1")
    tilt: float = share(0.584, "how far stakes of 1 shift work to measured goals", "fitted (Holmstrom & Milgrom 1991)")
    authority: float = share(0.563, "part of a mandate's stakes that remains without monitoring", "fitted (Simon 1951)")
    bite: float = share(0.465, "compliance under stakes of 1 without defiance")
    defiance: float = share(0.495, "part of stakes lost at a reactance of 1")
    duty: float = share(0.286, "effort that employment brings without any motivation", "fitted (Simon 1951)")
    deterrence: float = share(0.419, "part of a mandate's stakes that raises effort as rewards do")
    chi: float = share(0.614, "effort that stakes of 1 bring from members without motivation")
    goal: float = share(0.418, "effort that clear, hard, shared goals bring", "fitted (Locke & Latham 2002)")
    ease: float = share(0.502, "challenge lost at an achievability of 1")
    skill_weight: float = share(0.218, "output lost at a skill of 0")
    ability_spread: float = number(
        0.0935, 0, 0.577, "sd/mean", "spread of ability in routine work", "fitted (Schmidt & Hunter 1983)"
    )
    ability_complexity: float = number(
        1.85, 0, 5, "factor", "additional spread of ability in work of complexity 1", "fitted (Hunter et al. 1990)"
    )

    # deliver, relate, turnover, carry
    coord: float = share(0.196, "value lost if departments know strategies with nothing in common")
    rel: float = share(0.0629, "value lost without relationships with stakeholders")
    image_pace: float = share(0.1, "weekly step of images towards what members and stakeholders perceive", "guess")
    own_view: float = share(0.5, "weight of words, relative to colleagues' deeds, in a member's image", "guess")
    grow: float = share(0.05, "weekly growth of a relationship under full relationship management", "guess")
    decay: float = share(0.01, "weekly decay of a relationship", "guess")
    part: float = share(0.02, "additional weekly decay if words and deeds have nothing in common", "guess")
    quit_reactance: float = number(
        2.0, 0, 50, "factor", "how far a reactance of 1 raises the hazard of leaving", "guess"
    )
    quit_needs: float = share(
        0.5, "how far satisfied needs lower, and frustrated needs raise, the hazard of leaving", "guess"
    )
    style_spread: float = share(0.403, "how far managers differ in implementing a policy")


# one field for the cost of each lever, from the declarations in ``policies.levers``
if TYPE_CHECKING:  # computed fields: the type checker must accept any name

    class _LeverCosts(Record):
        def __init__(self, **costs: float) -> None: ...
        def __getattr__(self, name: str) -> float: ...
else:
    _LeverCosts = create_model(
        "_LeverCosts",
        __base__=Record,
        **{cost_key(name): (float, share(cost.share, cost.meaning, cost.source)) for name, cost in COSTS.items()},
    )


class Costs(_LeverCosts):
    """The costs of levers: shares of the working week of those involved, at a lever of 1. All are guesses."""

    home = "under costs"

    pay: float = share(0.05, "pay for an incentive of 1, in weeks of value per member-week", "guess")
