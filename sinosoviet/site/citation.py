"""How to cite a page of the site, and what the course calls itself."""

import datetime
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def course():
    """The course's own reference, from ``CITATION.cff``."""
    import yaml

    return yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))


def day(iso):
    """An ISO date in words, such as ``22 November 2026``."""
    date = datetime.date.fromisoformat(iso)
    return f"{date.day} {date:%B %Y}"


def section(details):
    """The last section of a page, from its metadata: how to cite it, and for what it may be used."""
    release = course()
    authors = ", ".join(details["authors"])
    year = release["date-released"].year
    return (
        "## Cite this page\n\n"
        f"{authors}. “{details['title']}.” In *{release['title']}*, version {release['version']}, {year}. "
        f"Facts last checked on {day(details['checked_on'])}.\n\n"
        "Cite the address and the day on which you read it as well. When you use a table, cite its maker: "
        "its page under *Data* says how."
    )
