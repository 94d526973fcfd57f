"""Text in, records out: every problem with its file, line and key. Nothing here knows an organisation.

In reading order: ``tree`` parses YAML into nodes with places, ``read`` reads a file into such a tree, ``merge`` applies
``extends`` and ``--set``, ``record`` is the strict base of all records and ``messages`` words what is wrong with one,
``schema`` gives JSON Schemas, ``shipped`` finds shipped files, ``table`` and ``cells`` read CSV files, ``memory`` holds
a file that was never on a disk, and ``atomic`` writes files whole or not at all.
"""
