"""Decide between policies in one organisation.

- ``ranking``: simulate the worth of each policy and rank the policies, over horizons and contexts.
- ``evidence``: the published effects, assumptions and guesses behind a decision.
- ``sentences``: all results as sentences.
- ``report``: the question, and its answer as values for JSON.
"""
