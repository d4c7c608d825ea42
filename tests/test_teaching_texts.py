"""Texts of the teacher's guide: those made of tables, the tables, and those that people write."""

import re
from pathlib import Path

import pytest

from sinosoviet import bootstrap, charts, pages, predictions, sheets, sources, tables, uses
from sinosoviet.activities import decisions
from sinosoviet.errors import RangeError
from sinosoviet.teaching import curricula, misconceptions, texts, words
from tests.conftest import stray_marks

MADE = [misconceptions, curricula, words]
BELIEFS = tables.records("misconceptions")
MAPPINGS = tables.records("curricula")
CITED = ["seems_right", "evidence", "historians"]
HEADING = re.compile(r"## (\d)\. ")


def ids(rows):
    return [row["id"] for row in rows]


def sections(page):
    """Number of each section of a page with the code in it; 0 is what stands before the first."""
    found, number = {0: ""}, 0
    for cell in pages.load(page).cells:
        heading = HEADING.match(cell.source)
        if heading:
            number = int(heading[1])
            found[number] = ""
        if cell.cell_type == "code":
            found[number] += cell.source + "\n"
    return found


@pytest.mark.parametrize("made", MADE, ids=lambda made: made.__name__.rsplit(".", 1)[-1])
def test_a_text_made_of_a_table_is_up_to_date(made):
    assert texts.read(made.path()) == texts.cited(made.text(), made.path())


@pytest.mark.parametrize("row", BELIEFS, ids=ids(BELIEFS))
def test_what_a_belief_shows_is_in_that_section_of_its_page(row):
    assert row["call"] in sections(row["page"])[row["section"]]


@pytest.mark.parametrize("row", BELIEFS, ids=ids(BELIEFS))
def test_the_evidence_against_a_belief_is_cited_with_registered_sources(row):
    for column in CITED:
        for key in sources.cited_keys(row[column]):
            sources.entry(key)
    assert len(sources.cited_keys(row["evidence"])) >= 1
    assert not row["historians"] or sources.cited_keys(row["historians"])


@pytest.mark.parametrize("row", BELIEFS, ids=ids(BELIEFS))
def test_no_date_or_number_follows_the_last_citation(row):
    for column in CITED:
        *cited, rest = re.split(r"\[@[^\]]+\]", row[column])
        assert not cited or not re.search(r"\d", re.sub(r"(page|section) \d+", "", rest)), rest


@pytest.mark.parametrize("row", BELIEFS, ids=ids(BELIEFS))
def test_a_belief_is_told_with_curly_marks(row):
    assert not [found for column, cell in row.items() if column != "call" for found in stray_marks(str(cell))]


def test_pages_and_sections_named_in_the_evidence_exist():
    by_number = {name[:2]: name for name in pages.names()}
    for row in BELIEFS:
        for number, section in re.findall(r"page (\d\d), section (\d)", " ".join(row[c] for c in CITED)):
            assert int(section) in sections(by_number[number]), row["id"]


def test_beliefs_name_statements_that_a_class_can_judge():
    known = set(tables.load("claims")["id"])
    assert {row["claim_id"] for row in BELIEFS if row["claim_id"]} <= known


def test_every_page_but_the_first_speaks_to_a_belief():
    lessons = set(pages.names("lesson")) - {"00-start-here"}
    assert lessons <= {row["page"] for row in BELIEFS}


def test_historians_are_named_wherever_an_entry_says_that_they_differ():
    names = {row["historian"].split()[-1] for row in tables.records("historians")}
    named = [row for row in BELIEFS if any(name in row["historians"] for name in names)]
    assert len(named) >= 12


@pytest.mark.parametrize("row", MAPPINGS, ids=ids(MAPPINGS))
def test_a_mapping_names_pages_that_are_there_in_reading_order(row):
    named = row["pages"].split(";")
    assert named == [name for name in pages.names("lesson") if name in named]


@pytest.mark.parametrize("row", MAPPINGS, ids=ids(MAPPINGS))
def test_the_source_of_a_mapping_says_what_was_read(row):
    for key in row["source_key"].split(";"):
        assert "read" in sources.entry(key).fields["verification"]


def test_word_lists_have_every_word_that_a_page_explains():
    text = words.text()
    for name in pages.names("lesson"):
        part = text.split(f"## {name[:2]} ")[1].split("\n## ")[0]
        linked = re.findall(r"\.ipynb#([a-z0-9-]+)\)", part)
        assert sorted(linked) == sorted(uses.explained(pages.load(name)))


WRITTEN = ["adapt", "differentiation", "first-time", "learners"]
PLACE = re.compile(r"\[page (\d\d)\]\(\.\./([\w-]+)\.ipynb\),\s+(?:section (\d)|Task (\d))", re.IGNORECASE)
PICTURE = re.compile(r"!\[([^\]]*)\]\((pictures/[\w-]+\.png)\)")
MOST_BYTES = 150_000


def written(name):
    return texts.read(texts.folder() / f"{name}.md")


@pytest.mark.parametrize("name", WRITTEN)
def test_sections_and_tasks_that_a_text_names_are_on_their_page(name):
    for number, page, section, task in PLACE.findall(written(name)):
        assert page.startswith(number)
        words = "\n".join(cell.source for cell in pages.load(page).cells)
        assert not section or int(section) in sections(page), (page, section)
        assert not task or f"*Task {task}.*" in words, (page, task)


@pytest.mark.parametrize("name", WRITTEN)
def test_a_text_leads_to_pages_and_files_that_are_there(name):
    for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", written(name)):
        assert (texts.folder() / link).is_file(), link


@pytest.mark.parametrize("name", WRITTEN)
def test_a_text_has_a_title_an_opening_and_curly_marks(name):
    texts.opening(name, written(name))
    prose = re.sub(r"^ {4}.*$", "", written(name), flags=re.MULTILINE)
    assert not stray_marks(re.sub(r"!\[[^\]]*\]", "", prose))


@pytest.mark.parametrize("name", WRITTEN)
def test_every_make_command_that_a_text_names_is_one(name):
    makefile = (pages.folder().parent / "Makefile").read_text(encoding="utf-8")
    for command in re.findall(r"(?:`|^ {4})make ([a-z]+)", written(name), re.MULTILINE):
        assert f"\n## make {command}" in makefile, command


def test_the_version_on_paper_names_every_sheet_beside_its_page():
    rows = re.findall(
        r"^\| \[\d\d\]\(\.\./([\w-]+)\.ipynb\) \|(.*)$", written("differentiation"), re.MULTILINE
    )
    named = {sheet: page for page, cells in rows for sheet in re.findall(r"`([\w-]+)`", cells)}
    belongs = {f"predict-{name}": predictions.load(name).page for name in predictions.names()}
    belongs |= {f"decide-{name}": decisions.load(name).page for name in decisions.names()}
    assert named == belongs
    assert set(sheets.catalog()) == set(belongs) | {"cards"}


def test_every_skill_has_its_stems():
    assert all(f"| {skill.lower()} |" in written("differentiation") for skill in pages.SKILLS)


def test_the_first_time_shows_what_the_course_says():
    said = Path(bootstrap.__file__).read_text(encoding="utf-8")
    text = written("first-time")
    for line in re.findall(r"^ {4}(Trusting .+|Installing .+ )\(?", text, re.MULTILINE):
        assert line.split(" with ")[0].removeprefix("Installing ").strip() in said
    assert "taken, perhaps by a JupyterLab that is already open" in said
    assert "taken, perhaps by a JupyterLab that is already open" in text
    with pytest.raises(RangeError) as error:
        charts.warheads(mark=1950)
    assert str(error.value).rstrip(".") in text


def test_pictures_are_small_and_said_in_words():
    found = [picture for name in WRITTEN for picture in PICTURE.findall(written(name))]
    assert {path for _, path in found} == {
        f"pictures/{p.name}" for p in (texts.folder() / "pictures").iterdir()
    }
    for words_instead, path in found:
        assert len(words_instead) > 60
        assert (texts.folder() / path).stat().st_size < MOST_BYTES
