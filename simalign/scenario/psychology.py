"""The free parameters of people and of how word travels: medians of the posterior that ``simalign calibrate`` found."""

from typing import TYPE_CHECKING

from pydantic import create_model

from simalign.files.record import Record, number, share
from simalign.policies.levers import COSTS, cost_key


class Psychology(Record):
    """One field a parameter, in the order of the week."""

    home = "under psychology"

    # strategy
    lag: float = number(15.8, 0, 104, "weeks", "delay with which leaders see demand", "fitted")
    bias: float = share(0.246, "weight of the leaders' own agendas in what they see")
    error: float = share(0.234, "weight of a random error in what a customer-facing member sees")
    sense: float = share(0.544, "how far deep stakeholder relations cut error and lag")
    silo: float = share(
        0.421, "pull of the department's KPI profile on what is seen; weakness of ties across departments"
    )
    dilution: float = share(0.37, "weight of own priorities in what the asked members say")

    # know
    contact_launch: float = share(0.359, "chance of hearing the manager on strategy at its launch")
    launch: float = number(6.84, 0.01, 520, "weeks", "time after which the launch has half faded")
    contact_mandate: float = share(0.223, "chance of hearing added by a full mandate")
    contact_rationale: float = share(0.265, "chance of hearing added by full rationale")
    fidelity: float = share(0.606, "share of a manager's message that is the strategy as understood, at clarity 0")
    noise: float = share(0.438, "weight of mishearing at specific 0 and focus on all goals")
    kappa: float = share(0.172, "how far one talk moves what is known")
    attention: float = number(
        3.08, 0.1, 64, "goals", "goals that one talk can carry", "fitted, prior 2-5 (Cowan 2001: about 4 chunks)"
    )
    fading: float = share(0.179, "forgetting in a week in which nothing was heard")
    hold: float = share(0.399, "how far time-bound goals slow forgetting")
    open_transparency: float = share(0.104, "chance a week of seeing the strategy itself at full transparency")
    open_talk: float = share(0.58, "chance that a feedback talk shows the strategy itself")

    # want
    manager_weight: float = share(0.312, "weight of the manager's deeds in what is seen, at role modelling 0")
    follow: float = share(0.458, "share of the rest that full role modelling adds")
    peer_latitude: float = share(1.0, "colleagues whose deeds lie farther from own wants are not heeded", "switch")
    latitude: float = number(0.645, 0.001, 1, "share", "distance at which a strategy is no longer acceptable")
    relevance: float = share(0.526, "how far relevant goals widen the latitude")
    acceptance: float | None = number(
        None, 0, 1, "share", "constant acceptance in place of the rule (limits and tests)", "switch"
    )
    anchor: float = share(0.619, "pull of the private agenda on what is wanted")
    boomerang: float = share(0.47, "how far full reactance moves a member back to the private agenda")
    pace: float = share(0.102, "weekly step of wants towards where they are drawn")

    # feel
    react: float = share(0.177, "weekly gain of reactance under full threat", "fitted (Brehm 1966)")
    surveillance: float = share(0.367, "part of the threat of a mandate that comes from being watched")
    legitimacy_relief: float = share(0.5, "how far legitimacy takes away threat")
    calm: float = share(0.0386, "weekly decay of reactance")
    relief: float = number(1.65, 0, 10, "factor", "extra decay where the policy is found enabling")
    proneness_spread: float = share(0.585, "spread of proneness to reactance around its mean of 1")
    voice_meaning: float = share(0.535, "part of the lack of autonomy that full voice makes up for")
    rationale_meaning: float = share(0.551, "part of the lack of autonomy that full rationale makes up for")
    crowding: float = share(0.681, "autonomy crowded out by full stakes in fully complex work", "fitted (Frey 1997)")
    skill_share: float = share(0.668, "weight of skill in competence")
    progress_share: float = share(0.198, "weight of visible progress in competence")
    pulse: float = number(7.59, 0.01, 520, "weeks", "feedback interval at which the rhythm counts half")
    trust_share: float = share(0.646, "weight of trust in relatedness; the rest is likeness of deeds")
    temper: float = share(0.856, "how far temperament moves each need")
    adapt: float = share(0.334, "weekly step of needs towards the conditions")
    spite: float = share(0.55, "loss of need satisfaction at full reactance")
    stake_threat: float = share(0.633, "how far stakes without autonomy turn feedback and experience sour")
    trust_deeds: float = share(0.404, "weight of the manager's deeds, against the words, in the evidence")
    trust_openness: float = share(0.216, "weight of transparency in the evidence; the rest is legitimacy")
    watch: float = share(0.638, "evidence lost to full monitoring under full mandate")
    betrayal: float = share(0.309, "evidence lost where image and words part wholly")
    trust_up: float = share(0.0441, "weekly step of trust towards better evidence")
    trust_down: float = share(0.0963, "weekly step of trust towards worse evidence", "fitted (Slovic 1993)")
    skill_floor: float = share(0.721, "skill without support or feedback")
    coaching: float = share(0.402, "part of full support's work that constant feedback does")
    learning: float = share(0.0339, "weekly step of skill towards what support allows")
    talk: float = share(0.0415, "largest change of skill and competence by one talk")
    intern: float = share(0.016, "weekly step of the private agenda towards an accepted strategy")

    # do
    opacity: float = share(0.577, "part of monitoring blinded by full complexity")
    blur: float = share(0.461, "part of measurability lost in full complexity")
    tilt: float = share(0.584, "how far full stakes tilt work to what is measured", "fitted (Holmstrom & Milgrom 1991)")
    authority: float = share(0.563, "part of a mandate's stakes that holds unwatched", "fitted (Simon 1951)")
    bite: float = share(0.465, "compliance under full stakes without defiance")
    defiance: float = share(0.495, "part of stakes lost on full reactance")
    duty: float = share(0.286, "effort that is given without any will, as employed", "fitted (Simon 1951)")
    deterrence: float = share(0.419, "part of a mandate's stakes that brings effort as rewards do")
    chi: float = share(0.614, "effort that full stakes bring to those who lack will")
    goal: float = share(0.418, "effort that clear, hard, shared goals bring", "fitted (Locke & Latham 2002)")
    ease: float = share(0.502, "challenge lost by fully achievable goals")
    skill_weight: float = share(0.218, "output lost without any skill")
    ability_spread: float = number(
        0.0935, 0, 0.577, "sd/mean", "spread of ability in routine work", "fitted (Schmidt & Hunter 1983)"
    )
    ability_complexity: float = number(
        1.85, 0, 5, "factor", "extra spread of ability in fully complex work", "fitted (Hunter et al. 1990)"
    )

    # deliver, relate, turnover, carrying out
    coord: float = share(0.196, "value lost where departments know wholly different strategies")
    rel: float = share(0.0629, "value lost without any relation to stakeholders")
    image_pace: float = share(0.1, "weekly step of images", "guess")
    own_view: float = share(0.5, "weight of the words, against colleagues' deeds, in a member's image", "guess")
    grow: float = share(0.05, "weekly growth of a relationship that is fully cared for", "guess")
    decay: float = share(0.01, "weekly decay of a relationship", "guess")
    part: float = share(0.02, "weekly decay added where words and deeds wholly part", "guess")
    quit_reactance: float = number(2.0, 0, 50, "factor", "how far full reactance raises the hazard of leaving", "guess")
    quit_needs: float = share(0.5, "how far needs lower, and their lack raises, the hazard of leaving", "guess")
    style_spread: float = share(0.403, "how far managers differ in carrying out a policy")


# a field for the cost of each lever, as ``policies.levers`` declares it
if TYPE_CHECKING:  # the fields are computed, so that the type checker takes any name

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
    """What levers cost: shares of the working week at full lever, of those involved. Guesses."""

    home = "under costs"

    pay: float = share(0.05, "pay behind full incentives, in weeks of value per member-week", "guess")
