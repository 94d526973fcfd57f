"""Computation of everything that a page shows, from a validated request.

In reading order: ``request`` validates a request, ``session`` holds the state of one browser, ``cache`` the results of
all browsers, and ``snapshots`` the warm-ups that policies share. ``comparison`` runs policies side by side, ``people``
and ``story`` record what members do and why, ``upload`` reads an organisation, ``catalogue`` lists levers and measures,
``payload`` packs arrays, and ``exports`` and ``saved`` make downloads.
"""
