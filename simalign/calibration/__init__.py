"""Calibration of the free psychological parameters to published effects, by history matching and MCMC.

In reading order: ``priors``, ``evaluate`` (effects at a point), ``checkpoint`` (stored evaluations), ``emulator``,
``sampling`` (posterior draws), ``waves`` (history matching), ``checks``, ``run`` (all of it), ``tables``.
"""
