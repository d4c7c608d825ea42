"""The teacher's desk: hand out, collect and mark on the hub, under the teacher's own account.

In a notebook on the hub: ``from sinosoviet.hub import desk`` and ``desk.mark("claim-audit")``.
"""

import os
import shutil
import sys
import warnings
from pathlib import Path

from sinosoviet.assignments import commands
from sinosoviet.assignments.course import Course, split
from sinosoviet.errors import known
from sinosoviet.hub.place import COURSE_ID, Place

MASTERS = "masters"
ALWAYS_NEW = ("roster.csv", "logins.json")
HELPER = "marking.ipynb"


def course():
    """The class's folder, an nbgrader course, in the teacher's home."""
    return Course(Path.home() / "class")


def _config(assignment):
    from traitlets.config import Config, PyFileConfigLoader

    place = Place.named(os.environ.get("SINOSOVIET_HUB"))
    os.environ.setdefault("SINOSOVIET_COURSE", COURSE_ID)
    os.environ["SINOSOVIET_HUB"] = str(place.root)
    folder = place.folder("settings", "teacher")
    config = PyFileConfigLoader("nbgrader_config.py", path=str(folder)).load_config()
    config = Config(config)
    config.merge(course().config(assignment))
    return config


def _exchange(step, assignment, **options):
    """Run one step of nbgrader's exchange for an assignment."""
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.exchange import ExchangeFactory

    config = _config(assignment)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        factory = ExchangeFactory(config=config)
        run = getattr(factory, step)(coursedir=CourseDirectory(config=config), config=config)
        for name, value in options.items():
            setattr(run, name, value)
        run.start()


def prepare(masters, seed=None):
    """Take over masters, notes and lists that are new, make students' copies and hand them out."""
    course().root.mkdir(exist_ok=True)
    for path in sorted(masters.rglob("*")):
        own = course().root / path.relative_to(masters)
        if path.is_dir():
            own.mkdir(parents=True, exist_ok=True)
        elif path.name in ALWAYS_NEW or not own.exists():
            shutil.copyfile(path, own)
    helper = Path.home() / HELPER
    if not helper.exists():
        shutil.copyfile(Path(__file__).parents[2] / "hub" / HELPER, helper)
    here = course()
    for name in here.names():
        hand_out(name, seed)
    return here.released()


def hand_out(name, seed=None):
    """Make the students' copy of an assignment and put it into everyone's list; tells its id."""
    here = course()
    known("assignment", name, here.names())
    assignment = here.assignment(name, seed)
    if assignment not in here.released():
        commands.make(here, [name], seed)
    place = Place.named(os.environ.get("SINOSOVIET_HUB"))
    if not (place.exchange / COURSE_ID / "outbound" / assignment).is_dir():
        _exchange("ReleaseAssignment", assignment)
    return assignment


def collect(assignment):
    """Collect the newest submission of each student; returns the folder that they are in."""
    known("assignment", assignment, course().released())
    _exchange("Collect", assignment, update=True)
    return course().folder("collected", assignment)


def mark(assignment):
    """Collect and mark an assignment, take over marks given by hand, and write the pages and lists."""
    folder = collect(assignment)
    if not folder.is_dir():
        print(f"Nobody has handed in {assignment} yet.")
        return
    name, seed = split(assignment)
    commands.mark(course(), folder, assignment=name, seed=seed)


def give_back(assignment):
    """Take over marks given by hand, and let each student whose work is wholly marked fetch the page."""
    from nbgrader.utils import notebook_hash

    from sinosoviet.assignments.records import MARKED
    from sinosoviet.hub.exchange import receipt

    here, (name, _) = course(), split(assignment)
    known("assignment", assignment, here.released())
    given = Place.named(os.environ.get("SINOSOVIET_HUB")).exchange / COURSE_ID / "feedback"
    back = []
    for student, status, _, record in commands.merge(here, name):
        secret = receipt(here.root, assignment, student).get("secret")
        if status != MARKED or record["assignment"] != assignment or not secret:
            continue
        page = here.folder("feedback", record["folder"], assignment, f"{name}.html")
        place = given / f"{notebook_hash(secret=secret, notebook_id=name)}.html"
        part = place.with_suffix(".part")
        part.write_bytes(page.read_bytes())
        part.chmod(0o644)
        part.replace(place)
        back.append(student.name)
    print(f"{len(back)} students can fetch their page now" + (f": {', '.join(back)}." if back else "."))


if __name__ == "__main__":
    number = int(sys.argv[2]) if len(sys.argv) > 2 else None
    print(f"{len(prepare(Path(sys.argv[1]), number))} assignments are handed out.")
