"""What can go wrong with the testbed, as messages for a person."""


class TestbedError(Exception):
    """Something that the testbed needs is missing or failed; the message says what to do about it."""

    __test__ = False  # the name begins with Test, but pytest has nothing to collect here


class NotProvisionedError(TestbedError):
    """A program is not in the cache, so whoever asked must provision it or do without."""
