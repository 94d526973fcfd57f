"""Settings of all tests: properties are tried on the same examples each time, however slow the machine.

``--hypothesis-profile thorough`` tries ten times as many.
"""

from hypothesis import settings

settings.register_profile("simalign", max_examples=30, deadline=None, derandomize=True, database=None)
settings.register_profile("thorough", max_examples=300, deadline=None, derandomize=True, database=None)
settings.load_profile("simalign")
