"""The data package: descriptors, keys, totals, and the traps that must stay caught."""

import re
from itertools import pairwise

import pandas as pd
import pytest
from frictionless import Package

from sinosoviet import dictionary, quiz, sources, tables
from sinosoviet.charts.timeline import PHASES
from sinosoviet.pages.check import check_quiz
from tests.conftest import stray_marks

KEY_COLUMN = re.compile(r"(^|_)key(_\d)?$")
BIOGRAPHY_SECTIONS = [
    "Who counted",
    "Why they might have miscounted",
    "What an empty cell or a zero means",
    "What was changed here",
    "How to fetch the original",
    "Licence and citation",
]
RESOURCES = tables.package()["resources"]


def test_the_package_validates():
    report = Package(str(tables.folder() / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "note"])[:10]


def test_every_file_is_described_and_every_description_has_a_file():
    files = {path.name for ending in ("csv", "geojson") for path in tables.folder().glob(f"*.{ending}")}
    assert files == {resource["path"] for resource in RESOURCES}


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource["path"])
def test_every_table_has_a_biography_sources_and_a_licence(resource):
    text = (tables.folder() / resource["biography"]).read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == BIOGRAPHY_SECTIONS
    assert len(text.split()) >= 150
    for key in sources.cited_keys(text):
        sources.entry(key)
    assert resource["sources"]
    for source in resource["sources"]:
        sources.entry(source["key"])
    assert all(licence["title"] for licence in resource["licenses"])


@pytest.mark.parametrize("name", tables.names())
def test_every_column_is_described_with_type_unit_and_gaps(name):
    for field in tables.describe(name)["schema"]["fields"]:
        assert field["description"], field["name"]
        constraints = field.get("constraints", {})
        if not constraints.get("required"):
            assert field.get("gaps"), f"{field['name']} may be empty, and nothing says why"
        if field["type"] in ("number", "integer") and "unit" not in field:
            bounded = "enum" in constraints or "maximum" in constraints
            assert bounded, f"{field['name']} has neither a unit nor a range"


@pytest.mark.parametrize("name", tables.names())
def test_every_citation_key_in_a_table_resolves(name):
    frame = tables.load(name)
    for column in filter(KEY_COLUMN.search, frame.columns):
        for cell in frame[column].dropna():
            for key in cell.split(";"):
                sources.entry(key.strip())


@pytest.mark.parametrize("name", tables.names())
def test_ids_are_unique_and_stable(name):
    frame = tables.load(name)
    if "id" in frame:
        assert frame["id"].is_unique
        assert frame["id"].astype("str").str.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*").all()


def test_a_sourced_column_is_never_left_without_its_key():
    events = tables.load("events")
    for number in ("1", "2"):
        sourced = events[f"source_{number}"].notna()
        assert events.loc[sourced, f"source_{number}_key"].notna().all()
    assert events["source_1_key"].notna().all()


def test_evidence_ids_of_claims_resolve():
    known = {row for name in ("events", "disputed_figures", "trade") for row in tables.load(name)["id"]}
    assert set(tables.load("claims")["evidence_id"].dropna()) <= known


def test_the_twelve_statements_to_judge_are_a_fair_mix():
    chosen = tables.load("claims").dropna(subset=["set_place"])
    assert sorted(chosen["set_place"]) == list(range(1, 13))
    counts = chosen["verdict"].value_counts()
    assert counts["unverifiable"] >= 1
    assert counts.max() <= 3
    assert (counts.drop("unverifiable") >= 2).all()
    for _, rows in chosen.groupby("verdict"):
        places = sorted(rows["set_place"])
        assert all(b - a > 1 for a, b in pairwise(places)), "two of one verdict stand side by side"


def test_why_and_model_sentence_are_short_enough_to_read():
    claims = tables.load("claims")
    assert claims["why"].str.split().str.len().max() <= 60
    assert claims["correction"].str.split().str.len().max() <= 45
    assert not (claims["claim"] == claims["correction"]).any()


def test_events_of_the_rules_resolve_and_the_rules_are_short():
    breaks = tables.load("breaks")
    assert set(breaks["event_id"].dropna()) <= set(tables.load("events")["id"])
    for column, most in (("rule", 20), ("what", 30), ("counter", 25)):
        assert breaks[column].str.split().str.len().max() <= most


def _computed_breaks():
    orders = tables.load("arms_orders")
    orders = orders[(orders["supplier"] == "USSR") & (orders["recipient"] == "China")]
    yield "guns", orders.loc[orders["tiv_million"] == 0, "order_year"].min()

    bought = tables.load("trade").query("flow == 'china_imports_from_ussr'").sort_values("year")
    best = bought["value"].cummax().shift()
    yield "trade", bought.loc[bought["value"] < best / 2, "year"].min()

    events = tables.load("border_events")
    yield "border", events.loc[events["uses_of_force"] > 0, "year"].min()

    lists = tables.load("rivalries").query("state_1 == 'USSR' and state_2 == 'China'")
    assert set(lists["list"]) == {"TD", "TSS"}
    yield "rivals", lists["year_start"].max()

    promises = tables.load("obligations").query("state_1 == 'USSR' and state_2 == 'China'")
    yield "treaty", promises.loc[promises["obligation"] == "defense", "year_last"].max()

    votes = tables.load("un_votes").query("reference == 'USSR' and partner == 'China (PRC)'")
    yield "votes", votes.loc[votes["n_opposite"] > votes["n_same"], "year"].min()


@pytest.mark.parametrize(("criterion", "year"), list(_computed_breaks()))
def test_a_computed_rule_gives_the_date_in_its_row(criterion, year):
    rule = tables.load("breaks").set_index("criterion").loc[criterion]
    if criterion == "votes":
        assert pd.isna(year)
        assert pd.isna(rule["date"])
    else:
        assert rule["date"][:4] == str(int(year))


def test_a_rule_with_a_day_has_the_day_of_its_event():
    events = tables.load("events").set_index("id")["date"]
    # The letter is dated a day before it was broadcast; the articles cover a month.
    for rule in tables.load("breaks").dropna(subset=["date", "event_id"]).itertuples():
        same = events[rule.event_id].startswith(rule.date)
        assert same or rule.criterion == "party"


def test_names_have_their_diacritics():
    plain = re.compile(r"\b(Luthi|Dikotter|Gomulka|Vamos|Micunovic|Ceausescu)\b")
    for path in [*tables.folder().glob("*.csv"), *tables.folder().glob("*.bib")]:
        body = re.sub(r"https?://\S+", "", path.read_text(encoding="utf-8"))
        assert not plain.search(body), (path.name, plain.search(body))


@pytest.mark.parametrize(
    "name", ["breaks", "claims", "curricula", "datings", "documents", "historians", "terms"]
)
def test_tables_quote_with_curly_marks(name):
    cells = tables.load(name).select_dtypes("str").stack().dropna()
    assert not [found for cell in cells for found in stray_marks(cell)]


def test_biographies_quote_with_curly_marks():
    for path in (tables.folder() / "biographies").glob("*.md"):
        assert not stray_marks(path.read_text(encoding="utf-8")), path.name


@pytest.mark.parametrize("name", quiz.names())
def test_quizzes_quote_with_curly_marks(name):
    loaded = quiz.load(name)
    for question in loaded["questions"]:
        texts = [question["question"], *(choice[part] for choice in question["choices"] for part in choice)]
        assert not [found for text in texts if isinstance(text, str) for found in stray_marks(text)]


def test_years_of_people_have_a_source_and_an_order():
    terms = tables.load("terms")
    dated = terms[terms["born"].notna() | terms["died"].notna() | terms["life_note"].notna()]
    assert (dated["kind"] == "person").all()
    assert dated["life_key"].notna().all()
    whole = dated.dropna(subset=["born", "died"])
    assert (whole["died"] - whole["born"]).between(20, 105).all()


def test_no_year_is_kept_in_two_tables():
    terms = tables.load("terms")
    ruled = terms["term"].isin(tables.load("leaders")["name"])
    assert ruled.sum() >= 15
    assert terms.loc[ruled, ["born", "died"]].isna().all(axis=None)


# Totals


def test_parts_never_exceed_their_total_of_arms_orders():
    parts = tables.load("arms_orders").groupby(["supplier", "order_year"])["tiv_million"].sum()
    totals = tables.load("arms_orders_totals").set_index(["supplier", "order_year"])
    joined = totals.join(parts, how="right")
    assert (joined["tiv_million"] <= joined["tiv_million_all_recipients"] + 0.01).all()


def test_trade_turnover_is_the_sum_of_its_two_flows():
    trade = tables.load("trade")
    flows = trade[trade["series"] == "COW Trade 4.0"].pivot(index="year", columns="flow", values="value")
    parts = flows["china_imports_from_ussr"] + flows["ussr_imports_from_china"]
    assert len(flows) >= 15
    assert (parts - flows["turnover"]).abs().max() == 0


def test_votes_agree_with_their_shares():
    votes = tables.load("un_votes")
    assert ((votes["n_same"] / votes["n_roll_calls"] - votes["agreement"]).abs() < 0.0006).all()
    assert (votes["n_same"] + votes["n_opposite"] <= votes["n_roll_calls"]).all()


def test_border_events_add_up():
    events = tables.load("border_events")
    kinds = events["threats"] + events["displays"] + events["uses_of_force"]
    assert (kinds == events["total"]).all()
    assert (events["by_ussr"] + events["by_china"] == events["total"]).all()


def test_the_phases_of_events_are_those_of_the_timelines_bar():
    events = tables.load("events")
    years = events["date"].str[:4].astype(int)
    for name, first, after in PHASES:
        here = events["phase"] == name.lower()
        assert years[here].max() < after
        if name != "Consequences":  # splits of other parties stand there at any date
            assert years[here].min() >= first
    assert (events.loc[years >= PHASES[-1][1], "phase"] == "consequences").all()


def test_speeches_per_year_equal_the_yearly_table():
    counted = tables.load("un_speeches").groupby("year").size()
    yearly = tables.load("un_speech_years").set_index("year")["n_speeches"]
    assert (counted.reindex(yearly.index).fillna(0) == yearly).all()


# Traps


def test_the_false_zeros_of_trade_are_gone():
    trade = tables.load("trade")
    cow = trade[trade["series"] == "COW Trade 4.0"]
    assert not cow["year"].between(1958, 1977).any()
    assert not (trade["value"] == 0).any()


def test_china_at_the_un_before_1971_is_the_republic_of_china():
    votes = tables.load("un_votes")
    chinas = votes[votes["partner"].str.contains("China")]
    prc = chinas["partner"].str.contains("PRC")
    roc = chinas["partner"].str.contains("ROC|Republic of China", regex=True)
    assert (prc ^ roc).all()
    assert chinas.loc[prc, "year"].min() == 1971
    assert chinas.loc[roc, "year"].max() <= 1971
    speeches = tables.load("un_speeches")
    state = speeches[speeches["country_iso3"] == "CHN"].set_index("year")["state"]
    assert state[state.index <= 1971].str.contains("ROC").all()
    assert state[state.index >= 1972].str.contains("PRC").all()


def test_days_that_rest_on_usage_are_not_shown_as_certain():
    events = tables.load("events")
    assert set(events["date_certainty"]) == {"confirmed", "usual"}
    usual = events[events["date_certainty"] == "usual"]
    assert 5 <= len(usual) <= 9
    assert not (usual["rank"] == 1).any(), "a usual date would stand on the opening timeline"


def test_the_session_with_a_single_vote_is_left_out_of_rates():
    votes = tables.load("un_votes")
    single = votes["session"] == 19
    assert not votes.loc[single, "usable"].any()
    assert votes.loc[~single, "usable"].all()


def test_the_misprint_of_1950_is_kept_and_marked():
    trade = tables.load("trade").set_index("id")
    misprint = trade.loc["trade-1950-misprint"]
    assert misprint["status"] == "disputed"
    assert misprint["value"] == 3338.4


def test_limited_sources_ship_only_what_is_drawn():
    assert set(tables.load("capabilities")["state"]) == {"China", "USSR", "USA"}
    assert len(tables.load("border_clashes")) <= 20
    assert len(tables.load("igo_memberships")) <= 141


# Dictionary and quizzes


def test_the_dictionary_is_up_to_date():
    assert dictionary.path().read_text(encoding="utf-8") == dictionary.text()


@pytest.mark.parametrize("name", quiz.names())
def test_every_check_explains_every_choice(name):
    assert not list(check_quiz(name))
