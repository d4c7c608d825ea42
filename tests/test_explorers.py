"""Explorers: one bundle for a kernel, a page without one, and paper."""

import re

import pytest

from sinosoviet import explorers
from sinosoviet.charts.claims import TOPICS
from sinosoviet.errors import RangeError, UnknownNameError
from sinosoviet.explorers.explorer import Explorer
from tests.test_charts import Page


@pytest.fixture(scope="module")
def explorer():
    return explorers.alliance_year()


def frames(explorer):
    return explorer.widget.children[2]


def test_the_bundle_has_sentence_still_and_live_view(explorer):
    bundle = explorer._repr_mimebundle_()
    assert set(bundle) == {
        "text/plain",
        "text/html",
        "image/png",
        "application/vnd.jupyter.widget-view+json",
    }
    for year, chart in explorer.states.items():
        assert f"{year}: {chart.sentence}" in bundle["text/plain"]
    assert Page(bundle["text/html"]).images[0]["alt"] == explorer.chart.sentence


def test_control_and_pictures_are_linked_in_the_browser(explorer):
    control, stack = explorer.widget.children[1:]
    assert control.description == "Year"
    assert list(control.options) == list(explorer.states)
    assert control.index == stack.selected_index == list(explorer.states).index("1950")
    assert len(stack.children) == len(explorer.states)


def test_every_state_has_its_own_picture_and_description(explorer):
    pages = [Page(frame.value) for frame in frames(explorer).children]
    alternatives = [page.images[0]["alt"] for page in pages]
    assert alternatives == [chart.sentence for chart in explorer.states.values()]
    assert len({page.images[0]["src"] for page in pages}) == len(pages)


def test_the_state_stays_small(explorer):
    size = sum(len(frame.value) for frame in frames(explorer).children)
    assert size < 60_000 * len(explorer.states)


def test_showing_it_twice_makes_one_widget(explorer):
    assert explorer._repr_mimebundle_()["text/plain"] == repr(explorer)
    assert explorer.widget is explorer.widget


@pytest.mark.parametrize("start", [1948, 1956, "1950", None, 1950.5])
def test_a_year_outside_the_alliance_names_the_range(start):
    with pytest.raises(RangeError, match="1949 to 1955"):
        explorers.alliance_year(start)


def test_many_states_get_a_list_whose_label_names_it(explorer):
    chart = explorer.chart
    many = Explorer("Years.", "Year", {str(year): chart for year in range(1949, 1970)}, "1950")
    assert type(many.widget.children[1]).__name__ == "Dropdown"
    assert many.widget.children[1].description == "Year"


def test_one_state_is_no_choice(explorer):
    with pytest.raises(ValueError, match="two states"):
        Explorer("One.", "Year", {"1950": explorer.chart}, "1950")


def test_an_unknown_start_names_the_choices(explorer):
    states = {"a": explorer.chart, "b": explorer.chart}
    with pytest.raises(UnknownNameError, match="a, b"):
        Explorer("Two.", "Letter", states, "c")


def test_all_explorers_are_in_the_catalog():
    public = {name for name in explorers.__all__ if re.fullmatch("[a-z_]+", name)}
    assert public == {make.__name__ for make in explorers.CATALOG.values()}


def test_numbers_that_disagree_names_its_topics():
    explorer = explorers.numbers_that_disagree("Grain of 1958")
    assert list(explorer.states) == list(TOPICS)
    assert "375" in explorer.chart.sentence
    with pytest.raises(UnknownNameError, match="Famine deaths"):
        explorers.numbers_that_disagree("Rain")


@pytest.mark.parametrize(
    ("make", "choices"),
    [
        (explorers.party_map, ["1964", "1966", "1969"]),
        (
            explorers.break_by_rule,
            [
                *("Doctrine", "Rivals", "Neutrality", "Words", "People", "Guns"),
                *("Trade", "Border", "Party", "Blood", "Treaty", "Votes"),
            ],
        ),
        (
            explorers.un_words,
            ["hegemony", "social-imperialism", "superpower", "Third World", "non-aligned"],
        ),
    ],
)
def test_maps_and_words_have_a_picture_for_every_choice(make, choices):
    explorer = make()
    assert list(explorer.states) == choices
    pages = [Page(frame.value) for frame in frames(explorer).children]
    assert len({page.images[0]["src"] for page in pages}) == len(choices)
    with pytest.raises(UnknownNameError, match=f"(?i){choices[0]}"):
        make("nothing")
