"""Common misconceptions and the evidence that moves them, as a text of the guide made of its table."""

from sinosoviet import pages, tables
from sinosoviet.teaching import texts

_OPENING = """\
# Common misconceptions

What students often believe before a lesson, why it is not silly to believe it, and what on the pages moves
it. Nothing here is a fact to be learned instead: each answer is only as strong as its source, and where
historians differ they are named.

How to use an entry:

1. Let the class say it first, in its own words, and vote. A belief that nobody has said is not moved.
2. Ask why it seems right. The reason given here is the strongest that we know.
3. Show the evidence, and let the class read it before you explain it.
4. Put the question. Vote again, and let those speak who moved.

The list rests on the statements of page 10 and on what the pages themselves had to put right. No class has
been asked: the {count} beliefs below, rows of `data/misconceptions.csv`, are a beginning.
"""


def path():
    """Where the text stands."""
    return texts.folder() / "misconceptions.md"


def text():
    """The text as Markdown, with its citations as they are written in the table."""
    rows = sorted(tables.records("misconceptions"), key=lambda row: (row["page"], row["section"], row["id"]))
    claims = tables.by_id("claims")
    parts = [_OPENING.format(count=len(rows))]
    for page in dict.fromkeys(row["page"] for row in rows):
        parts.append(f"## {page[:2]} {pages.load(page).metadata['sinosoviet']['title']}\n")
        parts += [_entry(row, claims.get(row["claim_id"])) for row in rows if row["page"] == page]
    return "\n".join(parts)


def _entry(row, claim):
    where = f"section {row['section']}" if row["section"] else "at the top"
    lines = [
        f"### “{row['misconception']}”",
        f"**Why it seems right.** {row['seems_right']}",
        f"**Show.** [Page {row['page'][:2]}](../{row['page']}.ipynb), {where}: {row['shows']}.",
        f"**What the evidence says.** {row['evidence']}",
    ]
    if row["historians"]:
        lines.append(f"**Historians.** {row['historians']}")
    lines.append(f"**Ask.** {row['question']}")
    if claim:
        lines.append(
            f"**Then judge.** “{claim['claim']}.” On page 10 "
            f'`activities.claim_check("{claim["theme"]}")` has this statement; judge before you look.'
        )
    return "\n\n".join(lines) + "\n"
