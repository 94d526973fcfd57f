"""The two-page report of a decision for a board.

- ``content``: the content of a report, whatever its format.
- ``decision``: the content for a decision analysis.
- ``html``, ``docx``, ``pptx`` and ``pdf``: one writer for each format; all but HTML require the extra ``report``.
- ``write``: choose the writer by the suffix of the file, and write the file safely.
"""
