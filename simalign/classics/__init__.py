"""Classic models of influence, control and learning in organisations, reproduced and compared with this model.

In reading order: ``record`` declares what a classic is, ``models`` has one module per classic, ``catalogue`` lists them.
``published`` reads the published numbers and the set-up of this model that is alike (configs/classics). ``alike`` runs
this model and computes the rank agreement, ``verdicts`` compares numbers, and ``run`` does both for a list of classics.
"""
