"""Small things that sentences are made of: numbers with their nouns, lists, short forms, runs of words."""

import re


def numbered(count, one, many=None):
    """``1 year``, ``2 years``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listed(words):
    """``a``, ``a and b``, ``a, b and c``; empty for no words."""
    words = list(words)
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def shortened(text, longest):
    """A text of at most ``longest`` characters, cut between words and marked with ``…`` where it has more."""
    return text if len(text) <= longest else f"{text[:longest].rsplit(' ', 1)[0]} …"


def runs(text, length):
    """Every run of ``length`` words of a text, in small letters and without marks, as a set."""
    words = re.findall(r"\w+", text.casefold())
    return {" ".join(words[at : at + length]) for at in range(len(words) - length + 1)}
