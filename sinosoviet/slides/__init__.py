"""Slides: each page of the course as a reveal.js deck, and marked for slides in JupyterLab."""

from sinosoviet.slides.decks import deck, folder, names, write
from sinosoviet.slides.parts import mark, parts
from sinosoviet.slides.times import routes, section_minutes

__all__ = ["deck", "folder", "mark", "names", "parts", "routes", "section_minutes", "write"]
