"""Plain names of the psychological parameters, for sentences such as "unless ... is below 40% of what is assumed"."""

from simalign.scenario.psychology import Psychology

PHRASES = {
    # carrying out, strategy (ODD 5.0, 5.2)
    "style": "the difference between managers in the way they carry out a policy",
    "cost": "the working time that management takes",
    "lag": "the delay with which leaders see what customers want",
    "bias": "the weight of leaders' own goals in their view of customers",
    "error": "the error in people's view of customers",
    "confirm": "the tendency to see the strategy confirmed by the market",
    "lobbying": "the self-interest in the advice of people without trust",
    "carry": "the speed at which advice changes a team's standing orders",
    # know (5.3)
    "contact_launch": "the chance to hear from the manager about a new strategy",
    "launch": "the time for which the launch of a strategy has an effect",
    "contact_mandate": "the chance that orders bring word of the strategy",
    "contact_rationale": "the chance that explanations bring word of the strategy",
    "fidelity": "the share of a message that arrives unchanged",
    "kappa": "the effect of one message on what people know",
    "glut": "the attention that open information takes",
    "open": "the effect of open information on what people know",
    "fading": "the speed at which people forget the strategy",
    # want (5.4)
    "manager_weight": "the effect of the direct manager's example",
    "follow": "the effect of leaders' example",
    "silo": "the weakness of ties between departments",
    "w_voice": "the effect of a say in decisions on acceptance",
    "w_rationale": "the effect of explanations on acceptance",
    "accept": "the readiness to accept a strategy with good reasons",
    "latitude": "the distance from people's own aims at which they still accept a strategy",
    "anchor": "the weight of people's own aims",
    "pace": "the speed at which people change what they want",
    # feel (5.5)
    "authority": "the pressure of orders that nobody checks",
    "give": "the relief from control through delegation",
    "say": "the relief from control through a say in decisions",
    "react": "the strength of resistance to pressure",
    "soothe": "the effect of reasons on resistance",
    "calm": "the speed at which resistance fades",
    "habituate": "the speed at which people get used to control and rewards",
    "relief": "the effect of competence on getting used to control",
    "numb": "the part of the effect of rewards that wears off",
    "frustrate": "the loss of motivation through control",
    "crowd": "the loss of motivation through pay for performance",
    "need_autonomy": "the effect of freedom on motivation",
    "meaning": "the effect of reasons on motivation",
    "inspire": "the effect of reasons on the will to work",
    "notice": "the effect on the will to work of work that others see",
    "strain": "the strain of orders on people without the means to follow them",
    "ready": "the loss of the effect of freedom on people without means",
    "rivalry": "the loss of help between colleagues through individual pay",
    "temper": "the difference between people in what motivates them",
    "trust_deeds": "the effect on trust of deeds that match words",
    "watch": "the loss of trust through monitoring",
    "spurn": "the loss of trust through advice that is ignored",
    "legacy": "the weight of the past in people's trust",
    "trust_up": "the speed at which trust grows",
    "skill_floor": "the skill of people without support",
    "peer": "the effect on skill of colleagues' open results",
    "stiff": "the loss of learning through narrow goals in complex work",
    "talk": "the effect of a feedback talk on skill",
    "sour": "the harm of feedback talks under pressure",
    "intern": "the speed at which people make the strategy their own aim",
    # do (5.6)
    "remote": "the loss of the effect of pay if only outcomes are measured",
    "free_ride": "the loss of the effect of pay if goals are shared",
    "responsiveness": "the attention of teams to their own customers",
    "tilt": "the shift of work to what is measured",
    "bite": "the effect of rewards and sanctions on compliance",
    "defiance": "the effect of resistance on compliance",
    "oblige": "the effect on compliance of orders without rewards or sanctions",
    "heed": "the effect of feedback on compliance",
    "discretion": "the loss of compliance through freedom",
    "adjust": "the speed at which people change what they do",
    "duty": "the effort of people without any motivation",
    "eta": "the effect of motivation on effort",
    "chi": "the effect of rewards on effort",
    "deterrence": "the effect of sanctions on effort",
    "goal": "the effect of clear and hard goals on effort",
    "ease": "the loss of challenge through easy goals",
    "pledge": "the effect of a part in decisions on effort",
    "switch": "the work that is lost when people change what they do",
    "skill_weight": "the effect of skill on output",
    "shade": "the work that is lost when people are forced",
    "exposure": "the work that is lost to exposure without trust",
    "friction": "the time that is lost at handovers between departments",
    # turnover (5.9)
    "quit_needs": "the effect of motivation on leaving",
    "quit_reactance": "the effect of resistance on leaving",
}


def phrase_of(parameter: str) -> str:
    """Return the plain name of a parameter; the description in ``Psychology`` if it has none.

    >>> phrase_of("follow"), phrase_of("learning")
    ("the effect of leaders' example", 'the weekly step of skill towards the level that conditions allow')
    """
    if parameter in PHRASES:
        return PHRASES[parameter]
    return f"the {Psychology.model_fields[parameter].description}"
