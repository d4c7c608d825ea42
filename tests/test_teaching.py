"""The teacher's guide: current, complete, its minutes right, its links alive, and no word of a key in it."""

import re
from itertools import pairwise

import pytest

from sinosoviet import lessons, pages, sheets, slides, sources, tables, teaching
from sinosoviet.__main__ import main
from sinosoviet.assignments import masters
from sinosoviet.lite import build
from sinosoviet.site import guide as site_guide
from sinosoviet.teaching import blueprint, contents, guide, keys, lesson, links, paper, plans, texts, units
from tests.test_sheets import pages_of

NAMES = lesson.names()
LENGTHS = (20, 40, 90)
KEY = (
    "# Key: A page\n\n## Task 1 · Sourcing\n\nThe purple elephant of Lanzhou never signed its own confession "
    "in winter [@luthi2008], says nobody who kept the minutes of that imaginary evening.\n"
)


def source_of(name):
    return "\n\n".join(lesson.plain(cell.source) for cell in pages.load(name).cells)


def part_of(text, heading):
    return re.search(rf"^## {heading}$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)[1]


def test_the_guide_is_what_the_pages_and_its_writers_say():
    assert teaching.problems() == []


def test_a_file_that_is_not_current_is_named_and_mended(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(texts, "folder", lambda: tmp_path / "teaching")
    monkeypatch.setattr(contents, "assignments", lambda: pages.folder() / "assignments" / "README.md")
    monkeypatch.setattr(paper, "write", lambda: [])
    monkeypatch.setattr(links, "broken", lambda *_: [])
    assert main(["teaching", "write"]) == 0
    assert main(["teaching", "check"]) == 0
    path = tmp_path / "teaching" / "units.md"
    path.write_text(path.read_text(encoding="utf-8").replace("45", "46"), encoding="utf-8")
    (tmp_path / "teaching" / "plans" / "12-nothing.md").write_text("# A\n\nB.\n", encoding="utf-8")
    capsys.readouterr()
    assert main(["teaching", "check"]) == 1
    said = capsys.readouterr().out
    assert "units.md is out of date; run `make guide`." in said
    assert "plans/12-nothing.md is a plan of no page; remove it." in said


@pytest.mark.parametrize("name", NAMES)
def test_a_plan_has_every_section_task_guess_and_question_of_its_page(name):
    page, text, source = lesson.load(name), plans.text(name), source_of(name)
    tasks = re.findall(r"\*Task (\d+)\.\* (.+)$", source, re.MULTILINE)
    assert [task.number for task in page.tasks] == [int(number) for number, _ in tasks]
    assert len(page.sections) == len(re.findall(r"^## \d", source, re.MULTILINE))
    whole = part_of(text, "In 90 minutes")
    for number, words in tasks:
        assert f"- **Task {number}** (" in whole
        assert words in whole
    for section in page.sections:
        assert re.search(rf"min: .*sections? {section.number}\b", whole)
    for words in re.findall(r"^\*\*Predict\.\*\* (.+)$", source, re.MULTILINE):
        assert words in whole
    for question in re.search(r"^Discuss:\n\n((?:- .+\n?)+)", source, re.MULTILINE)[1].strip().splitlines():
        assert question in part_of(text, "Discuss")
    assert re.search(r"^No computers\? (.+)$", source, re.MULTILINE)[1] in text


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("name", NAMES)
def test_the_minutes_of_a_plan_add_up_to_its_title(name, length):
    part = part_of(plans.text(name), f"In {length} minutes")
    steps = [
        (int(start), int(end)) for start, end in re.findall(r"^### (\d+)–(\d+) min:", part, re.MULTILINE)
    ]
    assert steps[0][0] == 0
    assert steps[-1][1] == length
    assert all(before[1] == after[0] for before, after in pairwise(steps))
    addends, total = re.search(r"^([\d +]+) = (\d+) minutes\.$", part, re.MULTILINE).groups()
    assert [int(number) for number in addends.split("+")] == [end - start for start, end in steps]
    assert sum(end - start for start, end in steps) == int(total) == length
    assert part.count("**Say or ask.**") + part.count("**Students.**") >= len(steps)
    assert "**Homework.**" in part
    assert "**On paper.**" in part


@pytest.mark.parametrize("name", NAMES)
def test_what_a_page_shows_is_in_its_long_plan_or_said_to_be_for_another_day(name):
    whole = part_of(plans.text(name), "In 90 minutes")
    for item in lesson.load(name).items:
        if item.section:
            assert f"[*{item.title}*]" in whole, item.name


@pytest.mark.parametrize("name", NAMES)
def test_figures_and_sheets_that_a_plan_prints_are_there(name):
    page = lesson.load(name)
    for item in page.items:
        assert not item.sheet or item.sheet in sheets.catalog()
    named = re.findall(r"figures/([\w-]+)\.png\)", plans.text(name))
    assert set(named) <= {item.figure for item in page.items}
    assert named


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda steps: steps.update({"no such step": {}}), "has no “no such step”; it has: opening"),
        (lambda steps: steps.pop("opening picture"), "nothing is written for “opening picture” in the route"),
        (lambda steps: steps["opening picture"].update(show=["nothing"]), "no 'nothing' to show"),
        (
            lambda steps: steps["opening picture"].update(tell="x"),
            "the field 'tell'; choose from: do, notice",
        ),
    ],
)
def test_what_is_written_for_no_step_is_named(change, complaint, monkeypatch):
    name = "04-escalation-polemics"
    given = plans.handwritten(name)
    change(given["90"]["steps"])
    monkeypatch.setattr(plans, "handwritten", lambda _: given)
    assert any(complaint in problem for problem in plans.problems(name))


def test_a_route_without_homework_and_minutes_that_do_not_add_up_are_named(monkeypatch):
    name = NAMES[0]
    given = plans.handwritten(name)
    given["20"]["homework"] = ""
    monkeypatch.setattr(plans, "handwritten", lambda _: given)
    monkeypatch.setattr(lesson.load(name).routes[20][0], "minutes", 4)
    assert list(plans.problems(name)) == [
        f"{name}: the route of 20 minutes adds up to 21.",
        f"{name}: the route of 20 minutes has no homework.",
    ]


def test_a_first_sentence_is_long_enough_to_say_something():
    assert plans.first("Tone. It says nothing of how a name was said. More.").endswith("was said.")
    assert plans.first("A line that falls for twenty years says one thing. More.").endswith("one thing.")


def test_the_blueprint_has_every_page_question_and_task_by_its_skill():
    text = blueprint.text()
    rows = re.findall(r"^\| \[(\d\d) .+$", text, re.MULTILINE)
    assert rows == [name[:2] for name in NAMES]
    for name in NAMES:
        page = lesson.load(name)
        row = next(line for line in text.splitlines() if f"](../{name}.ipynb) · " in line)
        assert page.question in row
        for question in pages.load(name).metadata["sinosoviet"]["supporting_questions"]:
            assert question in row
        tasks = row.split(" | ")[2]
        for task in page.tasks:
            assert re.search(rf"{task.skill} [\d, ]*\b{task.number}\b", tasks)
        for table in page.tables:
            assert f"`{table}`" in row


def test_the_stems_point_different_ways_and_name_the_historians_of_every_explanation():
    stems = [line for line in blueprint.text().splitlines() if line.startswith("- **Argument stem.**")]
    assert len(stems) >= 2
    for row in tables.records("explanations"):
        (stem,) = (line for line in stems if row["name"].lower() + " [@" in line)
        assert sources.cited_keys(stem)


@pytest.mark.browser
def test_the_blueprint_prints_on_one_page(tmp_path):
    source = tmp_path / "blueprint.html"
    source.write_text(paper.blueprint(), encoding="utf-8")
    sheets.print_pdf(sheets.find_browser(), source, tmp_path / "blueprint.pdf")
    count, (size, *_) = pages_of(tmp_path / "blueprint.pdf")
    assert count == 1
    assert size == pytest.approx((595, 842), abs=1)


def test_units_have_one_four_and_ten_lessons_that_add_up():
    found = {unit["name"]: unit for unit in units.load()}
    assert list(found) == ["One lesson", "Four lessons", "Ten lessons"]
    assert [len(found[name]["lessons"]) for name in found] == [2, 4, 10]
    assert found["One lesson"]["choose"]
    text = units.text()
    for addends, total in re.findall(r"\*\*In all\*\* ([\d +]+) = (\d+) minutes", text):
        assert sum(int(number) for number in addends.split("+")) == int(total) == 45
    assert text.count("**In all**") == 16
    taught = {
        name
        for given in found["Ten lessons"]["lessons"]
        for step in given["steps"]
        for name in units.taught_pages(step)
    }
    assert taught == set(NAMES)


def test_the_unit_of_four_lessons_is_that_of_the_first_page():
    (unit,) = (unit for unit in units.load() if "page" in unit)
    told = units.told(unit["page"])
    assert [title for title, _, _ in told] == [given["title"] for given in unit["lessons"]]
    assert told[3] == (
        "Consequences",
        ["06-consequences-triangle", "07-consequences-divided-movement", "08-consequences-thaw"],
        [20],
    )


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda given: given["steps"][0].update(minutes=9), "the minutes add up to 51; a lesson has 45."),
        (
            lambda given: given["steps"][1].update(page="12-x"),
            "there is no page '12-x'; choose from: 00-start",
        ),
        (
            lambda given: given["steps"][1].update(route=30),
            "page 01-origins-alliance has no route of 30 minutes.",
        ),
        (lambda given: given.update(assignment="x"), "there is no assignment 'x'; choose from: claim-audit"),
        (
            lambda given: given.update(title="Roots"),
            "“Roots” has 01-origins-alliance, 40 minutes; page 00-start",
        ),
    ],
)
def test_a_unit_that_does_not_add_up_is_named(change, complaint, monkeypatch):
    given = units.load()
    change(given[1]["lessons"][1])
    monkeypatch.setattr(units, "load", lambda: given)
    assert any(complaint in problem for problem in units.problems())


def test_citations_become_links_and_a_list_once(tmp_path):
    path = texts.folder() / "x.md"
    first = texts.cited("# A\n\nSo it was [@luthi2008, 39]; see `data/trade.csv`.\n", path)
    assert '([Lüthi 2008, 39](#Sources-and-data "luthi2008, 39"))' in first
    assert sources.reference("luthi2008") in first
    assert "(../../data/biographies/trade.md)" in first
    assert texts.cited(first, path) == first
    assert texts.cited(first.replace("[Lüthi 2008, 39]", "[old]"), path) == first
    assert texts.cited("# A\n\nB.", path) == "# A\n\nB.\n"
    with pytest.raises(sources.CitationError, match="nobody1999"):
        texts.cited("# A\n\n[@nobody1999]", path)


def test_a_text_without_a_title_is_named():
    with pytest.raises(teaching.GuideError, match="has to open with a line “# Title”"):
        texts.opening(texts.folder() / "x.md", "No title.\n")


def test_the_contents_list_every_text_of_the_guide_once():
    listed = [path for _, paths in contents.groups() for path in paths]
    there = {path for path in texts.folder().rglob("*.md") if path != contents.path()}
    assert len(listed) == len(set(listed))
    assert set(listed) == there | {contents.assignments()}
    text = contents.path().read_text(encoding="utf-8")
    for path in listed:
        title, _ = texts.opening(path, path.read_text(encoding="utf-8"))
        assert title.removeprefix("Plans for page ").replace(": ", " ", 1) in text or title in text


def test_a_text_without_a_place_comes_last(tmp_path, monkeypatch):
    monkeypatch.setattr(texts, "folder", lambda: tmp_path)
    (tmp_path / "songs.md").write_text("# Songs\n\nTo sing.\n", encoding="utf-8")
    assert contents.groups()[-1] == ("More", [tmp_path / "songs.md"])


def test_links_that_lead_nowhere_are_found():
    path = plans.path(NAMES[4])
    good = (
        "[a](../../04-escalation-polemics.ipynb#2.-The-recall) [b](../units.md) [c](https://x.test/) `[d](e)`"
    )
    assert links.broken(good, path) == []
    for address in (
        "../x.md",
        "../../04-escalation-polemics.ipynb#2.-Nothing",
        "#Nothing",
        "../units.md#Eleven",
    ):
        assert links.broken(f"[a]({address})", path) == [address]


def test_the_site_has_every_text_and_its_links_lead_to_pages(tmp_path):
    site_guide.write(tmp_path)
    made = {path.relative_to(tmp_path).with_suffix("").as_posix() for path in tmp_path.rglob("*.md")}
    assert made == {address for _, group in site_guide.groups() for address in group}
    plan = (tmp_path / "teaching" / "plans" / "04-escalation-polemics.md").read_text(encoding="utf-8")
    assert '<a href="../../course/04-escalation-polemics.html#the-recall">' in plan
    assert '<a href="../../figures/silence.png">' in plan
    assert ".ipynb" not in plan
    blueprint_page = (tmp_path / "teaching" / "blueprint.md").read_text(encoding="utf-8")
    assert '<a href="#source-luthi2008"' in blueprint_page
    assert '<span id="source-luthi2008"></span>' in blueprint_page


@pytest.fixture
def key(tmp_path, monkeypatch):
    """A key of one's own beside the course's, so that there is a key whatever the course has."""
    folder = tmp_path / "keys"
    folder.mkdir()
    for path in keys.paths():
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / f"{NAMES[4]}.md").write_text(KEY, encoding="utf-8")
    monkeypatch.setattr(texts, "keys_folder", lambda: folder)
    return keys.secrets()


def test_words_of_a_key_are_found_in_any_dress(key, tmp_path):
    assert "the purple elephant of lanzhou never signed its" in key
    said = "said that <b>the purple</b> elephant of&nbsp;Lanzhou **never**\n signed its own"
    assert keys.within(said, key) == [
        "purple elephant of lanzhou never signed its own",
        "the purple elephant of lanzhou never signed its",
    ]
    site = tmp_path / "site"
    (site / "lab").mkdir(parents=True)
    (site / "a.html").write_text(said, encoding="utf-8")
    (site / "lab" / "b.ipynb").write_text(said, encoding="utf-8")
    assert [leak.partition(" holds")[0] for leak in keys.leaks(site)] == ["a.html", "lab/b.ipynb"]
    assert [leak.partition(" holds")[0] for leak in keys.leaks(site, skip=("lab",))] == ["a.html"]


def test_what_the_page_says_itself_is_no_secret():
    cells = [cell.source for cell in pages.load(NAMES[1]).cells if cell.cell_type == "markdown"]
    assert sum(len(cell.split()) for cell in cells) > 1000
    assert keys.secrets(cells) == set()


def test_a_guide_that_tells_a_key_is_refused(key, monkeypatch):
    monkeypatch.setattr(units, "text", lambda: f"# Units\n\nTell: {KEY.splitlines()[4]}\n")
    assert any(problem.startswith("units.md holds words of an answer key: “") for problem in guide.problems())


def test_no_word_of_a_key_is_in_what_students_get(key, tmp_path):
    site_guide.write(tmp_path / "site")
    build._stage(tmp_path)
    for name in slides.names():
        bodies = [slide.body + "".join(slide.notes) for _, _, column in slides.deck(name) for slide in column]
        (tmp_path / f"{name}-slides.html").write_text("\n".join(bodies), encoding="utf-8")
    lessons.write(tmp_path / "lessons")
    (tmp_path / "guide.html").write_text(paper.guide(), encoding="utf-8")
    for name in masters.names():
        given = "\n".join(masters.for_students(cell.source) for cell in masters.load(name).cells)
        (tmp_path / f"{name}.md").write_text(given, encoding="utf-8")
    assert list(keys.leaks(tmp_path, skip=("keys",))) == []
    notebooks = tmp_path / "content" / "notebooks"
    assert sorted(path.stem for path in (tmp_path / "content").rglob("*.ipynb")) == pages.names()
    assert [path for path in notebooks.iterdir() if path.is_dir()] == []


def test_the_teachers_print_has_the_keys_and_no_other(key, tmp_path, monkeypatch):
    monkeypatch.setattr(sheets, "find_browser", lambda: None)
    (page,) = paper.write(tmp_path)
    assert page.name == "guide-with-keys.html"
    assert keys.within(page.read_text(encoding="utf-8"), key)
    assert keys.within(paper.guide(), key) == []
    assert "site" not in paper.folder().parts


def test_links_in_the_printed_guide_lead_to_its_parts():
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(paper.guide(), "html.parser")
    ids = [element["id"] for element in soup.select("[id]")]
    for link in soup.select("a[href^='#']"):
        assert link["href"][1:] in ids
    first = next(paths[0] for _, paths in contents.groups() if paths)
    assert soup.article["id"] == f"guide-{first.stem}"
    assert all("://" in link["href"] or link["href"].startswith("#") for link in soup.select("a[href]"))
