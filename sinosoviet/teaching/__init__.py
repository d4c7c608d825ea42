"""The teacher's guide: what is generated from the pages, and the citations of what is written by hand."""

from sinosoviet.teaching import keys, paper
from sinosoviet.teaching.guide import problems, write
from sinosoviet.teaching.texts import GuideError, folder, keys_folder

__all__ = ["GuideError", "folder", "keys", "keys_folder", "paper", "problems", "write"]
