"""The page: whole runs are computed here, and the browser plays them.

``asked.py`` says what a page may ask for, ``stage.py`` and ``side_by_side.py`` compute it, ``people.py`` and
``story.py`` record who does and wants what, ``payload.py`` packs it, ``exports.py`` and ``saved.py`` let people take it along,
``guards.py`` keeps strangers out, ``server.py`` has the routes; ``static/`` is what runs in the browser.
"""
