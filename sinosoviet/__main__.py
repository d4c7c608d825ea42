"""Commands that keep the course in order: ``python -m sinosoviet <what> <do>``."""

import argparse
import sys

from sinosoviet.errors import CourseError


def main(arguments=None):
    """Run one command; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m sinosoviet", description=__doc__)
    what = parser.add_subparsers(dest="what", required=True, metavar="what")
    pages = what.add_parser("pages", help="the notebooks, and the masters of the assignments")
    pages.add_argument("do", choices=["write", "check", "cite"])
    pages.add_argument("names", nargs="*", metavar="page", help="pages to take; all if none is named")
    figures = what.add_parser("figures", help="the charts as files")
    figures.add_argument("do", choices=["write"])
    sheets = what.add_parser("sheets", help="the sheets to print")
    sheets.add_argument("do", choices=["write"])
    slides = what.add_parser("slides", help="the lessons as slides")
    slides.add_argument("do", choices=["write", "live"], help="decks, or copies to present from JupyterLab")
    lessons = what.add_parser("lessons", help="the pages as single files")
    lessons.add_argument("do", choices=["write"])
    pdf = what.add_parser("pdf", help="the pages and the course on paper")
    pdf.add_argument("do", choices=["write"])
    pdf.add_argument("names", nargs="*", metavar="page", help="pages to take; all if none is named")
    data = what.add_parser("data", help="the data dictionary")
    data.add_argument("do", choices=["write", "check"])
    teaching = what.add_parser("teaching", help="the teacher's guide")
    teaching.add_argument("do", choices=["write", "check"])
    site = what.add_parser("site", help="the reading site")
    site.add_argument("do", choices=["write", "serve", "links"])
    site.add_argument("--run", action="store_true", help="run every page afresh before it is shown")
    site.add_argument("--alone", action="store_true", help="no slides, lessons or PDF, or those of before")
    site.add_argument("--port", type=int, default=8000, help="port for serve (8000)")
    lite = what.add_parser("lite", help="the lab in the browser")
    lite.add_argument("do", choices=["write"])
    lite.add_argument("--offline", action="store_true", help="carry everything; ask for nothing outside")
    _add_assignments(what.add_parser("assignments", help="hand out, mark, give back"))
    _add_hub(what.add_parser("hub", help="a hub for one class"))
    chosen = parser.parse_args(arguments)
    try:
        commands = {
            "pages": _pages,
            "figures": _figures,
            "sheets": _sheets,
            "slides": _slides,
            "lessons": _lessons,
            "pdf": _pdf,
            "teaching": _teaching,
            "site": _site,
            "lite": _lite,
            "data": _data,
            "assignments": _assignments,
            "hub": _hub,
        }
        return commands[chosen.what](chosen)
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1


def _add_assignments(parser):
    do = parser.add_subparsers(dest="do", required=True, metavar="do")
    make = do.add_parser("make", help="make the copies for students")
    make.add_argument("names", nargs="*", metavar="assignment", help="which to make; all if none is named")
    mark = do.add_parser("mark", help="mark what was handed in")
    mark.add_argument("zip", help="the zip of the learning platform, a folder, or one notebook")
    mark.add_argument("--assignment", help="which assignment it is; found out if left out")
    mark.add_argument("--roster", help="CSV of the class with id, name and email; kept for the next time")
    mark.add_argument("--older", action="store_true", help="mark a file although a later one is marked")
    mark.add_argument("--workers", type=int, default=2, help="submissions run at once (2)")
    merge = do.add_parser("merge", help="take over marks given by hand")
    merge.add_argument("assignment", nargs="?")
    for part in (make, mark):
        part.add_argument("--variant", type=int, metavar="SEED", help="the variant of one class")


def _add_hub(parser):
    parser.add_argument("do", help="start, stop, restart, servers, status, password, backup, remove or cloud")
    parser.add_argument("--hub", metavar="FOLDER", help="folder of the hub (/srv/sinosoviet-hub)")
    parser.add_argument("--roster", help="CSV of the class with id, name and email; kept for the next time")
    parser.add_argument("--variant", type=int, metavar="SEED", help="the variant of one class")
    parser.add_argument("--login", help="whose password to renew")
    parser.add_argument("--target", metavar="PATH", help="file for a back-up, folder for cloud")
    parser.add_argument("--sure", action="store_true", help="remove everything indeed")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="change a setting")


def _pages(chosen):
    from tqdm import tqdm

    from sinosoviet import pages, uses
    from sinosoviet.assignments import masters
    from sinosoviet.errors import known

    keepers = dict.fromkeys(pages.names(), pages) | dict.fromkeys(masters.names(), masters)
    names = [known("page", name, list(keepers)) for name in chosen.names] or list(keepers)
    if chosen.do != "check":
        references = pages.names("reference")
        for name in tqdm(names, desc="Pages", unit="page"):
            if name in references:
                uses.write()
            changed = keepers[name].write(name, run=chosen.do == "write")
            tqdm.write(f"{name}: {'changed' if changed else 'as it was'}")
        uses.write()
        return 0
    found = [f"{name}: {problem}" for name in names for problem in keepers[name].problems(name)]
    print("\n".join(found) or f"{len(names)} pages checked; nothing to mend.")
    return 1 if found else 0


def _assignments(chosen):
    from sinosoviet.assignments import commands

    if chosen.do == "make":
        commands.make(names=chosen.names, seed=chosen.variant)
    elif chosen.do == "mark":
        commands.mark(
            zip_file=chosen.zip,
            assignment=chosen.assignment,
            roster=chosen.roster,
            seed=chosen.variant,
            workers=max(1, chosen.workers),
            older=chosen.older,
        )
    else:
        commands.merge(assignment=chosen.assignment)
    return 0


def _hub(chosen):
    from sinosoviet.hub import commands

    commands.run(
        chosen.do,
        hub=chosen.hub,
        roster=chosen.roster,
        login=chosen.login,
        target=chosen.target,
        seed=chosen.variant,
        sure=chosen.sure,
        choices=dict(pair.split("=", 1) for pair in chosen.set),
    )
    return 0


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
    from sinosoviet import slides

    if chosen.do == "write":
        print(f"{len(slides.write())} files in {slides.folder()}; open index.html there.")
    else:
        print(f"{len(slides.live.write())} copies to present in {slides.live.folder()}")
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
    from sinosoviet import dictionary, tables, uses

    generated = (uses, dictionary)
    if chosen.do == "write":
        for part in generated:
            print(part.write())
        return 0
    for name in tables.names():
        tables.load(name)
    stale = [part.path().name for part in generated if not _is_current(part)]
    said = [f"{name} is out of date; run `make data`." for name in stale]
    print("\n".join(said) or f"{len(tables.names())} tables.")
    return 1 if stale else 0


def _is_current(part):
    return part.path().is_file() and part.path().read_text(encoding="utf-8") == part.text()


def _teaching(chosen):
    from sinosoviet import teaching

    if chosen.do == "write":
        changed = teaching.write()
        print("\n".join(f"{path.name}: changed" for path in changed) or "The guide is as it was.")
        written = teaching.paper.write()
        place = teaching.paper.folder()
        print(f"{len(written)} files with the answer keys in {place}, for the teacher alone.")
        return 0
    found = teaching.problems()
    print("\n".join(found) or "The guide is as it should be.")
    return 1 if found else 0


def _site(chosen):
    from sinosoviet import site

    if chosen.do == "serve":
        site.serve(chosen.port)
        return 0
    if chosen.do == "write":
        print(f"The site is in {site.write(run=chosen.run, alone=chosen.alone)}; show it with `make serve`.")
        return 0
    from sinosoviet.site import links

    asked = refused = silent = 0
    for address, page, answer in links.check_outside(site.built()):
        asked += 1
        if not answer.startswith("2"):
            refused += answer.isdigit()
            silent += not answer.isdigit()
            print(f"{answer}: {address} (on {page})")
    print(f"{asked} addresses outside the site: {refused} answered with an error, {silent} did not answer.")
    return int(refused + silent > 0)


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
