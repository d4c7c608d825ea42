"""Explorer: three words at the United Nations, 1950 to 1960."""

from sinosoviet.charts import vocabulary as words
from sinosoviet.errors import known
from sinosoviet.explorers.explorer import Explorer


def un_word(start="peaceful coexistence"):
    """How often Moscow's bloc and all other states used one of three words, 1950–1960.

    ``start`` is the word shown first, and on paper.
    """
    start = known("word", start, list(words.WORDS))
    return Explorer(
        "Three words at the United Nations.",
        "Word",
        {word: words.un_word(word) for word in words.WORDS},
        start=start,
    )
