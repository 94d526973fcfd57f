"""The page: runs are computed here, and the browser plays them.

In reading order: ``server`` has the routes and ``handlers`` answers each, ``startup`` compiles the engine when the
server begins. ``views/`` computes what a page shows, ``classroom/`` serves a class, ``http/`` guards requests and
limits their cost; ``static/`` runs in the browser.

Curves and pictures are drawn by 400 lines of JavaScript: plotly.js, as its wheel ships it, is over 3 MB of script,
several times the size of a saved page, and draws no organisation chart.
"""
