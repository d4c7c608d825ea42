"""People and terms: every entry of the glossary in full, and the pages that use it.

The pages come from the table ``term_uses``, so that a reader need not have them all.
"""

import re
import unicodedata
from collections import defaultdict
from functools import cache
from itertools import groupby

from sinosoviet import sources, tables
from sinosoviet.dates import span_in_words

#: Kinds of entries and their headings, in the order of the page.
GROUPS = {
    "person": "People",
    "organization": "Organizations",
    "place": "Places",
    "event": "Events",
    "text": "Treaties and speeches",
    "idea": "Ideas and words",
}
_PARTS = re.compile(r", | \(|\)|/")


def entries():
    """Every entry under the heading of its kind, in the order of the alphabet.

    Each has a heading with its id as an anchor, which :func:`sinosoviet.sources.terms` links to.
    Ids are plain ASCII: JupyterLab does not find an anchor with any other letter in it.
    """
    rows = tables.records("terms")
    on_pages = _uses()
    marked = [" · ".join(f"[{heading}](#{heading.replace(' ', '-')})" for heading in GROUPS.values())]
    plain = []
    for kind, heading in GROUPS.items():
        chosen = sorted((row for row in rows if row["kind"] == kind), key=_sorted_as)
        marked += [f"## {heading}", _letters(chosen)]
        plain.append(heading.upper())
        for row in chosen:
            lines = [
                _names(row),
                row["definition"] + _cited(row["source_key"]),
                _life(row),
                _on_pages(on_pages[row["id"]]),
            ]
            lines = [line for line in lines if line]
            marked += [f'### <span id="{row["id"]}"></span>{row["term"]}', *lines]
            plain.append(f"{row['term']}. {' '.join(map(_without_links, lines))}")
    keys = " ".join(sorted({key for row in rows for key in _keys(row)}))
    marked.append(f'<!-- data-sources="{keys}" data-tables="leaders term_uses terms" -->')
    return sources.Text("\n\n".join(marked), "\n".join(plain))


def names(term):
    """The forms by which the pages name an entry, a record of the ``terms`` table."""
    given = term["named_as"]
    forms = given.split(";") if given else _PARTS.split(term["term"])
    return [form.strip() for form in forms if form.strip()]


def named(form, text):
    """Whether a text names something by a form, in the singular or the plural.

    A form that begins with a small letter may begin a sentence too.
    """
    return pattern(form).search(text) is not None


@cache
def pattern(form):
    """The compiled regular expression that :func:`named` looks for."""
    word = re.escape(form)
    if form[0].islower():
        word = f"[{form[0]}{form[0].upper()}]{re.escape(form[1:])}"
    return re.compile(rf"(?<!\w){word}(?:s|es)?(?!\w)")


def _uses():
    """For each entry the pages that explain it and the other pages that name it, as (name, title)."""
    found = defaultdict(lambda: {"explained": [], "named": []})
    for row in tables.load("term_uses").itertuples():
        found[row.term_id][row.use].append((row.page, row.page_title))
    return found


def _sorted_as(row):
    first = names(row)[0] if row["kind"] == "person" else row["term"]
    plain = unicodedata.normalize("NFKD", first).encode("ascii", "ignore").decode("ascii")
    return plain.casefold(), row["id"]


def _letters(rows):
    first_of = [next(group) for _, group in groupby(rows, key=lambda row: _sorted_as(row)[0][0])]
    return " ".join(f"[{_sorted_as(row)[0][0].upper()}](#{row['id']})" for row in first_of)


def _names(row):
    scripts, sounds = (text.split("; ") if text else [] for text in (row["original"], row["romanization"]))
    if len(scripts) == len(sounds):
        written = "; ".join(f"{script} ({sound})" for script, sound in zip(scripts, sounds, strict=True))
    else:
        written = ", ".join(text for text in (row["original"], row["romanization"]) if text)
    said = f"{'say' if written else 'Say'} {row['pronunciation']}" if row["pronunciation"] else ""
    shown = "; ".join(text for text in (written, said) if text)
    return f"{shown}." if shown else ""


def _life(row):
    """Birth, death and power of a person, as far as a source was read."""
    if row["kind"] != "person":
        return ""
    rule = tables.load("leaders")
    rule = rule[rule["name"] == row["term"]]
    born, died, keys = row["born"], row["died"], [row["life_key"]]
    said = []
    if len(rule):
        last = rule.iloc[-1]
        born, died = last["birth_year"], last["end"][:4] if last["exit"] == "Natural Death" else died
        keys = ["archigos41", row["life_key"]]
        spans = (f"{spell.state}, {span_in_words(spell.start, spell.end)}" for spell in rule.itertuples())
        said = [f"Effective leader: {'; '.join(spans)}."]
    years = ", ".join(f"{word} {year}" for word, year in (("born", born), ("died", died)) if year)
    said = [f"{years.capitalize()}." if years else "", *said, row["life_note"]]
    return " ".join(text for text in said if text) + _cited("; ".join(key for key in keys if key))


def _on_pages(found):
    explained, other = (", ".join(_link(*page) for page in found[use]) for use in ("explained", "named"))
    said = [f"Explained on {explained}." if explained else "", f"Named on {other}." if other else ""]
    return " ".join(text for text in said if text)


def _link(name, title):
    return f'[{name[:2]}]({name}.ipynb "{title}")'


def _keys(row):
    keys = f"{row['source_key']};{row['life_key']}".split(";")
    return [key.strip() for key in keys if key.strip()]


def _cited(keys):
    marks = "; ".join(f"@{key.strip()}" for key in keys.split(";") if key.strip())
    return f" {sources.render_citations(f'[{marks}]')}" if marks else ""


def _without_links(markdown):
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
