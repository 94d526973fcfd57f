"""AlignmentModel under parameters that SolaraViz's widgets can set: names, a number and a text.

Reset calls ``type(model)(**parameters)`` and shows nobody what that raises. So what cannot be used is kept in
``problems``, for the page to show, and such a model lives no week.
"""

from pathlib import Path
from typing import Any, NamedTuple

from simalign.errors import InputError, Problem
from simalign.model import AlignmentModel
from simalign.policies.policy import load_policy
from simalign.scenario import Policy, Scenario
from simalign.scenario.read import load_scenario

OWN = "own"  # the scenario's policy
LARGEST_SEED = 2**63 - 1


class First(NamedTuple):
    """What everybody's page opens with, as ``PageModel`` takes it."""

    base: str = "default"
    policy: str = "pull"
    size: int = 120
    rng: str = "1"


class PageModel(AlignmentModel):
    """The model at the end of its warm-up, which is lived at once; it stops at the end of its weeks.

    base: name or file of the scenario. It is not called ``scenario``, as Reset sets a Mesa Scenario under that name.
    policy: name or file, or "own": the scenario's.
    size: people of a generated organisation; an imported one has its own.
    rng: the seed, which may be a text.

    >>> model = PageModel(policy="pull", size=12, rng="1")
    >>> model.week, model.problems
    (0, [])
    >>> print(*PageModel(rng="x").problems)
    Seed: cannot be used (given: 'x'); allowed: a whole number from 0 to 9223372036854775807
    """

    def __init__(self, base: str = "default", policy: str = "pull", size: int = 120, rng: int | str = 1) -> None:
        self.problems: list[Problem] = []
        self.named = f"{Path(policy).stem} in {Path(base).stem}"
        try:
            seed = whole_seed(rng)
            super().__init__(designed(base, policy, size), rng=seed)
        except InputError as error:
            self.problems = error.problems
            super().__init__(Scenario(), rng=0)
            self.running = False
        self._onward: Any = self.step  # Mesa's, which counts the time, too
        self.step = self._step_while_running  # type: ignore[method-assign]
        if self.running and (warmup := self.simulation.scenario.warmup):
            self.run_for(warmup)

    def _step_while_running(self) -> None:
        """Live one week, if there is one left: SolaraViz goes by its render interval and may ask for more."""
        if self.running:
            self._onward()


def whole_seed(given: int | str) -> int:
    """The seed that is meant. Raises InputError for what is none.

    >>> whole_seed(" 7 ")
    7
    """
    text = str(given).strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= 19 and int(text) <= LARGEST_SEED):
        allowed = f"a whole number from 0 to {LARGEST_SEED}"
        raise InputError([Problem("cannot be used", key="Seed", value=given, allowed=allowed)])
    return int(text)


def designed(base: str, policy: str, size: int) -> Scenario:
    """The scenario under that policy, with so many people where they are generated.

    Raises InputError with what is wrong with the files.

    >>> designed("low_trust", "push", 30).organisation.size
    30
    """
    scenario = load_scenario(base)
    if scenario.organisation.members is None:
        scenario = load_scenario(base, [f"organisation.size={size}"])
    if policy == OWN:
        return scenario
    chosen: Policy = load_policy(policy)
    return scenario.unchecked_copy(policy=chosen)
