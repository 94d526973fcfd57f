"""Figures of sensitivity analyses: indices of factors, claims against variants, and the long run."""
