"""Evidence, explanations and readings: links, limits, and numbers that other tables must bear out."""

import re

import pytest

from sinosoviet import charts, pages, tables

EVIDENCE = tables.load("evidence")
EXPLANATIONS = tables.load("explanations")
READINGS = tables.load("evidence_readings")
LIMITS = [
    (EVIDENCE, "statement", 35),
    (EVIDENCE, "reliability_why", 25),
    (EXPLANATIONS, "claim", 30),
    (EXPLANATIONS, "counts_for", 35),
    (EXPLANATIONS, "counts_against", 35),
    (READINGS, "why", 25),
]


def ids(name):
    return set(tables.load(name)["id"])


def statement(name):
    return EVIDENCE.set_index("id").loc[name, "statement"]


@pytest.mark.parametrize(("frame", "column", "longest"), LIMITS, ids=[limit[1] for limit in LIMITS])
def test_texts_stay_short(frame, column, longest):
    assert frame[column].str.split().str.len().max() <= longest


def test_four_older_and_four_newer_explanations():
    assert EXPLANATIONS["school"].tolist() == ["older"] * 4 + ["newer"] * 4
    assert EXPLANATIONS["label"].is_unique


def test_each_explanation_is_told_from_its_neighbor():
    assert EXPLANATIONS["counts_for"].str.contains(r"\bUnlike ").all()


def test_historians_behind_explanations_and_profiles_are_known():
    named = {name for cell in EXPLANATIONS["historians"] for name in cell.split(";")}
    assert named | set(READINGS["profile"]) <= ids("historians")


@pytest.mark.parametrize(
    ("column", "known"),
    [
        ("event_id", ids("events")),
        ("document_id", ids("documents")),
        ("chart", set(charts.CATALOG)),
        ("page", set(pages.names())),
    ],
    ids=["event_id", "document_id", "chart", "page"],
)
def test_links_of_the_evidence_lead_somewhere(column, known):
    assert set(EVIDENCE[column].dropna()) <= known


def test_the_evidence_is_dated_in_order_and_dense_where_the_quarrel_grew():
    assert len(EVIDENCE) == 40
    assert EVIDENCE["date"].is_monotonic_increasing
    ended = EVIDENCE.dropna(subset=["date_end"])
    assert (ended["date"] < ended["date_end"]).all()
    assert EVIDENCE["date"].between("1956", "1970").sum() >= 28


def test_the_evidence_is_of_every_kind_and_reliability():
    kinds = EVIDENCE["kind"].value_counts()
    assert kinds[["document", "figure", "silence"]].min() >= 3
    assert set(EVIDENCE["reliability"]) == {"high", "medium", "low"}
    assert EVIDENCE["page"].nunique() == 8


def test_readings_point_to_evidence_and_explanations_once():
    assert set(READINGS["evidence_id"]) <= set(EVIDENCE["id"])
    assert set(READINGS["explanation_id"]) == set(EXPLANATIONS["id"])
    assert not READINGS.duplicated(["profile", "evidence_id", "explanation_id"]).any()
    assert READINGS["profile"].value_counts().between(8, 25).all()


def test_profiles_differ():
    cells = READINGS.groupby(["evidence_id", "explanation_id"])["mark"]
    opposed = cells.agg(lambda marks: marks.min() < 0 < marks.max())
    assert opposed.sum() >= 3


def test_the_biography_counts_the_readings_as_they_are():
    text = (tables.folder() / "biographies" / "evidence_readings.md").read_text(encoding="utf-8")
    for basis, number in READINGS["basis"].value_counts().items():
        assert re.search(rf"In {number} rows [^.:]*: `{basis}`", text)


def test_numbers_in_statements_are_those_of_their_tables():
    orders = tables.load("arms_orders").query("supplier == 'USSR' and recipient == 'China'")
    by_year = orders.set_index("order_year")["tiv_million"].round()
    for year in (1954, 1955):
        assert f"{by_year[year]:,.0f} " in statement("arms-orders-collapse")
    votes = charts.seat_votes().sentence
    assert "for Beijing in 19 of 19 years" in votes
    assert "In 19 yearly roll calls" in statement("moscow-votes-for-beijing")
    speeches = tables.load("un_speeches").query("country_iso3 == 'RUS'").set_index("year")
    assert speeches.loc[[1958, 1960, 1969], "china"].tolist() == [58, 3, 0]
    assert "58 times in 1958, three times in 1960, never in 1969" in statement("silence-at-the-un")
    assert tables.load("border_events").query("total > 0")["year"].min() == 1964
    assert "before 1964" in statement("no-armed-incident")
    figures = tables.load("disputed_figures").set_index("id")
    early, late = figures.loc["soviet-divisions-1965"], figures.loc["soviet-divisions-1970"]
    low, high = late[["value_low", "value_high"]]
    told = f"from {early['value_low']:.0f} before 1965 to {low:.0f}–{high:.0f} in 1970"
    assert told in statement("divisions-on-the-border")
