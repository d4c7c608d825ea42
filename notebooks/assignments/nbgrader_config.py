"""The assignments as an nbgrader course; ``make assignments`` and ``make mark`` read it too."""

from pathlib import Path

from nbconvert.exporters import NotebookExporter
from nbgrader.converters.base import NbGraderException

from sinosoviet.assignments import checklist


class OnlyBehindWalls(NotebookExporter):
    """Stops nbgrader's own autograde before it removes or runs anything."""

    def __init__(self, parent, **_):
        sentence = (
            "Nothing was run and nothing was changed: this button would run students' code without walls. "
            "Mark with `make mark ZIP=...`."
        )
        parent.log.error(sentence)  # nbgrader's own command ends without a word otherwise
        raise NbGraderException(sentence)


c = get_config()  # noqa: F821
c.CourseDirectory.root = str(Path(__file__).resolve().parent)
c.Autograde.exporter_class = OnlyBehindWalls
c.ClearSolutions.code_stub = {"python": checklist.CODE_STUB}
c.ClearSolutions.text_stub = checklist.TEXT_STUB
