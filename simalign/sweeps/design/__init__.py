"""From a sweep file to design points.

In reading order: ``file`` declares the form of a sweep file, ``factors`` the values and distributions of a factor,
``groups`` the groups of members whose measures are recorded; ``load`` reads a file and ``design`` lays out its points.
"""
