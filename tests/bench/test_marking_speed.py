"""How long marking a class takes, beside ``nbgrader autograde`` on the same submissions in the same run.

``SUBMISSIONS=60`` measures a larger class; the start counts for less there, so the gain is greater.
"""

import os
import shutil
import subprocess
import sys
import threading
import time

import nbformat
import psutil
import pytest

pytest.importorskip("nbgrader")

from sinosoviet.assignments import commands, records
from sinosoviet.assignments import course as courses
from sinosoviet.assignments.course import Course
from tests import assignment_course as small

pytestmark = pytest.mark.bench
SUBMISSIONS = int(os.environ.get("SUBMISSIONS", "12"))
#: Pages that processes share are counted in each. It does not grow with the class.
MOST_MB = 1200
MARK = (
    "import sys; from pathlib import Path; from sinosoviet.assignments import commands; "
    "from sinosoviet.assignments.course import Course; commands.mark(Course(Path(sys.argv[1])), sys.argv[2])"
)
# What a class hands in: most answer, some wrongly, some with code that stops.
ANSWERS = ("tonnes = 42", "tonnes = 42", "tonnes = 7", "tonnes = 6 * 7", "tonnes = (", "tonnes = 1 / 0")


def timed(command, **options):
    """Seconds and peak megabytes of a command with everything that it starts."""
    peak, over = [0], threading.Event()
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)

    def watch():
        while not over.wait(0.2):
            used = 0
            try:
                for part in [
                    psutil.Process(process.pid),
                    *psutil.Process(process.pid).children(recursive=True),
                ]:
                    used += part.memory_info().rss
            except psutil.Error:
                continue
            peak[0] = max(peak[0], used)

    threading.Thread(target=watch, daemon=True).start()
    text = process.communicate()[0].decode()
    over.set()
    assert process.returncode == 0, text
    return time.perf_counter() - began, peak[0] / 2**20


def test_marking_is_faster_than_stock_autograde(tmp_path):
    course = small.make(tmp_path / "ours")
    commands.make(course)
    copy = nbformat.read(course.folder("release", small.NAME, f"{small.NAME}.ipynb"), as_version=4)
    stock = Course(tmp_path / "stock")
    shutil.copytree(course.root, stock.root)
    # The course's own settings let nothing be marked without walls.
    (stock.root / courses.CONFIGURATION).write_text("c = get_config()\n", encoding="utf-8")
    for number in range(SUBMISSIONS):
        text = nbformat.writes(small.answered(copy, tonnes=ANSWERS[number % len(ANSWERS)]))
        for folder in (
            tmp_path / "in" / f"student{number}",
            stock.folder("submitted", f"student{number}", small.NAME),
        ):
            folder.mkdir(parents=True)
            (folder / f"{small.NAME}.ipynb").write_text(text, encoding="utf-8")
    archive = shutil.make_archive(str(tmp_path / "in"), "zip", tmp_path / "in")
    ours, our_memory = timed([sys.executable, "-c", MARK, str(course.root), archive])
    theirs, their_memory = timed(
        [sys.executable, "-m", "nbgrader", "autograde", small.NAME, f"--course-dir={stock.root}"],
        cwd=stock.root,
    )
    print(
        f"\n{SUBMISSIONS} submissions: {ours:.1f} s and {our_memory:.0f} MB at most, "
        f"nbgrader autograde {theirs:.1f} s and {their_memory:.0f} MB, {theirs / ours:.1f} times as long"
    )
    with course.gradebook() as mine, stock.gradebook() as plain:
        for record in records.Records(course, small.NAME).all():
            for question, result in record["questions"].items():
                if result["automatic"] is not None:
                    grade = plain.find_grade(question, small.NAME, small.NAME, record["folder"])
                    assert (grade.auto_score or 0) == result["automatic"]
            assert mine.find_submission(small.NAME, record["folder"])
    assert theirs >= 2 * ours
    assert our_memory <= MOST_MB
