"""The page: Mesa's SolaraViz with two components, the members and the time series of the model.

Every browser session has a separate model, which ``use_memo`` creates.
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
from simalign.viz.model import OWN, InitialParameters, PageModel

TITLE = "simalign: an organisation that knows, wants and does"
OMITTED = ("large",)  # a scenario that differs only in size, which has a slider
SMALLEST, LARGEST = 10, 600  # people


class DisplayedModel(PageModel):
    """A model that redraws the page when it stops, because SolaraViz does not draw the last week of a stopped model."""

    def _step_while_running(self) -> None:
        was_running = self.running
        super()._step_while_running()
        if was_running and not self.running:
            force_update()


first = InitialParameters()  # set by the server before the first session


def parameters(first: InitialParameters) -> dict[str, Any]:
    """Return the SolaraViz widgets for the parameters of the model.

    >>> parameters(InitialParameters(base="mine.yaml"))["base"]["values"][0]
    'mine.yaml'
    """
    bases = [name for name in names("scenarios") if name not in OMITTED]
    policies = [*policy_names(), OWN]
    return {
        "base": _select("Scenario", first.base, bases),
        "policy": _select(f"Policy ({OWN}: the scenario's)", first.policy, policies),
        "size": Slider(
            "People (generated organisations)", first.size, min(SMALLEST, first.size), max(LARGEST, first.size), 1
        ),
        "rng": {"type": "InputText", "label": "Seed", "value": first.rng},
    }


def _select(label: str, value: str, known: list[str]) -> dict[str, Any]:
    return {"type": "Select", "label": label, "value": value, "values": [*([] if value in known else [value]), *known]}


def _picture(draw: Callable[[PageModel], bytes], model: PageModel, text: str) -> None:
    address = "data:image/png;base64," + b64encode(draw(model)).decode()
    solara.HTML(tag="img", attributes={"src": address, "alt": text}, style="width: 100%; background: white;")


@solara.component  # type: ignore[untyped-decorator]
def People(model: PageModel) -> None:
    """Component: the current week and a picture of the members, or the problems of the parameters."""
    update_counter.get()
    with solara.Card(margin=0):
        if model.problems:
            solara.Error("\n".join(str(problem) for problem in model.problems))
            return
        end = "" if model.running else ", the end"
        size = f"{model.organisation.size} people, seed {model.seed}"
        solara.Div([f"Week {model.week} of {model.simulation.scenario.weeks}{end}; {size}."])
        solara.Div(["Changed parameters take effect at the next Reset."])
        _picture(pictures.people, model, f"The organisation in week {model.week} as its reporting tree.")


@solara.component  # type: ignore[untyped-decorator]
def Weeks(model: PageModel) -> None:
    """Component: the measures of the current week and the time series so far."""
    update_counter.get()
    if model.problems:
        return
    with solara.Card(margin=0):
        numbers = ", ".join(f"{measure(name).label} {model.measure(name):.4f}" for name in pictures.SHOWN)
        solara.Div([numbers])
        _picture(pictures.weeks, model, f"Weeks up to {model.week}: {numbers}")


@solara.component  # type: ignore[untyped-decorator]
def Page() -> None:
    """The page of one browser session."""
    model = solara.use_memo(lambda: DisplayedModel(**first._asdict()), [])
    solara.Title(TITLE)
    SolaraViz(model, components=[People, Weeks], model_params=parameters(first), name=TITLE)
