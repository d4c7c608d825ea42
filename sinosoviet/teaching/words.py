"""Lists of words to print and fill in, one for each page, as a text of the guide made of the terms."""

from sinosoviet import pages, sources, tables, uses
from sinosoviet.teaching import texts

_OPENING = """\
# Word lists to print

The words that each page explains, with a column for the reader's own language: for second-language readers,
for a wall, or to be cut into cards. Hand a list out a day before the lesson. Each word links to its entry
under [People and terms](../{glossary}.ipynb), which has the sources, the original script and the dates.

How to say a name is an English respelling; capitals carry the stress. Where there is none, the word reads as
it is spelled, or no good respelling was found.
"""
_COLUMNS = "| word, and how to say it | what it means here | in my language |\n| --- | --- | --- |"


def path():
    """Where the text stands."""
    return texts.folder() / "words.md"


def text():
    """The text as Markdown."""
    terms = tables.by_id("terms")
    parts = [_OPENING.format(glossary=sources.GLOSSARY)]
    for name in pages.names("lesson"):
        notebook = pages.load(name)
        words = sorted(
            (terms[word] for word in uses.explained(notebook)), key=lambda row: row["term"].casefold()
        )
        parts += [
            f"## {name[:2]} {notebook.metadata['sinosoviet']['title']}\n",
            "\n".join([_COLUMNS, *map(_line, words)]) + "\n",
        ]
    return "\n".join(parts)


def _line(row):
    link = f"[{row['term']}](../{sources.GLOSSARY}.ipynb#{row['id']})"
    said = f"; say {row['pronunciation']}" if row["pronunciation"] else ""
    return f"| {link}{said} | {row['definition']} | |"
