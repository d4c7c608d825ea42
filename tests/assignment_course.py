"""A small course with one assignment, and what students may do to it before they hand it in."""

import shutil
from pathlib import Path

import nbformat

from sinosoviet.assignments import course as courses
from sinosoviet.assignments.course import Course

NAME = "grain-figures"
TITLE = "The weight of grain"
HIDDEN = "assert tonnes == 41 + 1, 'Look again at the unit of the column.'"
SOLUTION = "tonnes = 42  # read from the secret table"
ESSAY = "The model answer weighs both archives and comes down on neither."
NOTE = "Worked example at the highest level: names both statistical offices."


def _cell(make, source, cell_id, **grading):
    cell = make(source, id=cell_id)
    if grading:
        defaults = {
            "grade": False,
            "solution": False,
            "locked": False,
            "task": False,
            "schema_version": 3,
            "cell_type": cell.cell_type,
        }
        cell.metadata["nbgrader"] = defaults | grading
    return cell


def master():
    """Two questions marked by a check and one by hand, 2 + 3 + 5 points."""
    code, text = nbformat.v4.new_code_cell, nbformat.v4.new_markdown_cell
    cells = [
        _cell(text, f"# {TITLE}\n\nVariant 0", "head"),
        _cell(code, "from sinosoviet import tables", "setup", grade_id="setup", locked=True),
        _cell(
            code,
            "# Answer 1 · `grain-tonnes`\ntonnes = None\n### BEGIN SOLUTION\n"
            + SOLUTION
            + "\n### END SOLUTION",
            "a1",
            grade_id="grain-tonnes",
            solution=True,
        ),
        _cell(
            code,
            "if tonnes is None:\n    print('Not answered yet.')\n### BEGIN HIDDEN TESTS\n"
            + HIDDEN
            + "\n### END HIDDEN TESTS",
            "t1",
            grade_id="check-tonnes",
            grade=True,
            locked=True,
            points=2,
        ),
        _cell(
            code,
            "# Answer 2 · `grain-year`\nyear = None\n### BEGIN SOLUTION\n"
            "year = 1959  # the peak of the series\n"
            "### END SOLUTION",
            "a2",
            grade_id="grain-year",
            solution=True,
        ),
        _cell(
            code,
            "if year is None:\n    print('Not answered yet.')\n### BEGIN HIDDEN TESTS\n"
            "assert year == 1959, 'That is not the year of the peak.'\n### END HIDDEN TESTS",
            "t2",
            grade_id="check-year",
            grade=True,
            locked=True,
            points=3,
        ),
        _cell(
            text,
            "**Answer 3 · `grain-why`** Who counted, and why?\n\n### BEGIN SOLUTION\n"
            + ESSAY
            + "\n### END SOLUTION",
            "a3",
            grade_id="grain-why",
            grade=True,
            solution=True,
            points=5,
        ),
        _cell(code, "print('the end')", "end"),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return nbformat.v4.new_notebook(
        cells=cells, metadata={"kernelspec": kernel, "sinosoviet": {"assignment": NAME, "variant": 0}}
    )


def make(root, notebook=None, name=NAME):
    """A course in ``root`` with one master and the teacher's notes; nothing is released yet."""
    root = Path(root)
    (root / "source" / name).mkdir(parents=True)
    (root / "teacher").mkdir(exist_ok=True)
    shutil.copy(courses.home() / courses.CONFIGURATION, root)
    nbformat.write(notebook or master(), root / "source" / name / f"{name}.ipynb")
    (root / "teacher" / f"{name}.md").write_text(f"# Marking\n\n- {NOTE}\n", encoding="utf-8")
    (root / "teacher" / f"{name}-comments.csv").write_text(
        "id,criterion,level,text\nwho-2,sourcing,secure,You name who counted and say what they wanted.\n",
        encoding="utf-8",
    )
    return Course(root)


def cell_of(notebook, name):
    """The cell with an nbgrader id."""
    return next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == name)


def answered(
    student_copy, tonnes="tonnes = 42", year="year = 1959", why="The Chinese statistical bureau counted."
):
    """A student copy with answers in it, as a new notebook."""
    notebook = nbformat.from_dict(nbformat.reads(nbformat.writes(student_copy), as_version=4))
    for name, line in (("grain-tonnes", tonnes), ("grain-year", year)):
        if line is not None:
            cell = cell_of(notebook, name)
            cell.source = cell.source.split("\n")[0] + "\n" + line
    if why is not None:
        cell_of(notebook, "grain-why").source = f"**Answer 3 · `grain-why`** Who counted, and why?\n\n{why}"
    return notebook
