"""Finding of the header of a table and of the meaning of its columns.

In reading order: ``synonyms`` knows names of columns, ``header`` finds the header, ``scales`` recognises survey
answers, ``by_content`` finds columns of people and managers by their cells, and ``recognise`` applies all of them.
"""
