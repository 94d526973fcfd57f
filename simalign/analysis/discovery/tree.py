"""A decision tree (CART, by scikit-learn) as boxes: its leaves in which an event is commoner than not, or than usual.

Breiman et al. (1984), "Classification and Regression Trees". Shallow, so that it can be told.
"""

from typing import Any

import numpy as np
import pandas as pd

from simalign.analysis.discovery.box import OPEN, Box, Flags, Range, density

DEPTH = 3  # questions at most
SMALLEST, LEAST = 0.03, 10  # share of the cases, and cases, that a leaf holds at least


def leaves(cases: pd.DataFrame, event: Flags) -> list[Box]:
    """The leaves in which the event happens in more than half of the cases, those with most of it first.

    Where there are none, the one in which it is commonest. One without limits where there is nothing to tell apart.
    Raises ImportError where scikit-learn is not installed.
    """
    from sklearn.tree import DecisionTreeClassifier

    least = max(LEAST, int(SMALLEST * len(cases)))
    tree = DecisionTreeClassifier(max_depth=DEPTH, min_samples_leaf=least, random_state=1)
    tree.fit(cases.to_numpy(float), event)
    boxes = _joined(_boxes(tree.tree_, [str(name) for name in cases.columns], 0, Box({})), cases, event)
    inside = {n: box.inside(cases) for n, box in enumerate(boxes)}
    common = [n for n in inside if density(inside[n], event) > 0.5]
    common = common or [max(inside, key=lambda n: density(inside[n], event))]
    return [boxes[n] for n in sorted(common, key=lambda n: -int((inside[n] & event).sum()))]


type Branch = tuple[Box, list["Branch"]]


def _boxes(tree: Any, names: list[str], node: int, box: Box) -> Branch:
    """A node as a box, and the two below it."""
    left, right = int(tree.children_left[node]), int(tree.children_right[node])
    if left == right:
        return box, []
    name, place = names[int(tree.feature[node])], float(tree.threshold[node])
    low, high = box.limits.get(name, Range(-OPEN, OPEN))
    below, above = Range(low, min(high, place)), Range(max(low, float(np.nextafter(place, OPEN))), high)
    return box, [
        _boxes(tree, names, left, Box({**box.limits, name: below})),
        _boxes(tree, names, right, Box({**box.limits, name: above})),
    ]


def _joined(branch: Branch, cases: pd.DataFrame, event: Flags) -> list[Box]:
    """The leaves of a branch; those of which the event is more common than not in all, as the branch itself."""
    box, parts = branch
    found = [leaf for part in parts for leaf in _joined(part, cases, event)]
    common = [density(leaf.inside(cases), event) > 0.5 for leaf in found]
    return found if found and not (all(common) and len(found) == 2) else [box]


def in_any(boxes: list[Box], cases: pd.DataFrame) -> Flags:
    """Which cases lie in one of the boxes.

    >>> in_any([Box({"a": Range(2.0, OPEN)})], pd.DataFrame({"a": [1.0, 2.0]})).tolist()
    [False, True]
    """
    return np.asarray(np.any([box.inside(cases) for box in boxes], axis=0))
