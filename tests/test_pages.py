"""The pages: their form, their stored outputs, and that a silent change cannot pass."""

import copy
import json
import os
import re
import shutil
import subprocess
import sys

import nbformat
import pytest

from sinosoviet import explorers, pages, sources, tables
from sinosoviet.errors import UnknownNameError
from sinosoviet.pages import check, write
from tests.conftest import ROOT, stray_marks

every_page = pytest.mark.parametrize("name", pages.names())
every_lesson = pytest.mark.parametrize("name", pages.names("lesson"))
WIDGET_STATE = "application/vnd.jupyter.widget-state+json"


@every_page
def test_a_page_keeps_to_the_form(name):
    assert pages.problems(name) == []


@every_page
def test_a_page_stays_small(name):
    assert (pages.folder() / f"{name}.ipynb").stat().st_size < 1_200_000


@every_page
def test_running_a_page_again_changes_nothing(name):
    stored = (pages.folder() / f"{name}.ipynb").read_bytes()
    fresh = nbformat.writes(pages.execute(pages.load(name)), version=4).encode("utf-8")
    assert fresh.rstrip() == stored.rstrip()


@every_page
def test_every_cell_works_alone_after_the_first(name):
    notebook = pages.load(name)
    codes = [cell for cell in notebook.cells if cell.cell_type == "code"]
    backwards = copy.deepcopy(notebook)
    backwards.cells = [codes[0], *codes[:0:-1]]
    ran = pages.execute(backwards)
    for cell in ran.cells:
        (output,) = cell.outputs
        wanted = next(old.outputs[0] for old in codes if old.id == cell.id)
        assert output.data["text/plain"] == wanted.data["text/plain"]


@every_page
def test_explorers_are_stored_with_their_pictures(name):
    notebook = pages.load(name)
    calls = sum(cell.source.count("explorers.") for cell in notebook.cells if cell.cell_type == "code")
    state = notebook.metadata.get("widgets", {}).get(WIDGET_STATE, {}).get("state", {})
    boxes = [model for model in state.values() if model["model_name"] == "StackModel"]
    assert len(boxes) == calls
    assert list(state) == [f"{number:032x}" for number in range(1, len(state) + 1)]


@every_page
def test_links_between_pages_lead_somewhere(name):
    for cell in pages.load(name).cells:
        if cell.cell_type == "markdown":
            for target in re.findall(r"\]\(([^)#\s]+)", cell.source):
                if not target.startswith("http"):
                    assert (pages.folder() / target).resolve().exists(), target


@every_page
def test_a_page_quotes_with_curly_marks(name):
    for cell in pages.load(name).cells:
        if cell.cell_type == "markdown" and not cell.source.startswith(f"## {sources.HEADING}"):
            assert not stray_marks(sources.unrender_citations(cell.source))


def terms_of(name):
    codes = [cell.source for cell in pages.load(name).cells if "sources.terms(" in cell.source]
    return re.findall(r'"([a-z0-9-]+)"', "".join(codes))


@every_lesson
def test_a_page_explains_no_more_than_fourteen_terms(name):
    assert 8 <= len(terms_of(name)) == len(set(terms_of(name))) <= 14


def test_every_term_is_explained_on_some_page():
    assert set(tables.load("terms")["id"]) == {term for name in pages.names() for term in terms_of(name)}


def test_pages_are_known_by_name():
    with pytest.raises(UnknownNameError, match="00-start-here"):
        pages.load("99-nowhere")


def test_the_catalog_of_explorers_is_used():
    used = "".join(cell.source for name in pages.names() for cell in pages.load(name).cells)
    for make in explorers.CATALOG.values():
        assert f"explorers.{make.__name__}(" in used


# A check that cannot fail is no check: each rule is broken once on a copy of a page.


@pytest.fixture
def page():
    return pages.load("01-origins-alliance")


def broken(notebook):
    return " ".join(check._problems(notebook))


def replace(notebook, old, new):
    count = 0
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and old in cell.source:
            cell.source = cell.source.replace(old, new, 1)
            count += 1
    assert count, f"{old!r} is not on the page"


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("## At a glance", "## In brief", "stand in the order"),
        ("## 2. ", "## 3. ", "are numbered"),
        ("## 1. ", "### 1. ", "stand in the order|are numbered"),
        ("**Sourcing.**", "**Thinking.**", "no prompt|No prompt"),
        ("**What changes.**", "**What moves.**", ""),
        ("| 5 |", "| 6 |", "add up|adds up"),
        ("90 minutes", "ninety minutes", "does not say 90 minutes"),
        ("**40 minutes**", "**45 minutes**", "no route of 40"),
        ("# An alliance", "A plain line\n\n# An alliance", ""),
    ],
)
def test_a_broken_form_is_reported(page, old, new, complaint):
    if old in ("**What changes.**", "**Sourcing.**"):
        for cell in page.cells:
            cell.source = cell.source.replace(old, new)
    else:
        replace(page, old, new)
    found = broken(page)
    if complaint:
        assert re.search(complaint, found), found


def test_an_unsourced_paragraph_is_reported(page):
    cell = next(c for c in page.cells if c.source.startswith("## 1."))
    cell.source += "\n\nMao came by train in the middle of a winter that nobody in Moscow forgot for years."
    assert "A paragraph cites no source: 'Mao came by train" in broken(page)


def test_a_raw_citation_is_reported(page):
    page.cells[-2].source += "\n\nSo it went on for a long time, as many say [@luthi2008]."
    assert "Citations are not rendered" in broken(page)


def test_a_dead_citation_is_refused(page):
    page.cells[3].source += " [@nobody1999]"
    with pytest.raises(Exception, match="nobody1999"):
        broken(page)


def test_a_stale_list_of_sources_is_reported(page):
    page.cells[-1].source += "\n- One more."
    assert "list of sources is out of date" in broken(page)


def test_long_code_is_reported(page):
    next(c for c in page.cells if c.cell_type == "code").source = "x = 1\n" * 13
    assert "13 lines" in broken(page)


def test_a_lost_output_and_a_stored_error_are_reported(page):
    codes = [c for c in page.cells if c.cell_type == "code"]
    codes[1].outputs = []
    codes[2].outputs = [nbformat.v4.new_output("error", ename="E", evalue="", traceback=[])]
    found = broken(page)
    assert "no stored output" in found
    assert "stores an error" in found


def test_lost_metadata_are_reported(page):
    del page.metadata["sinosoviet"]["question"]
    assert "sinosoviet.question" in broken(page)


def test_too_few_and_too_many_words_are_reported(page):
    for cell in page.cells:
        if cell.source.startswith("## 1."):
            cell.source += "\n\n- " + "word " * 2600
    assert "words; a page has 1200 to 2600" in broken(page)


@pytest.fixture
def reference():
    return pages.load("11-reference-people-and-terms")


def test_every_kind_of_page_has_its_form():
    kinds = {name: pages.kind_of(pages.load(name)) for name in pages.names()}
    assert set(kinds.values()) <= set(check.FORMS)
    assert kinds["00-start-here"] == "lesson"
    assert pages.names("reference") == ["11-reference-people-and-terms"]
    assert pages.names("lesson") == [name for name, kind in kinds.items() if kind == "lesson"]


def test_an_unknown_kind_is_reported(page):
    page.metadata["sinosoviet"]["kind"] = "poster"
    assert broken(page) == "The page is of the kind 'poster'; it can be one of: lesson, reference."


def test_a_lesson_is_no_reference_and_a_reference_no_lesson(page, reference):
    page.metadata["sinosoviet"]["kind"] = "reference"
    found = broken(page)
    assert "numbered sections" in found
    assert "a page has 50 to 600" in found
    reference.metadata["sinosoviet"]["kind"] = "lesson"
    found = broken(reference)
    assert "no sinosoviet.minutes" in found
    assert "stand in the order" in found
    assert "asks for no prediction" in found


def test_a_reference_without_entries_is_reported(reference):
    for cell in reference.cells:
        for output in cell.get("outputs", []):
            output.data["text/markdown"] = "Nothing yet."
    assert "The outputs have no headings" in broken(reference)


def test_an_entry_that_stands_twice_is_reported(reference):
    reference.cells[0].source += "\n\n## People"
    assert "2 headings read 'People'" in broken(reference)


def test_a_reference_is_checked_for_what_every_page_has(reference):
    reference.cells[1].outputs = []
    reference.cells[2].source += "\n\nAs many say [@luthi2008]."
    found = broken(reference)
    assert "have no headings" in found
    assert "Citations are not rendered" in found
    assert "list of sources is out of date" in found


def test_bringing_a_page_up_to_date_twice_changes_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("sinosoviet.pages.files.folder", lambda: tmp_path)
    for path in pages.folder().glob("*.ipynb"):
        shutil.copy(path, tmp_path)
    for path in tmp_path.glob("*.ipynb"):
        assert not write(path.stem, run=False)
    page = tmp_path / "01-origins-alliance.ipynb"
    raw = page.read_text(encoding="utf-8")
    notebook = pages.load("01-origins-alliance")
    notebook.cells[-1].source = "## Sources and data"
    pages.save("01-origins-alliance", notebook)
    assert page.read_text(encoding="utf-8") != raw
    assert write("01-origins-alliance", run=False)
    assert page.read_text(encoding="utf-8") == raw


# Strict nbval on copies: one plotted value, one word, one output.


@pytest.fixture(scope="module")
def course_copy(tmp_path_factory):
    """The package, its data and a short page with a chart, in a folder of their own."""
    copy_root = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "sinosoviet", copy_root / "sinosoviet")
    shutil.copytree(ROOT / "data", copy_root / "data")
    shutil.copytree(ROOT / "tests", copy_root / "tests", ignore=shutil.ignore_patterns("*.py"))
    shutil.copy(ROOT / "pyproject.toml", copy_root)
    notebook = pages.load("01-origins-alliance")
    notebook.cells = [cell for cell in notebook.cells if cell.cell_type == "code"][:1]
    notebook.metadata.pop("widgets", None)
    (copy_root / "notebooks").mkdir()
    nbformat.write(notebook, copy_root / "notebooks" / "page.ipynb")
    return copy_root


def nbval(folder):
    """Outcome of strict nbval in a folder: the exit code and what it printed."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "notebooks",
            "-q",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:xdist",
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_nbval_passes_on_the_unchanged_copy(course_copy):
    code, printed = nbval(course_copy)
    assert code == 0, printed


def test_nbval_catches_one_changed_value(course_copy):
    path = course_copy / "data" / "arms_orders.csv"
    before = path.read_text(encoding="utf-8")
    after = re.sub(r"^(USSR,China,1957),[\d.]+$", r"\1,1200.5", before, count=1, flags=re.MULTILINE)
    assert after != before
    path.write_text(after, encoding="utf-8")
    try:
        code, printed = nbval(course_copy)
    finally:
        path.write_text(before, encoding="utf-8")
    assert code == 1, printed
    assert "mismatch" in printed


@pytest.mark.parametrize("change", ["word", "output"])
def test_nbval_catches_a_changed_word_and_a_lost_output(course_copy, change):
    path = course_copy / "notebooks" / "page.ipynb"
    before = path.read_text(encoding="utf-8")
    notebook = json.loads(before)
    output = notebook["cells"][0]["outputs"][0]
    if change == "word":
        sentence = "".join(output["data"]["text/plain"])
        output["data"]["text/plain"] = sentence.replace("percent", "per cent", 1)
    else:
        notebook["cells"][0]["outputs"] = []
    path.write_text(json.dumps(notebook), encoding="utf-8")
    try:
        code, printed = nbval(course_copy)
    finally:
        path.write_text(before, encoding="utf-8")
    assert code == 1, printed
