"""Where an assignment lives: the folders of an nbgrader course, and its names.

``source/`` holds the masters and ``teacher/`` the teacher's notes; everything else is made::

    release/     what students get          submitted/   what they handed in
    autograded/  the same, marked           feedback/    a page for each student
    marks/       marking sheets and CSVs    gradebook.db nbgrader's own record
"""

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat

from sinosoviet.errors import CourseError, known

CONFIGURATION = "nbgrader_config.py"
_VARIANT = re.compile(r"(?P<name>.+?)(?:-variant-(?P<seed>\d+))?")


class AssignmentError(CourseError):
    """Something about an assignment that the teacher has to put right."""


def home():
    """The folder of the assignments, beside the package in a clone."""
    return Path(__file__).parents[2] / "notebooks" / "assignments"


def identify(name, seed=None):
    """The id of an assignment in the gradebook: its name, and the variant unless that is the master's."""
    return name if seed is None else f"{name}-variant-{seed}"


def split(assignment):
    """The name and the variant's seed (or None) in an assignment's id."""
    found = _VARIANT.fullmatch(assignment)
    return found["name"], None if found["seed"] is None else int(found["seed"])


def _find_alembic():
    """Put alembic on the path: nbgrader starts it to make its gradebook."""
    folder = str(Path(sys.executable).parent)
    if folder not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = folder + os.pathsep + os.environ.get("PATH", "")


@dataclass(frozen=True)
class Course:
    """One nbgrader course in a folder."""

    root: Path

    def folder(self, *parts):
        """A folder inside the course."""
        return Path(self.root).joinpath(*parts)

    def names(self):
        """Names of all masters, in alphabetical order."""
        return sorted(
            path.stem for path in self.folder("source").glob("*/*.ipynb") if path.stem == path.parent.name
        )

    def master(self, assignment):
        """Path of the notebook that an assignment is made from: a master, or a variant made of it."""
        name, seed = split(assignment)
        known("assignment", name, self.names())
        return self.folder("source" if seed is None else "variants", assignment, f"{name}.ipynb")

    def load_master(self, assignment):
        """That notebook."""
        path = self.master(assignment)
        if not path.is_file():
            raise AssignmentError(
                f"{assignment} has not been made yet; run `make assignments` for this variant first."
            )
        return nbformat.read(path, as_version=4)

    def assignment(self, name, seed=None):
        """Id of an assignment in the variant with this seed; a master's own variant is the master."""
        known("assignment", name, self.names())
        own = self.load_master(name).metadata.get("sinosoviet", {}).get("variant")
        return identify(name, None if seed == own else seed)

    def released(self):
        """Ids of all assignments of which student copies have been made."""
        return sorted(
            path.parent.name
            for path in self.folder("release").glob("*/*.ipynb")
            if split(path.parent.name)[0] == path.stem
        )

    def config(self, assignment=""):
        """The configuration of nbgrader for this course, for one assignment."""
        from traitlets.config import Config, PyFileConfigLoader

        _find_alembic()
        config = PyFileConfigLoader(CONFIGURATION, path=str(self.root)).load_config()
        config.CourseDirectory.root = str(self.root)
        if assignment:
            name, seed = split(assignment)
            config.CourseDirectory.assignment_id = assignment
            config.CourseDirectory.notebook_id = name
            config.CourseDirectory.student_id = "*"
            if seed is not None:
                config.CourseDirectory.source_directory = "variants"
        return Config(config)

    def gradebook(self):
        """The gradebook of nbgrader, to be used in a ``with`` statement."""
        from nbgrader.api import Gradebook

        _find_alembic()
        return Gradebook(f"sqlite:///{self.folder('gradebook.db')}")
