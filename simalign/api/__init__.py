"""The public functions of ``import simalign``: everything that the command line does, as functions on objects.

In reading order: ``inputs`` (with ``policies`` and ``organisations``) turns arguments into checked records, ``result``
is the base class of all results, ``progress`` and ``checkpoints`` serve long calls. Then one file per function:
``compare`` (with its result, ``comparison``), ``power``, ``decide``, ``describe``, ``sweep``, ``validate``,
``classics``, ``calibrate``, and the package ``sensitivity``. The command line parses its options, calls these and
prints.
"""
