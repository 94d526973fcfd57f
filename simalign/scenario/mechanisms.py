"""The mechanisms of the model, each of which can be switched off; ODD.md describes the effect."""

from typing import Any

from pydantic import Field

from simalign.files.record import Record


def _switch(meaning: str) -> Any:
    return Field(default=True, description=meaning, json_schema_extra={"unit": "on/off"})


class Mechanisms(Record):
    """Switches of the mechanisms, all on by default."""

    home = "under mechanisms"

    manager_style: bool = _switch("managers implement a policy in individual styles")
    time_costs: bool = _switch("levers cost working time")
    market: bool = _switch("customer demand changes")
    strategy_review: bool = _switch("the strategy is revised")
    cascade: bool = _switch("leaders know the strategy and managers pass it on")
    open_channel: bool = _switch("members see the strategy itself, through transparency and feedback talks")
    fading: bool = _switch("members forget a strategy of which they do not hear")
    social_influence: bool = _switch("the deeds of colleagues and the manager influence wants")
    acceptance: bool = _switch("an acceptable, legitimate and trusted strategy influences wants")
    private_agenda: bool = _switch("the private agenda influences wants")
    experience: bool = _switch("members can find a policy enabling after some time")
    reactance: bool = _switch("threats to freedom cause resistance")
    needs: bool = _switch("work satisfies the needs for autonomy, competence and relatedness, or frustrates them")
    crowding_out: bool = _switch("stakes crowd out autonomy")
    trust: bool = _switch("trust responds to evidence")
    skill: bool = _switch("skill responds to support and feedback")
    feedback_talks: bool = _switch("feedback talks change skill and competence")
    internalising: bool = _switch("an accepted strategy becomes part of the private agenda")
    compliance: bool = _switch("stakes move deeds towards the target")
    multitasking: bool = _switch("stakes shift work to measured goals")
    walking_the_talk: bool = _switch("members with reports act as role models of the strategy")
    goal_setting: bool = _switch("clear, hard, shared goals raise effort")
    coordination: bool = _switch("value is lost if departments know different strategies")
    relationships: bool = _switch("relationships with stakeholders grow, decay and add value")
    image: bool = _switch("images of the organisation respond to deeds and words")
    turnover: bool = _switch("members leave and newcomers replace them")
