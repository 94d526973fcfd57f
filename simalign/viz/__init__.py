"""Visualisation of the model in SolaraViz, Mesa's browser interface. Requires the extra ``simalign-abm[viz]``.

Only ``page`` and ``server`` import solara.
"""
