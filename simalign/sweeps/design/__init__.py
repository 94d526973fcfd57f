"""From a sweep file to design points and the identities of their runs.

In reading order: ``file`` declares the keys of a sweep file, ``factors`` the values and distributions of a factor,
``groups`` the groups of members whose measures are recorded; ``load`` reads a file, and ``design`` lists its points.
``custom`` holds the user's steps and measures, which ``functions`` checks, pickles and reads back. ``identity`` names
runs and divides them into chunks, and ``fingerprint`` computes the digest of a whole sweep.
"""
