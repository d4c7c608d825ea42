"""Prose of a page as HTML for slides."""

import re

from sinosoviet import export

# Citations lead to a list that slides do not have, and other files are not beside them.
_NOT_HERE = re.compile(r"\[([^\]]+)\]\((?:#|\.\./)[^)]*\)")


def markdown(text):
    """HTML of some Markdown of a page: citations as plain words, links to pages as links to decks."""
    from nbconvert.filters import markdown2html

    return markdown2html(export.linked(_NOT_HERE.sub(r"\1", text))).strip()
