"""Explorers of words in the speeches at the UN."""

from sinosoviet.charts import vocabulary, words
from sinosoviet.errors import known
from sinosoviet.explorers.explorer import Explorer


def un_word(start="peaceful coexistence"):
    """How often Moscow's bloc and all other states used one of three words, 1950–1960.

    ``start`` is the word shown first, and on paper.
    """
    return _any_word("Three words at the United Nations.", vocabulary.un_word, vocabulary.WORDS, start)


def un_words(start="hegemony"):
    """How far five words of the quarrel travelled in the speeches at the UN, 1956–1991.

    ``start`` is the word shown first, and on paper.
    """
    return _any_word("Five words at the UN.", words.un_words, words.WORDS, start)


def _any_word(title, chart, choices, start):
    start = known("word", start, list(choices))
    return Explorer(title, "Word", {word: chart(word) for word in choices}, start=start)
