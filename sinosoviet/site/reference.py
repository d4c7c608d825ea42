"""The site's own pages: home, contents of the guide, data, figures and sources, all generated."""

import html
import re

from sinosoviet import dictionary, figures, pages, sources, tables
from sinosoviet.charts import CATALOG
from sinosoviet.errors import CourseError
from sinosoviet.places import ROOT
from sinosoviet.site import guide, prose
from sinosoviet.teaching import contents

_README = ROOT / "README.md"
_FIRST_PICTURE = "timeline"


def _readme(heading):
    """One section of the README, without its heading; raises an error that names a missing one."""
    text = _README.read_text(encoding="utf-8")
    section = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    if not section:
        raise CourseError(f"README.md has no section “{heading}”, which the site shows.")
    return section[1].strip()


def home(forms, pictures):
    """The first page: what the course is, its timeline, and the way in."""
    title, tagline = re.match(r"# (.+?)\n\n\*(.+?)\*", _README.read_text("utf-8"), re.DOTALL).groups()
    lines = [f"# {title}", "", f"**{' '.join(tagline.split())}**", ""]
    lines += [
        "A history course in pages that hold text, charts and sources together. Read, predict, look, doubt "
        "and argue. Nothing needs to be installed, and every page is complete as it stands.",
        "",
        f'<p class="start"><a href="course/{pages.names()[0]}.html">Start here</a></p>',
        "",
        _figure(_FIRST_PICTURE, pictures, at_once=True),
        "",
    ]
    for heading, names in parts().items():
        lines += ["", f"## {heading}", ""]
        lines += [_entry(name) for name in names]
    lines += ["", "## Around the course", ""]
    lines += [
        "- [The teacher's guide](teachers.md): lesson plans by the minute, units, the course on one page",
        "- [Figures](figures.md): every chart with its sentence, to download",
        "- [Data](data/index.md): every table, who counted, and why they might be wrong",
        "- [Sources](sources.md): everything that the course cites",
    ]
    lines += _ways(forms)
    lines += ["", "## The evidence", "", _outward(_readme("The evidence"))]
    return (
        "\n".join(lines)
        + "\n\n"
        + _toctree(["course/index", "teachers", "figures", "data/index", "sources"], hidden=True)
    )


def parts():
    """Names of the pages under the heading of their part, in reading order."""
    found = {}
    for name in pages.names():
        notebook = pages.load(name)
        part = notebook.metadata["sinosoviet"]["part"]
        if part == "All parts":
            part = "Begin" if pages.kind_of(notebook) == "lesson" else "Look up"
        found.setdefault(part, []).append(name)
    return found


def _ways(forms):
    """A line of a list for each other form of the pages."""
    return [f'- <a href="{form.folder}/index.html">{form.title}</a>: {form.about}' for form in forms]


def _entry(name):
    details = pages.load(name).metadata["sinosoviet"]
    minutes = f" ({details['minutes']} minutes)" if "minutes" in details else ""
    question = f". *{details['question']}*" if "question" in details else ""
    return f"- [{details['title']}](course/{name}.ipynb){minutes}{question}"


def _outward(markdown):
    """Text of the README whose links to files lead to pages of the site, or become plain words."""
    markdown = markdown.replace("[`data/references.bib`](data/references.bib)", "[one list](sources.md)")
    markdown = markdown.replace("[`data/`](data/)", "[the data](data/index.md)")
    markdown = markdown.replace("[`data/biographies/`](data/biographies/)", "its page there")
    return re.sub(r"\[([^\]]+)\]\((?!https?:|sources\.md|data/index\.md)[^)]+\)", r"\1", markdown)


def _toctree(names, hidden=False, caption=""):
    options = (":hidden:\n" if hidden else "") + (f":caption: {caption}\n" if caption else "")
    return "```{toctree}\n:maxdepth: 1\n" + options + "\n" + "\n".join(names) + "\n```\n"


def course():
    """The list of the pages, by part."""
    lists = "\n".join(_toctree(names, caption=part) for part, names in parts().items())
    return f"# The course\n\nEach page asks one question.\n\n{lists}"


def teachers(forms):
    """The contents of the teacher's guide, with the ways to use the course and its other forms."""
    lines = [guide.page(contents.path()).strip(), "", "## Ways to use the course", ""]
    lines += [_outward(_readme("Ways to use it")), ""]
    lines += _ways(forms)
    lists = "\n".join(_toctree(names, hidden=True, caption=heading) for heading, names in guide.groups())
    return "\n".join([*lines, "", lists])


def every_table():
    """The list of the tables."""
    lines = [
        "# Data",
        "",
        "Everything that the course draws is in these tables. Each has a page that says who counted, why "
        "they might have miscounted, and what an empty cell means. "
        '<a href="datapackage.json" download>datapackage.json</a> describes them all for programs; '
        '<a href="references.bib" download>references.bib</a> has the sources.',
        "",
        "| table | what it holds | rows |",
        "| --- | --- | ---: |",
    ]
    for name in tables.names():
        title = tables.describe(name)["title"]
        lines.append(f"| [{name}]({name}.md) | {title} | {len(tables.load(name)):,} |")
    return "\n".join(lines) + "\n\n" + _toctree(tables.names(), hidden=True)


def table(name):
    """The page of one table: its download, its biography and its columns."""
    resource = tables.describe(name)
    biography = (tables.folder() / resource["biography"]).read_text(encoding="utf-8")
    biography = prose.with_links(sources.render_citations(biography), "../sources.html", "", "../course/")
    title, body = biography.split("\n", 1)
    file = resource["path"]
    download = f'<a class="download" href="{file}" download>Download {file}</a>'
    parts = [title, resource["description"], download, f"It has {dictionary.facts(name)}", body.strip()]
    return "\n\n".join([*parts, "## Columns", "\n".join(dictionary.columns(name))]) + "\n"


def gallery(pictures):
    """Every chart of the catalog, from the files in ``figures/``, with the pages that show it."""
    shown = {}
    for name in pages.names():
        for cell in pages.load(name).cells:
            for output in cell.get("outputs", []):
                shown.setdefault(output.get("data", {}).get("text/plain"), []).append(name)
    lines = [
        "# Figures",
        "",
        "Every chart of the course with its sentence and its sources. They are free to use with credit "
        "(CC BY 4.0).",
        "",
    ]
    for number, name in enumerate(CATALOG):
        title, sentence, _ = _words(name)
        files = " · ".join(
            f'<a href="figures/{name}.{kind}" download>{kind.upper()}</a>' for kind in ("svg", "png")
        )
        on = ", ".join(f"[{page[:2]}](course/{page}.ipynb)" for page in shown.get(sentence, []))
        lines += [
            f"## {title}",
            "",
            _figure(name, pictures, at_once=number == 0),
            "",
            f"Download: {files}." + (f" Shown on page {on}." if on else ""),
            "",
        ]
    return "\n".join(lines)


def _words(name):
    """Title, sentence and caption of a chart."""
    return (figures.folder() / f"{name}.txt").read_text("utf-8").strip().split("\n\n")


def _figure(name, pictures, at_once):
    """A chart of the catalog with its words, as HTML."""
    _, sentence, caption = _words(name)
    tags = pictures.tags((figures.folder() / f"{name}.png").read_bytes(), sentence, "", at_once=at_once)
    return (
        f'<figure class="gallery" data-chart="{name}">{tags}<figcaption><p>{html.escape(sentence)}</p>'
        f"<p>{html.escape(caption)}</p></figcaption></figure>"
    )


def works():
    """Every source that is registered, by its short form."""
    keys = sorted(sources.keys(), key=lambda key: (sources.short(key).casefold(), key))
    lines = ["# Sources", "", f"The {len(keys)} works and documents that the course cites.", ""]
    return "\n".join(lines) + "\n" + prose.with_anchors(sources.references(keys)) + "\n"
