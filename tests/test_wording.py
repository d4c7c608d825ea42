"""Small things that sentences are made of."""

import pytest

from sinosoviet.wording import listed, numbered, shortened


@pytest.mark.parametrize(
    ("words", "said"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_words_are_listed(words, said):
    assert listed(words) == said
    assert listed(iter(words)) == said


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 matrices"), (1, "1 matrix"), (2, "2 matrices"), (1200, "1,200 matrices")]
)
def test_a_number_has_its_noun(count, said):
    assert numbered(count, "matrix", "matrices") == said


def test_most_nouns_take_an_s():
    assert [numbered(count, "year") for count in (0, 1, 2)] == ["0 years", "1 year", "2 years"]


def test_a_long_text_is_cut_between_words():
    assert shortened("Mao defends a model.", 20) == "Mao defends a model."
    assert shortened("Mao defends a model.", 19) == "Mao defends a …"
    assert shortened("Mao defends a model.", 5) == "Mao …"
