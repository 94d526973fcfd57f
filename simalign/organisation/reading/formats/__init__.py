"""Reading of rows from files of several kinds, which are recognised by their content.

In reading order: ``kinds`` recognises the kind, ``workbook`` reads Excel workbooks, ``records`` reads JSON and YAML,
``ldif`` reads exports of directories, and ``networks`` reads graphs as ties. CSV is read by
``simalign.files.table``.
"""
