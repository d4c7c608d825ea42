"""Activities called in ways they are not made for: one sentence, never a traceback."""

import pytest

from sinosoviet import activities
from sinosoviet.errors import CourseError


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: activities.predict(), r"predict\(name\)"),
        (lambda: activities.predict("nonsense"), "china-power"),
        (lambda: activities.predict(["grain"]), "china-power"),
        (lambda: activities.matrix(3), r"Write matrix\(\)"),
        (lambda: activities.audit(1), r"Write audit\(\)"),
        (lambda: activities.my_date(1960), r"Write my_date\(\)"),
        (lambda: activities.decide(), "korea-1950"),
        (lambda: activities.decide([1]), "korea-1950"),
        (lambda: activities.compare("nowhere"), "nowhere cannot be opened"),
        (lambda: activities.compare(3), "3 is no file"),
        (lambda: activities.compare(None), "None is no file"),
        (lambda: activities.cards(count=10_000), "from 3 to 20"),
        (lambda: activities.cards(seed="x"), "from 0 to 999999"),
        (lambda: activities.cards(cards=5), "unexpected keyword argument"),
        (lambda: activities.claim_check("x"), "causes"),
    ],
)
def test_it_is_said_in_one_sentence(call, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CourseError, match=said) as caught:
        call()
    assert "\n" not in str(caught.value)
