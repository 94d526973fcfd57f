"""The public functions of ``import simalign``: everything that the command line does, on objects.

In reading order: ``inputs`` (with ``policies`` and ``organisations``) turns arguments into checked records, ``result``
has what every result can do, ``progress`` and ``checkpoints`` serve long work; then the verbs, a file each:
``compare`` (with its result, ``comparison``), ``power``, ``decide``, ``describe``, ``sweep``, ``validate``,
``calibrate``, and the package ``sensitivity``. The command line parses its options, calls these and prints.
"""
