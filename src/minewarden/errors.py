"""The one tree of errors. A message says what happened, to which record, and what to do next."""


class MinewardenError(Exception):
    """What a user can be told; never a traceback. `exit_code` is that of the command line."""

    exit_code = 1


class NotAllowed(MinewardenError):
    """This person may not do this."""


class WrongState(MinewardenError):
    """The act is lawful for this person, but not now."""


class BadInput(MinewardenError):
    """An argument, a form or a file is not usable."""

    exit_code = 2


class BadFeed(BadInput):
    """A monitoring file is not what its type promises."""
