"""Sheets to print: ``python -m sinosoviet sheets write`` puts them into ``build/sheets``.

A sheet is a function without arguments that returns its title and its body as HTML. To add
one, add a line to :func:`catalog`. Everything a sheet shows is inside its own file.
"""

import html
import os
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from sinosoviet import about, bootstrap, predictions, sources
from sinosoviet.activities import decisions, grid, pack
from sinosoviet.errors import CourseError
from sinosoviet.places import BUILD

_STYLE = (Path(__file__).parent / "assets" / "sheet.css").read_text(encoding="utf-8")
_SECONDS = 120
_AT_ONCE = 2
_TALL = 780
_STUDY = "kim2017gap"
_FIELDS = '<p class="fields"><span>Name</span><span>Date</span></p>'
_LINE = '<p class="line"></p>'


class SheetError(CourseError):
    """A sheet that could not be printed; the message says why."""


def catalog():
    """Every sheet by the name of its file: a function that returns (title, body as HTML)."""
    return {
        **{f"predict-{name}": partial(prediction, name) for name in predictions.names()},
        **{f"decide-{name}": partial(decision, name) for name in decisions.names()},
        "cards": pack.printed,
    }


def folder():
    """Folder of the written sheets."""
    return BUILD / "sheets"


def prediction(name):
    """One empty grid on one A4 page, with room for a reason and for what surprised."""
    asked = predictions.load(name)
    body = (
        f"{_FIELDS}<p>{html.escape(asked.words)} <strong>{_task(asked)}</strong></p>"
        f"{grid.image(asked, _TALL)}"
        f"<p>Why do you think so?</p>{_LINE * 2}"
        "<p>Draw, then look at the next chart. Draw the data over your guess. What surprised you?</p>"
        f"{_LINE * 2}{_foot(f'{asked.page}, chart “{asked.chart}”')}"
    )
    return asked.heading, body


def _task(asked):
    return {
        "curve": "Draw the line.",
        "levels": "Put a cross on each row.",
        "year": "Ring one year, or draw the line.",
    }[asked.kind]


def decision(name):
    """One decision point on one A4 page, without what was chosen."""
    asked = decisions.load(name)
    return asked.heading, (
        f'{_FIELDS}<div class="decision">{decisions.setting(asked)}{decisions.options(asked, "☐ ")}</div>'
        f"{decisions.task()}{_LINE * 4}{_foot(asked.page)}"
    )


def _foot(place):
    course = about.course()["title"]
    return f'<p class="foot">For the page {html.escape(place)}. {html.escape(course)}; CC BY 4.0.</p>'


def page(title, body):
    """A whole HTML file that prints on A4."""
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><h1>{html.escape(title)}</h1>{body}</body></html>\n"
    )


def write(to=None):
    """Write every sheet as HTML with an index, and as PDF too where there is a Chromium or Chrome.

    The same data always give the same HTML. Returns the paths written. ``to`` is another folder
    to write into. Raises :class:`SheetError` when the browser is there but fails.
    """
    to = Path(to) if to else folder()
    to.mkdir(parents=True, exist_ok=True)
    browser = find_browser()
    written, entries = [], []
    for name, make in catalog().items():
        title, body = make()
        written.append(to / f"{name}.html")
        written[-1].write_text(page(title, body), encoding="utf-8", newline="\n")
        links = f'<a href="{name}.html">{html.escape(title)}</a>'
        if browser:
            links += f' (<a href="{name}.pdf">PDF</a>)'
        entries.append(f"<li>{links}</li>")
    if browser:
        written += print_all(browser, ((path, path.with_suffix(".pdf")) for path in list(written)))
    written.append(to / "index.html")
    written[-1].write_text(page("Sheets to print", _index(entries)), encoding="utf-8", newline="\n")
    return written


def _index(entries):
    return (
        f"<p>Print on A4. Let the class draw before it sees the chart: in an experiment, readers who were "
        "asked to predict and to explain the data remembered and understood more than a control group "
        f"({html.escape(sources.short(_STUDY))}).</p><ul>{''.join(entries)}</ul>"
    )


def find_browser():
    """Path of a Chromium or Chrome, or None. Raises :class:`SheetError` when CHROMIUM names nothing."""
    try:
        return bootstrap.find_chromium()
    except bootstrap.Stop as reason:
        raise SheetError(str(reason)) from None


def print_all(browser, files):
    """Print HTML files as PDF, some at a time; ``files`` are pairs of source and PDF. Returns the PDF paths.

    A pair is taken as soon as it comes, so one page can be made while another is printed. Raises as
    :func:`print_pdf` does.
    """

    def print_one(pair):
        print_pdf(browser, *pair)
        return pair[1]

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(print_one, files))


def print_pdf(browser, source, to):
    """Print an HTML file as PDF with a browser that runs without a window."""
    with tempfile.TemporaryDirectory() as profile:
        command = [browser, "--headless", "--disable-gpu", "--no-pdf-header-footer"]
        # Tags, reading order and bookmarks, for readers who hear the page.
        command += ["--export-tagged-pdf", "--generate-pdf-document-outline"]
        command += [f"--user-data-dir={profile}", f"--print-to-pdf={to}"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.append("--no-sandbox")
        to.unlink(missing_ok=True)
        try:
            subprocess.run(
                [*command, source.resolve().as_uri()], capture_output=True, check=False, timeout=_SECONDS
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise SheetError(f"{Path(browser).name} could not print {source.name}: {error}.") from None
    if not to.is_file():
        raise SheetError(f"{Path(browser).name} printed nothing for {source.name}; the HTML file is there.")
