"""Reading and writing of files: from text to records, where every problem has its file, line and key.

Nothing in this package depends on organisations. In reading order: ``tree`` parses YAML into nodes with file and line,
``read`` reads a file into such a tree, ``merge`` merges trees and applies settings, ``shipped`` finds shipped files by
name, ``record`` is the strict base class of all records, ``messages`` formulates the problems of a record, ``load`` is
the loader of every kind of file, and ``schema`` makes the JSON Schema of a kind. ``table`` and ``cells`` read CSV
files, ``spreadsheet`` writes CSV files without formulas, ``memory`` is a file in memory, ``folder`` reserves folders
for results, and ``atomic`` writes files completely or not at all.
"""
