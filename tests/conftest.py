"""Settings of all tests: properties are tried on the same examples each time, however slow the machine."""

from hypothesis import settings

settings.register_profile("simalign", deadline=None, derandomize=True, database=None)
settings.load_profile("simalign")
