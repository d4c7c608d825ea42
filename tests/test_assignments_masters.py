"""The masters of the assignments: their form, the teacher's side, variants and the student's checklist."""

import copy
import re
import shutil
import subprocess
import sys

import nbformat
import pytest

from sinosoviet import assignments, charts, sources, tables
from sinosoviet.assignments import checklist, evidence, masters, variants
from sinosoviet.assignments.drawing import OwnChartError
from sinosoviet.errors import RangeError, UnknownNameError
from sinosoviet.pages import execute
from tests.conftest import ROOT, stray_marks

NAMES = [
    "claim-audit",
    "document-essay",
    "exploration-packet",
    "reading-a-disputed-number",
    "source-paper",
]
every_master = pytest.mark.parametrize("name", NAMES)


def test_there_are_five_masters_and_each_has_variants():
    assert masters.names() == variants.names() == NAMES


@every_master
def test_an_assignment_keeps_to_the_form(name):
    assert masters.problems(name) == []


@every_master
def test_a_master_quotes_with_curly_marks(name):
    for cell in masters.load(name).cells:
        if cell.cell_type == "markdown" and not cell.source.startswith(f"## {sources.HEADING}"):
            assert not stray_marks(sources.unrender_citations(cell.source))
    assert not stray_marks(masters.teacher(name))


@every_master
def test_running_a_master_again_changes_nothing(name):
    stored = masters.path(name).read_bytes()
    fresh = nbformat.writes(execute(masters.load(name), masters.path(name).parent), version=4)
    assert fresh.encode("utf-8").rstrip() == stored.rstrip()


@every_master
def test_the_names_of_a_students_tools_are_in_the_masters_metadata(name):
    details = masters.load(name).metadata.sinosoviet
    assert details.assignment == name
    assert details.points in (20, 24, 25, 30)


# The form is checked on copies that break it, one fault at a time.


@pytest.fixture
def master():
    return masters.load("reading-a-disputed-number")


def complaints(notebook):
    return " ".join(masters._master_problems(notebook, "reading-a-disputed-number"))


def cell(notebook, grade_id):
    return next(cell for cell in notebook.cells if cell.metadata.nbgrader.grade_id == grade_id)


def edit(notebook, grade_id, old, new):
    found = cell(notebook, grade_id)
    assert old in found.source
    found.source = found.source.replace(old, new, 1)


FAULTS = {
    "points in metadata": (
        lambda n: cell(n, "number-why").metadata.nbgrader.update(points=9),
        "9 points|do not cover",
    ),
    "points of the course": (lambda n: n.metadata.sinosoviet.update(points=26), "the master says 26"),
    "minutes": (lambda n: n.metadata.sinosoviet.update(minutes=50), "do not add up"),
    "table of points": (
        lambda n: edit(n, "number-text-03", "| 10 | 4 |", "| 10 | 5 |"),
        "the teacher 16 points to mark; the answers have 15",
    ),
    "an id twice": (
        lambda n: cell(n, "number-why").metadata.nbgrader.update(grade_id="number-label"),
        "id of its own",
    ),
    "the id in the text": (
        lambda n: edit(n, "number-why", "`number-why`", "`number-y`"),
        "does not begin with",
    ),
    "the number in the text": (lambda n: edit(n, "number-why", "Answer 8", "Answer 9"), "not numbered"),
    "a prompt that can be edited": (
        lambda n: cell(n, "number-text-02").metadata.nbgrader.update(locked=False),
        "locked",
    ),
    "a rubric": (
        lambda n: edit(n, "number-text-12", "| secure | 5–6 |", "| secure | 6 |"),
        "do not cover 1 to 8",
    ),
    "a level": (lambda n: edit(n, "number-text-12", "| secure |", "| good |"), "do not cover|levels"),
    "the solution": (lambda n: edit(n, "number-why", "### BEGIN SOLUTION", ""), "one solution"),
    "the words": (lambda n: edit(n, "number-why", "120–220 words", "a page"), "how many words"),
    "the hidden test": (
        lambda n: edit(n, "number-ratio-test", "### BEGIN HIDDEN TESTS", ""),
        "hides nothing",
    ),
    "an assertion in sight": (
        lambda n: edit(n, "number-ratio-test", "checklist.given(", "assert ratio\nchecklist.given("),
        "not answered yet",
    ),
    "the checklist": (lambda n: n.cells.pop(), "checklist"),
    "a dead citation": (
        lambda n: edit(n, "number-text-02", "One question", "[@nobody1900] One question"),
        "",
    ),
    "a slot": (lambda n: edit(n, "number-slot-pair", "Your two", "Your"), "out of date"),
    "the variant": (lambda n: n.metadata.sinosoviet.update(variant=2), "variant 1"),
    "a lost field": (lambda n: n.metadata.sinosoviet.pop("answers"), "sinosoviet.answers"),
    "a stored error": (
        lambda n: cell(n, "number-start").outputs.append(
            nbformat.v4.new_output("error", ename="E", evalue="", traceback=[])
        ),
        "stores an error",
    ),
    "long code": (lambda n: edit(n, "number-start", "task = ", "\n".join(["1"] * 15) + "\ntask = "), "lines"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_form_is_reported(master, fault):
    break_it, complaint = FAULTS[fault]
    break_it(master)
    if fault == "a dead citation":
        with pytest.raises(sources.CitationError, match="nobody1900"):
            complaints(master)
        return
    assert re.search(complaint, complaints(master)), complaints(master)


@pytest.fixture
def teachers_copy(tmp_path, monkeypatch):
    """A copy of the assignments that a test may spoil."""
    copied = tmp_path / "assignments"
    shutil.copytree(masters.folder(), copied, ignore=shutil.ignore_patterns("*.db", "release", "submitted"))
    monkeypatch.setattr(masters, "folder", lambda: copied)
    return copied


def spoil(place, old, new):
    text = place.read_text(encoding="utf-8")
    assert old in text
    place.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("claim-audit.md", "**secure · 6–8.**", "**secure.**", "at the level secure"),
        ("claim-audit.md", "## Answer 8 · ", "## Answer 9 · ", "no part on answer 8"),
        ("claim-audit.md", "`audit-claim-3`", "the third", "no key to audit-claim-3"),
        ("document-essay.md", "@zubok1995nuclear]", "@zubok]", "zubok in the teacher's notes"),
        ("claim-audit-comments.csv", "audit-02,", "audit-01,", "same id"),
        ("claim-audit-comments.csv", "audit-page,excellent", "audit-claim-1,excellent", "no teacher marks"),
        ("claim-audit-comments.csv", "audit-page,excellent", "audit-page,good", "its rubric has not"),
        (
            "claim-audit.md",
            "> I chose the page",
            "> In the end you write one paragraph of the page anew, so that it is true. I chose the page",
            "shows in the student's copy",
        ),
    ],
)
def test_a_fault_on_the_teachers_side_is_reported(teachers_copy, file, old, new, complaint):
    spoil(teachers_copy / "teacher" / file, old, new)
    name = file.removesuffix("-comments.csv").removesuffix(".md")
    assert complaint in " ".join(masters.problems(name))


def test_a_teachers_file_that_is_gone_or_strange_is_named(teachers_copy):
    (teachers_copy / "teacher" / "claim-audit.md").unlink()
    with pytest.raises(masters.MasterError, match="cannot be read"):
        masters.teacher("claim-audit")
    (teachers_copy / "teacher" / "claim-audit-comments.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(masters.MasterError, match="should have the columns"):
        masters.comments("claim-audit")
    (teachers_copy / "source" / "claim-audit" / "claim-audit.ipynb").write_text("{", encoding="utf-8")
    with pytest.raises(masters.MasterError, match="no notebook"):
        masters.load("claim-audit")


def test_an_unknown_assignment_lists_the_known_ones():
    with pytest.raises(UnknownNameError, match="source-paper"):
        masters.load("essay")


def test_writing_a_master_mends_its_slots_and_outputs(teachers_copy):
    place = teachers_copy / "source" / "source-paper" / "source-paper.ipynb"
    whole = place.read_bytes()
    spoil(place, "### Source B", "### Source Z")
    assert masters.write("source-paper")
    assert place.read_bytes() == whole
    assert not masters.write("source-paper")


def test_answers_know_their_points_and_rubric():
    first, *_, last = masters.answers(masters.load("source-paper"))
    assert (first.id, first.points, first.by_hand) == ("paper-1a", 3, True)
    assert last.rubric[0][:3] == ("excellent", 8, 9)
    auto = masters.answers(masters.load("claim-audit"))[1]
    assert (auto.id, auto.points, auto.by_hand, auto.rubric) == ("audit-claim-1", 2, False, ())


def test_what_students_get_has_no_solution_and_no_hidden_test():
    for name in NAMES:
        for found in masters.load(name).cells:
            text = masters.for_students(found.source)
            assert "SOLUTION" not in text
            assert "HIDDEN" not in text


def test_the_key_for_the_teacher_agrees_with_the_table():
    rows = re.findall(
        r"^\| (.+?) \| (\d+) \| ([\d.,]+) \| ([\d.,]+) \| (.+?) \| ([\d.]+) \| (\d+) \|$",
        masters.teacher("reading-a-disputed-number"),
        re.MULTILINE,
    )
    assert len(rows) == 5
    for number in range(1, 6):
        chosen = assignments.variant("reading-a-disputed-number", number)
        claims = chosen.rows
        top = claims.loc[claims["value_high"].idxmax()]
        key = next(row for row in rows if row[0] == chosen.title)
        assert key[1:] == (
            str(len(claims)),
            f"{claims['value_low'].min():,g}",
            f"{top['value_high']:,g}",
            top["claimed_by"],
            f"{top['value_high'] / claims['value_low'].min() + 1e-9:.1f}",
            str((claims["status"] == "disputed").sum()),
        )


# Variants


@pytest.mark.parametrize("number", range(1, 6))
def test_the_table_of_claims_says_each_number_as_the_chart_draws_it(number):
    chosen = assignments.variant("reading-a-disputed-number", number)
    chart = charts.claims(chosen.title).figure()
    drawn = {text.get_text() for axes in chart.axes for text in axes.texts}
    lines = [line.split(" | ") for line in chosen.slots["claims"].splitlines()[2:]]
    assert len(lines) == len(chosen.rows)
    for line, row in zip(lines, chosen.rows.itertuples(), strict=True):
        assert line[1] in drawn
        assert not isinstance(row.qualifier, str) or line[1].startswith(f"{row.qualifier} ")


@every_master
def test_the_same_number_gives_the_same_variant(name):
    for number in (1, 7, 9999):
        assert assignments.variant(name, number).slots == assignments.variant(name, number).slots


@every_master
def test_two_neighboring_classes_get_different_texts(name):
    for number in range(1, 40):
        assert assignments.variant(name, number).slots != assignments.variant(name, number + 1).slots


@every_master
def test_a_variant_is_written_into_text_code_and_metadata(name):
    fresh = variants.apply(masters.load(name), 8)
    assert fresh.metadata.sinosoviet.variant == 8
    whole = "\n".join(found.source for found in fresh.cells)
    assert "**Variant 8**" in whole
    assert "**Variant 1**" not in whole
    assert not re.search(r'assignments\.variant\("[a-z-]+", (?!8\))', whole)


@every_master
@pytest.mark.parametrize("number", [2, 3, 4, 5, 6])
def test_every_variant_has_whole_texts_and_registered_sources(name, number):
    fresh = variants.apply(masters.load(name), number)
    master = masters.load(name)
    assert [one.metadata.nbgrader for one in fresh.cells] == [one.metadata.nbgrader for one in master.cells]
    for found in fresh.cells:
        assert "nan" not in re.findall(r"\w+", found.source)
        if found.cell_type == "markdown":
            assert not re.search(r"\[@", found.source)
            # References and the notes of a table keep the marks of their own files.
            if found.metadata.get("sinosoviet", {}).get("slot") not in ("sources", "claims"):
                assert not stray_marks(sources.unrender_citations(found.source))
            assert sources.render_citations(found.source) == found.source
            assert found.source.strip() != f"## {sources.HEADING}", "the heading stands over nothing"


def test_the_same_variant_comes_out_of_another_process():
    code = (
        "from sinosoviet.assignments import variant\n"
        "print([variant('document-essay', number).rows['id'].tolist() for number in (1, 77)])"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert out.strip() == str([assignments.variant("document-essay", n).rows["id"].tolist() for n in (1, 77)])


def test_an_essay_has_both_capitals_and_a_third_party():
    pool = {group["kind"]: set(group["documents"]) for group in variants._pool("document-essay")["groups"]}
    for number in range(1, 60):
        rows = assignments.variant("document-essay", number).rows
        assert list(rows["letter"]) == list("ABCDEFG")
        assert rows["date"].nunique() == 7
        for documents in pool.values():
            assert len(documents & set(rows["id"])) == 1


def test_every_document_of_the_pools_has_a_full_card_and_a_note_for_the_teacher():
    notes = masters.teacher("document-essay")
    documents = tables.load("documents").set_index("id")
    for group in variants._pool("document-essay")["groups"]:
        for document in group["documents"]:
            row = documents.loc[document]
            assert len(row["what_it_shows"].split()) >= 20, document
            assert f"[@{row['source_key']}]" in notes, document


def test_the_soviet_hands_of_the_key_are_documents_of_the_pool():
    hidden = cell(masters.load("document-essay"), "essay-hands-test").source
    named = set(re.findall(r'"([a-z0-9-]+-19\d\d[0-9-]*|zimyanin-1959)"', hidden))
    pool = {d for group in variants._pool("document-essay")["groups"] for d in group["documents"]}
    assert len(named) == 12
    assert named <= pool


@pytest.mark.parametrize("number", [0, -1, 10_000, 1.5, True, "1"])
def test_a_number_outside_the_range_is_told_the_range(number):
    with pytest.raises(RangeError, match="from 1 to 9999"):
        assignments.variant("claim-audit", number)


def test_an_assignment_without_variants_is_told_the_names():
    with pytest.raises(UnknownNameError, match="claim-audit"):
        assignments.variant("quiz", 1)


# The student's copy, and the checklist in it


def student(name, number=1):
    """The student's copy of a variant, as the release makes it: stubs for solutions, no hidden tests."""
    notebook = variants.apply(masters.load(name), number)
    for found in notebook.cells:
        stub = checklist.CODE_STUB if found.cell_type == "code" else checklist.TEXT_STUB
        found.source = masters._HIDDEN.sub("", masters._SOLUTION.sub(stub, found.source)).rstrip()
        if found.cell_type == "code":
            found.outputs, found.execution_count = [], None
    return notebook


def said(notebook, name, place):
    nbformat.write(notebook, place / f"{name}.ipynb")
    return str(checklist.check(name, place))


@every_master
@pytest.mark.parametrize("number", [1, 2])
def test_a_students_copy_runs_from_top_to_bottom_without_answers(name, number, tmp_path):
    notebook = student(name, number)
    nbformat.write(notebook, tmp_path / f"{name}.ipynb")
    ran = execute(notebook, tmp_path)
    outputs = [output for found in ran.cells for output in found.get("outputs", [])]
    assert not [o for o in outputs if o.output_type == "error" or o.get("name") == "stderr"]
    last = ran.cells[-1].outputs[0].data["text/plain"]
    assert last.startswith(f"Still to do in {name}.ipynb")
    for answer in notebook.metadata.sinosoviet.answers:
        assert f"({answer})" in last


@every_master
def test_the_teachers_solutions_lack_nothing(name):
    assert str(checklist.check(name, masters.path(name).parent)).startswith("Nothing is missing")


def answer(notebook, answer_id, text):
    found = cell(notebook, answer_id)
    found.source = found.source.replace(checklist.TEXT_STUB, text)


def test_the_checklist_says_what_is_short_long_unsourced_or_empty(tmp_path):
    name = "reading-a-disputed-number"
    notebook = student(name)
    answer(notebook, "number-label", "word " * 39)
    answer(notebook, "number-why", "word " * 221)
    answer(notebook, "number-sentence", "word " * 20)
    edit(notebook, "number-range", "lowest = None", "lowest = 3")
    text = said(notebook, name, tmp_path)
    assert "number-label): it has 39 words; 40 to 110 are asked for" in text
    assert "number-why): it has 221 words" in text
    assert "number-sentence): it names no source yet" in text
    assert "highest is not answered yet" in text
    assert "lowest is" not in text
    assert "(number-count): claims_count is not answered yet" in text


def test_the_checklist_never_says_whether_an_answer_is_right(tmp_path):
    name = "reading-a-disputed-number"
    texts = set()
    for count in ("6", "7"):
        notebook = copy.deepcopy(student(name))
        edit(notebook, "number-count", "claims_count = None", f"claims_count = {count}")
        texts.add(said(notebook, name, tmp_path))
    assert len(texts) == 1


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        (lambda n: n.cells.remove(cell(n, "number-why")), "Answer 8 (number-why): its cell is gone"),
        (lambda n: edit(n, "number-why", "`number-why`", "why"), "Answer 8 (number-why): its cell is gone"),
        (
            lambda n: n.cells.append(copy.deepcopy(cell(n, "number-why"))),
            "Answer 8 (number-why) stands in 2 cells",
        ),
        (lambda n: edit(n, "number-count", "= None", "= (None"), "Python cannot read line"),
    ],
)
def test_the_checklist_notices_damage(tmp_path, damage, complaint):
    notebook = student("reading-a-disputed-number")
    damage(notebook)
    for number, found in enumerate(notebook.cells):
        found.id = f"c{number}"
    assert complaint in said(notebook, "reading-a-disputed-number", tmp_path)


def test_an_answer_is_found_without_its_metadata_and_in_another_place(tmp_path):
    notebook = masters.load("source-paper")
    for found in notebook.cells:
        found.metadata = {}
    notebook.cells.reverse()
    assert said(notebook, "source-paper", tmp_path).startswith("Nothing is missing")


def test_the_checklist_finds_a_renamed_file_and_the_newest_of_two(tmp_path):
    name = "source-paper"
    nbformat.write(student(name), tmp_path / "old.ipynb")
    (tmp_path / "broken.ipynb").write_text("{", encoding="utf-8")
    nbformat.write(student("claim-audit"), tmp_path / "other.ipynb")
    nbformat.write(masters.load(name), tmp_path / "Копия (2).ipynb")
    import os

    os.utime(tmp_path / "old.ipynb", (1, 1))
    text = str(checklist.check(name, tmp_path))
    assert text.startswith("Nothing is missing in Копия (2).ipynb")
    assert "There are 2 copies here" in text


def test_without_a_saved_file_the_checklist_asks_to_save(tmp_path):
    assert "Save it (Ctrl+S" in str(checklist.check("source-paper", tmp_path))


def test_words_are_counted_without_the_first_line_and_the_stub():
    assert (
        checklist.words(checklist.written("**Answer 1 · `a-b`** · 3 points · 10–20 words\n\nTwo words.")) == 2
    )
    assert checklist.written(f"**Answer 1 · `a-b`** · 3 points\n\n{checklist.TEXT_STUB}") == ""


@pytest.mark.parametrize(
    ("given", "value"),
    [
        (3000, 3000),
        ("3,000", 3000),
        (" 3 000 ", 3000),
        (None, None),
        ((3, 0), None),
        ("six", None),
        ("2,5", None),
    ],
)
def test_a_number_is_read_as_students_write_it(given, value):
    assert checklist.number(given) == value


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ("CAB", "CAB"),
        ("c, a and b", "CAB"),
        (None, ""),
        ("C A B", "CAB"),
        (["A", "G"], "AG"),
        ("Documents A and C", "AC"),
    ],
)
def test_letters_are_read_as_students_write_them(given, value):
    assert checklist.letters(given) == value


def test_given_says_what_is_there_and_no_more(capsys):
    checklist.given(a=None, b=(3, 0), c=6, d="Mao", e=["A", "C"])
    out = capsys.readouterr().out
    assert out.splitlines()[0] == "a: not answered yet"
    assert "without a comma" in out
    assert "c: 6 (a number)" in out
    assert "d: Mao (text)" in out
    assert "e: ['A', 'C'] (a list)" in out


# The hidden tests mark: right answers pass, others do not, in any variant.


def marked(name, number, answers):
    """Grade ids of the tests that fail when these lines stand in place of the answers."""
    notebook = variants.apply(masters.load(name), number)
    scope, failed = {}, []
    for found in notebook.cells:
        marks = found.metadata.nbgrader
        if found.cell_type != "code" or found.source.startswith("checklist.check"):
            continue
        code = answers.get(marks.grade_id, found.source)
        try:
            exec(compile(code, marks.grade_id, "exec"), scope)
        except Exception:
            failed.append(marks.grade_id)
    return failed


@pytest.mark.parametrize("name", ["reading-a-disputed-number", "document-essay", "claim-audit"])
def test_the_solutions_pass_in_every_variant(name):
    for number in range(1, 16):
        assert marked(name, number, {}) == []


@pytest.mark.parametrize(
    ("answer_id", "line"),
    [
        ("number-count", "claims_count = 5"),
        ("number-count", "claims_count = None"),
        ("number-range", "lowest, highest = 1390, 3000"),
        ("number-claimant", "highest_by = 'Dikötter'"),
        ("number-claimant", "highest_by = 'US'"),
        ("number-ratio", "ratio = 2"),
        ("number-disputed", "disputed = 6"),
        ("number-chart", "my_chart = charts.claims('Famine deaths')"),
        ("number-chart", "my_chart = None"),
    ],
)
def test_a_wrong_answer_about_the_number_loses_its_points(answer_id, line):
    assert marked("reading-a-disputed-number", 1, {answer_id: line}) == [f"{answer_id}-test"]


@pytest.mark.parametrize(
    ("answer_id", "line"),
    [
        ("number-count", "claims_count = '6'"),
        ("number-range", "lowest, highest = '1,000', 3000.0"),
        ("number-claimant", "highest_by = ' state department '"),
        ("number-ratio", "ratio = 3"),
    ],
)
def test_an_answer_in_another_form_keeps_its_points(answer_id, line):
    assert marked("reading-a-disputed-number", 1, {answer_id: line}) == []


def test_the_order_and_the_hands_of_an_essay_are_marked_by_the_variant():
    assert marked("document-essay", 1, {}) == []
    assert marked("document-essay", 1, {"essay-order": "order = 'g, d, b, f, c, a and e'"}) == []
    assert marked("document-essay", 1, {"essay-order": "order = 'ABCDEFG'"}) == ["essay-order-test"]
    assert marked("document-essay", 1, {"essay-hands": "soviet_hands = 'ABEC'"}) == ["essay-hands-test"]
    assert marked("document-essay", 2, {"essay-hands": "soviet_hands = 'ABCDG'"}) == []


def test_a_chart_of_ones_own_is_marked_for_being_drawn_and_sourced():
    assert marked("exploration-packet", 1, {}) == []
    other = 'table, up, where, title = "grain", "grain_kg_per_person", {}, "Less bread for each"\n'
    other += "first_year, last_year = "
    assert marked("exploration-packet", 1, {"packet-chart": other + "1950, 1960"}) == ["packet-citation-test"]
    assert "packet-chart-test" in marked("exploration-packet", 1, {"packet-chart": other + "1960, 1961"})


@pytest.mark.parametrize(
    ("line", "fails"),
    [
        ("claim_2, verdict_2, evidence_2 = 'Mao broke with Moscow in 1956', 'unverifiable', None", False),
        ("claim_2, verdict_2, evidence_2 = 'Mao broke with Moscow in 1956', 'Wrong ', 'garver2016'", False),
        ("claim_2, verdict_2, evidence_2 = 'Mao broke with Moscow in 1956', 'unverifiable', 'none'", False),
        ("claim_2, verdict_2, evidence_2 = 'Mao broke with Moscow in 1956', 'wrong', 'none'", True),
        ("claim_2, verdict_2, evidence_2 = 'Mao broke with Moscow in 1956', 'wrong', 'no-such-row'", True),
        ("claim_2, verdict_2, evidence_2 = 'Mao broke with Moscow in 1956', 'false', 'garver2016'", True),
        ("claim_2, verdict_2, evidence_2 = 'Mao broke', 'wrong', 'garver2016'", True),
    ],
)
def test_a_claim_is_marked_for_its_form_and_its_evidence(line, fails):
    assert marked("claim-audit", 1, {"audit-claim-2": line}) == (["audit-claim-2-test"] if fails else [])


# Finding evidence, and a chart of one's own


def test_evidence_is_found_by_a_word_in_any_case():
    text = str(evidence.find("BUCHAREST"))
    assert "bucharest-1960 · 1960-06-24 · Bucharest: first party-to-party clash (events)" in text
    assert "| `bucharest-1960` |" in evidence.find("bucharest").markdown
    assert "the first 25" in str(evidence.find("a"))
    assert str(evidence.find("xyzzy")).startswith("Nothing has “xyzzy” in it.")
    assert str(evidence.find("")).startswith("Nothing has")


@pytest.mark.parametrize(
    "given", ["treaty-1950, garver2016", "treaty-1950; garver2016", ["treaty-1950"], "None", None, ""]
)
def test_evidence_that_exists_is_known(given):
    assert evidence.unknown(given) == []


def test_evidence_that_does_not_exist_is_named():
    assert evidence.unknown("treaty-1950, treaty-1951 nix") == ["treaty-1951", "nix"]


@pytest.mark.parametrize("week", range(6))
def test_every_table_of_every_week_can_be_drawn(week):
    for offer in variants._pool("exploration-packet")["weeks"][week]["tables"]:
        chart = assignments.own_chart(offer["table"], offer["up"], "What I saw", offer.get("where"))
        assert len(chart.table) >= 20
        assert chart.sources
        assert set(chart.sources) <= set(sources.keys())


def test_an_own_chart_says_what_it_draws():
    chart = assignments.own_chart("warheads", "warheads", "One bomb", {"state": "China"}, 1960, 1970)
    rows = tables.load("warheads").query("state == 'China' and 1960 <= year <= 1970")
    assert chart.table["year"].tolist() == rows["year"].tolist()
    assert "state China, 1960 to 1970, 11 years" in chart.sentence
    assert f"the highest {rows['warheads'].max()} in 1970" in chart.sentence
    assert isinstance(chart, charts.Chart)
    assert chart.png()


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (("bread", "x", "t"), UnknownNameError, "grain"),
        (("grain", "grain", "t"), UnknownNameError, "grain_kg_per_person"),
        (("grain", "grain_kg_per_person", " "), OwnChartError, "title in your own words"),
        (("grain", "grain_kg_per_person", None), OwnChartError, "title in your own words"),
        (("warheads", "warheads", "t"), OwnChartError, "state: China, USA, USSR"),
        (("arms_orders", "tiv_million", "t", {"supplier": "USSR"}), OwnChartError, "recipient"),
        (("warheads", "warheads", "t", {"state": "France"}), UnknownNameError, "USSR"),
        (("warheads", "warheads", "t", {"land": "China"}), UnknownNameError, "state"),
        (("grain", "grain_kg_per_person", "t", None, 1960, 1962), OwnChartError, "Only 3 years"),
        (("crises", "crisis_id", "t"), OwnChartError, "no column of years"),
    ],
)
def test_an_own_chart_that_cannot_be_drawn_says_what_to_change(arguments, error, message):
    with pytest.raises(error, match=message):
        assignments.own_chart(*arguments)
