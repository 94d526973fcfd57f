"""Scenario discovery: under which conditions something happens, as a box of limits and as a small decision tree.

Bryant & Lempert (2010), "Thinking inside the box", Technological Forecasting and Social Change 77: of many cases that
fill a space of conditions, find limits on few of them within which the event is common (density) and which hold much of
it (coverage). ``prim`` finds boxes, ``leaves`` a tree; ``search`` looks on one half of the cases, says on the other how
good what it found is, and how often it finds it again in resamples. The extra ``simalign-abm[discover]``.
"""
