"""Errors that tell a reader what to do, without a traceback."""

import copyreg
import functools
import inspect


class CourseError(Exception):
    """Base of the course's own errors; a notebook shows the message alone."""

    def __reduce__(self):
        # Another process gets the message as it is; a kind of error may be made of other arguments.
        return copyreg.__newobj__, (type(self), *self.args), self.__dict__

    def _render_traceback_(self):
        return [f"{type(self).__name__}: {self}"]


class UnknownNameError(CourseError):
    """A name that the course does not know; the message lists the ones it does."""

    def __init__(self, kind, given, known):
        super().__init__(f"There is no {kind} called {given!r}. Choose one of: {', '.join(map(str, known))}.")


def known(kind, given, allowed):
    """``given`` if it is one of ``allowed``; otherwise raise :class:`UnknownNameError`."""
    if given not in list(allowed):
        raise UnknownNameError(kind, given, allowed)
    return given


def in_sentences(function):
    """``function``, saying in one sentence how to call it when it is called in another way."""

    @functools.wraps(function)
    def call(*arguments, **named):
        signature = inspect.signature(function)
        try:
            signature.bind(*arguments, **named)
        except TypeError as error:
            raise CourseError(f"Write {function.__name__}{signature}: {error}.") from None
        return function(*arguments, **named)

    return call


class RangeError(CourseError):
    """A value outside its range; the message gives the range."""

    def __init__(self, what, given, low, high):
        super().__init__(f"{what} is {given!r}; it goes from {low} to {high}.")


def whole_number_between(what, given, low, high):
    """``given`` as an int within ``low``..``high``; otherwise raise :class:`RangeError`."""
    import numbers

    if isinstance(given, bool) or not isinstance(given, numbers.Integral) or not low <= given <= high:
        raise RangeError(what, given, low, high)
    return int(given)
