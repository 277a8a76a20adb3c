"""What every part may say when it declines."""


class Refused(Exception):
    """A request that was declined. Its text is for the person who asked: what happened, and what to do.

    A refused action has changed nothing.
    """


class Stale(Refused):
    """The record was changed by somebody else since the person who asked had looked at it."""
