"""The charts of the brink: what their sentences say, and what they are told when asked for too much."""

import pytest

from sinosoviet import charts, explorers
from sinosoviet.errors import CourseError, RangeError
from tests import test_charts as shared
from tests.conftest import clear_caches

VARIANTS = {f"border-{year}": lambda year=year: charts.border_year(year) for year in range(1964, 1970)}
every_variant = pytest.mark.parametrize("make", VARIANTS.values(), ids=VARIANTS)


@every_variant
def test_each_variant_reads_like_the_others(make):
    shared.test_a_chart_travels_with_its_sentence(make)
    shared.test_the_sentence_says_kind_range_and_limit(make)
    shared.test_sources_and_tables_exist(make)
    shared.test_no_word_is_cut_off_or_printed_over_another(make)


def test_every_event_is_drawn_once_and_a_zero_is_explained():
    chart = charts.border_events()
    assert chart.table["total"].sum() == 145
    assert "None is recorded in 1970–1973, 1975–1976, 1981–1985 and 1987–1991:" in chart.sentence
    assert "not that nothing happened" in chart.sentence


def test_every_year_without_events_is_named(data_copy):
    path = data_copy / "border_events.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    lines = ["1980,0,0,0,0,0,0\n" if line.startswith("1980") else line for line in lines]
    lines = ["1975,0,1,0,1,1,0\n" if line.startswith("1975") else line for line in lines]
    path.write_text("".join(lines), encoding="utf-8")
    clear_caches()
    assert "in 1970–1973, 1976, 1980–1985 and 1987–1991:" in charts.border_events().sentence


def test_one_kind_of_event_looks_the_same_on_both_charts():
    def looks(chart):
        bars = [bar for bar in chart.figure().axes[0].patches if bar.get_height() == 21]
        return {(bar.get_facecolor(), bar.get_hatch()) for bar in bars}

    force = looks(charts.border_events())
    assert len(force) == 1
    assert force == looks(charts.border_quiet())


def test_the_zero_of_the_coders_is_not_a_count():
    chart = charts.zhenbao_losses()
    zero = chart.table[chart.table["high"] == 0]
    assert list(zero["who counts"]) == ["MIE coders, 2 March"]
    assert "can mean not coded" in chart.sentence


def test_two_teams_disagree_on_the_deaths_of_1969_only():
    chart = charts.dispute_codings()
    table = chart.table.set_index(["dispute", "team"])
    assert table.loc[(349, "MID"), "Chinese deaths"] == "101–250"
    assert table.loc[(349, "GML"), "Chinese deaths"] == "26–100"
    assert "On deaths they differ for 1 dispute." in chart.sentence


def test_forces_are_points_with_their_makers():
    table = charts.border_forces().table
    assert set(table["side"]) == {"Soviet", "Chinese"}
    assert table["who counts"].notna().all()


def test_the_count_for_the_time_before_1965_is_not_put_in_1965():
    chart = charts.border_forces()
    assert chart.table.loc[chart.table["year"] < 1965, "who counts"].tolist() == ["CIA"]
    assert "from 15 (CIA, before 1965) to 13 (GlobalSecurity, 1965)" in chart.sentence
    assert "13 in 1965 to 41 in 1970" in chart.sentence


def test_a_missing_row_of_the_dead_is_named(data_copy):
    path = data_copy / "border_clashes.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "mie-349-60" not in line), encoding="utf-8")
    clear_caches()
    with pytest.raises(CourseError, match="mie-349-60"):
        charts.zhenbao_losses()


@pytest.mark.parametrize(
    ("call", "allowed"),
    [
        (lambda: charts.border_year(1963), "1964 to 1969"),
        (lambda: charts.border_year("1969"), "1964 to 1969"),
        (lambda: explorers.border_year(1970), "1964 to 1969"),
    ],
)
def test_out_of_range_names_the_range(call, allowed):
    with pytest.raises(RangeError, match=allowed):
        call()


def test_the_explorer_has_a_picture_for_each_year():
    explorer = explorers.border_year()
    assert list(explorer.states) == [str(year) for year in range(1964, 1970)]
    assert explorer.start == "1969"
    assert explorer.sentence.count("Map of the border in") == 6
