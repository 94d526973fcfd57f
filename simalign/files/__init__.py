"""Text in, records out: every problem with its file, line and key. Nothing here knows an organisation.

In reading order: ``tree`` parses YAML into nodes with places, ``read`` reads a file into such a tree, ``merge`` applies
settings and merges trees, ``shipped`` finds shipped files by name, ``record`` is the strict base of all records,
``messages`` words what is wrong with one, ``load`` is the loader of every kind of file, ``schema`` gives its JSON Schema,
``table`` and ``cells`` read CSV files, ``spreadsheet`` protects cells from being read as formulas, ``memory`` holds a file
that was never on a disk, ``folder`` reserves folders of results, and ``atomic`` writes files whole or not at all.
"""
