"""Markdown of the course as the reading site shows it: its links lead to pages of the site."""

import html
import re
from functools import cache

from sinosoviet import glossary, sources

GLOSSARY = "11-reference-people-and-terms"
_CITATION = re.compile(rf'\[([^\]]*)\]\(#{sources.HEADING.replace(" ", "-")} "([^"]+)"\)')
_PAGE = re.compile(r'\[([^\]]*)\]\((?:[./]+notebooks/)?(\d\d-[\w-]+)\.ipynb(?:#([\w-]+))?(?: "([^"]*)")?\)')
_WITHIN = re.compile(r"\[([^\]]*)\]\(#([\w-]+)\)")
_BIOGRAPHY = re.compile(r"\[([^\]]*)\]\(\.\./data/biographies/(\w+)\.md\)")
_TABLE = re.compile(r"`data/(\w+\.csv)`")
_ENTRY = re.compile(r'^(#+) <span id="([\w-]+)"></span>', re.MULTILINE)
# What a term is not looked for in: headings, bold labels, code, links and tags with their text.
_CLOSED = re.compile(r"^#.*$|\*\*.*?\*\*|`[^`]*`|<a .*?</a>|\[[^\]]*\]\([^)]*\)|<[^>]*>", re.MULTILINE)


@cache
def plain_reference(key):
    """Full reference of a source without marks, for a tooltip."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", sources.reference(key))
    return re.sub(r"\\(.)", r"\1", re.sub(r"(?<!\\)[*<>]", "", text))


@cache
def keys_by_reference():
    """Citation keys by the line that a list of sources has for them."""
    found = {}
    for key in list(sources.keys()):
        found.setdefault(sources.reference(key), []).append(key)
    return found


def anchor(key):
    """Anchor of a source in a list of sources."""
    return f"source-{key}"


def place(name):
    """Anchor that Sphinx makes of a name."""
    # Showing a site that is built needs nothing that building it does.
    from docutils.nodes import make_id

    return make_id(name)


def link(href, label, title=""):
    """An inline HTML link; ``label`` may hold Markdown."""
    tooltip = f' title="{html.escape(title)}"' if title else ""
    return f'<a href="{html.escape(href)}"{tooltip}>{label}</a>'


def with_links(markdown, list_of_sources="", tables="../data/", course=""):
    """Markdown whose citations and links lead to the pages of the site.

    Citations lead to the list of sources at the address ``list_of_sources`` (by default the page's
    own), biographies and tables to the folder ``tables``, pages of the course to the folder ``course``.
    """

    def cite(match):
        key = match[2].split(",")[0].strip()
        return link(f"{list_of_sources}#{anchor(key)}", match[1], plain_reference(key))

    def turn(match):
        label, page, entry, title = match.groups()
        return link(f"{course}{page}.html{f'#{place(entry)}' if entry else ''}", label, title or "")

    markdown = _CITATION.sub(cite, markdown)
    markdown = _PAGE.sub(turn, markdown)
    markdown = _ENTRY.sub(r"(\2)=\n\1 ", markdown)
    markdown = _WITHIN.sub(lambda match: link(f"#{place(match[2])}", match[1]), markdown)
    markdown = _BIOGRAPHY.sub(lambda match: link(f"{tables}{match[2]}.html", match[1]), markdown)
    return _TABLE.sub(lambda match: f'<a href="{tables}{match[1]}" download>data/{match[1]}</a>', markdown)


def with_anchors(markdown):
    """A list of sources whose every line can be linked to."""
    lines, left = [], dict(keys_by_reference())
    for line in markdown.splitlines():
        # Two keys may have one and the same line: the first such line gets both anchors.
        keys = left.pop(line.removeprefix("- "), []) if line.startswith("- ") else []
        marks = "".join(f'<span id="{anchor(key)}"></span>' for key in keys)
        lines.append(f"- {marks}{line.removeprefix('- ')}" if keys else line)
    return "\n".join(lines)


class Terms:
    """The terms that a page explains: the first mention of each in its prose gets a link and a tooltip."""

    def __init__(self, rows):
        self.waiting = {row["id"]: row for row in rows}

    def mark(self, markdown):
        """Markdown with a link at the first mention of each term that has had none yet."""
        for term, row in list(self.waiting.items()):
            marked = self._first(markdown, row)
            if marked:
                markdown = marked
                del self.waiting[term]
        return markdown

    def _first(self, markdown, row):
        begun = 0
        for closed in [*_CLOSED.finditer(markdown), None]:
            ended = closed.start() if closed else len(markdown)
            for form in glossary.names(row):
                match = glossary.pattern(form).search(markdown[begun:ended])
                if match:
                    start, end = begun + match.start(), begun + match.end()
                    entry, said = f"{GLOSSARY}.html#{place(row['id'])}", html.escape(row["definition"])
                    shown = f'<a class="term" href="{entry}" title="{said}">{match.group()}</a>'
                    return markdown[:start] + shown + markdown[end:]
            begun = closed.end() if closed else ended
        return None
