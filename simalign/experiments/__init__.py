"""Experiments: each folder holds a question, its sweeps, the answer and its figure.

A folder has ``sweep.yaml`` (and possibly further sweeps) and ``run.py``, which declares the comparison and the figure.
In reading order: ``experiment`` has the declaration, ``catalogue`` finds the folders, ``run`` executes the sweeps in
resumable stores (``equal_cost`` adds policies at equal cost), ``outcome`` arranges the runs by arm, ``estimates``,
``growth``, ``shape`` and ``bootstrap`` compute the rows of ``results.csv`` (``results``), ``best`` searches for the
best policy under a budget, ``discovered`` describes the contexts in which an event happens, ``verdicts`` judges claims,
``pictures`` draws, and ``readme`` and ``gallery`` fill numbers into the texts.

>>> from simalign.experiments import names
>>> "push_or_pull" in names()
True
"""

from simalign.analysis.discovery.box import Condition
from simalign.experiments.best import BestGap, BestLever, Budget
from simalign.experiments.catalogue import load, names
from simalign.experiments.discovered import Search, Tilt, discovered
from simalign.experiments.estimates import ArgMax, Change, Crossing, Gap, Mean, Share
from simalign.experiments.experiment import Claim, Experiment, Sentence
from simalign.experiments.growth import Growth
from simalign.experiments.pictures import BoxMap, Curves, Dots, Lines, Panel
from simalign.experiments.shape import Convexity, Rise

__all__ = [
    "ArgMax",
    "BestGap",
    "BestLever",
    "BoxMap",
    "Budget",
    "Change",
    "Claim",
    "Condition",
    "Convexity",
    "Crossing",
    "Curves",
    "Dots",
    "Experiment",
    "Gap",
    "Growth",
    "Lines",
    "Mean",
    "Panel",
    "Rise",
    "Search",
    "Sentence",
    "Share",
    "Tilt",
    "discovered",
    "load",
    "names",
]
