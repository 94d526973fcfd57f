"""Published effects, the virtual experiments that represent them, and their comparison.

In reading order: ``units`` computes effects, ``effect`` and ``study`` declare a study file, ``read`` loads it,
``outcomes`` lists what can be observed, ``cases`` finds the cases of an effect, ``vary`` correlates properties of
organisations, ``virtual`` is the experiment of a study, ``observe`` runs it, ``verdicts`` compares an effect with the
published one, and ``validation`` does all of it.
"""
