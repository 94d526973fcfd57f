"""Comparison of policies on the same organisations with common random numbers.

In reading order: ``cost`` prices a policy, ``compare`` runs the arms of a comparison as specified and at equal cost,
``report`` makes its tables and figures, and ``pilot`` estimates the replications that it needs. The package
``decision`` chooses between policies under parameter uncertainty.
"""
