"""The chart object: a picture that cannot be shown without its sentence."""

import base64
import gc
import html
import io
import re
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path

from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.text import Text

from sinosoviet import sources, style
from sinosoviet.errors import UnknownNameError

WIDTH = 9.6
PICTURE_DPI = 144
_BLENDS = 14
#: Colors that lie no further apart than this, in any channel, share one place in the palette.
SAME = 3
_STATUS_WORDS = {
    "reported": "solid or filled: reported at the time or in official series",
    "estimated": "dashed or hollow: estimated later by outsiders",
    "disputed": "dotted or crossed: disputed",
    "interpolated": "dotted: filled in between two known years",
}
_LONGEST_TABLE = 80


class Chart:
    """A chart, the sentence that describes it, the rows it draws and their sources.

    Parameters
    ----------
    name : str
        Stable kebab-case name, used for file names.
    title : str
        The chart's heading, shown inside the picture.
    sentence : str
        What the chart shows in plain words: kind, axes and range, the turn, the caveat.
    table : pandas.DataFrame
        The rows drawn, with readable columns and units in their names.
    draw : callable
        ``draw(figure, rows, colors)`` draws the rows on an empty Matplotlib figure.
    sources : sequence of str
        Citation keys of ``data/references.bib``.
    tables : sequence of str
        Names of the course tables that the rows come from.
    statuses : sequence of str
        Kinds of standing drawn (``reported``, ``estimated`` …), explained in the caption.
    height : float
        Height in inches; the width is the same for every chart.
    backdrop : Backdrop, optional
        What the picture has in common with others of its size, under what ``draw`` adds.
    """

    def __init__(
        self,
        name,
        *,
        title,
        sentence,
        table,
        draw,
        sources,
        tables,
        statuses=(),
        height=5.2,
        note="",
        backdrop=None,
    ):
        self.name = name
        self.title = title
        self.sentence = sentence
        self.sources = tuple(sources)
        self.tables = tuple(tables)
        self.statuses = tuple(statuses)
        self.height = height
        self.note = note
        self._table = table
        self._draw = draw
        self._backdrop = backdrop
        self._pngs = {}

    @property
    def table(self):
        """The rows drawn, as a DataFrame of the reader's own."""
        return self._table.copy()

    @property
    def caption(self):
        """What is printed under the picture: the key to its lines, its sources and its tables."""
        parts = []
        if self.statuses:
            words = "; ".join(_STATUS_WORDS[status] for status in self.statuses)
            parts.append(f"Key: {words}.")
        if self.note:
            parts.append(self.note)
        cited = "; ".join(sources.short(key) for key in self.sources)
        files = ", ".join(f"data/{table}.csv" for table in self.tables)
        parts.append(f"Source: {cited}. Rows: {files}.")
        return " ".join(parts)

    def __repr__(self):
        return self.sentence

    def figure(self, theme=None):
        """A new Matplotlib figure of the chart in a theme (``light`` or ``dark``)."""
        with style.applied(theme) as colors:
            return self._figure(colors)

    def _figure(self, colors, apart=False):
        """The figure; without the backdrop, and see-through, when that is drawn apart."""
        figure = _empty(self.height)
        if self._backdrop and not apart:
            self._backdrop.draw(figure, colors)
        figure.patch.set_visible(not apart)
        self._draw(figure, self._table, colors)
        return _inked(figure, colors)

    def svg(self, theme=None):
        """The picture as SVG text, the same bytes every time."""
        with style.applied(theme) as colors:
            buffer = io.BytesIO()
            figure = self._figure(colors)
            FigureCanvasSVG(figure).print_svg(buffer, metadata={"Date": None})
        return _compact(buffer.getvalue().decode("utf-8"))

    def png(self, theme=None, dpi=PICTURE_DPI):
        """The picture as PNG bytes with a small palette, the same bytes every time."""
        wanted = (theme or style.current(), dpi)
        if wanted not in self._pngs:
            self._pngs[wanted] = self._rasterize(*wanted)
        return self._pngs[wanted]

    def _rasterize(self, theme, dpi):
        with style.applied(theme) as colors:
            if self._backdrop is None:
                return _packed(_pixels(lambda: self._figure(colors), dpi).convert("RGB"), theme)
            picture = _backdrop_pixels(self._backdrop, self.height, theme, dpi).copy()
            picture.alpha_composite(_pixels(lambda: self._figure(colors, apart=True), dpi))
        return _packed(picture.convert("RGB"), theme)

    @property
    def still(self):
        """The picture at half its size, as PNG bytes: for viewers that show nothing else."""
        from PIL import Image

        picture = Image.open(io.BytesIO(self.png())).convert("RGB")
        half = (picture.width // 2, picture.height // 2)
        return _packed(picture.resize(half, Image.Resampling.LANCZOS), style.current())

    def save(self, path, theme=None):
        """Write the chart to ``path`` (``.svg`` or ``.png``) and its sentence beside it (``.txt``)."""
        path = Path(path)
        if path.suffix == ".svg":
            data = self.svg(theme).encode("utf-8")
        elif path.suffix == ".png":
            data = self.png(theme)
        else:
            raise UnknownNameError("picture format", path.suffix, [".svg", ".png"])
        path.write_bytes(data)
        path.with_suffix(".txt").write_text(
            f"{self.title}\n\n{self.sentence}\n\n{self.caption}\n", encoding="utf-8", newline="\n"
        )

    def html(self, theme=None):
        """The accessible figure: picture with alternative text, visible caption, and the rows drawn."""
        return (
            f'<figure data-sources="{" ".join(self.sources)}" data-tables="{" ".join(self.tables)}" '
            'style="margin:0 0 1em 0;max-width:960px">'
            f"{picture_html(self.png(theme), self.sentence)}"
            f'<figcaption style="font-size:0.92em;line-height:1.45">'
            f"<p><strong>In words.</strong> {html.escape(self.sentence)}</p>"
            f"<p>{html.escape(self.caption)}</p></figcaption></figure>"
            f"{rows_html(self._table)}"
        )

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {
            "text/plain": self.sentence,
            "text/html": self.html(),
            "image/png": base64.b64encode(self.still).decode("ascii"),
        }


class Backdrop:
    """What several pictures of one size have in common; it is rasterized once for all of them.

    Parameters
    ----------
    draw : callable
        ``draw(figure, colors)`` draws it on an empty Matplotlib figure.
    key : hashable
        Backdrops with the same key look the same.
    """

    def __init__(self, draw, key):
        self.draw = draw
        self.key = key

    def __eq__(self, other):
        return isinstance(other, Backdrop) and self.key == other.key

    def __hash__(self):
        return hash(self.key)


@lru_cache(maxsize=4)
def _backdrop_pixels(backdrop, height, theme, dpi):
    def draw():
        figure, colors = _empty(height), style.palette(theme)
        backdrop.draw(figure, colors)
        return _inked(figure, colors)

    with style.applied(theme):
        return _pixels(draw, dpi)


def _empty(height):
    figure = Figure(figsize=(WIDTH, height))
    margin = 1 / height
    figure.subplots_adjust(left=0.085, right=0.985, bottom=0.42 * margin, top=1 - 0.55 * margin, wspace=0.12)
    return figure


def _inked(figure, colors):
    # As a mark ochre and teal are dark enough; as a word they need their darker ink.
    for text in _shown_texts(figure):
        for role in ("ochre", "teal"):
            if text.get_color() == colors[role]:
                text.set_color(colors[f"{role}_ink"])
    return figure


def _pixels(draw, dpi):
    """What a figure, made by ``draw()``, looks like, as an RGBA image."""
    from PIL import Image

    with _collected_after():
        figure = draw()
        figure.set_dpi(dpi)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        image = Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba()).copy()
        # A figure and its canvas hold each other, so the pixels would outlive the chart.
        canvas.renderer = None
        del figure, canvas
    return image


@contextmanager
def _collected_after():
    """Collect garbage after the block, not within it, and only what the block has made.

    Python would otherwise look through all that a kernel holds, more than once for each picture.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.collect(0)
        if enabled:
            gc.enable()


def _shown_texts(artist):
    """Every text of a figure; the tick labels of an axis that is not shown would be made only to be lost."""
    if isinstance(artist, Text):
        yield artist
    elif not isinstance(artist, Axis) or (artist.get_visible() and artist.axes.axison):
        for child in artist.get_children():
            yield from _shown_texts(child)


def _packed(picture, theme):
    buffer = io.BytesIO()
    fixed = picture.quantize(palette=_palette(theme), dither=0)
    fixed.save(buffer, "PNG", compress_level=6)
    return buffer.getvalue()


@cache
def _palette(theme):
    """The house colors and their blends with the paper: one palette, so that a color never shifts."""
    from PIL import Image

    paper, *others = blends(style.palette(theme))
    chosen = [paper]
    for blend in others:
        # Pillow looks colors up a little coarsely: a blend too near the paper would tint it.
        if apart(blend, paper) > 8 and all(apart(blend, other) > SAME for other in chosen):
            chosen.append(blend)
    flat = [channel for color in chosen[:256] for channel in color]
    palette = Image.new("P", (1, 1))
    palette.putpalette(flat + list(paper) * (256 - len(chosen[:256])))
    return palette


def blends(colors):
    """The paper of a theme, then each of its colors blended with the paper, strongest first.

    ``colors`` is a palette of :mod:`sinosoviet.style`. Each color of the list is an ``(r, g, b)``
    of 0 to 255, and stands at the same place for every theme.
    """
    paper = rgb(colors["paper"])
    return [paper] + [
        tuple(round(p + (c - p) * step / _BLENDS) for c, p in zip(rgb(color), paper, strict=True))
        for color in colors.values()
        for step in range(_BLENDS, 0, -1)
    ]


def apart(one, other):
    """Largest difference between two ``(r, g, b)`` colors in any channel."""
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


def rgb(color):
    """``#rrggbb`` as ``(r, g, b)`` of 0 to 255."""
    return tuple(int(color[at : at + 2], 16) for at in (1, 3, 5))


def picture_html(png, sentence):
    """An ``<img>`` that carries a PNG picture and its sentence as alternative text."""
    return (
        f'<img alt="{html.escape(sentence)}" '
        'style="display:block;width:100%;height:auto" '
        f'src="data:image/png;base64,{base64.b64encode(png).decode("ascii")}">'
    )


def rows_html(table):
    """The rows of a chart as a table that opens on request."""
    shown = table.head(_LONGEST_TABLE)
    more = "" if len(shown) == len(table) else f", the first {len(shown)} of them here"
    body = shown.to_html(index=False, border=0, na_rep="", float_format=lambda v: f"{v:,.6g}")
    rows = "row drawn" if len(table) == 1 else f"{len(table)} rows drawn"
    return f"<details><summary>The {rows}{more}</summary>{body}</details>"


_PROLOGUE = re.compile(r"\A.*?(?=<svg)", re.DOTALL)
_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)
_BLANK = re.compile(r">\s+<")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def _compact(svg):
    for pattern, replacement in ((_PROLOGUE, ""), (_METADATA, ""), (_COMMENT, ""), (_BLANK, "><")):
        svg = pattern.sub(replacement, svg)
    return svg.replace("\n", " ").strip() + "\n"
