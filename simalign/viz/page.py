"""The page: Mesa's SolaraViz, with the model's people and its weeks as components.

Everybody who opens it has a model of their own: ``use_memo`` makes it anew for each session.
"""

from base64 import b64encode
from collections.abc import Callable
from typing import Any

import solara
from mesa.visualization import Slider, SolaraViz
from mesa.visualization.utils import force_update, update_counter

from simalign.files.shipped import names, policy_names
from simalign.measures.catalogue import measure
from simalign.viz import pictures
from simalign.viz.model import OWN, First, PageModel

TITLE = "simalign: an organisation that knows, wants and does"
OMITTED = ("large",)  # a scenario that is a matter of size, which has a slider
SMALLEST, LARGEST = 10, 600  # people


class Shown(PageModel):
    """The model with its last week drawn: SolaraViz ends playing, drawing and all, once it hears that a model stops."""

    def _step_while_running(self) -> None:
        was_running = self.running
        super()._step_while_running()
        if was_running and not self.running:
            force_update()


first = First()  # the command line's, set before anybody asks


def parameters(first: First) -> dict[str, Any]:
    """SolaraViz's widgets for the model's parameters.

    >>> parameters(First(base="mine.yaml"))["base"]["values"][0]
    'mine.yaml'
    """
    bases = [name for name in names("scenarios") if name not in OMITTED]
    policies = [*policy_names(), OWN]
    return {
        "base": _select("Scenario", first.base, bases),
        "policy": _select(f"Policy ({OWN}: the scenario's)", first.policy, policies),
        "size": Slider("People, where generated", first.size, min(SMALLEST, first.size), max(LARGEST, first.size), 1),
        "rng": {"type": "InputText", "label": "Seed", "value": first.rng},
    }


def _select(label: str, value: str, known: list[str]) -> dict[str, Any]:
    return {"type": "Select", "label": label, "value": value, "values": [*([] if value in known else [value]), *known]}


def _picture(draw: Callable[[PageModel], bytes], model: PageModel, text: str) -> None:
    address = "data:image/png;base64," + b64encode(draw(model)).decode()
    solara.HTML(tag="img", attributes={"src": address, "alt": text}, style="width: 100%; background: white;")


@solara.component  # type: ignore[untyped-decorator]
def People(model: PageModel) -> None:
    """Where the model stands, and its people."""
    update_counter.get()
    with solara.Card(margin=0):
        if model.problems:
            solara.Error("\n".join(str(problem) for problem in model.problems))
            return
        end = "" if model.running else ", the end"
        there = f"{model.organisation.size} people, seed {model.seed}"
        solara.Div([f"Week {model.week} of {model.simulation.scenario.weeks}{end}; {there}."])
        solara.Div(["Parameters hold from the next Reset on."])
        _picture(pictures.people, model, f"The organisation in week {model.week} as its reporting tree.")


@solara.component  # type: ignore[untyped-decorator]
def Weeks(model: PageModel) -> None:
    """The numbers of this week, and all weeks so far."""
    update_counter.get()
    if model.problems:
        return
    with solara.Card(margin=0):
        numbers = ", ".join(f"{measure(name).label} {model.measure(name):.4f}" for name in pictures.SHOWN)
        solara.Div([numbers])
        _picture(pictures.weeks, model, f"Weeks up to {model.week}: {numbers}")


@solara.component  # type: ignore[untyped-decorator]
def Page() -> None:
    """The page of one session."""
    model = solara.use_memo(lambda: Shown(**first._asdict()), [])
    solara.Title(TITLE)
    SolaraViz(model, components=[People, Weeks], model_params=parameters(first), name=TITLE)
