"""Reading and writing of files: text in, records out, every problem with its file, line and key.

Nothing in this package depends on organisations or scenarios. In reading order: ``tree`` parses YAML into nodes with
places, ``read`` reads a file into such a tree, ``merge`` merges trees and applies settings, ``shipped`` finds shipped
files by name, ``record`` is the strict base of all records, ``messages`` phrases the problems of a record, ``load`` is
the loader of every kind of file, and ``schema`` gives the JSON Schema of a kind. ``table`` and ``cells`` read CSV
files, ``spreadsheet`` prevents cells from being read as formulas, ``memory`` holds a file that exists in memory only,
``folder`` reserves folders of results, and ``atomic`` writes files completely or not at all.
"""
