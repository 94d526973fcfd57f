"""Reading of exported tables of people: the header, the columns, the managers, and named repairs of common faults.

In reading order: ``folding`` compares texts, ``account`` counts what was taken and changed, ``draft`` declares the
table that is being prepared, ``formats`` reads rows from files of all kinds, ``header`` finds the header, ``synonyms``,
``by_content`` and ``recognise`` find columns, ``matching`` finds people, ``repairs`` mend one fault each, ``units``
reads tables of units, and ``people`` applies all of them in order.
"""
