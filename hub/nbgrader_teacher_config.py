"""What the teacher's server is told beside that: where the class is, and how its copies are made."""

import os
from pathlib import Path

load_subconfig("nbgrader_config.py", path=str(Path(os.environ["SINOSOVIET_HUB"]) / "course" / "hub"))  # noqa: F821
load_subconfig("nbgrader_config.py", path=str(Path.home() / "class"))  # noqa: F821
