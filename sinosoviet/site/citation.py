"""How to cite a page of the site."""

from sinosoviet.about import course
from sinosoviet.dates import in_words


def section(details):
    """The last section of a page, from its metadata: how to cite it, and for what it may be used."""
    release = course()
    authors = ", ".join(details["authors"])
    year = release["date-released"].year
    return (
        "## Cite this page\n\n"
        f"{authors}. “{details['title']}.” In *{release['title']}*, version {release['version']}, {year}. "
        f"Facts last checked on {in_words(details['checked_on'])}.\n\n"
        "Cite the address and the day on which you read it as well. When you use a table, cite its maker: "
        "its page under *Data* says how."
    )
