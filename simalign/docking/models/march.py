"""March (1991), Exploration and exploitation in organizational learning, Organization Science 2(1), Figure 1.

50 people hold beliefs of -1, 0 or 1 on 30 dimensions of reality; a code begins at 0. People learn from the code with
probability p1, and the code learns from those who do better than it, with p2. Two readings are computed:

- "actions": what later replications found to be needed (Rodan 2005; Christensen 2015; Workiewicz 2019). People act on
  their beliefs, and a belief of 0 is a coin toss in each period. People whose actions score better than the code are
  superior. Socialisation moves a belief by one step towards the code, which learns from the actions of the superiors.
- "text": the paper's words. People with more right beliefs than the code are superior, a socialised belief becomes
  that of the code, and the code learns from beliefs.

Reality is 1 everywhere; this changes nothing, as all rules treat -1 and 1 alike.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.docking.record import Classic, Floats, Part, Row

DIMENSIONS, PEOPLE = 30, 50
RATES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)  # of socialisation, p1
CODE_RATES = (0.1, 0.5, 0.9)  # of learning by the code, p2
RUNS, QUICK_RUNS = {"actions": 400, "text": 120}, {"actions": 40, "text": 16}
LONGEST = 1000  # periods
Beliefs = NDArray[np.int8]


class State(NamedTuple):
    """Runs side by side: beliefs (runs, people, dimensions) and codes (runs, dimensions)."""

    beliefs: Beliefs
    code: Beliefs


def period(state: State, p1: float, p2: float, text: bool, rng: np.random.Generator) -> State:
    """Return the state after one period, in which people learn from the code, and the code from its superiors.

    In the actions reading people act before they learn, and the code sees these actions; in the text it sees the
    beliefs after learning. It moves to the majority of its superiors
    with probability 1 - (1 - p2)^k, k the net majority.
    """
    beliefs, code = state
    learns = rng.random(beliefs.shape, dtype=np.float32) < p1
    lesson = np.broadcast_to(code[:, None, :], beliefs.shape)
    if text:
        beliefs = shown = np.where(learns & (lesson != 0), lesson, beliefs)
    else:
        coin = rng.integers(0, 2, beliefs.shape, dtype=np.int8) * np.int8(2) - np.int8(1)
        shown = np.where(beliefs == 0, coin, beliefs)
        beliefs = np.clip(beliefs + lesson * learns, -1, 1).astype(np.int8)
    superior = (_score(shown, text) > _score(code, text)[:, None]).astype(np.float32)
    net = np.einsum("rn,rnm->rm", superior, shown.astype(np.float32))
    changes = (rng.random(code.shape) < 1 - (1 - p2) ** np.abs(net)) & (net != 0)
    return State(beliefs, np.where(changes, np.sign(net), code).astype(np.int8))


def _score(beliefs: Beliefs, text: bool) -> NDArray[np.int64]:
    """Return the sum of belief * reality or, as the text reads, the number of dimensions that are right."""
    score: NDArray[np.int64] = (beliefs == 1).sum(axis=-1) if text else beliefs.sum(axis=-1, dtype=np.int64)
    return score


def at_rest(state: State, text: bool) -> NDArray[np.bool_]:
    """Return in which runs neither the code nor anybody can learn any more, (runs,)."""
    beliefs, code = state
    differs = ((beliefs != code[:, None, :]) & (code != 0)[:, None, :]).any(axis=(1, 2))
    at_best = beliefs if text else np.where(beliefs == 0, np.int8(1), beliefs)
    superior = _score(at_best, text) > _score(code, text)[:, None]
    rest: NDArray[np.bool_] = ~differs & ~superior.any(axis=1)
    return rest


def knowledge(p1: float, p2: float, runs: int, text: bool, rng: np.random.Generator) -> Floats:
    """Return the knowledge of the code in equilibrium, (runs,).

    For the actions reading it is the mean over dimensions of code * reality, for the text the share that is right.
    """
    beliefs = rng.integers(-1, 2, (runs, PEOPLE, DIMENSIONS), dtype=np.int8)
    state = State(beliefs, np.zeros((runs, DIMENSIONS), np.int8))
    final = np.zeros((runs, DIMENSIONS), np.int8)
    active = np.arange(runs)
    for now in _periods(state, p1, p2, text, rng):
        final[active] = now.code
        active = active[~at_rest(now, text)]
    right: Floats = (final == 1).mean(axis=1) if text else final.mean(axis=1)
    return right


def _periods(state: State, p1: float, p2: float, text: bool, rng: np.random.Generator) -> Iterator[State]:
    """Yield the state after each period, of the runs that have not come to rest before it."""
    for _ in range(LONGEST):
        state = period(state, p1, p2, text, rng)
        yield state
        moving = ~at_rest(state, text)
        if not moving.any():
            return
        state = State(state.beliefs[moving], state.code[moving])


def parts(quick: bool) -> list[Part]:
    """Return the 27 cells of the table in both readings."""
    runs = QUICK_RUNS if quick else RUNS
    return [
        Part(f"{reading}, p1 = {p1}, p2 = {p2}", (p1, p2, reading, runs[reading]))
        for reading in runs
        for p2 in CODE_RATES
        for p1 in RATES
    ]


def run(part: Part, rng: np.random.Generator) -> list[Row]:
    """Return the knowledge in equilibrium in one cell."""
    p1, p2, reading, runs = part.settings
    samples = knowledge(float(p1), float(p2), int(runs), reading == "text", rng)
    quantity = "knowledge of the code" if reading == "actions" else "knowledge of the code, as the text reads"
    return [Row(quantity, f"p2 = {p2}", p1, samples)]


def derive(rows: Sequence[Row]) -> list[Row]:
    """Return how much more slow socialisation (p1 = .1) leads to than fast (p1 = .9), for each rate of the code."""
    at = {(row.series, row.x): row.samples for row in rows if row.quantity == "knowledge of the code"}
    quantity = "slow less fast socialisation"
    return [
        Row(quantity, series, "", at[series, RATES[0]] - at[series, RATES[-1]])
        for series in dict.fromkeys(series for series, _ in at)
    ]


CLASSIC = Classic("march", parts, run, derive)
