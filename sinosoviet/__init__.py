"""The Sino-Soviet split, 1949–1991: tables, sources, charts, explorers, activities and checks.

Import the nouns you need::

    from sinosoviet import activities, charts, explorers, quiz, sources, tables

Nothing is read from the network, and nothing is loaded before it is used.
"""

import logging
from importlib import import_module

__version__ = "0.1.0"
__all__ = [
    "activities",
    "assignments",
    "charts",
    "dictionary",
    "explorers",
    "figures",
    "glossary",
    "pages",
    "predictions",
    "quiz",
    "sheets",
    "site",
    "sources",
    "style",
    "tables",
    "uses",
]

# Before anything imports Matplotlib: its first start on a slow machine, and each in a browser, would
# print that fonts are being counted.
logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)


def __getattr__(name):
    if name in __all__:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return sorted([*globals(), *__all__])
