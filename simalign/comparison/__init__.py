"""Comparison of policies on the same organisations with common random numbers.

In reading order: ``cost`` prices a policy, ``compare`` runs the arms of a comparison as specified and at equal cost,
``report`` makes its tables and figures, and ``pilot`` estimates the replications that it needs. ``decision`` chooses
between policies under parameter uncertainty, ``decision_report`` puts its numbers together, ``decision_sentences``
states them in words, and ``decision_evidence`` lists the facts and guesses behind them.
"""
