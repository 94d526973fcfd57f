"""Experiments: a question, its sweep, its figure and the answer that came out, in one folder each.

A folder holds ``sweep.yaml`` (and further sweeps) and ``run.py``, which declares what is compared and drawn
(``experiment``). ``catalogue`` finds the folders, ``sizes`` makes a sweep small for a look, ``running`` runs it through
the resumable store, ``outcome`` lays the runs out by arm, ``estimates`` turns them into rows of ``results.csv``
(``results``), ``discovered`` says in which contexts something happens, ``pictures`` draws, ``readme`` and ``gallery``
hold the prose to the numbers.

>>> from simalign.experiments import names
>>> "push_or_pull" in names()
True
"""

from simalign.analysis.discovery.box import Condition
from simalign.experiments.catalogue import load, names
from simalign.experiments.discovered import Search, discovered
from simalign.experiments.estimates import Best, Change, Crossing, Gap, Kept, Mean, Share, Turn
from simalign.experiments.experiment import Claim, Experiment, Sentence
from simalign.experiments.pictures import BoxMap, Curves, Dots, Lines, Maps, Panel
from simalign.experiments.shape import Sag, Way

__all__ = [
    "Best",
    "BoxMap",
    "Change",
    "Claim",
    "Condition",
    "Crossing",
    "Curves",
    "Dots",
    "Experiment",
    "Gap",
    "Kept",
    "Lines",
    "Maps",
    "Mean",
    "Panel",
    "Sag",
    "Search",
    "Sentence",
    "Share",
    "Turn",
    "Way",
    "discovered",
    "load",
    "names",
]
