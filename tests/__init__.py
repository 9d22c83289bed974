"""Tests, in the order of the house. What is a matter of time is measured in `bench`, never here."""

from hypothesis import settings

# A machine with other things to do is no fault of what is tested.
settings.register_profile("dateline", deadline=None)
settings.load_profile("dateline")
