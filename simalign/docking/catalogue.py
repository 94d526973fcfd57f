"""The list of classics, in the order of commands, tables and figures."""

from simalign.docking.models import (
    centola,
    control_loss,
    degroot,
    friedkin_johnsen,
    harrison_carroll,
    hegselmann_krause,
    levinthal,
    march,
    roos,
)
from simalign.docking.record import Classic

CLASSICS: dict[str, Classic] = {
    module.CLASSIC.name: module.CLASSIC
    for module in (
        degroot,
        friedkin_johnsen,
        hegselmann_krause,
        control_loss,
        march,
        harrison_carroll,
        levinthal,
        centola,
        roos,
    )
}
