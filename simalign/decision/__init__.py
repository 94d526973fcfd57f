"""Decide between policies in one organisation.

- ``cases``: the simulated cases of a decision, and the worth of each policy in them.
- ``ranking``: rank the policies, over horizons and contexts.
- ``settings``: three questions about an organisation, whose answers may be unknown.
- ``margins``: the value of an uncertain quantity at which another policy would lead.
- ``phrases``: plain names of the psychological parameters and of levers.
- ``evidence``: the published effects, assumptions and guesses behind a decision.
- ``sentences``, ``margin_sentences``: the results as sentences.
- ``report``: the question, and its answer as values for JSON.
- ``distance``: compare the answer with that for any other organisation of the same size.
- ``translated``: the results in another language.
- ``aliases``: letters in place of the names of your own policies, for reports under a code name.
- ``sources``: what comes from data, from published effects, and from guesses.
"""
