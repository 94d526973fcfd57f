"""Search for the best policies of one organisation under a budget.

- ``space``: the policies that can be proposed, as points in a box: constant, in two phases, or by department.
- ``limits``: the budget and managers' time, and the part of a proposal that they allow.
- ``sample``: sets of simulated cases, which share no random numbers and, where possible, no plausible people.
- ``search``: evolution strategy and random policies.
- ``front``: the policies that no other one exceeds in every respect.
- ``choose``: from all policies tried to the few that are reported, on cases that the search has not seen.
- ``fewest``: policies with fewer levers, by backward elimination.
- ``examine``: the levers that matter, and how flat the top is, on the reported cases.
- ``advise``: all stages, in order.
- ``sentences``: the results as sentences.
"""
