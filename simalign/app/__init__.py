"""The page of ``simalign app``: the server computes the runs, and the browser plays them.

In reading order: ``server`` has the routes, ``handlers`` has one function per API route, and ``startup`` compiles the
engine when the server starts. ``views/`` computes what a page shows, ``classroom/`` serves a class, ``http/`` checks
requests and limits their cost, and ``static/`` runs in the browser.

Curves and pictures are drawn by 400 lines of JavaScript. plotly.js, as shipped in its wheel, is over 3 MB of script,
several times the size of a saved page, and does not draw organisation charts.
"""
