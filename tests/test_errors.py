"""The course's errors: each a sentence, in this process and from another."""

import pickle

import pytest

from sinosoviet.errors import CourseError, RangeError, UnknownNameError, known, whole_number_between
from sinosoviet.site import SiteError


def raised(call, *arguments):
    with pytest.raises(CourseError) as caught:
        call(*arguments)
    return caught.value


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (CourseError("There is no such thing."), CourseError),
        (SiteError("The site is not whole."), SiteError),
        (raised(known, "page", "x", ["a", "b"]), UnknownNameError),
        (raised(whole_number_between, "The port", 70000, 0, 65535), RangeError),
    ],
)
def test_an_error_comes_whole_from_another_process(error, kind):
    error.number = 7
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert (str(again), again.number) == (str(error), 7)
