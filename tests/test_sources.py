"""Citations: rendering, turning back, plain words, and what a bad one is told."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_file

from sinosoviet import sources, tables
from sinosoviet.dates import in_words
from sinosoviet.errors import UnknownNameError
from tests.conftest import clear_caches

KEYS = sources.keys()
MONTHS = [in_words(f"1979-{month:02}").split()[0] for month in range(1, 13)]
LOCATORS = st.none() | st.from_regex(r"[0-9]{1,3}(–[0-9]{1,3})?", fullmatch=True)
CITED = st.lists(st.tuples(st.sampled_from(KEYS), LOCATORS), min_size=1, max_size=3)


def marked(cited):
    return "; ".join(f"@{key}" if page is None else f"@{key}, {page}" for key, page in cited)


@given(st.lists(CITED, min_size=1, max_size=3))
def test_rendering_can_be_undone_and_repeated(citations):
    text = " and so on. ".join(f"A claim [{marked(cited)}]" for cited in citations)
    rendered = sources.render_citations(text)
    assert "[@" not in rendered
    assert sources.unrender_citations(rendered) == text
    assert sources.render_citations(rendered) == rendered
    wanted = list(dict.fromkeys(key for cited in citations for key, _ in cited))
    assert sources.cited_keys(rendered) == sources.cited_keys(text) == wanted


def test_a_citation_reads_as_author_year_and_page():
    assert sources.render_citations("So [@luthi2008, 39].") == (
        'So ([Lüthi 2008, 39](#Sources-and-data "luthi2008, 39")).'
    )


def test_ordinary_links_are_left_alone():
    text = "See [the start](00-start-here.ipynb) and (brackets) and [x](#Sources-and-data)."
    assert sources.render_citations(text) == text


def test_an_unregistered_key_is_named():
    with pytest.raises(sources.CitationError, match="'nobody1999'"):
        sources.render_citations("A claim [@nobody1999].")


def test_a_malformed_citation_is_told_the_form():
    with pytest.raises(sources.CitationError, match=r"Write .* as \[@key\]"):
        sources.render_citations("A claim [@luthi2008; garver2016].")


@pytest.mark.parametrize("key", KEYS)
def test_every_source_has_a_label_and_a_reference(key):
    label, reference = sources.short(key), sources.reference(key)
    assert label.strip() and len(label) < 90
    assert len(reference) > 15
    assert "metadata" not in reference
    assert sources.entry(key).fields.get("verification"), "nothing says how it was checked"


def test_an_entry_read_alone_is_the_entry_of_the_whole_file():
    whole = parse_file(str(tables.folder() / "references.bib"), "bibtex").entries
    assert sorted(whole) == sorted(KEYS)
    for key, entry in whole.items():
        assert sources.entry(key) == entry


@pytest.mark.parametrize(
    ("written", "read", "error", "said"),
    [
        (
            "@article{half, author = {Half, Ann}, title = {Half}, year = 1950}",
            lambda: sources.reference("half"),
            sources.CitationError,
            r"article 'half' .* missing journal",
        ),
        (
            "@book{open, title = {Open,\n}\n",
            lambda: sources.entry("open"),
            tables.TableError,
            r"references\.bib, entry open: .*git checkout",
        ),
    ],
    ids=["cannot be printed", "damaged"],
)
def test_a_source_that_cannot_be_used_is_named(data_copy, written, read, error, said):
    (data_copy / "references.bib").write_text(written, encoding="utf-8")
    clear_caches()
    with pytest.raises(error, match=said):
        read()


@pytest.mark.parametrize("form", ["{{{}}}", "{}"], ids=["braces", "bare"])
@pytest.mark.parametrize("month", MONTHS)
def test_a_month_is_printed_in_full(data_copy, month, form):
    text = f"@misc{{news, title = {{News}}, month = {form.format(month[:3].lower())}, year = 1979}}"
    (data_copy / "references.bib").write_text(text, encoding="utf-8")
    clear_caches()
    assert sources.reference("news") == f"News. {month} 1979."


def test_no_reference_prints_the_short_name_of_a_month():
    short = re.compile(rf", ({'|'.join(month[:3].lower() for month in MONTHS)}) \d{{4}}")
    assert [key for key in KEYS if short.search(sources.reference(key))] == []


def test_references_are_sorted_and_not_repeated():
    lines = sources.references(["luthi2008", "garver2016", "luthi2008"]).splitlines()
    assert len(lines) == 2
    assert "Garver" in lines[0]
    assert "Lüthi" in lines[1]


def test_a_card_names_who_when_where_and_what_to_ask():
    rows = tables.load("documents")
    row = rows[rows["audience"].notna()].iloc[0]
    card = sources.card(row["id"])
    for words in (row["title"], row["author"], in_words(row["date"]), row["sourcing_question"]):
        assert words in card.plain
        assert words in card.markdown


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("1950-02-14", "14 February 1950"),
        ("1950-02", "February 1950"),
        ("1950", "1950"),
        ("1954-01-05", "5 January 1954"),
    ],
)
def test_dates_are_said_in_words(date, words):
    assert in_words(date) == words


def test_unknown_documents_and_terms_list_the_known_ones():
    with pytest.raises(UnknownNameError, match="stalin-mao-1949-12-16"):
        sources.card("the-magna-carta")
    with pytest.raises(UnknownNameError, match="Choose one of"):
        sources.terms("the-magna-carta")


def test_terms_give_meaning_and_script():
    first = tables.load("terms").dropna(subset=["original"]).iloc[0]
    shown = sources.terms(first["id"])
    assert first["original"] in shown.markdown
    assert first["definition"] in shown.plain
    assert len(sources.terms().plain.splitlines()) == len(tables.load("terms"))


def test_a_term_with_two_sources_names_both():
    keys = tables.load("terms").set_index("id").loc["hoxha", "source_key"].split("; ")
    assert len(keys) == 2
    assert sources.terms("hoxha").plain.endswith(f"({sources.short(keys[0])}; {sources.short(keys[1])})")
