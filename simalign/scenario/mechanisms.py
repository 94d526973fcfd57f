"""The mechanisms, each of which can be switched off alone; ODD.md says what off means."""

from typing import Any

from pydantic import Field

from simalign.files.record import Record


def _switch(meaning: str) -> Any:
    return Field(default=True, description=meaning, json_schema_extra={"unit": "on/off"})


class Mechanisms(Record):
    """All on by default."""

    home = "under mechanisms"

    manager_style: bool = _switch("managers carry out a policy each in their own style")
    time_costs: bool = _switch("levers cost working time")
    market: bool = _switch("what customers want moves")
    strategy_review: bool = _switch("the strategy is revised")
    cascade: bool = _switch("leaders know the strategy and managers pass it on")
    open_channel: bool = _switch("the strategy itself is seen: transparency, feedback talks")
    fading: bool = _switch("what is not heard again fades")
    social_influence: bool = _switch("colleagues' and the manager's deeds draw wants")
    acceptance: bool = _switch("a strategy that is near, legitimate and trusted draws wants")
    private_agenda: bool = _switch("the private agenda draws wants")
    experience: bool = _switch("a policy may come to be found enabling")
    reactance: bool = _switch("threatened freedom is resisted")
    needs: bool = _switch("autonomy, competence and relatedness are satisfied or not")
    crowding_out: bool = _switch("stakes crowd out autonomy")
    trust: bool = _switch("trust follows evidence")
    skill: bool = _switch("skill follows support and feedback")
    feedback_talks: bool = _switch("a feedback talk moves skill and competence")
    internalising: bool = _switch("an accepted strategy becomes one's own agenda")
    compliance: bool = _switch("stakes move deeds towards the target")
    multitasking: bool = _switch("stakes tilt work to what is measured")
    walking_the_talk: bool = _switch("who has reports shows the strategy in deeds")
    goal_setting: bool = _switch("clear, hard, shared goals bring effort")
    coordination: bool = _switch("departments that know different strategies lose value")
    relationships: bool = _switch("relations to stakeholders grow, decay and add value")
    image: bool = _switch("images of the organisation follow what is seen and said")
    turnover: bool = _switch("people leave and are replaced")
