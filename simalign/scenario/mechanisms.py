"""The mechanisms of the model, each of which can be switched off; ODD.md describes the effect."""

from typing import Any

from pydantic import Field

from simalign.files.record import Record


def _switch(meaning: str) -> Any:
    return Field(default=True, description=meaning, json_schema_extra={"unit": "on/off"})


class Mechanisms(Record):
    """Switches of the mechanisms, all on by default."""

    home = "under mechanisms"

    manager_style: bool = _switch("managers carry out a policy in their own style")
    time_costs: bool = _switch("levers cost working time of members and of managers, and handovers cost time")
    market: bool = _switch("what all customers want moves")
    local_orders: bool = _switch("what the customers of a team ask differs from team to team and changes")
    strategy_review: bool = _switch("the strategy is revised")
    cascade: bool = _switch("leaders know their part of the strategy, and managers pass it on")
    open_channel: bool = _switch("transparency and feedback talks show members their part itself")
    fading: bool = _switch("members who hear nothing forget")
    social_influence: bool = _switch("the deeds of colleagues and of the manager draw wants")
    acceptance: bool = _switch("a strategy that is near, reasoned and trusted draws wants")
    private_agenda: bool = _switch("the private agenda draws wants")
    reactance: bool = _switch("members resist when control rises")
    habituation: bool = _switch("members get used to control, stakes and conditions")
    experience: bool = _switch("members get used to control sooner where the system helps them")
    needs: bool = _switch("the needs for autonomy, competence and relatedness follow the conditions of work")
    crowding_out: bool = _switch("pay crowds out autonomy")
    strain: bool = _switch("demands on members without means cost need satisfaction and freedom")
    trust: bool = _switch("trust follows evidence")
    skill: bool = _switch("skill follows support, feedback and colleagues")
    feedback_talks: bool = _switch("a feedback talk moves skill and competence")
    internalising: bool = _switch("an accepted strategy becomes part of the private agenda")
    response: bool = _switch("members respond to the orders of their team's customers")
    compliance: bool = _switch("stakes, obedience and feedback move deeds towards the part, and stakes bring effort")
    multitasking: bool = _switch("stakes tilt work to what is measured")
    walking_the_talk: bool = _switch("members with reports show the strategy in their deeds")
    goal_setting: bool = _switch("clear, hard, shared goals bring effort")
    pledge: bool = _switch("taking part commits members if their advice was followed, and costs trust if it was not")
    switching: bool = _switch("a change of what one does costs work")
    relationships: bool = _switch("relations to partners grow and decay, and partners contribute")
    image: bool = _switch("images of the organisation follow deeds and words")
    turnover: bool = _switch("members leave and newcomers replace them")
