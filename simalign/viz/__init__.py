"""The model in Mesa's own page, SolaraViz, for people who know Mesa. The extra ``simalign[viz]``; solara is imported
by ``page`` and ``server`` only.
"""
