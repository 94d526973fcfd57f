"""Published effects, the virtual experiments that stand for them, and whether the two agree."""
