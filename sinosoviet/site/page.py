"""The course's pages as notebooks for the reading site, from their stored outputs."""

import html
import re

import nbformat

from sinosoviet import pages, replay, sources, tables, uses
from sinosoviet.activities.activity import NOTE
from sinosoviet.dates import in_words
from sinosoviet.site import citation, prose

# An activity has named a wide table already; the rows of a chart come after its picture and their number.
_TABLE = re.compile(
    r' alt="(?P<picture>[^"]*)"|(?P<named>role="region"[^>]*>)?(?:<summary>(?P<rows>[^<]*)</summary>)?'
    r"(?P<table><table.*?</table>)",
    re.DOTALL,
)
_HEAD = re.compile(r'<th scope="col"[^>]*>([^<]*)</th>')


class Page:
    """One page of the course, made ready for the site.

    Parameters
    ----------
    name : str
        Name of the page.
    notebook : nbformat.NotebookNode
        The page with its outputs.
    pictures : sinosoviet.site.pictures.Pictures
        Where its pictures go.
    forms : list of sinosoviet.site.forms.Form
        The forms of the course that the site has, of :data:`sinosoviet.site.forms.FORMS`.
    """

    def __init__(self, name, notebook, pictures, forms=()):
        self.name = name
        self.notebook = replay.plain(notebook)
        self.details = notebook.metadata["sinosoviet"]
        self.pictures = pictures
        self.forms = [form for form in forms if form.is_of(pages.kind_of(notebook))]
        self._way = "../"
        self._is_first = True
        self._terms = prose.Terms(self._explained())

    def written(self):
        """The page as a notebook that Sphinx shows without running anything."""
        cells = []
        for cell in self.notebook.cells:
            if cell.cell_type == "markdown":
                cells.append(nbformat.v4.new_markdown_cell(self._prose(cell.source)))
            else:
                cells += self._code(cell)
        cells[0].source += f"\n\n{self._bar()}"
        cells.append(nbformat.v4.new_markdown_cell(citation.section(self.details)))
        made = nbformat.v4.new_notebook(
            cells=cells, metadata={"kernelspec": self.notebook.metadata["kernelspec"]}
        )
        # Ids of cells come from chance; the same page shall give the same bytes.
        for number, cell in enumerate(cells):
            cell.id = f"cell-{number}"
        return made

    def _explained(self):
        if pages.kind_of(self.notebook) != "lesson":
            return []
        rows = tables.by_id("terms")
        return [rows[term] for term in uses.explained(self.notebook)]

    def _prose(self, markdown):
        markdown = prose.with_links(markdown)
        if markdown.startswith(f"## {sources.HEADING}"):
            return prose.with_anchors(markdown)
        if re.match(r"## \d", markdown) or not markdown.startswith("#"):
            return self._terms.mark(markdown)
        return markdown

    def _bar(self):
        """The line under the title: when the page was checked, and its other forms."""
        links = "".join(
            f'<a class="form" data-form="{form.folder}" href="{self._address(form)}">{form.words}</a>'
            for form in self.forms
        )
        checked = f"Facts last checked on {in_words(self.details['checked_on'])}."
        return (
            f'<p class="bar"><span>{checked} <a href="#cite-this-page">Cite this page</a></span>{links}</p>'
        )

    def _address(self, form):
        return html.escape(self._way + form.page.format(name=self.name))

    def _code(self, cell):
        """The cell with its outputs as HTML; an output of Markdown becomes a cell of its own."""
        # The line behind a chart shows where it comes from; before a card or a check it is in the way.
        is_drawn = any("image/png" in output.get("data", {}) for output in cell.outputs)
        tag = "hide-input" if is_drawn else "remove-input"
        made = nbformat.v4.new_code_cell(cell.source, metadata={"tags": [tag]})
        more = []
        for output in cell.outputs:
            data = output.get("data", {})
            if "text/markdown" in data:
                more.append(nbformat.v4.new_markdown_cell(prose.with_links(data["text/markdown"])))
            elif "text/html" in data:
                shown = {"text/html": self._shown(data["text/html"])}
                made.outputs.append(nbformat.v4.new_output("display_data", shown))
            else:
                made.outputs.append(output)
        return [made, *more]

    def _shown(self, text):
        text = self.pictures.extract(self._scrollable(self._linked(text)), self._way, self._is_first)
        self._is_first = False
        return text

    def _linked(self, text):
        for lab in (form for form in self.forms if form.folder == "lab"):
            link = f'<a href="{self._address(lab)}">open it in your browser\'s lab</a>'
            there = NOTE.replace("open the page in JupyterLab", f"{link}, or in JupyterLab,")
            text = text.replace(NOTE, there)
        return text

    def _scrollable(self, text):
        """HTML whose tables scroll within themselves, each in a group with a name of its own."""
        picture = ""

        def box(match):
            nonlocal picture
            if match["picture"]:
                picture = match["picture"].split(". ")[0].rstrip(".")
            if match["picture"] or match["named"]:
                return match.group()
            table, rows = match["table"], match["rows"]
            name = f"{rows}: {picture}" if rows else f"Table: {', '.join(_HEAD.findall(table))}"
            summary = f"<summary>{rows}</summary>" if rows else ""
            return f'{summary}<div class="scroll" role="group" aria-label="{name}">{table}</div>'

        return _TABLE.sub(box, text)
