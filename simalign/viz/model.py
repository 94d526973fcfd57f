"""AlignmentModel with parameters that SolaraViz widgets can set: names, a number and a text.

Reset calls ``type(model)(**parameters)`` and does not display exceptions. Therefore invalid parameters are stored in
``problems``, which the page shows, and a model with problems does not run.
"""

from pathlib import Path
from typing import Any, NamedTuple

from simalign.errors import InputError, Problem
from simalign.model import AlignmentModel
from simalign.policies.policy import load_policy
from simalign.scenario import Policy, Scenario
from simalign.scenario.read import load_scenario

OWN = "own"  # name of the scenario's policy among the policies
LARGEST_SEED = 2**63 - 1


class InitialParameters(NamedTuple):
    """Initial parameters of the page, as ``PageModel`` takes them."""

    base: str = "default"
    policy: str = "pull"
    size: int = 120
    rng: str = "1"


class PageModel(AlignmentModel):
    """The model at the end of its warm-up, which runs on creation; it stops at the last week of the scenario.

    base: name or file of the scenario. It is not called ``scenario``, because Reset sets a Mesa Scenario of that name.
    policy: name or file, or "own" for the policy of the scenario.
    size: people of a generated organisation; ignored for an imported one.
    rng: the random seed, as a number or a text.

    >>> model = PageModel(policy="pull", size=12, rng="1")
    >>> model.week, model.problems
    (0, [])
    >>> print(*PageModel(rng="x").problems)
    Seed: cannot be used (given: 'x'); allowed: a whole number from 0 to 9223372036854775807
    """

    def __init__(self, base: str = "default", policy: str = "pull", size: int = 120, rng: int | str = 1) -> None:
        self.problems: list[Problem] = []
        self.title = f"{Path(policy).stem} in {Path(base).stem}"
        try:
            seed = parse_seed(rng)
            super().__init__(scenario_with(base, policy, size), rng=seed)
        except InputError as error:
            self.problems = error.problems
            super().__init__(Scenario(), rng=0)
            self.running = False
        self._mesa_step: Any = self.step  # Mesa's step, which also advances the time
        self.step = self._step_while_running  # type: ignore[method-assign]
        if self.running and (warmup := self.simulation.scenario.warmup):
            self.run_for(warmup)

    def _step_while_running(self) -> None:
        """Run one week unless the run is over; SolaraViz steps by its render interval and may go beyond the end."""
        if self.running:
            self._mesa_step()


def parse_seed(seed: int | str) -> int:
    """Parse a random seed. Raises InputError if it is not a whole number in range.

    >>> parse_seed(" 7 ")
    7
    """
    text = str(seed).strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= 19 and int(text) <= LARGEST_SEED):
        allowed = f"a whole number from 0 to {LARGEST_SEED}"
        raise InputError([Problem("cannot be used", key="Seed", value=seed, allowed=allowed)])
    return int(text)


def scenario_with(base: str, policy: str, size: int) -> Scenario:
    """Return a scenario with a policy, and with the given size if its organisation is generated.

    Raises InputError with the problems of the files.

    >>> scenario_with("low_trust", "push", 30).organisation.size
    30
    """
    scenario = load_scenario(base)
    if scenario.organisation.members is None:
        scenario = load_scenario(base, [f"organisation.size={size}"])
    if policy == OWN:
        return scenario
    chosen: Policy = load_policy(policy)
    return scenario.unchecked_copy(policy=chosen)
