"""Docking: classic models of influence, control and learning in organisations, reproduced and compared with this model.

In reading order: ``record`` declares what a classic is, ``setup`` makes this model a classic, ``models`` has one module
per classic, ``catalogue`` lists them. ``published`` reads published numbers and the set-up of this model that is like
the classic (configs/classics). ``verdicts`` compares numbers, ``alike`` runs this model and computes the rank
agreement, ``run`` does all of it, and ``report`` makes tables and sentences of it.
Docking is the term of Axtell, Axelrod, Epstein & Cohen (1996), Computational and Mathematical Organization Theory 1(2).
"""
