"""Reading of exported tables of people: the header, the columns, the managers, and named repairs of common faults.

In reading order: ``choices`` declares what a user may choose, ``folding`` compares texts, ``dates`` reads dates,
``account`` counts what was taken and changed, ``draft`` declares the table that is being prepared, ``formats`` reads
rows from files of all kinds, ``columns`` finds the header and the columns, ``matching`` finds people, ``repairs`` mend
one fault each, ``units`` reads tables of units, ``people`` applies all of them in order, ``nodes`` reads networks as
people, and ``mend_ties`` repairs ties.
"""
