"""The course's notebooks: run them the same way every time, cite, and check their form."""

from sinosoviet.pages.check import SKILLS, problems
from sinosoviet.pages.files import folder, kind_of, load, names, save
from sinosoviet.pages.run import canonical, execute
from sinosoviet.pages.write import section, write
from sinosoviet.views import before_saving

__all__ = [
    "SKILLS",
    "before_saving",
    "canonical",
    "execute",
    "folder",
    "kind_of",
    "load",
    "names",
    "problems",
    "save",
    "section",
    "write",
]
