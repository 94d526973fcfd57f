"""Reading of exported tables of people: the header, the columns, the managers, and named repairs of common faults.

In reading order: ``folding`` compares texts, ``account`` counts what was taken and changed, ``draft`` declares the
table that is being prepared, ``raw`` reads rows from files of all kinds, ``header`` finds the header, ``synonyms`` and
``by_content`` recognise columns, ``matching`` finds people, ``repairs`` mend one fault each, and ``people`` applies them
in order.
"""
