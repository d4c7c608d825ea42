"""Slides: each lesson of the course as a reveal.js deck, and as a copy to present from JupyterLab."""

from sinosoviet.slides import live
from sinosoviet.slides.decks import deck, folder, names, write
from sinosoviet.slides.parts import parts
from sinosoviet.slides.times import routes, section_minutes

__all__ = ["deck", "folder", "live", "names", "parts", "routes", "section_minutes", "write"]
