"""A decision tree (CART, by scikit-learn) converted to boxes: the leaves in which an event is common.

Breiman et al. (1984), "Classification and Regression Trees". The tree is shallow, so that it can be read.
"""

from typing import Any

import numpy as np
import pandas as pd

from simalign.analysis.discovery.box import OPEN, Box, Flags, Range, density

DEPTH = 3  # levels of the tree
SMALLEST, LEAST = 0.03, 10  # minimum share and number of cases in a leaf


def leaves(cases: pd.DataFrame, event: Flags) -> list[Box]:
    """Return the leaves in which the event happens in more than half of the cases, ordered by its number of cases.

    Without such a leaf, the one with the highest density is returned; without a split, a box without limits.
    Raises ImportError without scikit-learn.
    """
    from sklearn.tree import DecisionTreeClassifier

    least = max(LEAST, int(SMALLEST * len(cases)))
    tree = DecisionTreeClassifier(max_depth=DEPTH, min_samples_leaf=least, random_state=1)
    tree.fit(cases.to_numpy(float), event)
    boxes = _merge(_boxes(tree.tree_, [str(name) for name in cases.columns], 0, Box({})), cases, event)
    inside = {n: box.inside(cases) for n, box in enumerate(boxes)}
    common = [n for n in inside if density(inside[n], event) > 0.5]
    common = common or [max(inside, key=lambda n: density(inside[n], event))]
    return [boxes[n] for n in sorted(common, key=lambda n: -int((inside[n] & event).sum()))]


type Branch = tuple[Box, list["Branch"]]


def _boxes(tree: Any, names: list[str], node: int, box: Box) -> Branch:
    """Convert a node of the tree to a box, together with the branches below it."""
    left, right = int(tree.children_left[node]), int(tree.children_right[node])
    if left == right:
        return box, []
    name, threshold = names[int(tree.feature[node])], float(tree.threshold[node])
    low, high = box.limits.get(name, Range(-OPEN, OPEN))
    below, above = Range(low, min(high, threshold)), Range(max(low, float(np.nextafter(threshold, OPEN))), high)
    return box, [
        _boxes(tree, names, left, Box({**box.limits, name: below})),
        _boxes(tree, names, right, Box({**box.limits, name: above})),
    ]


def _merge(branch: Branch, cases: pd.DataFrame, event: Flags) -> list[Box]:
    """Return the leaves of a branch; if the event is common in both of two leaves, the branch itself as one leaf."""
    box, parts = branch
    merged = [leaf for part in parts for leaf in _merge(part, cases, event)]
    common = [density(leaf.inside(cases), event) > 0.5 for leaf in merged]
    return merged if merged and not (all(common) and len(merged) == 2) else [box]


def in_any(boxes: list[Box], cases: pd.DataFrame) -> Flags:
    """Return which cases lie in at least one of the boxes.

    >>> in_any([Box({"a": Range(2.0, OPEN)})], pd.DataFrame({"a": [1.0, 2.0]})).tolist()
    [False, True]
    """
    return np.asarray(np.any([box.inside(cases) for box in boxes], axis=0))
