"""The model in Mesa's own page, SolaraViz, for people who know Mesa. The extra ``simalign-abm[viz]``.

Only ``page`` and ``server`` import solara.
"""
