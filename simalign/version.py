"""The version of the model's numeric results.

It increases by one whenever the same scenario and seed give different bytes than before. ``tests/model/golden.py``
renews the golden results only together with a new version.
"""

MODEL_VERSION = 6
