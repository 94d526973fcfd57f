"""How large an experiment is run: in full as its sweeps say, or smaller by one rule for all of them."""

from dataclasses import dataclass, replace

from simalign.sweeps.design import SAMPLE, Design

MEMBERS = "organisation.size"


@dataclass(frozen=True, slots=True)
class Size:
    """At most so many replications, members of a generated organisation, sampled points; None: as the sweep says.

    contexts: in place of ``points`` where each has a luck of its own, for then points are what is counted.
    """

    name: str
    replications: int | None = None
    members: int | None = None
    points: int | None = None
    contexts: int | None = None

    def of(self, design: Design) -> Design:
        """The design, no larger than this.

        >>> from simalign.sweeps import load_sweep
        >>> QUICK.of(load_sweep("dials")).file.replications
        8
        """
        file, samples = design.file, design.samples
        if self.replications is not None:
            file = file.model_copy(update={"replications": min(file.replications, self.replications)})
        most = self.contexts if file.paired == SAMPLE else self.points
        if most is not None:
            samples = {key: list(values)[:most] for key, values in samples.items()}
        if self.members is not None and _generated(design):
            there = file.settings.get(MEMBERS, design.scenario(0).organisation.size)
            file = file.model_copy(update={"settings": file.settings | {MEMBERS: min(int(there), self.members)}})
        return replace(design, file=file, samples=samples)


def _generated(design: Design) -> bool:
    """Whether the organisation is a generated one whose size no factor decides."""
    given = {*design.axes, *design.samples}
    free = not given & {"organisation", "organisation.members", "scenario", MEMBERS}
    return free and design.scenario(0).organisation.members is None


FULL = Size("full")
QUICK = Size("quick", replications=8, members=40, points=16, contexts=240)
TINY = Size(
    "tiny", replications=3, members=24, points=4, contexts=60
)  # of the tests: the form of a table, not its numbers
