"""simalign viz: the model in Mesa's SolaraViz page, served on this machine only."""

import webbrowser
from dataclasses import replace
from threading import Thread
from typing import Annotated

import typer

from simalign.cli.commands.app import BrowserOption, PortOption, listening_at
from simalign.cli.lazy import command
from simalign.cli.options import SeedOption, announce_compilation, chosen_policy, drawn
from simalign.errors import InputError
from simalign.scenario.read import load_scenario
from simalign.viz import server
from simalign.viz.model import OWN, InitialParameters, PageModel


@command(epilog="Example: simalign viz --scenario low_trust --policy push --seed 1 --no-browser")
def viz(
    scenario: Annotated[str, typer.Option(metavar="NAME", help="Name of a shipped scenario, or a YAML file.")] = (
        "default"
    ),
    policy: Annotated[str, typer.Option(metavar="NAME", help="Policy by name or file; own: the scenario's.")] = "pull",
    seed: SeedOption = None,
    port: PortOption = None,
    browser: BrowserOption = True,
) -> None:
    """Open the model in Mesa's SolaraViz, in the browser.

    The page steps or plays the weeks and shows the members. Changes of scenario, policy, size and seed take effect at
    the next Reset. The server listens on this machine only (127.0.0.1) and needs no network.

    Requires the extra simalign-abm[viz].
    """
    server.check_installed()
    try:
        design = load_scenario(scenario)
    except InputError as error:
        raise InputError([p if p.file else replace(p, key="--scenario") for p in error.problems]) from None
    if policy != OWN:
        chosen_policy(policy, "--policy")
    sock = listening_at(port)
    first = InitialParameters(scenario, policy, design.organisation.size, str(drawn(seed)))
    announce_compilation(len(design.goals))
    if problems := PageModel(**first._asdict()).problems:  # this also compiles the engine before the page opens
        raise InputError(problems)
    address = f"http://127.0.0.1:{sock.getsockname()[1]}/"

    def started() -> None:
        print(f"simalign viz is at {address} (Ctrl+C stops it)", flush=True)
        if browser:
            Thread(target=webbrowser.open, args=[address], daemon=True).start()

    server.serve(sock, first, started)
