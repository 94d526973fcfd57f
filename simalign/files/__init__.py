"""Text in, records out: every problem with its file, line and key. Nothing here knows an organisation.

In reading order: ``tree`` parses YAML into nodes with places, ``read`` reads a file into such a tree, ``merge`` merges
trees and applies settings, ``shipped`` finds shipped files by name, ``record`` is the strict base of all records,
``messages`` words the problems of a record, ``load`` is the loader of every kind of file, and ``schema`` gives the JSON
Schema of a kind. ``table`` and ``cells`` read CSV files, ``spreadsheet`` keeps cells from being read as formulas,
``memory`` holds a file that was never on a disk, ``folder`` reserves folders of results, and ``atomic`` writes files
whole or not at all.
"""
