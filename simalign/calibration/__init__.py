"""Fitting the free psychological parameters to published effects."""
