"""Explorer: five words in the speeches at the UN."""

from sinosoviet.charts import words
from sinosoviet.errors import known
from sinosoviet.explorers.explorer import Explorer


def un_words(start="hegemony"):
    """How far five words of the quarrel travelled in the speeches at the UN, 1956–1991.

    ``start`` is the word shown first, and on paper.
    """
    known("word", start, list(words.WORDS))
    return Explorer(
        "Five words at the UN.",
        "Word",
        {word: words.un_words(word) for word in words.WORDS},
        start=start,
    )
