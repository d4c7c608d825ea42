"""Commands that keep the course in order: ``python -m sinosoviet <what> <do>``."""

import argparse
import sys

from sinosoviet.errors import CourseError


def main(arguments=None):
    """Run one command; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m sinosoviet", description=__doc__)
    what = parser.add_subparsers(dest="what", required=True, metavar="what")
    pages = what.add_parser("pages", help="the notebooks")
    pages.add_argument("do", choices=["write", "check", "cite"])
    pages.add_argument("names", nargs="*", metavar="page", help="pages to take; all if none is named")
    figures = what.add_parser("figures", help="the charts as files")
    figures.add_argument("do", choices=["write"])
    sheets = what.add_parser("sheets", help="the sheets to print")
    sheets.add_argument("do", choices=["write"])
    slides = what.add_parser("slides", help="the pages as slides")
    slides.add_argument("do", choices=["write", "mark"])
    lessons = what.add_parser("lessons", help="the pages as single files")
    lessons.add_argument("do", choices=["write"])
    pdf = what.add_parser("pdf", help="the pages and the course on paper")
    pdf.add_argument("do", choices=["write"])
    pdf.add_argument("names", nargs="*", metavar="page", help="pages to take; all if none is named")
    data = what.add_parser("data", help="the data dictionary")
    data.add_argument("do", choices=["write", "check"])
    site = what.add_parser("site", help="the reading site")
    site.add_argument("do", choices=["write", "serve", "links"])
    site.add_argument("--run", action="store_true", help="run every page afresh before it is shown")
    site.add_argument("--alone", action="store_true", help="no slides, lessons or PDF, or those of before")
    site.add_argument("--port", type=int, default=8000, help="port for serve (8000)")
    lite = what.add_parser("lite", help="the lab in the browser")
    lite.add_argument("do", choices=["write"])
    lite.add_argument("--offline", action="store_true", help="carry everything; ask for nothing outside")
    chosen = parser.parse_args(arguments)
    try:
        commands = {
            "pages": _pages,
            "figures": _figures,
            "sheets": _sheets,
            "slides": _slides,
            "lessons": _lessons,
            "pdf": _pdf,
            "site": _site,
            "lite": _lite,
            "data": _data,
        }
        return commands[chosen.what](chosen)
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1


def _pages(chosen):
    from tqdm import tqdm

    from sinosoviet import pages
    from sinosoviet.errors import known

    names = [known("page", name, pages.names()) for name in chosen.names] or pages.names()
    if chosen.do != "check":
        for name in tqdm(names, desc="Pages", unit="page"):
            changed = pages.write(name, run=chosen.do == "write")
            tqdm.write(f"{name}: {'changed' if changed else 'as it was'}")
        return 0
    found = [f"{name}: {problem}" for name in names for problem in pages.problems(name)]
    print("\n".join(found) or f"{len(names)} pages checked; nothing to mend.")
    return 1 if found else 0


def _figures(_):
    from sinosoviet import figures

    print(f"{len(figures.write())} files in {figures.folder()}")
    return 0


def _sheets(_):
    from sinosoviet import sheets

    written = sheets.write()
    print(f"{len(written)} files in {sheets.folder()}; open index.html there.")
    if not any(path.suffix == ".pdf" for path in written):
        print("There is no Chromium or Chrome here, so there are no PDF files; print the HTML files instead.")
    return 0


def _slides(chosen):
    from sinosoviet import pages, slides

    if chosen.do == "write":
        print(f"{len(slides.write())} files in {slides.folder()}; open index.html there.")
        return 0
    for name in slides.names():
        notebook = pages.load(name)
        marked = slides.mark(notebook)
        if marked:
            pages.save(name, notebook)
        print(f"{name}: {marked} cells marked for slides")
    return 0


def _lessons(_):
    from sinosoviet import lessons

    print(f"{len(lessons.write())} files in {lessons.folder()}; each opens by a double click.")
    return 0


def _pdf(chosen):
    from sinosoviet import pages, pdf
    from sinosoviet.errors import known

    names = [known("page", name, pages.names()) for name in chosen.names]
    print(f"{len(pdf.write(names=names))} files in {pdf.folder()}")
    return 0


def _data(chosen):
    from sinosoviet import dictionary, tables

    if chosen.do == "write":
        print(dictionary.write())
        return 0
    for name in tables.names():
        tables.load(name)
    stale = not dictionary.path().is_file() or dictionary.path().read_text("utf-8") != dictionary.text()
    print("The dictionary is out of date; run `make data`." if stale else f"{len(tables.names())} tables.")
    return int(stale)


def _site(chosen):
    from sinosoviet import site

    if chosen.do == "serve":
        site.serve(chosen.port)
        return 0
    if chosen.do == "write":
        print(f"The site is in {site.write(run=chosen.run, alone=chosen.alone)}; show it with `make serve`.")
        return 0
    from sinosoviet.site import links

    failed = 0
    for address, page, answer in links.check_outside(site.folder()):
        if not answer.startswith("2"):
            failed += 1
            print(f"{answer}: {address} (on {page})")
    print(f"{len(links.outside(site.folder()))} addresses outside the site; {failed} did not answer.")
    return int(failed > 0)


def _lite(chosen):
    from sinosoviet import lite, site

    folder = lite.write(offline=chosen.offline)
    kind = "offline" if chosen.offline else "public"
    print(f"{folder} ({kind}, {lite.size(folder) / 1e6:.0f} MB). It opens from a server, not from the disk.")
    if (site.folder() / "index.html").is_file():
        print(f"Its links are in the pages of {site.write(alone=True)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
