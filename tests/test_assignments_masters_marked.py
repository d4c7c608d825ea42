"""Every assignment of the course goes the whole path: two variants, no key, full points for the key."""

import shutil
import zipfile

import nbformat
import pytest

pytest.importorskip("nbgrader")

from sinosoviet.assignments import commands, release, restore
from sinosoviet.assignments import course as courses
from sinosoviet.assignments.course import Course
from sinosoviet.assignments.sandbox import Limits, Sandbox

NAMES = Course(courses.home()).names()
SEED = 2
LIMITS = Limits(cell_seconds=60, seconds=240)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A copy of the course with every assignment made, as it is and in another variant."""
    root = tmp_path_factory.mktemp("course")
    for folder in ("source", "teacher"):
        shutil.copytree(courses.home() / folder, root / folder)
    shutil.copy(courses.home() / courses.CONFIGURATION, root)
    found = Course(root)
    commands.make(found)
    commands.make(found, seed=SEED)
    return found


def copy_of(course, assignment):
    name, _ = courses.split(assignment)
    return nbformat.read(course.folder("release", assignment, f"{name}.ipynb"), as_version=4)


def solved(course, name):
    """The master as a student would hand it in who found the key: with answers, without hidden tests."""
    notebook = course.load_master(name)
    for cell in notebook.cells:
        lines = cell.source.split("### BEGIN HIDDEN TESTS")[0].split("\n")
        cell.source = "\n".join(
            line for line in lines if not line.strip().endswith(("BEGIN SOLUTION", "END SOLUTION"))
        )
    return notebook


@pytest.mark.parametrize("name", NAMES)
def test_no_copy_holds_the_key(course, name):
    for assignment in (name, courses.identify(name, SEED)):
        assert release.leaks(course, assignment) == []
        assert release.key(course, assignment), "there is nothing to look for"


@pytest.mark.parametrize("name", NAMES)
def test_a_variant_is_another_copy_and_the_same_every_time(course, name):
    assignment = courses.identify(name, SEED)
    first = nbformat.writes(copy_of(course, assignment))
    assert restore.variant(copy_of(course, assignment)) == SEED
    assert first != nbformat.writes(copy_of(course, name))
    commands.make(course, [name], SEED)
    assert nbformat.writes(copy_of(course, assignment)) == first


@pytest.mark.parametrize("name", NAMES)
def test_a_copy_runs_without_answers(course, name):
    with Sandbox(limits=LIMITS) as box:
        for assignment in (name, courses.identify(name, SEED)):
            notebook = copy_of(course, assignment)
            cells = {n: cell.source for n, cell in enumerate(notebook.cells) if cell.cell_type == "code"}
            for index, ran in box.run(cells, {f"{name}.ipynb": nbformat.writes(notebook).encode()}).items():
                errors = [output for output in ran.outputs if output["output_type"] == "error"]
                assert ran.trouble is None and not errors, (assignment, notebook.cells[index].source, ran)


@pytest.mark.parametrize("name", NAMES)
def test_the_key_gets_every_point_that_a_check_gives(course, name, tmp_path):
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        archive.writestr(f"Ana Ruiz/{name}.ipynb", nbformat.writes(solved(course, name)))
    (line,) = commands.mark(course, tmp_path / "in.zip", limits=LIMITS, quiet=True)
    results = line[3]["questions"].values()
    assert line[3]["notes"] == []
    for result in results:
        if result["by_hand"]:
            assert (result["automatic"], result["reason"]) == (None, "to be marked by hand")
            assert result["levels"], f"no rubric stands above {result['label']}"
        else:
            assert (result["automatic"], result["reason"]) == (result["points"], None)
    assert sum(result["points"] for result in results) == course.load_master(name).metadata.sinosoviet.points
