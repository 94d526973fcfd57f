"""A folder of finished runs.

In reading order: ``store`` opens a folder and reads and writes its files, ``create`` makes one, ``design_file`` writes
the design points and ``points`` reads them, ``parts`` converts the rows of a chunk to a file and back. ``leases`` marks
chunks as being worked on. ``compatible`` compares a store with a sweep file, ``extend`` adds points and replications,
and ``mend`` rewrites damaged files. ``results`` reads tables, and ``scan`` reads them lazily.
"""
