"""Charts: sentences computed from rows, pictures that read, files that never change by themselves."""

import base64
import io
import itertools
import re
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from PIL import Image

from sinosoviet import charts, sources, style, tables
from sinosoviet.charts import alliance
from sinosoviet.charts.events import decimal_year, rows_between
from sinosoviet.errors import CourseError, RangeError, UnknownNameError
from tests.conftest import clear_caches
from tests.test_style import contrast

VARIANTS = {
    **charts.CATALOG,
    "timeline-1949-1965": lambda: charts.timeline(1949, 1965),
    "timeline-1985-1991": lambda: charts.timeline(1985, 1991),
    "warheads-1964": lambda: charts.warheads(1964),
    "warheads-1991": lambda: charts.warheads(1991),
    **{
        f"alliance-{year}": lambda year=year: alliance.alliance_year(year)
        for year in range(alliance.FIRST, alliance.LAST + 1)
    },
}
every_chart = pytest.mark.parametrize("make", VARIANTS.values(), ids=VARIANTS)


class Page(HTMLParser):
    """What a reader's browser finds in a chart's HTML."""

    def __init__(self, text):
        super().__init__()
        self.images, self.text = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        if tag == "img":
            self.images.append(dict(attributes))

    def handle_data(self, data):
        self.text.append(data.strip())


@every_chart
def test_a_chart_travels_with_its_sentence(make):
    chart = make()
    bundle = chart._repr_mimebundle_()
    assert bundle["text/plain"] == chart.sentence == repr(chart)
    page = Page(bundle["text/html"])
    assert [image["alt"] for image in page.images] == [chart.sentence]
    assert chart.sentence in page.text
    assert chart.caption in page.text
    assert Image.open(io.BytesIO(base64.b64decode(bundle["image/png"]))).width > 600


@every_chart
def test_the_sentence_says_kind_range_and_limit(make):
    chart = make()
    assert 25 <= len(chart.sentence.split()) <= 190
    assert re.search(r"\b(19[4-9]\d)\b", chart.sentence)
    assert "nan" not in chart.sentence.lower().split()
    assert "  " not in chart.sentence
    assert chart.sentence.endswith(".")


@every_chart
def test_sources_and_tables_exist(make):
    chart = make()
    assert chart.sources and chart.tables
    for key in chart.sources:
        sources.entry(key)
    assert set(chart.tables) <= set(tables.names())
    assert len(chart.table) > 0


@every_chart
def test_no_word_is_cut_off_or_printed_over_another(make):
    chart = make()
    with style.applied("light") as colors:
        figure = chart._figure(colors)
        figure.set_dpi(100)
        FigureCanvasAgg(figure).draw()
        renderer = figure.canvas.get_renderer()
        words = [
            (text.get_text(), text.get_window_extent(renderer))
            for axes in figure.axes
            for text in _texts(axes)
            if text.get_visible() and text.get_text().strip()
        ]
        frame = figure.bbox
    for word, box in words:
        inside = box.x0 >= -1 and box.y0 >= -1 and box.x1 <= frame.x1 + 1 and box.y1 <= frame.y1 + 1
        assert inside, f"{word!r} is cut off: {box} in {frame}"
    for (one, box), (other, second) in itertools.combinations(words, 2):
        wide = min(box.x1, second.x1) - max(box.x0, second.x0)
        high = min(box.y1, second.y1) - max(box.y0, second.y0)
        assert wide <= 2 or high <= 3, f"{one!r} is printed over {other!r}"


@every_chart
@pytest.mark.parametrize("theme", style.themes())
def test_every_word_stands_out_from_what_it_stands_on(make, theme):
    with style.applied(theme) as colors:
        figure = make()._figure(colors)
        figure.set_dpi(100)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        pixels = np.asarray(canvas.buffer_rgba())[::-1, :, :3]
        for axes in figure.axes:
            for text in _texts(axes):
                if text.get_visible() and text.get_text().strip():
                    ground = _ground(pixels, text.get_window_extent(), to_hex(text.get_color()))
                    ratio = contrast(to_hex(text.get_color()), ground)
                    assert ratio >= 4.4, f"{text.get_text()!r} on {ground} has a contrast of {ratio:.1f}"


def _ground(pixels, box, ink):
    """The color that most of a word's box has, other than the word's own."""
    left, bottom, right, top = (round(edge) for edge in box.extents)
    around = pixels[max(bottom, 0) : top, max(left, 0) : right].reshape(-1, 3)
    colors, counts = np.unique(around, axis=0, return_counts=True)
    for color in colors[np.argsort(-counts)]:
        found = "#" + "".join(f"{channel:02x}" for channel in color)
        if found != ink:
            return found
    return ink


def _texts(axes):
    yield from axes.texts
    yield axes.title
    yield axes._left_title
    if axes.axison:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            yield axis.label
            for tick in axis.get_major_ticks():
                if low <= tick.get_loc() <= high:
                    yield tick.label1
    if axes.get_legend():
        yield from axes.get_legend().get_texts()


@every_chart
@pytest.mark.parametrize("theme", style.themes())
def test_the_same_data_give_the_same_bytes(make, theme):
    first, second = make(), make()
    assert first.svg(theme) == second.svg(theme)
    assert first.png(theme) == second.png(theme)
    assert not re.search(r"<dc:date>|Matplotlib v", first.svg(theme))


def test_light_and_dark_differ_and_leave_the_readers_settings_alone():
    import matplotlib

    before = dict(matplotlib.rcParams)
    chart = charts.warheads()
    assert chart.png("light") != chart.png("dark")
    assert dict(matplotlib.rcParams) == before
    with pytest.raises(UnknownNameError, match="dark, light"):
        chart.png("sepia")


def test_the_table_is_the_readers_own():
    chart = charts.warheads()
    mine = chart.table
    mine.iloc[:, 1] = -1
    assert (chart.table.iloc[:, 1] >= 0).all()


def test_save_writes_picture_and_sentence(tmp_path):
    chart = charts.warheads()
    for suffix in (".svg", ".png"):
        chart.save(tmp_path / f"chart{suffix}")
        assert (tmp_path / f"chart{suffix}").stat().st_size > 5000
        assert chart.sentence in (tmp_path / "chart.txt").read_text(encoding="utf-8")
    with pytest.raises(UnknownNameError, match=r"\.svg, \.png"):
        chart.save(tmp_path / "chart.pdf")


@pytest.mark.parametrize(
    ("table", "column", "make"),
    [
        ("arms_orders", "tiv_million", charts.arms_orders),
        ("warheads", "warheads", charts.warheads),
        ("capabilities", "capability_index", charts.capabilities),
        ("trade", "value", charts.trade),
    ],
)
def test_a_changed_number_changes_what_is_drawn_and_listed(data_copy, table, column, make):
    before = make()
    path = data_copy / f"{table}.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    chosen = frame.index[
        frame.astype(str).agg(" ".join, axis=1).str.contains("USSR|turnover")
        & frame.astype(str).agg(" ".join, axis=1).str.contains("China|1969|1957|dollars")
        & (frame[column] != "0")
        & (frame[column] != "")
    ]
    row = chosen[len(chosen) // 2]
    frame.loc[row, column] = str(float(frame.loc[row, column]) * 1.5)
    if table == "warheads":
        frame.loc[row, column] = str(int(float(frame.loc[row, column])))
    frame.to_csv(path, index=False, lineterminator="\n")
    clear_caches()
    assert make()._repr_mimebundle_()["text/html"] != before._repr_mimebundle_()["text/html"]
    assert not make().table.equals(before.table)


def test_the_sentence_of_arms_orders_is_computed(data_copy):
    path = data_copy / "arms_orders.csv"
    before = charts.arms_orders().sentence
    assert "21,299 million, 81 percent of the 26,400 million" in before
    path.write_text(
        re.sub(r"^(USSR,China,1954),.*$", r"\1,14", path.read_text("utf-8"), flags=re.MULTILINE),
        encoding="utf-8",
    )
    clear_caches()
    after = charts.arms_orders().sentence
    assert "15,099 million" in after


def test_four_totals_of_the_loans_are_one_sum_and_one_is_not():
    table = charts.loans().table
    apart = table["who says so"].str.startswith("Zhou")
    dollars = table["million US dollars at the official rate"]
    assert apart.sum() == 1
    assert dollars[~apart].max() / dollars[~apart].min() < 1.01
    assert dollars[apart].iloc[0] / dollars[~apart].min() < 0.8
    printed = table["millions, as printed"]
    assert printed[~apart].max() / printed[~apart].min() > 4


def test_trade_leaves_gaps_open():
    chart = charts.trade()
    years = set(chart.table["year"])
    assert not years & set(range(1960, 1968))
    assert "1960–1967" in chart.sentence


@pytest.mark.parametrize(
    ("call", "allowed"),
    [
        (lambda: charts.warheads(1963), "1964 to 1991"),
        (lambda: charts.warheads("soon"), "1964 to 1991"),
        (lambda: charts.warheads(True), "1964 to 1991"),
        (lambda: charts.trade(1800), "1949 to 1988"),
        (lambda: charts.trade(1949, 1950), "1952 to 1991"),
        (lambda: charts.capabilities(1991), "1949 to 1988"),
        (lambda: charts.timeline(1990, 1989), "1991 to 1991"),
        (lambda: alliance.alliance_year(1956), "1949 to 1955"),
    ],
)
def test_out_of_range_names_the_range(call, allowed):
    with pytest.raises(RangeError, match=allowed):
        call()


def test_an_unknown_map_names_the_known_ones():
    with pytest.raises(UnknownNameError, match="course, alliance"):
        charts.places("moon")
    assert issubclass(UnknownNameError, CourseError)


@pytest.mark.parametrize(
    ("date", "year"),
    [
        ("1950", 1950.5),
        ("1950-07-01", 1950.5),
        ("1950-01-01", 1950.0),
        ("1950-07", 1950 + 6 / 12 + 14 / 365),
    ],
)
def test_dates_of_any_precision_have_a_place(date, year):
    assert decimal_year(date) == pytest.approx(year)


def test_events_fall_in_the_years_asked_for():
    rows = rows_between(1950, 1950)
    assert set(rows["date"].str[:4]) == {"1950"}
    assert rows["when"].is_monotonic_increasing
