"""The mechanisms of the model, each of which can be switched off; ODD.md describes the effect."""

from typing import Any

from pydantic import Field

from simalign.files.record import Record


def _switch(meaning: str) -> Any:
    return Field(default=True, description=meaning, json_schema_extra={"unit": "on/off"})


class Mechanisms(Record):
    """Switches of the mechanisms, all on by default."""

    home = "under mechanisms"

    manager_style: bool = _switch("managers carry out a policy each in their own style")
    time_costs: bool = _switch("levers cost working time, of members and of managers")
    market: bool = _switch("what all customers want moves")
    local_orders: bool = _switch("what the customers of a team ask differs and changes")
    strategy_review: bool = _switch("the strategy is revised")
    cascade: bool = _switch("leaders know their part and managers pass it on")
    open_channel: bool = _switch("one's part itself is seen: transparency, feedback talks")
    fading: bool = _switch("what is not heard again fades")
    social_influence: bool = _switch("colleagues' and the manager's deeds draw wants")
    acceptance: bool = _switch("a strategy that is near, reasoned and trusted draws wants")
    private_agenda: bool = _switch("the private agenda draws wants")
    reactance: bool = _switch("a loss of freedom is resisted")
    habituation: bool = _switch("people get used to control, stakes and conditions")
    experience: bool = _switch("people get used to control sooner where the system enables")
    needs: bool = _switch("autonomy, competence and relatedness are satisfied or not")
    crowding_out: bool = _switch("pay crowds out autonomy")
    strain: bool = _switch("demands without means cost needs and freedom")
    trust: bool = _switch("trust follows evidence")
    skill: bool = _switch("skill follows support, feedback and colleagues")
    feedback_talks: bool = _switch("a feedback talk moves skill and competence")
    internalising: bool = _switch("an accepted strategy becomes one's own agenda")
    response: bool = _switch("own work follows the team's customers")
    compliance: bool = _switch("stakes, obedience and feedback move deeds towards the part")
    multitasking: bool = _switch("stakes tilt work to what is measured")
    walking_the_talk: bool = _switch("members with reports show the strategy in their deeds")
    goal_setting: bool = _switch("clear, hard, shared goals bring effort")
    pledge: bool = _switch("having taken part commits, or disappoints")
    switching: bool = _switch("changing what one does costs work")
    relationships: bool = _switch("relations to partners grow and decay, and partners contribute")
    image: bool = _switch("images of the organisation follow what is seen and said")
    turnover: bool = _switch("people leave and are replaced")
