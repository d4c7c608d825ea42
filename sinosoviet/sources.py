"""Citations, reference lists, source cards and terms, all from ``data/``.

In prose a citation is written ``[@luthi2008]`` or ``[@luthi2008, 39; @shenxia2015]``.
:func:`render_citations` turns it into plain Markdown links that read well anywhere.
"""

import html
import re
from copy import deepcopy
from functools import cache
from urllib.parse import urlsplit

from sinosoviet import tables
from sinosoviet.dates import in_words
from sinosoviet.errors import CourseError, known

HEADING = "Sources and data"
_ANCHOR = "#" + HEADING.replace(" ", "-")
_MARK = re.compile(r"\[(@[^\]\[]+)\]")
_LINK = rf"\[[^\]]*\]\({_ANCHOR} \"[^\"]+\"\)"
_RENDERED = re.compile(rf"\({_LINK}(?:; {_LINK})*\)")
_LINK_TITLE = re.compile(rf"\({_ANCHOR} \"([^\"]+)\"\)")
_ENTRY = re.compile(r"^@\w+\{(?P<key>[^,\s]+),", re.MULTILINE)
_LONGEST_ADDRESS = 90
#: The page that has every person and term, each at an anchor that is its id.
GLOSSARY = "11-reference-people-and-terms"
_CITED = re.compile(r"@?(?P<key>[^\s,;@]+)(?:,\s*(?P<locator>.+))?")


class CitationError(CourseError):
    """A citation that does not follow the form, or names a source that is not registered."""


@cache
def _library():
    """The text of each entry by its key. Reading all of them as BibTeX takes longer than a chart."""
    path = tables.folder() / "references.bib"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise tables.TableError(f"{path} is missing. {tables.restore(path)}") from None
    starts = list(_ENTRY.finditer(text))
    ends = [start.start() for start in starts[1:]] + [len(text)]
    return {start["key"]: text[start.start() : end] for start, end in zip(starts, ends, strict=True)}


def keys():
    """Citation keys of all registered sources, sorted."""
    return sorted(_library(), key=str.lower)


@cache
def entry(key):
    """The BibTeX entry of one source (a ``pybtex.database.Entry``)."""
    from pybtex.database import PybtexError
    from pybtex.database.input.bibtex import Parser

    if key not in _library():
        raise CitationError(f"No source is registered as {key!r} in data/references.bib.")
    try:
        return Parser().parse_string(_library()[key]).entries[key]
    except PybtexError as error:
        path = tables.folder() / "references.bib"
        raise tables.TableError(f"{path}, entry {key}: {error}. {tables.restore(path)}") from None


def short(key, locator=None):
    """Author and year of a source, with a page or date: ``Lüthi 2008, 39``."""
    source = entry(key)
    people = source.persons.get("author") or source.persons.get("editor") or []
    names = [_family(person) for person in people]
    if "shorthand" in source.fields:
        name = source.fields["shorthand"]
    elif not names:
        name = source.fields["title"].split(":")[0]
    elif len(names) > 2:
        name = f"{names[0]} et al."
    else:
        name = " and ".join(names)
    year = source.fields.get("year")
    label = f"{name} {year}" if year and year not in name else name
    return f"{label}, {locator}" if locator else label


def _family(person):
    from pybtex.richtext import Text

    return str(Text.from_latex(" ".join(person.prelast_names + person.last_names)))


@cache
def _formatter():
    from pybtex.backends.markdown import Backend as Markdown
    from pybtex.style.formatting.unsrt import Style as Unsorted
    from pybtex.style.template import field, sentence, tag

    class Style(Unsorted):
        def format_title(self, e, which_field, as_sentence=True):
            title = field(which_field)
            return sentence[title] if as_sentence else title

        def format_btitle(self, e, which_field, as_sentence=True):
            title = tag("em")[field(which_field)]
            return sentence[title] if as_sentence else title

    class Backend(Markdown):
        def format_str(self, text):
            return re.sub(r"([*_\[\]<>])", r"\\\1", text)

        def format_href(self, url, text, external=False):
            if len(url) <= _LONGEST_ADDRESS:
                return f"<{url}>"
            return f"[{urlsplit(url).hostname.removeprefix('www.')}]({url.replace(')', '%29')})"

    return Style(name_style="lastfirst"), Backend("utf-8")


def reference(key):
    """Full reference of one source as a line of Markdown."""
    from pybtex.style.template import FieldIsMissing

    style, backend = _formatter()
    source = _with_month_in_full(entry(key))
    try:
        formatted = style.format_entry(key, source).text.render(backend)
    except FieldIsMissing as error:
        raise CitationError(
            f"The {source.type} {key!r} in data/references.bib cannot be printed: {error}. "
            "Add the field, or make it an entry of type misc."
        ) from None
    return formatted.replace("\n", " ").replace("URL: ", "").strip()


def _with_month_in_full(source):
    from pybtex.database.input.bibtex import month_names

    month = source.fields.get("month")
    if month is None:
        return source
    source = deepcopy(source)
    # BibTeX itself spells out only a month without braces.
    source.fields["month"] = month_names.get(month.casefold(), month)
    return source


def references(cited):
    """Markdown list of the full references of ``cited`` keys, sorted by name and year."""
    unique = sorted(set(cited), key=lambda key: (short(key).casefold(), key))
    return "\n".join(f"- {reference(key)}" for key in unique)


def render_citations(markdown):
    """Markdown with every ``[@key, locator]`` turned into a link to the list of sources.

    Rendering what is already rendered changes nothing but refreshes its labels.
    Raises :class:`CitationError` for a key that is not registered.
    """
    return _MARK.sub(_render, unrender_citations(markdown))


def unrender_citations(markdown):
    """Markdown with rendered citations turned back into ``[@key, locator]``."""

    def back(match):
        inside = "; ".join(f"@{title}" for title in _LINK_TITLE.findall(match.group()))
        return f"[{inside}]"

    return _RENDERED.sub(back, markdown)


def _render(match):
    links = []
    for part in match.group(1).split(";"):
        cited = _CITED.fullmatch(part.strip())
        if not part.strip().startswith("@") or cited is None:
            raise CitationError(f"Write {match.group()} as [@key], [@key, 12] or [@key; @other].")
        key, locator = cited["key"], cited["locator"]
        title = key if locator is None else f"{key}, {locator}"
        links.append(f'[{short(key, locator)}]({_ANCHOR} "{title}")')
    return f"({'; '.join(links)})"


def plain_citations(text):
    """Text with every ``[@key]`` turned into ``(Lüthi 2008)``, for outputs without links."""

    def plain(match):
        parts = [_CITED.fullmatch(part.strip()) for part in match.group(1).split(";")]
        return "(" + "; ".join(short(part["key"], part["locator"]) for part in parts) + ")"

    return _MARK.sub(plain, text)


def cited_keys(markdown):
    """Keys cited in a Markdown text, in order of first appearance."""
    found = []
    for mark in _MARK.finditer(unrender_citations(markdown)):
        for part in mark.group(1).split(";"):
            cited = _CITED.fullmatch(part.strip())
            if cited and cited["key"] not in found:
                found.append(cited["key"])
    return found


class Text:
    """A piece of Markdown to show in a notebook, with a plain version of the same words."""

    def __init__(self, markdown, plain):
        self.markdown = markdown
        self.plain = plain

    def __repr__(self):
        return self.plain

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": self.plain, "text/markdown": self.markdown}


def card(document):
    """The source card of one document: who, when, for whom, where kept, and what to ask of it.

    ``document`` is an id of the ``documents`` table. A card stands before any extract.
    """
    rows = tables.load("documents").set_index("id", drop=False)
    row = rows.loc[known("document", document, list(rows.index))]
    facts = [
        ("Who", row["author"]),
        ("When", in_words(row["date"]) if isinstance(row["date"], str) else None),
        ("For whom", row["audience"]),
        ("Where kept", row["archive"]),
        ("What it shows", row["what_it_shows"]),
        ("Ask of it", row["sourcing_question"]),
        ("Cite as", short(row["source_key"]) if isinstance(row["source_key"], str) else None),
    ]
    facts = [(label, text) for label, text in facts if isinstance(text, str) and text]
    title = f"Source card: {row['title']}"
    markdown = "\n".join([f"**{title}**", "", *(f"- **{label}.** {text}" for label, text in facts)])
    plain = "\n".join([title, *(f"  {label}: {text}" for label, text in facts)])
    return Text(markdown, plain)


def terms(*wanted):
    """Definitions of the terms named, or of all terms: original script, pronunciation, meaning.

    Each name is an id of the ``terms`` table. Each term links to its full entry.
    """
    rows = tables.load("terms").set_index("id", drop=False)
    for term in wanted:
        known("term", term, list(rows.index))
    chosen = rows.loc[list(wanted)] if wanted else rows
    marked, plain = [], []
    for _, row in chosen.iterrows():
        original = ", ".join(text for text in (row["original"], row["romanization"]) if isinstance(text, str))
        inside = f" ({original})" if original else ""
        said = f" Say: {row['pronunciation']}." if isinstance(row["pronunciation"], str) else ""
        cited = f" ({_named(row['source_key'])})" if isinstance(row["source_key"], str) else ""
        link = f"[{row['term']}]({GLOSSARY}.ipynb#{row['id']})"
        marked.append(f"- **{link}**{inside}. {row['definition']}{said}{cited}")
        plain.append(f"{row['term']}{inside}. {row['definition']}{said}{cited}")
    return Text("\n".join(marked), "\n".join(plain))


def _named(keys):
    return "; ".join(short(key.strip()) for key in keys.split(";"))


def escape(text):
    """Text made safe for HTML, with citations in their plain form."""
    return html.escape(plain_citations(text))
