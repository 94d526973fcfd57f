"""Calibration of the free psychological parameters to published effects, by Bayes linear adjustment of prior draws.

In reading order: ``priors``, ``targets`` (published effects in common units), ``evaluate`` (effects at a point),
``checkpoint`` (stored evaluations), ``discrepancy`` (the model's own error), ``adjustment`` (posterior draws),
``scores`` and ``leave_out`` (forecasts of families by fits without them), ``checks``, ``run`` (all of it), ``tables``.
"""
