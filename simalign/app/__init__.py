"""The page: whole runs are computed here, and the browser plays them.

``computations.py`` lists what a page may have done; ``asked.py`` says what it may ask for, ``stage.py`` and
``side_by_side.py`` compute it, ``people.py`` and ``story.py`` record who does and wants what, ``payload.py`` packs it,
``exports.py`` and ``saved.py`` let people take it along, ``guards.py`` keeps strangers out, ``server.py`` has the
routes; ``static/`` is what runs in the browser.

``lessons.py`` reads lessons, ``predictions.py`` holds guesses against the run, ``classroom.py`` those of a class.
``own.py`` takes an organisation that people bring, ``deciding.py`` puts a decision (``simalign/comparison/decision.py``) into
words.

``door.py`` lets a class in and says how much each may ask (``limits.py``, ``rates.py``), ``invitation.py`` how it finds
the page, ``connections.py`` sees to it that nobody holds all connections.

``session.py`` knows what a browser has brought, ``shelf.py`` keeps what was computed within so many bytes,
``traffic.py`` lets short work go ahead of long, ``process.py`` has the operating system's memory and files in order.

Curves and pictures are drawn by 400 lines of our own: plotly.js, as its wheel ships it, is over 3 MB of script, several
times all that a saved page holds now, and draws no organisation.
"""
