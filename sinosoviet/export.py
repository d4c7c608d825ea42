"""Pages as HTML from their stored outputs: complete without a kernel, offline and on paper.

An exported page is one file that asks for nothing outside itself and runs no script.
"""

import re
from pathlib import Path

from sinosoviet import pages, replay, sheets

_TEMPLATES = Path(__file__).parent / "assets"
# nbconvert makes every cell a stop for the Tab key; links, controls and wide tables are enough.
_TAB_STOP = re.compile(r'(<div class="(?:jp|jupyter)-[^>]*?) tabindex="0"')
_LINK_TO_PAGE = re.compile(r"\]\((\d\d-[\w-]+)\.ipynb(?=[)# ])")
_LINK_TO_FILE = re.compile(r"""\[([^\]\[]+)\]\((?![a-z]+:|#)[^)\s]+(?: "[^"]*")?\)""")
_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)


def page(name, to, alone=False):
    """Write one page as HTML into the folder ``to`` and return the path of the file."""
    path = Path(to) / f"{name}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(document(name, alone=alone), encoding="utf-8", newline="\n")
    return path


def document(name, *, alone=False, code=True):
    """One page as the text of an HTML file. The stored outputs are shown; nothing is run.

    ``alone=True`` turns links to other files of the course into plain words, for a file that is
    handed out by itself; ``code=False`` leaves out the code above the outputs, for paper.
    """
    notebook = replay.plain(pages.load(name))
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = linked(cell.source, alone)
        for output in cell.get("outputs", []):
            if "text/markdown" in output.get("data", {}):
                output.data["text/markdown"] = linked(output.data["text/markdown"], alone)
    return rendered(notebook, title(notebook, name), code=code)


def rendered(notebook, heading, *, code=False):
    """A notebook with outputs that need no kernel as the text of an HTML file with the title ``heading``."""
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(
        template_name="export",
        extra_template_basedirs=[str(_TEMPLATES)],
        exclude_input=not code,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )
    text, _ = exporter.from_notebook_node(notebook, {"metadata": {"name": heading}})
    return _TAB_STOP.sub(r"\1", text)


def linked(markdown, alone=False):
    """Markdown whose links to pages lead to their exported files, or are only words."""
    return _LINK_TO_FILE.sub(r"\1", markdown) if alone else _LINK_TO_PAGE.sub(r"](\1.html", markdown)


def title(notebook, name):
    """The first heading of a page; its name when it has none."""
    for cell in notebook.cells:
        found = _TITLE.search(cell.source)
        if cell.cell_type == "markdown" and found:
            return found.group(1).strip()
    return name


def index(to, heading, items, home=None):
    """Write ``index.html``, a list of links given as HTML, into the folder ``to``; returns the path.

    ``home`` is the address of the page that leads here, for the way back; without it, the page above
    the folder if there is one.
    """
    path = Path(to) / "index.html"
    listed = f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"
    if home is None and (Path(to).parent / "index.html").is_file():
        home = "../index.html"
    back = f'<p><a href="{home}">Back to the course</a></p>' if home else ""
    path.write_text(sheets.page(heading, listed + back), encoding="utf-8", newline="\n")
    return path
