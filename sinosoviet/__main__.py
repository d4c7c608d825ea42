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
    data = what.add_parser("data", help="the data dictionary")
    data.add_argument("do", choices=["write", "check"])
    chosen = parser.parse_args(arguments)
    try:
        commands = {"pages": _pages, "figures": _figures, "sheets": _sheets, "data": _data}
        return commands[chosen.what](chosen)
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1


def _pages(chosen):
    from tqdm import tqdm

    from sinosoviet import pages, uses
    from sinosoviet.errors import known

    names = [known("page", name, pages.names()) for name in chosen.names] or pages.names()
    if chosen.do != "check":
        for name in tqdm(names, desc="Pages", unit="page"):
            if pages.kind_of(pages.load(name)) == "reference":
                uses.write()
            changed = pages.write(name, run=chosen.do == "write")
            tqdm.write(f"{name}: {'changed' if changed else 'as it was'}")
        uses.write()
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


def _data(chosen):
    from sinosoviet import dictionary, tables, uses

    generated = (uses, dictionary)
    if chosen.do == "write":
        for part in generated:
            print(part.write())
        return 0
    stale = [part.path().name for part in generated if not _is_current(part)]
    for name in tables.names():
        tables.load(name)
    print(*(f"{name} is out of date; run `make data`." for name in stale), sep="\n", end="")
    print("" if stale else f"{len(tables.names())} tables.")
    return 1 if stale else 0


def _is_current(part):
    return part.path().is_file() and part.path().read_text(encoding="utf-8") == part.text()


if __name__ == "__main__":
    sys.exit(main())
