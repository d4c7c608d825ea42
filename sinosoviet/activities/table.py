"""Pieces of the tables that activities show, as HTML."""

import html


def heads(names, style):
    """A heading for each column, from plain texts."""
    return "".join(f'<th scope="col" style="{style}">{html.escape(name)}</th>' for name in names)


def cells(values, style):
    """A cell for each plain text or number."""
    return "".join(f'<td style="{style}">{html.escape(str(value))}</td>' for value in values)


def scroll(label, table):
    """A wide table in a box, which a reader without a mouse can reach and scroll."""
    box = f'<div style="overflow-x:auto" tabindex="0" role="region" aria-label="{html.escape(label)}">'
    return f"{box}{table}</div>"
