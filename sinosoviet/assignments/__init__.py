"""Assignments: made from one master, handed out, handed in, marked, given back.

What a student's copy uses is here: ``variant``, ``own_chart`` and ``sources_of``, and the modules
``checklist`` and ``evidence``.
"""

from importlib import import_module

_HOMES = {"Variant": "variants", "own_chart": "drawing", "sources_of": "drawing", "variant": "variants"}
__all__ = ["Variant", "own_chart", "sources_of", "variant"]


def __getattr__(name):
    # Loaded when used: the commands of the marking need no Matplotlib.
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
