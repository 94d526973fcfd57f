"""Scenario discovery: find the conditions under which an event happens, as a box of limits and as a decision tree.

Bryant & Lempert (2010), "Thinking inside the box", Technological Forecasting and Social Change 77: from many cases that
fill a space of conditions, find limits on few conditions such that the event is common within them (density) and most
of its cases lie within them (coverage).

In reading order: ``box`` defines boxes, density and coverage; ``prim`` and ``peel`` find boxes, ``tree`` grows a
decision tree; ``search`` uses one half of the cases to find them, the other half to evaluate them, and resamples to
measure how stable they are. ``encode`` turns categories and booleans into numbers, and ``when`` reads an event from
text. The package requires the extra ``simalign-abm[discover]``.
"""
