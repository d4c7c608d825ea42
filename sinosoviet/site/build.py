"""Building the site: sources for Sphinx, the pages and their other forms, and a count of what came out."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import nbformat

from sinosoviet import figures, lessons, pages, pdf, replay, slides, tables
from sinosoviet.errors import CourseError
from sinosoviet.places import ROOT, SITE
from sinosoviet.site import audit, forms, guide, reference
from sinosoviet.site.page import Page
from sinosoviet.site.pictures import FOLDER as PICTURES
from sinosoviet.site.pictures import Pictures
from sinosoviet.teaching import keys

#: Configuration of Sphinx.
CONFIGURATION = ROOT / "site"
#: Address of the first page of the site, from a page in the folder of another form.
HOME = "../index.html"
_WRITERS = {"print": pdf.write, "slides": slides.write, "lessons": lessons.write}
# MyST-NB names its summaries in other words than they show, which misleads who speaks to the computer.
_WRONG_NAME = ' aria-label="Toggle hidden content"'
# The lab holds pages and tables, and megabytes of programs.
_OTHERS = ("lab",)
_NOT_SERVED = (".buildinfo", "objects.inv", "_sources", "_static/webpack-macros.html")


class SiteError(CourseError):
    """A site that could not be built whole; the message says what is missing."""


def folder():
    """Folder of the built site."""
    return SITE


def built(site=None):
    """The folder ``site`` (``build/site``), if a site is built there; otherwise an error says what to do."""
    site = Path(site) if site else folder()
    if not (site / "index.html").is_file():
        raise CourseError("There is no site yet; run `make site` first.")
    return site


def write(to=None, run=False, alone=False, progress=True):
    """Build the site into ``to`` (``build/site``) and return that path: pages, slides, lessons and PDF.

    Stored outputs are shown as they are; with ``run`` every page is run afresh before the reading
    site shows it. ``alone`` builds the reading site alone; the other forms of the pages that are in
    the folder stay, as the lab always does, and each page links to those that are there.

    Nothing in ``to`` changes before all of it is made and counted: a build that fails leaves the site
    as it was. Raises :class:`SiteError` when a page cannot be made, or when a page, chart, explorer,
    table or figure is not in the result, or words of an answer key are; and another
    :class:`CourseError` when a program that a form needs is missing.
    """
    to = Path(to) if to else folder()
    work = to.parent / f"{to.name}-work"
    for old in ("source", "html", "forms"):
        shutil.rmtree(work / old, ignore_errors=True)
    made = work / "forms"
    made.mkdir(parents=True)
    coming = {} if alone else _WRITERS
    found = forms.there(to, coming)
    # Most of the time goes to Sphinx and to Chromium, which are programs of their own.
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        try:
            waiting = [pool.submit(write_form, made / form, home=HOME) for form, write_form in coming.items()]
            wanted = _reading_site(work, found, run, progress)
            for form in waiting:
                form.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    places = {form: made if form.folder in coming else to for form in found}
    missing = [*audit.problems(work / "html", wanted), *audit.form_problems(places, wanted)]
    if missing:
        raise SiteError("The site is not whole. " + " ".join(missing))
    leaks = _leaks([work / "html", made, *(to / form.folder for form in found if form.folder not in coming)])
    if leaks:
        raise SiteError("The site must not be shown to students. " + " ".join(leaks))
    _install([*(work / "html").iterdir(), *made.iterdir()], to)
    return to


def _leaks(folders):
    secret = keys.secrets()
    return [
        leak for folder in folders if folder.name not in _OTHERS for leak in keys.leaks(folder, secret=secret)
    ]


def _reading_site(work, found, run, progress):
    """Make the pages of the site in ``work/html``; returns what they must show."""
    wanted = prepare(work / "source", found, run, progress)
    _sphinx(work)
    _complete(work / "html", work / "source")
    _tidy(work / "html")
    return wanted


def prepare(source, there=(), run=False, progress=True):
    """Write what Sphinx reads into the folder ``source``; returns what the site must show."""
    from tqdm import tqdm

    for part in ("course", "data"):
        (source / part).mkdir(parents=True, exist_ok=True)
    pictures = Pictures(source)
    wanted = audit.Wanted()
    for name in tqdm(pages.names(), desc="Pages", unit="page", disable=not progress):
        notebook = pages.load(name)
        wanted.add(name, notebook)
        if run:
            notebook = pages.execute(notebook)
        made = Page(name, notebook, pictures, there).written()
        nbformat.write(made, source / "course" / f"{name}.ipynb")
    texts = {
        "index.md": reference.home(there, pictures),
        "course/index.md": reference.course(),
        "teachers.md": reference.teachers(there),
        "figures.md": reference.gallery(pictures),
        "sources.md": reference.works(),
        "data/index.md": reference.every_table(),
        **{f"data/{name}.md": reference.table(name) for name in tables.names()},
    }
    for place, text in texts.items():
        (source / place).write_text(text, encoding="utf-8", newline="\n")
    guide.write(source)
    return wanted


def _sphinx(work):
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-q", "-j", "auto", "-c", str(CONFIGURATION)]
    command += ["-d", str(work / "doctrees"), "-E", "--fail-on-warning", "--keep-going"]
    command += [str(work / "source"), str(work / "html")]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, env=env)
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["it gave no reason"]
        raise SiteError("Sphinx could not build the site: " + "\n".join(said[:20]))


def _complete(html, source):
    """Put beside the pages what Sphinx does not know: pictures, scripts, tables and figures."""
    shutil.copytree(source / PICTURES, html / PICTURES, dirs_exist_ok=True)
    (html / "_static" / "explorer.css").write_text(replay.STYLE, encoding="utf-8", newline="\n")
    for path in sorted(tables.folder().iterdir()):
        if path.is_file() and path.suffix != ".md":
            shutil.copyfile(path, html / "data" / path.name)
    (html / "figures").mkdir(exist_ok=True)
    for path in sorted(figures.folder().iterdir()):
        if path.suffix in (".svg", ".png"):
            shutil.copyfile(path, html / "figures" / path.name)


def _tidy(html):
    """Take away what Sphinx leaves and no reader needs, and what would mislead one."""
    for name in _NOT_SERVED:
        path = html / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    for path in html.rglob("*.map"):
        path.unlink()
    for path in (html / "course").glob("*.html"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(_WRONG_NAME, ""), encoding="utf-8", newline="\n")
    # Hosts that run Jekyll over a site would leave out every folder that begins with "_".
    (html / ".nojekyll").touch()


def _install(new, to):
    """Replace the site's own files in ``to`` by the new ones; folders that other commands made stay."""
    to.mkdir(parents=True, exist_ok=True)
    kept = {form.folder for form in forms.FORMS} - {path.name for path in new}
    for old in to.iterdir():
        if old.name not in kept:
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    for path in new:
        path.replace(to / path.name)
