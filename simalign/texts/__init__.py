"""The texts that people read, in each language: one catalogue for the page, the lessons and the reports of Python.

- ``en.json`` and ``de.json``: the texts by key, in the ICU message format.
- ``message``: fill in the values of a message.
- ``catalogue``: the texts of a language, and its notation of numbers.
- ``phrase``: a text in English that remembers its key and values, to be said in another language later.

Keys that begin with one of ``catalogue.SERVER_ONLY`` are not sent to the page. English texts of policies, levers,
scenarios, measures and lessons are in their own declarations.
"""
