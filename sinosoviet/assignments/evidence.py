"""The ids of the course's evidence: find them by a word, and tell which do not exist."""

import re

from sinosoviet import sources, tables

#: The tables that evidence may come from, with the columns in which a word is looked for.
_COLUMNS = {
    "events": ("title", "summary"),
    "documents": ("title", "what_it_shows"),
    "disputed_figures": ("quantity", "claimed_by"),
    "evidence": ("statement",),
}
_MOST = 25


def split(text):
    """The ids in a student's words, parted by commas, semicolons or spaces; the word none is no id."""
    found = re.findall(r"[\w-]+", text if isinstance(text, str) else " ".join(map(str, text or ())))
    return [wanted for wanted in found if wanted.casefold() != "none"]


def unknown(text):
    """Those ids in ``text`` that are neither a row of the evidence tables nor a source of the course."""
    exist = set(sources.keys())
    for name in _COLUMNS:
        exist |= set(tables.load(name)["id"])
    return [wanted for wanted in split(text) if wanted not in exist]


def find(word):
    """Rows whose title or text has ``word``, whatever its case: id, date and title, the oldest first."""
    wanted, found = str(word).strip().casefold(), []
    for name, columns in _COLUMNS.items():
        rows = tables.load(name)
        text = rows[list(columns)].fillna("").agg(" ".join, axis=1).str.casefold()
        for row in rows[text.str.contains(wanted, regex=False)].to_dict("records") if wanted else ():
            when = row.get("date") or row.get("period") or ""
            found.append((str(when), row["id"], row[columns[0]], name.replace("_", " ")))
    return _listed(word, sorted(found))


def _listed(word, found):
    if not found:
        return sources.Text(*[f"Nothing has “{word}” in it. Try a shorter word, a name or a place."] * 2)
    head = f"{len(found)} rows have “{word}” in them"
    head += f"; here are the first {_MOST}. Try a rarer word." if len(found) > _MOST else "."
    shown = found[:_MOST]
    lines = ["| id | when | title | table |", "| --- | --- | --- | --- |"]
    lines += [f"| `{id_}` | {when} | {title} | {name} |" for when, id_, title, name in shown]
    plain = "\n".join(f"{id_} · {when} · {title} ({name})" for when, id_, title, name in shown)
    return sources.Text("\n".join([head, "", *lines]), f"{head}\n{plain}")
