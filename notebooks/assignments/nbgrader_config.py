"""The assignments as an nbgrader course; ``make assignments`` and ``make mark`` read it too."""

from pathlib import Path

c = get_config()  # noqa: F821
c.CourseDirectory.root = str(Path(__file__).resolve().parent)
c.ClearSolutions.code_stub = {"python": "# Put your answer in the place of None above, then run the cell."}
c.ClearSolutions.text_stub = "*Write your answer here.*"
c.Execute.timeout = 20
c.Execute.interrupt_on_timeout = True
