"""Everything a page shows, computed from a validated request.

In reading order: ``request`` validates a request, ``session`` holds the state of one browser, ``cache`` the results of
all, ``snapshots`` shared warm-ups; ``comparison`` puts policies side by side, ``people`` and ``story`` record what
members do and why, ``decision_report`` words a decision, ``upload`` reads an organisation, ``catalogue`` lists levers
and measures, ``payload`` packs arrays, ``exports`` and ``saved`` make downloads.
"""
