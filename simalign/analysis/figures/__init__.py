"""Figures that several questions share, a file a kind of picture: tidy tables in, files out; knows no model.

``lines``: means with bands over weeks or over what is varied. ``maps``: differences over two things that are varied.
``dots``: numbers with their intervals. Each saves the same bytes whenever it is drawn from the same table.
"""
