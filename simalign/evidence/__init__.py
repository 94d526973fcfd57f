"""Published effects, the virtual experiments that represent them, and their comparison.

In reading order: ``study`` declares a study file, ``read`` loads it, ``cases`` observes outcomes, ``units`` computes
effects, ``virtual`` runs the experiment of a study, and ``validation`` compares the effects.
"""
