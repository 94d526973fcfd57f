"""Measures: functions of the state, evaluated at the end of each week.

``catalogue`` is the list of measures, ``observe`` computes them, and ``series`` summarises a series of weekly values.
"""
