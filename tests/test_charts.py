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
from sinosoviet.charts import alliance, breaks, signs
from sinosoviet.charts.claims import TOPICS
from sinosoviet.charts.events import decimal_year, rows_between
from sinosoviet.charts.marks import spans
from sinosoviet.dates import in_words
from sinosoviet.errors import CourseError, RangeError, UnknownNameError
from tests.conftest import clear_caches
from tests.test_style import contrast

VARIANTS = {
    **charts.CATALOG,
    **{f"claims-{topic}": lambda topic=topic: charts.claims(topic) for topic in TOPICS},
    **{
        f"break-{criterion}": lambda criterion=criterion: charts.break_by_rule(criterion)
        for criterion in breaks.rules()["criterion"]
    },
    "crises-1950-1964": lambda: charts.crises(1950, 1964),
    "crises-1968-1982": lambda: charts.crises(1968, 1982),
    "silence-1946-1991": lambda: charts.silence(1946, 1991),
    "silence-1965-1975": lambda: charts.silence(1965, 1975),
    **{f"triangles-{start}": lambda start=start: signs.triangles(start) for start in signs.STARTS},
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


def test_papers_of_the_time_put_beijing_on_both_sides_of_hungary_in_one_day():
    chart = charts.hungary()
    day = chart.table[(chart.table["date"] == "1956-10-30") & (chart.table["capital"] == "beijing")]
    assert set(day.loc[day["written"] == "same day", "position"]) == {"withdraw", "force"}
    assert "papers of the time alone do so for Beijing on 30 October." in chart.sentence


def test_cooperatives_keep_teams_and_cooperatives_apart():
    table = charts.cooperatives().table
    year = table[table["date"].str.startswith("1955")].groupby("what was counted")["percent of households"]
    assert year.min()["in cooperatives"] == 14.2
    assert year.max()["organized in some way, teams included"] == 60


def test_an_unknown_word_names_the_known_ones():
    with pytest.raises(UnknownNameError, match="peaceful coexistence, imperialism, nuclear"):
        charts.un_word("friendship")


def test_the_index_peaks_in_the_year_of_most_deaths():
    power = charts.leap().table.set_index("year")["share of world capabilities (%)"]
    deaths = charts.death_rates().table.set_index("year")["reconstructed (per 1,000)"]
    assert power.idxmax() == deaths.idxmax() == 1960


def test_the_claim_of_1958_is_nearly_twice_the_later_number():
    assert "1.9 times as much" in charts.grain().sentence


def test_every_topic_of_claims_has_rivals_and_a_limit():
    for topic in TOPICS:
        chart = charts.claims(topic)
        assert len(chart.table) >= 3
        assert chart.table["unit"].nunique() == 1 or topic == "Specialists in all"
        assert "do not add them" in chart.sentence
    with pytest.raises(UnknownNameError, match="Famine deaths"):
        charts.claims("rainfall")


def test_no_aggregate_stands_beside_the_authors_it_sums_up():
    names = set(charts.claims("Famine deaths").table["who says so"])
    assert "Cao 2005" in names
    assert not any("Peng, Coale" in name or "Yao; Houser" in name for name in names)


def test_silence_tells_a_missing_speech_from_a_name_not_spoken():
    rows = charts.silence().table
    soviet = rows[rows["state"] == "USSR"].set_index("year")["times China is named"]
    assert 1970 not in soviet.index
    assert soviet[1969] == 0
    assert "No Soviet speech is in the corpus for 1970" in charts.silence().sentence


def test_mentions_count_the_quarrel_and_not_the_bloc():
    chart = charts.mentions()
    assert len(chart.table) == 49
    assert "1963: Britain, Cyprus and Nepal" in chart.sentence
    assert "Of the 1,590 speeches of 1956–1972, 18 speak" in chart.sentence


def test_recipients_keep_their_zeros(data_copy):
    before = charts.recipients()
    assert before.table["year"].tolist() == list(range(1950, 1971))
    assert "in 1961, 1962 and 1963 none" in before.sentence
    path = data_copy / "arms_orders.csv"
    path.write_text(
        re.sub(r"^(USSR,India,1962),.*$", r"\1,99", path.read_text("utf-8"), flags=re.MULTILINE),
        encoding="utf-8",
    )
    clear_caches()
    assert "3,486 in 1962" not in charts.recipients().sentence


def test_moscow_never_votes_against_seating_beijing(data_copy):
    before = charts.seat_votes()
    assert "never against" in before.sentence
    assert list(before.table["votes on Beijing's side"])[-1] == 76
    path = data_copy / "un_seat_votes.csv"
    path.write_text(
        re.sub(r"^(1190,.*),76,35,17,", r"\1,71,40,17,", path.read_text("utf-8"), flags=re.MULTILINE),
        encoding="utf-8",
    )
    clear_caches()
    assert "to 71 in 1971, against 40" in charts.seat_votes().sentence


def test_the_two_chinas_are_never_one_line():
    table = charts.un_agreement().table
    assert table["year"].min() == 1971
    assert table["same vote as Vietnam (%)"].first_valid_index() == list(table["year"]).index(1977)


def test_a_triangle_is_balanced_by_the_product_of_its_signs():
    table = charts.triangles().table.set_index("window")
    assert table.loc["1949–1952", "with Washington"] == "balanced"
    assert table.loc["1969–1972", "with Washington"] == "unbalanced"
    assert table.loc["1977–1980", "with Washington"] == "open"
    assert table.loc["1977–1980", "with Hanoi"] == "balanced"
    assert "With Hanoi: Hanoi and Moscow friends" in charts.triangles(1977).sentence


def test_the_war_of_china_and_vietnam_is_no_dispute_with_moscow():
    table = charts.paper_and_reality().table
    assert not table["what"].str.contains("3007").any()
    assert table["what"].str.startswith("Dispute").sum() == 26


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (lambda: charts.party_map(1970), "1964, 1966, 1969"),
        (lambda: charts.un_words("peace"), "hegemony, social-imperialism"),
    ],
)
def test_a_year_without_a_map_or_a_word_not_counted_names_the_choices(make, named):
    with pytest.raises(UnknownNameError, match=named):
        make()


def test_albania_votes_leaves_out_the_session_with_one_roll_call():
    table = charts.albania_votes().table
    row = table[(table["State"] == "Albania") & (table["Year the session opened"] == 1964)].iloc[0]
    assert row["Shared roll calls"] == 1
    assert pd.isna(row["Same vote (%)"])


def test_a_party_map_has_one_mark_a_state():
    for year in (1964, 1966, 1969):
        assert charts.party_map(year).table["iso3"].is_unique


def test_one_obstacle_of_four_lanes_had_gone_when_the_leaders_met():
    chart = charts.obstacles()
    assert "1 lane had ended: Soviet troops in Afghanistan (15 February 1989)" in chart.sentence
    left = chart.table[chart.table["what"] == "the last leave"].set_index("lane")["date"]
    assert (left < "1989-05-16").sum() == 1
    assert len(left) == chart.table["lane"].nunique() - 1


def test_five_years_of_trade_are_summed_from_the_years():
    table = charts.trade_plans().table
    value = table.columns[2]
    years = table[(table["who says so"] == "Correlates of War") & (table["kind"] == "outcome")]
    years = years.set_index("year")[value].astype(float)
    sums = table[table["kind"] == "outcome, sum"].set_index("year")[value].astype(float)
    assert sums["1986–1990"] == years.loc["1986":"1990"].sum()


def test_the_border_falls_silent_after_1986():
    chart = charts.border_quiet()
    assert chart.table.loc[chart.table["total"] > 0, "year"].max() == 1986
    assert "1987 to 1991 have none" in chart.sentence


def test_every_rule_of_the_break_has_its_date_in_the_sentence():
    for rule in breaks.rules().itertuples():
        chart = charts.break_by_rule(rule.criterion)
        given = isinstance(rule.date, str)
        assert (in_words(rule.date) if given else "No such session") in chart.sentence
        assert rule.rule[1:] in chart.sentence
        near = chart.sentence.count("within a year of it")
        assert near == given
    with pytest.raises(UnknownNameError, match="doctrine, rivals"):
        charts.break_by_rule("weather")


def test_a_dating_is_near_within_a_year():
    sentence = charts.break_by_rule("words").sentence
    assert "Richard Lowenthal (1961)" in sentence
    assert "Lorenz Lüthi" not in sentence


@pytest.mark.parametrize(
    ("years", "words"),
    [([1979], "1979"), ([1970, 1971, 1979], "1970–1971 and 1979"), ([1, 3, 4, 6], "1, 3–4 and 6")],
)
def test_years_in_words_join_only_neighbors(years, words):
    assert spans(years) == words
